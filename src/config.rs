//! `schakel.toml` + environment -> settings, each with where it came from. The only file that reads the environment.

use crate::catalog::complaint;
use crate::load::Folders;
use crate::message::Private;
use crate::pipeline::Limits;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything an operator can set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The message broker.
    pub broker: Broker,
    /// The evidence.
    #[serde(default)]
    pub store: StoreSettings,
    /// The master key.
    pub keys: KeySettings,
    /// Where the declarative files are.
    pub catalog: CatalogSettings,
    /// Bounds.
    #[serde(default)]
    pub limits: LimitSettings,
    /// When a failed delivery is tried again.
    #[serde(default)]
    pub retry: Retry,
    /// Metrics and health for machines; absent: nothing listens.
    pub web: Option<WebSettings>,
    /// What is written to standard error.
    #[serde(default)]
    pub log: LogSettings,
    /// Where operators reach the running hub.
    #[serde(default)]
    pub control: ControlSettings,
}

/// `[control]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ControlSettings {
    /// The Unix domain socket; beside the store when it is not given.
    pub socket: Option<PathBuf>,
}

/// `[web]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebSettings {
    /// Address and port to listen on; port 0 takes a free one, and the log says which.
    pub listen: SocketAddr,
    /// How long the store may take to write before the hub is called not ready, in seconds.
    #[serde(default = "two")]
    pub store_seconds: u64,
}

/// `[log]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// `error`, `warn`, `info`, `debug`, or per part of the program.
    pub level: String,
    /// Lines for people or for machines.
    pub format: LogFormat,
}

/// How a log line is written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        match word.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("kies uit text, json"),
        }
    }
}

/// `[broker]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broker {
    /// `amqp://user:password@host:port/vhost`, or `amqps://`.
    pub url: SecretText,
    /// `http://user:password@host:15672`: for `topology`, users and permissions; optional.
    pub management: Option<SecretText>,
    /// `http://user:password@host:15672`: who may only look, for the running hub; without it nothing watches the broker's settings.
    pub watch: Option<SecretText>,
    /// How many messages of one source may be on their way to the store.
    #[serde(default = "prefetch")]
    pub prefetch: u16,
    /// How long the broker may take to confirm a message, in seconds.
    #[serde(default = "ten")]
    pub confirm_seconds: u64,
}

/// `[store]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// The SQLite file.
    pub path: PathBuf,
}

/// `[keys]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySettings {
    /// A file with 64 hex digits, made by `schakel key`.
    pub file: PathBuf,
}

/// `[catalog]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogSettings {
    /// Message kinds.
    #[serde(default = "schemas")]
    pub schemas: PathBuf,
    /// Adapters.
    #[serde(default = "adapters")]
    pub adapters: PathBuf,
    /// Decision table.
    #[serde(default = "policies")]
    pub policies: PathBuf,
    /// This hub's region.
    pub region: PathBuf,
    /// Reference lists.
    #[serde(default = "reference")]
    pub reference: PathBuf,
}

/// `[limits]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// The largest payload, in bytes.
    pub message_bytes: usize,
    /// The most documents in one payload.
    pub documents: usize,
    /// The most messages that are recorded in one transaction.
    pub batch: usize,
    /// How many deliveries to one partner may be on their way at once.
    pub window: usize,
    /// How long a stop may take, in seconds; then the process ends itself.
    pub stop_seconds: u64,
}

/// `[retry]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retry {
    /// Seconds to wait after each failed try; when it ends, a person is needed.
    pub schedule: Vec<u64>,
}

/// A text with a password in it.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct SecretText(#[serde(deserialize_with = "private")] pub Private<String>);

fn private<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Private<String>, D::Error> {
    String::deserialize(deserializer).map(Private::new)
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { path: "schakel.sqlite".into() }
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { message_bytes: 4 << 20, documents: 10_000, batch: 128, window: 64, stop_seconds: 45 }
    }
}

impl Default for Retry {
    /// Seven tries in a day: what municipal notification hubs do (Open Notificaties, 25 seconds times 4 each time, at most 52,000).
    fn default() -> Self {
        Self { schedule: vec![25, 100, 400, 1600, 6400, 25_600, 52_000] }
    }
}

fn prefetch() -> u16 {
    256
}
fn two() -> u64 {
    2
}
fn ten() -> u64 {
    10
}
fn schemas() -> PathBuf {
    "schemas".into()
}
fn adapters() -> PathBuf {
    "adapters".into()
}
fn policies() -> PathBuf {
    "policies".into()
}
fn reference() -> PathBuf {
    "deploy/reference".into()
}

impl KeySettings {
    /// Where the key for aliases of a version lies: beside the master key, with the version behind its name.
    pub fn alias_file(&self, version: u32) -> PathBuf {
        let mut path = self.file.clone().into_os_string();
        path.push(format!(".{version}"));
        path.into()
    }
}

impl Settings {
    /// The folders of the catalog.
    pub fn folders(&self) -> Folders {
        let CatalogSettings { schemas, adapters, policies, region, reference } = &self.catalog;
        Folders {
            schemas: schemas.clone(),
            adapters: adapters.clone(),
            policies: policies.clone(),
            region: region.clone(),
            reference: reference.clone(),
        }
    }

    /// The bounds of the path.
    pub fn limits(&self) -> Limits {
        Limits { message_bytes: self.limits.message_bytes, documents: self.limits.documents }
    }

    /// The waits between tries.
    pub fn schedule(&self) -> Vec<Duration> {
        self.retry.schedule.iter().map(|seconds| Duration::from_secs(*seconds)).collect()
    }

    /// Where operators reach the running hub.
    pub fn socket(&self) -> PathBuf {
        self.control.socket.clone().unwrap_or_else(|| self.store.path.with_extension("sock"))
    }

    fn anchor(&mut self, folder: &Path) {
        let CatalogSettings { schemas, adapters, policies, region, reference } = &mut self.catalog;
        for path in [schemas, adapters, policies, region, reference, &mut self.store.path, &mut self.keys.file] {
            *path = folder.join(&*path);
        }
        if let Some(socket) = &mut self.control.socket {
            *socket = folder.join(&*socket);
        }
    }

    fn check(&self) -> Result<(), SettingsError> {
        let LimitSettings { message_bytes, documents, batch, window, stop_seconds } = &self.limits;
        let begins = |url: &SecretText, with: [&str; 2]| with.iter().any(|with| url.0.expose().starts_with(with));
        let wrong = [
            (!begins(&self.broker.url, ["amqp://", "amqps://"]), "broker.url", "begint met amqp:// of amqps://"),
            (
                self.broker.management.as_ref().is_some_and(|url| !begins(url, ["http://", "https://"])),
                "broker.management",
                "begint met http:// of https://",
            ),
            (
                self.broker.watch.as_ref().is_some_and(|url| !begins(url, ["http://", "https://"])),
                "broker.watch",
                "begint met http:// of https://",
            ),
            (*message_bytes < 65_536, "limits.message_bytes", "ten minste 65536: kleinere CloudEvents moeten altijd door"),
            (*documents == 0, "limits.documents", "ten minste 1"),
            (*batch == 0 || *batch > 4096, "limits.batch", "van 1 tot 4096"),
            (*window == 0 || *window > 4096, "limits.window", "van 1 tot 4096"),
            (*stop_seconds == 0, "limits.stop_seconds", "ten minste 1"),
            (self.broker.prefetch == 0, "broker.prefetch", "ten minste 1"),
            (self.broker.confirm_seconds == 0, "broker.confirm_seconds", "ten minste 1"),
            (
                usize::from(self.broker.prefetch).saturating_mul(*message_bytes) > 4 << 30,
                "broker.prefetch",
                "prefetch maal limits.message_bytes is meer dan 4 GiB: maak een van beide kleiner",
            ),
        ];
        match wrong.into_iter().find(|(bad, ..)| *bad) {
            Some((_, name, text)) => Err(SettingsError(format!("`{name}`: {text}"))),
            None => Ok(()),
        }
    }
}

/// Settings that cannot be used; says which and what to do.
#[derive(Debug, thiserror::Error)]
#[error("instellingen: {0}")]
pub struct SettingsError(String);

/// Where one setting came from.
#[derive(Debug)]
pub struct Origin {
    /// `broker.prefetch`.
    pub name: String,
    /// The file, or the environment.
    pub from: String,
}

/// Reads the file, then the environment (`SCHAKEL__BROKER__URL`), and says where each value came from. Paths are relative to the file.
pub fn read(file: &Path) -> Result<(Settings, Vec<Origin>), SettingsError> {
    if !file.exists() {
        return Err(SettingsError(format!("`{}` bestaat niet: geef `--settings`, of begin met deploy/schakel.toml", file.display())));
    }
    let built = config::Config::builder()
        .add_source(config::File::from(file).format(config::FileFormat::Toml))
        .add_source(config::Environment::with_prefix("SCHAKEL").prefix_separator("__").separator("__").try_parsing(true))
        .build()
        .map_err(|error| SettingsError(in_dutch(&error, file)))?;
    let mut origins = Vec::new();
    for (name, value) in built.cache.clone().into_table().unwrap_or_default() {
        origin(&name, &value, &mut origins);
    }
    origins.sort_by(|a, b| a.name.cmp(&b.name));
    let mut settings: Settings = built.try_deserialize().map_err(|error| SettingsError(in_dutch(&error, file)))?;
    settings.check()?;
    settings.anchor(file.parent().unwrap_or(Path::new("")));
    Ok((settings, origins))
}

fn origin(name: &str, value: &config::Value, origins: &mut Vec<Origin>) {
    match value.clone().into_table() {
        Ok(table) => table.iter().for_each(|(inner, value)| origin(&format!("{name}.{inner}"), value, origins)),
        Err(_) => {
            let from = value.origin().unwrap_or("standaard").replace("the environment", "de omgeving");
            origins.push(Origin { name: name.to_owned(), from });
        }
    }
}

/// What is wrong, where, and never a value: that may be a password.
fn in_dutch(error: &config::ConfigError, file: &Path) -> String {
    let from = |origin: &Option<String>| match origin.as_deref() {
        Some("the environment") => "uit de omgeving".to_owned(),
        _ => format!("in `{}`", file.display()),
    };
    match error {
        config::ConfigError::NotFound(name) => format!("`{name}` ontbreekt in `{}`", file.display()),
        config::ConfigError::Type { key, expected, origin, .. } => {
            format!("`{}` moet {} zijn, {}", key.as_deref().unwrap_or("?"), complaint::expected(expected), from(origin))
        }
        config::ConfigError::At { error, origin, key } => {
            let words = match &**error {
                config::ConfigError::Message(message) => complaint::in_dutch(message),
                other => in_dutch(other, file),
            };
            let known = words.strip_prefix('`').and_then(|words| words.split_once("` "));
            match (key, known) {
                // the key that is meant, not only the table that it stands in
                (Some(table), Some((name, rest))) if rest.starts_with("is onbekend") => {
                    format!("`{table}.{name}` {rest}, {}", from(origin))
                }
                (Some(key), _) => format!("`{key}`: {words}, {}", from(origin)),
                (None, _) => format!("{words}, {}", from(origin)),
            }
        }
        config::ConfigError::Message(message) => format!("{}, in `{}`", complaint::in_dutch(message), file.display()),
        // the parser's own words show the line, and a password may be on it
        config::ConfigError::FileParse { .. } => {
            format!("`{}`{} is geen TOML: kijk naar haken en aanhalingstekens", file.display(), line(file))
        }
        _ => format!("`{}` is niet te lezen", file.display()),
    }
}

fn line(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let at = toml::from_str::<toml::Table>(&text).err().and_then(|error| error.span()).map(|span| span.start);
    at.map(|at| format!(", regel {},", text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1)).unwrap_or_default()
}
