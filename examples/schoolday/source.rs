//! Who sends, and how; and the kinds of message that they send.

use crate::partner::{Partner, ZWOLLE};

/// A source of the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Thorbecke,
    Meander,
    Portal,
    Officer,
    Team,
    TeamConsents,
    /// The care team of thorbecke, with a system of its own.
    ThorbeckeCare,
    /// Where parents ask the gemeente for something themselves.
    Residents,
    /// The cases of leerplicht.
    Cases,
    Gemeente,
    SwvVo,
    Smw,
    Jgz,
    Huisarts,
    DeBrug,
    Voorschool,
    VeiligThuis,
    Monitoring,
}

/// A kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Absence,
    Truant,
    Signal,
    Request,
    OfficerAnswer,
    TeamAnswer,
    Given,
    Refused,
    Withdrawn,
    /// Any other, by its name.
    Other(&'static str),
}

impl Source {
    pub(crate) const ALL: [Source; 18] = [
        Source::Thorbecke,
        Source::Meander,
        Source::Portal,
        Source::Officer,
        Source::Team,
        Source::TeamConsents,
        Source::ThorbeckeCare,
        Source::Residents,
        Source::Cases,
        Source::Gemeente,
        Source::SwvVo,
        Source::Smw,
        Source::Jgz,
        Source::Huisarts,
        Source::DeBrug,
        Source::Voorschool,
        Source::VeiligThuis,
        Source::Monitoring,
    ];

    /// The name of its source, of its user and of its queues.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Source::Thorbecke => "thorbecke",
            Source::Meander => "meander",
            Source::Portal => "aanmeldportaal-zwolle",
            Source::Officer => "leerplicht-zwolle",
            Source::Team => "wijkteam-zwolle",
            Source::TeamConsents => "wijkteam-zwolle-toestemming",
            Source::ThorbeckeCare => "thorbecke-zorg",
            Source::Residents => "inwonerportaal-zwolle",
            Source::Cases => "leerplicht-zwolle-zaken",
            Source::Gemeente => "gemeente-zwolle",
            Source::SwvVo => "swv-vo",
            Source::Smw => "smw",
            Source::Jgz => "jgz",
            Source::Huisarts => "huisarts",
            Source::DeBrug => "de-brug",
            Source::Voorschool => "voorschool",
            Source::VeiligThuis => "veilig-thuis",
            Source::Monitoring => "monitoring",
        }
    }

    /// How it writes.
    pub(crate) const fn writes(self) -> &'static str {
        match self {
            Source::Thorbecke => "XML",
            Source::Portal | Source::Team => "JSON, Gemeentelijk Gegevensmodel",
            Source::Officer => "CSV",
            _ => "NL GOV CloudEvents",
        }
    }

    pub(crate) const fn oin(self) -> &'static str {
        match self {
            Source::Thorbecke | Source::ThorbeckeCare => Partner::Thorbecke.oin(),
            Source::Meander => Partner::Meander.oin(),
            Source::SwvVo => Partner::SwvVo.oin(),
            Source::Smw => Partner::Smw.oin(),
            Source::Jgz => Partner::Jgz.oin(),
            Source::Huisarts => "00000099000000008200",
            Source::DeBrug => Partner::DeBrug.oin(),
            Source::Voorschool => Partner::Voorschool.oin(),
            Source::VeiligThuis => Partner::VeiligThuis.oin(),
            Source::Monitoring => "00000099000000010000",
            Source::Portal
            | Source::Officer
            | Source::Team
            | Source::TeamConsents
            | Source::Residents
            | Source::Cases
            | Source::Gemeente => ZWOLLE,
        }
    }
}

impl Kind {
    /// Those of which there are many.
    pub(crate) const USUAL: [Kind; 9] = [
        Kind::Absence,
        Kind::Truant,
        Kind::Signal,
        Kind::Request,
        Kind::OfficerAnswer,
        Kind::TeamAnswer,
        Kind::Given,
        Kind::Refused,
        Kind::Withdrawn,
    ];

    /// As the story calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Absence => "verzuimmelding",
            Kind::Truant => "thuiszittersmelding",
            Kind::Signal => "zorgsignaal",
            Kind::Request => "aanmelding",
            Kind::OfficerAnswer => "terugkoppeling leerplicht",
            Kind::TeamAnswer => "terugkoppeling wijkteam",
            Kind::Given => "toestemming verleend",
            Kind::Refused => "toestemming geweigerd",
            Kind::Withdrawn => "toestemming ingetrokken",
            Kind::Other(name) => name,
        }
    }

    /// The CloudEvents type.
    pub(crate) fn event_type(self) -> String {
        let name = match self {
            Kind::Absence => "verzuimmeldingen",
            Kind::Truant => "thuiszittersmeldingen",
            Kind::Signal => "zorgsignalen.school",
            Kind::Request => "aanmeldingen.wijkteam",
            Kind::OfficerAnswer => "terugkoppelingen.leerplicht",
            Kind::TeamAnswer => "terugkoppelingen.wijkteam",
            Kind::Given => "toestemmingen.verleend",
            Kind::Refused => "toestemmingen.geweigerd",
            Kind::Withdrawn => "toestemmingen.ingetrokken",
            Kind::Other(name) => name,
        };
        format!("nl.onderwijsjeugdhulp.{name}.v1")
    }
}
