//! Who sends, and how; and the kinds of message that they send.

use crate::partner::ZWOLLE;

/// A source of the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Thorbecke,
    Meander,
    Portal,
    Officer,
    Team,
    TeamConsents,
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
}

impl Source {
    pub(crate) const ALL: [Source; 6] =
        [Source::Thorbecke, Source::Meander, Source::Portal, Source::Officer, Source::Team, Source::TeamConsents];

    /// The name of its source, of its user and of its queues.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Source::Thorbecke => "thorbecke",
            Source::Meander => "meander",
            Source::Portal => "aanmeldportaal-zwolle",
            Source::Officer => "leerplicht-zwolle",
            Source::Team => "wijkteam-zwolle",
            Source::TeamConsents => "wijkteam-zwolle-toestemming",
        }
    }

    /// How it writes.
    pub(crate) const fn writes(self) -> &'static str {
        match self {
            Source::Thorbecke => "XML",
            Source::Meander | Source::TeamConsents => "NL GOV CloudEvents",
            Source::Portal | Source::Team => "JSON, Gemeentelijk Gegevensmodel",
            Source::Officer => "CSV",
        }
    }

    pub(crate) const fn oin(self) -> &'static str {
        match self {
            Source::Thorbecke => "00000099000000002000",
            Source::Meander => "00000099000000003000",
            _ => ZWOLLE,
        }
    }
}

impl Kind {
    pub(crate) const ALL: [Kind; 9] = [
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
        }
    }

    /// The CloudEvents type.
    pub(crate) const fn event_type(self) -> &'static str {
        match self {
            Kind::Absence => "nl.onderwijsjeugdhulp.verzuimmeldingen.v1",
            Kind::Truant => "nl.onderwijsjeugdhulp.thuiszittersmeldingen.v1",
            Kind::Signal => "nl.onderwijsjeugdhulp.zorgsignalen.school.v1",
            Kind::Request => "nl.onderwijsjeugdhulp.aanmeldingen.wijkteam.v1",
            Kind::OfficerAnswer => "nl.onderwijsjeugdhulp.terugkoppelingen.leerplicht.v1",
            Kind::TeamAnswer => "nl.onderwijsjeugdhulp.terugkoppelingen.wijkteam.v1",
            Kind::Given => "nl.onderwijsjeugdhulp.toestemmingen.verleend.v1",
            Kind::Refused => "nl.onderwijsjeugdhulp.toestemmingen.geweigerd.v1",
            Kind::Withdrawn => "nl.onderwijsjeugdhulp.toestemmingen.ingetrokken.v1",
        }
    }
}
