//! A report of a pupil who stays at home -> what ought to become of it: rows 7 and 8 as the demo reads them.

use super::absence::{BY_LAW, SECRET};
use super::fields::of_categories;
use super::{End, Expected, Judged, Verdict, condition, stopped};
use crate::partner::Partner;
use crate::report::Report;
use crate::source::Kind;
use serde_json::Value;

/// Weeks at home before it is one.
pub(crate) const WEEKS: u32 = 4;
const TO_SWV: [&str; 5] = ["ID", "ADRES", "CONT_MELDER", "SCHOOL", "VERZ"];
const NEEDED: &str = "samenwerkingsverband: zonder BSN, toelichting en contact van ouders";
const NOT_NEEDED: &str =
    "samenwerkingsverband: ook zonder ondersteuning en gezondheid, want niet nodig voor een advies";

/// What makes one of these different from the others.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Truant {
    pub(crate) weeks: u32,
    pub(crate) exempt: bool,
    pub(crate) adult: bool,
    /// The school says that the samenwerkingsverband needs more, to advise.
    pub(crate) needed: bool,
}

/// What ought to become of it; `report` says who, where and by whom.
pub(crate) fn expected(
    report: &Report,
    truant: Truant,
    document: String,
    data: &Value,
) -> Expected {
    Expected {
        document,
        kind: Kind::Truant,
        end: end(report, truant, data),
    }
}

fn end(report: &Report, truant: Truant, data: &Value) -> End {
    if truant.weeks < WEEKS {
        return stopped("validate.invalid", "/data/thuiszitten/weken", "minimum");
    }
    let secret = report.pupil.secret;
    let leerplicht = report.home.and_then(Partner::leerplicht);
    let Some(leerplicht) = leerplicht else {
        return stopped(
            "propose.no_partner",
            "/data/leerling/woongemeente",
            "role:leerplicht",
        );
    };
    let share = |to: Partner, categories: &[&str], mut less: Vec<&'static str>| {
        less.extend(secret.then_some(SECRET));
        Verdict::share(
            to,
            of_categories(Kind::Truant, data, categories, secret, &[]),
            Some(format!("{} {}", report.school.name(), report.pupil.bsn)),
            less,
        )
    };
    let exempt = condition("vrijgesteld van de leerplicht: geen thuiszitter");
    let verdicts = if truant.exempt {
        vec![
            Verdict::held("leerplicht", exempt),
            Verdict::held("samenwerkingsverband", exempt),
        ]
    } else {
        let first = match truant.adult {
            true => Verdict::held(
                "leerplicht",
                condition("18 jaar of ouder: dat is niet aan leerplicht"),
            ),
            false => share(leerplicht, &BY_LAW, Vec::new()),
        };
        let (categories, why) = match truant.needed {
            true => ([TO_SWV.as_slice(), &["OND", "MED"]].concat(), NEEDED),
            false => (TO_SWV.to_vec(), NOT_NEEDED),
        };
        vec![first, share(Partner::SwvVo, &categories, vec![why])]
    };
    End::Judged(Judged {
        verdicts,
        secret,
        flagged: Vec::new(),
    })
}
