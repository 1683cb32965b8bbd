//! Who receives, as the region has them.

/// A partner of the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Partner {
    LeerplichtZwolle,
    LeerplichtOmmen,
    LeerplichtStaphorst,
    WijkteamZwolle,
    WijkteamDalfsen,
    WijkteamStaphorst,
    WijkteamRouveen,
    DoorstroompuntZwolle,
    SwvVo,
    SwvPo,
    Thorbecke,
    Meander,
    CjgDalfsen,
    Smw,
    Jgz,
    DeBrug,
    GemeenteZwolle,
    GemeenteOmmen,
    Gi,
    Voorschool,
    Vervoerder,
    Preventieteam,
    VeiligThuis,
    Regio,
}

/// The OIN of Zwolle, in all of its roles.
pub(crate) const ZWOLLE: &str = "00000099000000001000";
/// The OIN of Dalfsen.
pub(crate) const DALFSEN: &str = "00000099000000001300";

/// What is known of a partner.
struct Known {
    user: &'static str,
    name: &'static str,
    role: &'static str,
    oin: &'static str,
}

const fn known(
    user: &'static str,
    name: &'static str,
    role: &'static str,
    oin: &'static str,
) -> Known {
    Known {
        user,
        name,
        role,
        oin,
    }
}

impl Partner {
    pub(crate) const ALL: [Partner; 24] = [
        Partner::LeerplichtZwolle,
        Partner::LeerplichtOmmen,
        Partner::LeerplichtStaphorst,
        Partner::WijkteamZwolle,
        Partner::WijkteamDalfsen,
        Partner::WijkteamStaphorst,
        Partner::WijkteamRouveen,
        Partner::DoorstroompuntZwolle,
        Partner::SwvVo,
        Partner::SwvPo,
        Partner::Thorbecke,
        Partner::Meander,
        Partner::CjgDalfsen,
        Partner::Smw,
        Partner::Jgz,
        Partner::DeBrug,
        Partner::GemeenteZwolle,
        Partner::GemeenteOmmen,
        Partner::Gi,
        Partner::Voorschool,
        Partner::Vervoerder,
        Partner::Preventieteam,
        Partner::VeiligThuis,
        Partner::Regio,
    ];

    const fn known(self) -> Known {
        match self {
            Partner::LeerplichtZwolle => known(
                "leerplicht-zwolle",
                "Leerplicht Zwolle",
                "leerplicht",
                ZWOLLE,
            ),
            Partner::LeerplichtOmmen => known(
                "leerplicht-ommen",
                "Leerplicht Ommen",
                "leerplicht",
                "00000099000000001100",
            ),
            Partner::LeerplichtStaphorst => known(
                "leerplicht-staphorst",
                "Leerplicht Staphorst",
                "leerplicht",
                "00000099000000001200",
            ),
            Partner::WijkteamZwolle => known(
                "wijkteam-zwolle",
                "Sociaal wijkteam Zwolle",
                "wijkteam",
                ZWOLLE,
            ),
            Partner::WijkteamDalfsen => {
                known("wijkteam-dalfsen", "Wijkteam Dalfsen", "wijkteam", DALFSEN)
            }
            Partner::WijkteamStaphorst => known(
                "wijkteam-staphorst",
                "Wijkteam Staphorst",
                "wijkteam",
                "00000099000000001200",
            ),
            Partner::WijkteamRouveen => known(
                "wijkteam-rouveen",
                "Wijkteam Rouveen",
                "wijkteam",
                "00000099000000001201",
            ),
            Partner::DoorstroompuntZwolle => known(
                "doorstroompunt-zwolle",
                "Doorstroompunt Zwolle",
                "doorstroompunt",
                ZWOLLE,
            ),
            Partner::SwvVo => known(
                "swv-vo",
                "Samenwerkingsverband vo IJssel-Vecht",
                "samenwerkingsverband",
                "00000099000000006000",
            ),
            Partner::SwvPo => known(
                "swv-po",
                "Samenwerkingsverband po IJssel-Vecht",
                "samenwerkingsverband",
                "00000099000000006100",
            ),
            Partner::Thorbecke => known(
                "thorbecke",
                "Thorbecke Scholen",
                "school",
                "00000099000000002000",
            ),
            Partner::Meander => known(
                "meander",
                "Meander College",
                "school",
                "00000099000000003000",
            ),
            Partner::CjgDalfsen => {
                known("cjg-dalfsen", "CJG Dalfsen", "cjg", "00000099000000008000")
            }
            Partner::Smw => known(
                "smw",
                "Schoolmaatschappelijk werk Zwolle",
                "smw",
                "00000099000000007600",
            ),
            Partner::Jgz => known(
                "jgz",
                "Jeugdgezondheidszorg IJssel-Vecht",
                "jgz",
                "00000099000000008100",
            ),
            Partner::DeBrug => known(
                "de-brug",
                "Jeugdhulp De Brug",
                "jeugdhulpaanbieder",
                "00000099000000007100",
            ),
            Partner::GemeenteZwolle => {
                known("gemeente-zwolle", "Gemeente Zwolle", "gemeente", ZWOLLE)
            }
            Partner::GemeenteOmmen => known(
                "gemeente-ommen",
                "Gemeente Ommen",
                "gemeente",
                "00000099000000001100",
            ),
            Partner::Gi => known(
                "gi",
                "Jeugdbescherming IJssel-Vecht",
                "gi",
                "00000099000000007200",
            ),
            Partner::Voorschool => known(
                "voorschool",
                "Voorschool De Bij",
                "voorschool",
                "00000099000000008400",
            ),
            Partner::Vervoerder => known(
                "vervoerder",
                "Taxi Van Zwolle",
                "vervoerder",
                "00000099000000007400",
            ),
            Partner::Preventieteam => known(
                "preventieteam",
                "Preventieteam Zwolle",
                "preventieteam",
                "00000099000000008600",
            ),
            Partner::VeiligThuis => known(
                "veilig-thuis",
                "Veilig Thuis IJssel-Vecht",
                "veilig-thuis",
                "00000099000000007300",
            ),
            Partner::Regio => known(
                "regio",
                "Regio IJssel-Vecht",
                "regio",
                "00000099000000007800",
            ),
        }
    }

    /// Its user; its queue has `to.` in front.
    pub(crate) const fn user(self) -> &'static str {
        self.known().user
    }

    pub(crate) const fn name(self) -> &'static str {
        self.known().name
    }

    /// What the sender hears of it.
    pub(crate) const fn role(self) -> &'static str {
        self.known().role
    }

    pub(crate) const fn oin(self) -> &'static str {
        self.known().oin
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

    /// The one wijkteam of a gemeente, and its OIN; in Staphorst there are two, which a theme is about.
    pub(crate) fn wijkteam(home: &str) -> Option<(Self, &'static str)> {
        match home {
            "0193" => Some((Partner::WijkteamZwolle, ZWOLLE)),
            "0148" => Some((Partner::WijkteamDalfsen, DALFSEN)),
            _ => None,
        }
    }
}
