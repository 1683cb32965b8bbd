//! `schakel.toml` + environment -> [`Settings`], each with its origin. The only file that reads the environment.
//!
//! Every setting is understood or refused: each topic asks `Given` for its own settings by name, sort and bounds, and a setting that no
//! topic asked for is unknown. All faults are told at once, and never a value: a value may be a password.

mod address;
mod broker;
mod given;
mod level;
mod limits;
mod places;
mod watching;

pub use address::{Address, SecretText};
pub use broker::Broker;
pub use given::{Origin, SettingsError};
pub use level::Levels;
pub use limits::{LimitSettings, Retry};
pub use places::{CatalogSettings, ControlSettings, KeySettings, StoreSettings};
pub use watching::{AlertSettings, LogFormat, LogSettings, WebSettings};

use crate::catalog::complaint;
use given::GivenSettings;
use std::ffi::OsString;
use std::path::Path;

/// Everything an operator can set.
#[derive(Debug)]
pub struct Settings {
    /// The message broker.
    pub broker: Broker,
    /// The store of the evidence.
    pub store: StoreSettings,
    /// The master key.
    pub keys: KeySettings,
    /// The folders of the declarative files.
    pub catalog: CatalogSettings,
    /// Bounds.
    pub limits: LimitSettings,
    /// The waits before a failed delivery is tried again.
    pub retry: Retry,
    /// Metrics and health for machines; absent: nothing listens.
    pub web: Option<WebSettings>,
    /// The lines that are written to standard error.
    pub log: LogSettings,
    /// The socket on which operators reach the running hub.
    pub control: ControlSettings,
    /// The time after which trouble with the hub asks for a person.
    pub alerts: AlertSettings,
}

/// Reads the file, then the environment (`SCHAKEL__BROKER__URL`), and says where each value came from. Paths are relative to the file.
pub fn read(file: &Path) -> Result<(Settings, Vec<Origin>), SettingsError> {
    let bytes = std::fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SettingsError::of(format!(
            "`{}` bestaat niet: geef `--settings`, of begin met deploy/schakel.toml",
            file.display()
        )),
        _ => SettingsError::of(format!(
            "`{}` {}",
            file.display(),
            complaint::unreadable(&error)
        )),
    })?;
    understood(file, &bytes, std::env::vars_os())
}

/// Settings from the bytes of a file and a given environment.
pub fn understood(
    file: &Path,
    bytes: &[u8],
    environment: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(Settings, Vec<Origin>), SettingsError> {
    let mut given = GivenSettings::new(file, bytes, environment)?;
    let limits = LimitSettings::read(&mut given);
    let settings = Settings {
        broker: Broker::read(&mut given, &limits),
        store: StoreSettings::read(&mut given),
        keys: KeySettings::read(&mut given),
        catalog: CatalogSettings::read(&mut given),
        limits,
        retry: Retry::read(&mut given),
        web: WebSettings::read(&mut given),
        log: LogSettings::read(&mut given),
        control: ControlSettings::read(&mut given),
        alerts: AlertSettings::read(&mut given),
    };
    given.origins().map(|origins| (settings, origins))
}
