//! A report of absence -> what ought to become of it: rows 1, 2, 3 and 6 as the demo reads them.

use super::fields::{holds_bsn, of_categories};
use super::{End, Expected, Held, Judged, Verdict, condition, stopped};
use crate::consent::{About, Age, Book};
use crate::partner::{Partner, ZWOLLE};
use crate::pupil::is_bsn;
use crate::report::{Flaw, Report, School, Sort};
use crate::source::Kind;
use jiff::ToSpan;
use jiff::civil::Date;

pub(crate) const BY_LAW: [&str; 8] = [
    "ID",
    "ADRES",
    "PGN",
    "CONT_MELDER",
    "CONT_OUDER",
    "SCHOOL",
    "VERZ",
    "REDEN",
];
const BY_AGREEMENT: [&str; 6] = ["ID", "ADRES", "PGN", "CONT_MELDER", "SCHOOL", "VERZ"];
pub(crate) const TO_WIJKTEAM: [&str; 4] = ["ID", "ADRES", "CONT_MELDER", "VERZ"];

/// Told of everything that went without the address.
pub(crate) const SECRET: &str =
    "geheim adres: zonder adres en zonder telefoon van ouder of leerling";
pub(crate) const FLAGGED: &str =
    "een BSN in de vrije tekst: zonder dat veld, en de afzender hoort het";
const AGREED: &str =
    "overig verzuim, op afspraak: zonder reden en zonder telefoon van ouder of leerling";
const CONSENTED: &str =
    "verzuim naar het wijkteam: zonder BSN en zonder reden, ook met toestemming";

/// What ought to become of a report, after what was said so far.
pub(crate) fn expected(report: &Report, book: &Book) -> Expected {
    Expected {
        document: report.document(),
        kind: Kind::Absence,
        end: wrong(report).unwrap_or_else(|| judged(report, book)),
    }
}

fn wrong(report: &Report) -> Option<End> {
    match (report.flaw, report.school) {
        (Flaw::UnknownSort, School::Thorbecke) => {
            return Some(stopped(
                "adapt.bad_value",
                "MeldingRelatiefVerzuim/Soort",
                "codes",
            ));
        }
        (Flaw::UnknownSort, School::Meander) => {
            return Some(stopped("validate.invalid", "/data/verzuim/soort", "enum"));
        }
        (Flaw::FieldMissing, School::Thorbecke) => {
            return Some(stopped("adapt.missing", "Achternaam", "required"));
        }
        (Flaw::FieldMissing, School::Meander) => {
            return Some(stopped("validate.invalid", "/data/melder", "required"));
        }
        (Flaw::None, _) => {}
    }
    if !report.pupil.bsn.parse().is_ok_and(is_bsn) {
        return Some(stopped(
            "validate.invalid",
            "/data/leerling/pgn",
            "format:pgn",
        ));
    }
    if report.end.is_some_and(|end| end < report.begin) {
        return Some(stopped(
            "validate.invalid",
            "/data/verzuim/einddatum",
            "volgorde",
        ));
    }
    if report.brin != report.school.brin() {
        return Some(stopped(
            "intake.sender_unproven",
            "/data/school/brin",
            "brin-of-source",
        ));
    }
    match report.home {
        None => Some(stopped(
            "propose.no_residence",
            "/data/leerling/woongemeente",
            "required",
        )),
        Some(home) if Partner::leerplicht(home).is_none() => Some(stopped(
            "propose.no_partner",
            "/data/leerling/woongemeente",
            "role:leerplicht",
        )),
        Some(_) => None,
    }
}

fn judged(report: &Report, book: &Book) -> End {
    let home = report.home.unwrap_or_default();
    let flagged = report.reason.as_deref().is_some_and(holds_bsn);
    let share = |to: Partner, categories: &[&str], mut less: Vec<&'static str>| {
        less.extend(report.pupil.secret.then_some(SECRET));
        less.extend((flagged && categories.contains(&"REDEN")).then_some(FLAGGED));
        let without: &[&str] = if flagged { &["verzuim.reden"] } else { &[] };
        let data = of_categories(
            Kind::Absence,
            &report.data(),
            categories,
            report.pupil.secret,
            without,
        );
        Verdict::share(
            to,
            data,
            Some(format!("{} {}", report.school.name(), report.pupil.bsn)),
            less,
        )
    };
    let mut verdicts = vec![
        match to_leerplicht(report, home) {
            Ok((to, true)) => share(to, &BY_AGREEMENT, vec![AGREED]),
            Ok((to, false)) => share(to, &BY_LAW, Vec::new()),
            Err(held) => Verdict::held("leerplicht", held),
        },
        // Zwolle is contactgemeente for all of them; nobody here is near twenty-seven
        match report.sort_code() == Sort::Adult.code() && is_adult(report) {
            true => share(Partner::DoorstroompuntZwolle, &BY_LAW, Vec::new()),
            false => Verdict::held(
                "doorstroompunt",
                condition("niet 18 of ouder, of niet als 18-plus gemeld"),
            ),
        },
    ];
    if home == "0193" {
        let about = About {
            bsn: report.pupil.bsn.clone(),
            from: report.school.name(),
            to: ZWOLLE,
            purpose: "hulp-bij-verzuim",
        };
        // only youths of sixteen and over say anything about their own absence in this day
        verdicts.push(match book.allowed(&about, Age::Youth, &TO_WIJKTEAM) {
            Ok(categories) => share(Partner::WijkteamZwolle, &categories, vec![CONSENTED]),
            Err(held) => Verdict::held("wijkteam", held),
        });
    }
    let flagged = if flagged {
        vec!["/data/verzuim/reden"]
    } else {
        Vec::new()
    };
    End::Judged(Judged {
        verdicts,
        secret: report.pupil.secret,
        flagged,
    })
}

/// Which leerplicht gets it, and whether only by agreement.
fn to_leerplicht(report: &Report, home: &str) -> Result<(Partner, bool), Held> {
    if report.sort == Sort::Adult || is_adult(report) {
        return Err(condition("18 jaar of ouder: dat is niet aan leerplicht"));
    }
    if is_too_young(report) {
        return Err(condition(
            "nog niet leerplichtig: dat begint in de maand na de vijfde verjaardag",
        ));
    }
    let by_agreement = report.sort == Sort::Other;
    match Partner::leerplicht(home) {
        Some(to)
            if !by_agreement
                || (report.school == School::Thorbecke && to == Partner::LeerplichtZwolle) =>
        {
            Ok((to, by_agreement))
        }
        _ => Err(condition(
            "overig verzuim zonder getekende afspraak tussen school en gemeente",
        )),
    }
}

/// The days that count: the last four weeks, and of sixteen hours all.
fn days(report: &Report) -> (Date, Date) {
    let last = report.end.unwrap_or(report.begin);
    let early = if report.sort == Sort::Sixteen {
        report.begin
    } else {
        last.saturating_sub(27_i64.days())
    };
    (early.max(report.begin), last)
}

/// Eighteen on the first of the days that count.
fn is_adult(report: &Report) -> bool {
    let (born, (day, _)) = (report.pupil.born, days(report));
    (born.year() + 18, born.month(), born.day()) <= (day.year(), day.month(), day.day())
}

/// Leerplicht begins in the month after the fifth birthday.
fn is_too_young(report: &Report) -> bool {
    let months = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
    let (born, (_, day)) = (report.pupil.born, days(report));
    months(day.year(), day.month()) <= months(born.year() + 5, born.month())
}
