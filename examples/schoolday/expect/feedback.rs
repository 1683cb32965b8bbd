//! What comes back on a report -> who ought to hear what of it: rows 4 and 12 as the demo reads them.

use super::fields::of_categories;
use super::{End, Expected, Judged, Verdict, condition};
use crate::care::Child;
use crate::consent::{About, Book};
use crate::partner::Partner;
use crate::source::{Kind, Source};
use serde_json::Value;

/// What a school may hear of the help itself, with consent.
pub(crate) const CONTENT: [&str; 3] = ["PROC_WACHT", "ZORG", "TOEW"];
const NO_SCHOOL: &str = "terugkoppeling op een nummer waaronder geen school iets meldde";
const NOT_LEERPLICHT: &str = "terugkoppeling van het wijkteam: leerplicht deed die melding niet";
const ONLY_RECEIPT: &str = "terugkoppeling wijkteam, na een weigering: alleen dat het ontvangen is";
const NO_CONTENT: &str =
    "terugkoppeling wijkteam, zonder toestemming: wel hoe het staat, niet welke hulp";

/// Which school reported under a number; no school did when it is nobody's, or a parent's own.
pub(crate) fn school(source: Source) -> Option<Partner> {
    match source {
        Source::Thorbecke => Some(Partner::Thorbecke),
        Source::Meander => Some(Partner::Meander),
        _ => None,
    }
}

/// A line of leerplicht's file.
pub(crate) fn of_leerplicht(document: String, reporter: Option<Partner>, data: &Value) -> Expected {
    let verdict = match reporter {
        Some(to) => {
            let categories = ["PROC_ONTVANGST", "PROC_STATUS", "CONT_BEHANDELAAR"];
            Verdict::share(
                to,
                of_categories(Kind::OfficerAnswer, data, &categories, false, &[]),
                None,
                Vec::new(),
            )
        }
        None => Verdict::held("school", condition(NO_SCHOOL)),
    };
    let end = End::Judged(Judged {
        verdicts: vec![verdict],
        secret: false,
        flagged: Vec::new(),
    });
    Expected {
        document,
        kind: Kind::OfficerAnswer,
        end,
    }
}

/// What the wijkteam says.
pub(crate) fn of_wijkteam(
    document: String,
    child: &Child,
    reporter: Option<(Partner, &'static str)>,
    data: &Value,
    book: &Book,
) -> Expected {
    let to_school = match reporter {
        Some((to, oin)) => {
            let about = About {
                bsn: child.pupil.bsn.clone(),
                from: "wijkteam",
                to: oin,
                purpose: "terugkoppeling-hulp",
            };
            let mut categories = vec!["PROC_ONTVANGST"];
            let mut less = Vec::new();
            if book.refused(&about, child.age) {
                less.push(ONLY_RECEIPT);
            } else {
                categories.extend(["PROC_STATUS", "CONT_BEHANDELAAR"]);
                match book.allowed(&about, child.age, &CONTENT) {
                    Ok(allowed) => categories.extend(allowed),
                    Err(_) => less.push(NO_CONTENT),
                }
            }
            let data = of_categories(Kind::TeamAnswer, data, &categories, false, &[]);
            Verdict::share(
                to,
                data,
                Some(format!("wijkteam {}", child.pupil.bsn)),
                less,
            )
        }
        None => Verdict::held("school", condition(NO_SCHOOL)),
    };
    // leerplicht would hear it about what it handed on itself, and today it handed on nothing
    let verdicts = vec![
        to_school,
        Verdict::held("leerplicht", condition(NOT_LEERPLICHT)),
    ];
    Expected {
        document,
        kind: Kind::TeamAnswer,
        end: End::Judged(Judged {
            verdicts,
            secret: false,
            flagged: Vec::new(),
        }),
    }
}
