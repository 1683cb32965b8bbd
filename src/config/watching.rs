//! `[web]`, `[log]` and `[alerts]` -> where the hub is watched, which lines it logs, and when trouble raises an alert.

use super::Levels;
use super::given::GivenSettings;
use std::net::SocketAddr;

/// `[web]`.
#[derive(Debug)]
pub struct WebSettings {
    /// Address and port to listen on; port 0 takes a free one, and the log says which.
    pub listen: SocketAddr,
    /// How long the store may take to write before the hub is called not ready, in seconds.
    pub store_seconds: u64,
}

/// `[log]`.
#[derive(Debug)]
pub struct LogSettings {
    /// How much each part of the program logs.
    pub level: Levels,
    /// The form of the lines: for people or for machines.
    pub format: LogFormat,
}

/// `[alerts]`.
#[derive(Debug)]
pub struct AlertSettings {
    /// Trouble with the hub for this long raises an alert, in seconds.
    pub after_seconds: u64,
}

impl AlertSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        Self {
            after_seconds: given.number("alerts.after_seconds", 5..=3600, 60),
        }
    }
}

/// How a log line is written.
#[derive(Debug, Clone, Copy)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl WebSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Option<Self> {
        let present = given.has("web");
        let store_seconds = given.number("web.store_seconds", 1..=300, 2);
        let listen = if present {
            given.needed("web.listen")
        } else {
            given.text("web.listen")
        };
        match listen?.parse() {
            Ok(listen) => Some(Self {
                listen,
                store_seconds,
            }),
            Err(_) => {
                given.refuse("web.listen", "moet een IP-adres met een poort van 0 tot 65535 zijn, zoals `127.0.0.1:9464` of `[::1]:9464`");
                None
            }
        }
    }
}

impl LogSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        let format = match given.text("log.format").as_deref() {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => {
                given.refuse("log.format", "kan zo niet; kies uit text, json");
                LogFormat::Text
            }
        };
        let level = given
            .text("log.level")
            .map(|text| text.parse::<Levels>())
            .unwrap_or_else(|| Ok(Levels::default()));
        let level = level.unwrap_or_else(|words| {
            given.refuse("log.level", words);
            Levels::default()
        });
        Self { level, format }
    }
}
