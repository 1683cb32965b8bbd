//! `[store]`, `[keys]`, `[catalog]` and `[control]` -> files and folders.

use super::Settings;
use super::given::GivenSettings;
use crate::load::Folders;
use std::path::PathBuf;

/// The longest path of a socket that the system takes, in bytes.
const LONGEST_SOCKET: usize = 107;

/// `[store]`.
#[derive(Debug)]
pub struct StoreSettings {
    /// The SQLite file.
    pub path: PathBuf,
}

/// `[keys]`.
#[derive(Debug, Clone)]
pub struct KeySettings {
    /// A file with 64 hex digits, made by `schakel key`.
    pub file: PathBuf,
}

/// `[catalog]`.
#[derive(Debug)]
pub struct CatalogSettings {
    /// Message kinds.
    pub schemas: PathBuf,
    /// Adapters.
    pub adapters: PathBuf,
    /// Decision table.
    pub policies: PathBuf,
    /// This hub's region.
    pub region: PathBuf,
    /// Reference lists.
    pub reference: PathBuf,
}

/// `[control]`.
#[derive(Debug)]
pub struct ControlSettings {
    /// The Unix domain socket; beside the store when no socket is given.
    pub socket: Option<PathBuf>,
}

impl StoreSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        let path = given
            .path("store.path")
            .unwrap_or_else(|| given.in_folder("schakel.sqlite"));
        Self {
            path: a_file(given, "store.path", path),
        }
    }
}

impl KeySettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        let file = given.needed("keys.file").map(|file| given.in_folder(&file));
        Self {
            file: file
                .map(|file| a_file(given, "keys.file", file))
                .unwrap_or_default(),
        }
    }

    /// The file of the alias key of a version: beside the master key, with the version behind its name.
    pub fn alias_file(&self, version: u32) -> PathBuf {
        let mut path = self.file.clone().into_os_string();
        path.push(format!(".{version}"));
        path.into()
    }
}

impl CatalogSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        let mut folder = |name, usual| given.path(name).unwrap_or_else(|| given.in_folder(usual));
        Self {
            schemas: folder("catalog.schemas", "schemas"),
            adapters: folder("catalog.adapters", "adapters"),
            policies: folder("catalog.policies", "policies"),
            reference: folder("catalog.reference", "deploy/reference"),
            region: given
                .needed("catalog.region")
                .map(|region| given.in_folder(&region))
                .unwrap_or_default(),
        }
    }
}

impl ControlSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        let socket = given.path("control.socket");
        if socket
            .as_ref()
            .is_some_and(|path| path.as_os_str().len() > LONGEST_SOCKET)
        {
            given.refuse(
                "control.socket",
                format_args!("is met de map erbij langer dan {LONGEST_SOCKET} tekens"),
            );
        }
        Self { socket }
    }
}

/// A path where a file is, or will be; a folder is refused.
fn a_file(given: &mut GivenSettings, name: &'static str, path: PathBuf) -> PathBuf {
    if path.is_dir() {
        given.refuse(
            name,
            format_args!("`{}` is een map, en geen bestand", path.display()),
        );
    }
    path
}

impl Settings {
    /// The folders of the catalog.
    pub fn folders(&self) -> Folders {
        let CatalogSettings {
            schemas,
            adapters,
            policies,
            region,
            reference,
        } = &self.catalog;
        Folders {
            schemas: schemas.clone(),
            adapters: adapters.clone(),
            policies: policies.clone(),
            region: region.clone(),
            reference: reference.clone(),
        }
    }

    /// The socket on which operators reach the running hub.
    pub fn socket(&self) -> PathBuf {
        self.control
            .socket
            .clone()
            .unwrap_or_else(|| self.store.path.with_extension("sock"))
    }
}
