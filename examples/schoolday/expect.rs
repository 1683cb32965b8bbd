//! A report -> what ought to become of it: the demo's own reading of the law, the region and the interface. It shares no code with the hub.

use crate::pupil::is_bsn;
use crate::report::{Flaw, Report, School, Sort};
use serde_json::{Map, Value};

/// How one document ought to end.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// What the answer calls it.
    pub(crate) document: String,
    pub(crate) end: End,
}

/// An end.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// One partner gets this, and no more.
    Routed(Box<Alert>),
    /// Nobody gets anything.
    Nothing { report: Box<Report>, why: Why },
    /// The sender gets it back.
    Stopped { code: &'static str, problems: Vec<(Option<&'static str>, &'static str)> },
    /// It was here before, and ended so.
    Duplicate { first: &'static str },
}

/// What a partner gets.
#[derive(Debug, Clone)]
pub(crate) struct Alert {
    pub(crate) partner: Partner,
    pub(crate) report: Report,
    /// Exactly this.
    pub(crate) data: Value,
    /// Overig verzuim, by agreement: without reason, without the parents' telephone.
    pub(crate) by_agreement: bool,
    /// Fields that are taken out, as the sender is told.
    pub(crate) left_out: Vec<&'static str>,
}

/// Why nobody gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    Adult,
    TooYoung,
    NoAgreement,
}

/// Who receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Partner {
    LeerplichtZwolle,
    LeerplichtOmmen,
    LeerplichtStaphorst,
    WijkteamZwolle,
    DoorstroompuntZwolle,
}

impl Partner {
    pub(crate) const ALL: [Partner; 5] = [
        Partner::LeerplichtZwolle,
        Partner::LeerplichtOmmen,
        Partner::LeerplichtStaphorst,
        Partner::WijkteamZwolle,
        Partner::DoorstroompuntZwolle,
    ];

    /// Its user; its queue has `to.` in front.
    pub(crate) const fn user(self) -> &'static str {
        match self {
            Partner::LeerplichtZwolle => "leerplicht-zwolle",
            Partner::LeerplichtOmmen => "leerplicht-ommen",
            Partner::LeerplichtStaphorst => "leerplicht-staphorst",
            Partner::WijkteamZwolle => "wijkteam-zwolle",
            Partner::DoorstroompuntZwolle => "doorstroompunt-zwolle",
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Partner::LeerplichtZwolle => "Leerplicht Zwolle",
            Partner::LeerplichtOmmen => "Leerplicht Ommen",
            Partner::LeerplichtStaphorst => "Leerplicht Staphorst",
            Partner::WijkteamZwolle => "Sociaal wijkteam Zwolle",
            Partner::DoorstroompuntZwolle => "Doorstroompunt Zwolle",
        }
    }

    /// What the sender hears of it.
    pub(crate) const fn role(self) -> &'static str {
        match self {
            Partner::WijkteamZwolle => "wijkteam",
            Partner::DoorstroompuntZwolle => "doorstroompunt",
            _ => "leerplicht",
        }
    }

    /// Leerplicht of a gemeente; Zwolle does it for Dalfsen and Kampen too.
    fn leerplicht(home: &str) -> Option<Self> {
        match home {
            "0193" | "0148" | "0166" => Some(Partner::LeerplichtZwolle),
            "0175" => Some(Partner::LeerplichtOmmen),
            "0180" => Some(Partner::LeerplichtStaphorst),
            _ => None,
        }
    }
}

/// Which category a field is of; the first line that fits counts.
const CATEGORIES: [(&str, &str); 12] = [
    ("meldingsnummer", "REF"),
    ("leerling.pgn", "PGN"),
    ("leerling.adres", "ADRES"),
    ("leerling.woongemeente", "ROUTE"),
    ("leerling.geheimAdres", "ROUTE"),
    ("leerling.telefoon", "CONT_OUDER"),
    ("leerling", "ID"),
    ("ouder", "CONT_OUDER"),
    ("school", "SCHOOL"),
    ("verzuim.reden", "REDEN"),
    ("verzuim.ondernomenActie", "REDEN"),
    ("verzuim", "VERZ"),
];
const BY_LAW: [&str; 9] = ["REF", "ID", "ADRES", "PGN", "CONT_MELDER", "CONT_OUDER", "SCHOOL", "VERZ", "REDEN"];
const BY_AGREEMENT: [&str; 7] = ["REF", "ID", "ADRES", "PGN", "CONT_MELDER", "SCHOOL", "VERZ"];

/// The category of a field, dotted.
pub(crate) fn category(field: &str) -> &'static str {
    let fits = |name: &str| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    CATEGORIES.iter().find(|(name, _)| fits(name)).map_or("CONT_MELDER", |(_, category)| category)
}

/// What ought to become of a report.
pub(crate) fn expected(report: &Report) -> Expected {
    Expected { document: report.document(), end: end(report) }
}

/// The sender gets it back, for one reason at one place.
pub(crate) fn stopped(code: &'static str, path: &'static str, rule: &'static str) -> End {
    End::Stopped { code, problems: vec![(Some(path), rule)] }
}

fn end(report: &Report) -> End {
    match (report.flaw, report.school) {
        (Flaw::UnknownSort, School::Thorbecke) => return stopped("adapt.bad_value", "MeldingRelatiefVerzuim/Soort", "codes"),
        (Flaw::UnknownSort, School::Meander) => return stopped("validate.invalid", "/data/verzuim/soort", "enum"),
        (Flaw::FieldMissing, School::Thorbecke) => return stopped("adapt.missing", "Achternaam", "required"),
        (Flaw::FieldMissing, School::Meander) => return stopped("validate.invalid", "/data/melder", "required"),
        (Flaw::None, _) => {}
    }
    if !report.pupil.bsn.parse().is_ok_and(is_bsn) {
        return stopped("validate.invalid", "/data/leerling/pgn", "format:pgn");
    }
    if report.end.is_some_and(|end| end < report.begin) {
        return stopped("validate.invalid", "/data/verzuim/einddatum", "volgorde");
    }
    if report.brin != report.school.brin() {
        return stopped("intake.sender_unproven", "/data/school/brin", "brin-of-source");
    }
    let Some(home) = report.home else {
        return stopped("propose.no_residence", "/data/leerling/woongemeente", "required");
    };
    let Some(partner) = Partner::leerplicht(home) else {
        return stopped("propose.no_partner", "/data/leerling/woongemeente", "role:leerplicht");
    };
    let nothing = |why| End::Nothing { report: Box::new(report.clone()), why };
    if report.sort_code() == Sort::Adult.code() && is_adult(report) {
        // Zwolle is contactgemeente for all of them; nobody here is near twenty-seven
        return End::Routed(Box::new(alert(report, Partner::DoorstroompuntZwolle, false)));
    }
    if report.sort == Sort::Adult || is_adult(report) {
        return nothing(Why::Adult);
    }
    if is_too_young(report) {
        return nothing(Why::TooYoung);
    }
    let by_agreement = report.sort == Sort::Other;
    if by_agreement && !(report.school == School::Thorbecke && partner == Partner::LeerplichtZwolle) {
        return nothing(Why::NoAgreement);
    }
    End::Routed(Box::new(alert(report, partner, by_agreement)))
}

/// Eighteen on the first day of the absence.
fn is_adult(report: &Report) -> bool {
    let (born, day) = (report.pupil.born, report.begin);
    (born.year() + 18, born.month(), born.day()) <= (day.year(), day.month(), day.day())
}

/// Leerplicht begins in the month after the fifth birthday.
fn is_too_young(report: &Report) -> bool {
    let months = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
    let (born, day) = (report.pupil.born, report.begin);
    months(day.year(), day.month()) <= months(born.year() + 5, born.month())
}

fn alert(report: &Report, partner: Partner, by_agreement: bool) -> Alert {
    let named: &[&str] = if by_agreement { &BY_AGREEMENT } else { &BY_LAW };
    let flagged = report.reason.as_deref().is_some_and(holds_bsn);
    let passes = |field: &str| {
        let category = category(field);
        let hidden = report.pupil.secret && matches!(category, "ADRES" | "CONT_OUDER");
        named.contains(&category) && !hidden && !(flagged && field == "verzuim.reden")
    };
    let data = kept(&report.data(), "", &passes).unwrap_or_default();
    let left_out = if flagged { vec!["/data/verzuim/reden"] } else { Vec::new() };
    Alert { partner, report: report.clone(), data, by_agreement, left_out }
}

/// Nine digits together that pass the 11-test.
pub(crate) fn holds_bsn(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 9 && digits.parse().is_ok_and(is_bsn))
}

/// The fields that pass; an object in which nothing is left is left out.
fn kept(value: &Value, path: &str, passes: &dyn Fn(&str) -> bool) -> Option<Value> {
    match value {
        Value::Object(fields) => {
            let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let kept: Map<String, Value> =
                fields.iter().filter_map(|(name, value)| Some((name.clone(), kept(value, &inner(name), passes)?))).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(list) => {
            let kept: Vec<Value> = list.iter().filter_map(|value| kept(value, path, passes)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        leaf => passes(path).then(|| leaf.clone()),
    }
}

impl End {
    /// The outcome as the answer and the closing line name it.
    pub(crate) const fn outcome(&self) -> &'static str {
        match self {
            End::Routed(_) => "routed",
            End::Nothing { .. } => "nothing",
            End::Stopped { .. } => "stopped",
            End::Duplicate { .. } => "duplicate",
        }
    }

    /// The report, when it was judged.
    pub(crate) fn judged(&self) -> Option<&Report> {
        match self {
            End::Routed(alert) => Some(&alert.report),
            End::Nothing { report, .. } => Some(report),
            End::Stopped { .. } | End::Duplicate { .. } => None,
        }
    }
}
