//! Who receives, as the region has them.

/// A partner of the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Partner {
    LeerplichtZwolle,
    LeerplichtOmmen,
    LeerplichtStaphorst,
    WijkteamZwolle,
    WijkteamDalfsen,
    DoorstroompuntZwolle,
    SwvVo,
    SwvPo,
    Thorbecke,
    Meander,
}

/// The OIN of Zwolle, in all of its roles.
pub(crate) const ZWOLLE: &str = "00000099000000001000";
/// The OIN of Dalfsen.
pub(crate) const DALFSEN: &str = "00000099000000001300";

impl Partner {
    pub(crate) const ALL: [Partner; 10] = [
        Partner::LeerplichtZwolle,
        Partner::LeerplichtOmmen,
        Partner::LeerplichtStaphorst,
        Partner::WijkteamZwolle,
        Partner::WijkteamDalfsen,
        Partner::DoorstroompuntZwolle,
        Partner::SwvVo,
        Partner::SwvPo,
        Partner::Thorbecke,
        Partner::Meander,
    ];

    /// Its user; its queue has `to.` in front.
    pub(crate) const fn user(self) -> &'static str {
        match self {
            Partner::LeerplichtZwolle => "leerplicht-zwolle",
            Partner::LeerplichtOmmen => "leerplicht-ommen",
            Partner::LeerplichtStaphorst => "leerplicht-staphorst",
            Partner::WijkteamZwolle => "wijkteam-zwolle",
            Partner::WijkteamDalfsen => "wijkteam-dalfsen",
            Partner::DoorstroompuntZwolle => "doorstroompunt-zwolle",
            Partner::SwvVo => "swv-vo",
            Partner::SwvPo => "swv-po",
            Partner::Thorbecke => "thorbecke",
            Partner::Meander => "meander",
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Partner::LeerplichtZwolle => "Leerplicht Zwolle",
            Partner::LeerplichtOmmen => "Leerplicht Ommen",
            Partner::LeerplichtStaphorst => "Leerplicht Staphorst",
            Partner::WijkteamZwolle => "Sociaal wijkteam Zwolle",
            Partner::WijkteamDalfsen => "Wijkteam Dalfsen",
            Partner::DoorstroompuntZwolle => "Doorstroompunt Zwolle",
            Partner::SwvVo => "Samenwerkingsverband vo IJssel-Vecht",
            Partner::SwvPo => "Samenwerkingsverband po IJssel-Vecht",
            Partner::Thorbecke => "Thorbecke Scholen",
            Partner::Meander => "Meander College",
        }
    }

    /// What the sender hears of it.
    pub(crate) const fn role(self) -> &'static str {
        match self {
            Partner::LeerplichtZwolle | Partner::LeerplichtOmmen | Partner::LeerplichtStaphorst => "leerplicht",
            Partner::WijkteamZwolle | Partner::WijkteamDalfsen => "wijkteam",
            Partner::DoorstroompuntZwolle => "doorstroompunt",
            Partner::SwvVo | Partner::SwvPo => "samenwerkingsverband",
            Partner::Thorbecke | Partner::Meander => "school",
        }
    }

    /// Leerplicht of a gemeente; Zwolle does it for Dalfsen and Kampen too.
    pub(crate) fn leerplicht(home: &str) -> Option<Self> {
        match home {
            "0193" | "0148" | "0166" => Some(Partner::LeerplichtZwolle),
            "0175" => Some(Partner::LeerplichtOmmen),
            "0180" => Some(Partner::LeerplichtStaphorst),
            _ => None,
        }
    }

    /// The wijkteam of a gemeente, and its OIN: only two are connected.
    pub(crate) fn wijkteam(home: &str) -> Option<(Self, &'static str)> {
        match home {
            "0193" => Some((Partner::WijkteamZwolle, ZWOLLE)),
            "0148" => Some((Partner::WijkteamDalfsen, DALFSEN)),
            _ => None,
        }
    }
}
