//! A question for help -> what ought to become of it: rows 10 and 11 as the demo reads them.

use super::absence::FLAGGED;
use super::fields::{holds_bsn, of_categories};
use super::{End, Expected, Held, Judged, Verdict, condition, stopped};
use crate::care::Child;
use crate::consent::{About, Book};
use crate::partner::Partner;
use crate::pupil::DALFSEN;
use crate::source::Kind;
use serde_json::Value;

/// What a signal may bring to the wijkteam, with consent for all of it.
pub(crate) const SIGNAL: [&str; 6] = ["ID", "ADRES", "CONT_MELDER", "CONT_OUDER", "ZORG", "MED"];
/// What a request may bring.
pub(crate) const REQUEST: [&str; 6] = ["ID", "ADRES", "CONT_MELDER", "CONT_OUDER", "ZORG", "GEZIN"];
const NO_HEALTH: &str = "gezondheid: zonder, want de toestemming noemt haar niet";

const UNKNOWN: &str = "geheim adres en geen BSN: een mens zoekt uit wiens toestemming telt";

/// A signal of meander.
pub(crate) fn signal(child: &Child, document: &str, data: &Value, book: &Book) -> Expected {
    let flagged = data
        .pointer("/signaal/vraag")
        .and_then(Value::as_str)
        .is_some_and(holds_bsn);
    let health = data.pointer("/signaal/gezondheid").is_some();
    let verdict = |to: Partner, oin| {
        if flagged {
            return Verdict::held(
                to.role(),
                Held {
                    code: "disclosure.prohibited",
                    why: "een BSN in de vraag: dan gaat er niets",
                },
            );
        }
        if child.pupil.secret {
            return Verdict::held(
                to.role(),
                Held {
                    code: "disclosure.manual",
                    why: UNKNOWN,
                },
            );
        }
        let about = About {
            bsn: child.pupil.bsn.clone(),
            from: "meander",
            to: oin,
            purpose: "hulp-aan-school",
        };
        match book.allowed(&about, child.age, &SIGNAL) {
            Ok(allowed) => {
                let less = (health && !allowed.contains(&"MED"))
                    .then_some(NO_HEALTH)
                    .into_iter()
                    .collect();
                let data = of_categories(Kind::Signal, data, &allowed, false, &[]);
                Verdict::share(to, data, Some(format!("meander {}", child.pupil.bsn)), less)
            }
            Err(held) => Verdict::held(to.role(), held),
        }
    };
    let mut verdicts = found(child, verdict);
    if child.pupil.town == DALFSEN {
        verdicts.push(verdict(Partner::CjgDalfsen, Partner::CjgDalfsen.oin()));
    }
    let flagged = if flagged {
        vec!["/data/signaal/vraag"]
    } else {
        Vec::new()
    };
    // nobody gets anything before a person has looked: the hub keeps it
    let by_hand = verdicts.iter().any(|verdict| {
        verdict
            .got
            .as_ref()
            .is_err_and(|held| held.code == "disclosure.manual")
    });
    let end = if by_hand {
        stopped("disclosure.manual", "/data", "mens")
    } else {
        End::Judged(Judged {
            verdicts,
            secret: child.pupil.secret,
            flagged,
        })
    };
    Expected {
        document: document.to_owned(),
        kind: Kind::Signal,
        end,
    }
}

/// Meander asks for help; `aware` when the family knows of it.
pub(crate) fn school_request(
    child: &Child,
    document: &str,
    data: &Value,
    aware: bool,
    book: &Book,
) -> Expected {
    let verdict = |to: Partner, oin| {
        if !aware {
            return Verdict::held(
                "wijkteam",
                condition("de school meldt aan, en jeugdige of ouders weten het niet"),
            );
        }
        let about = About {
            bsn: child.pupil.bsn.clone(),
            from: "meander",
            to: oin,
            purpose: "aanmelding-hulp",
        };
        match book.allowed(&about, child.age, &REQUEST) {
            Ok(allowed) => {
                let data = of_categories(Kind::Request, data, &allowed, child.pupil.secret, &[]);
                Verdict::share(
                    to,
                    data,
                    Some(format!("meander {}", child.pupil.bsn)),
                    Vec::new(),
                )
            }
            Err(held) => Verdict::held("wijkteam", held),
        }
    };
    let end = End::Judged(Judged {
        verdicts: found(child, verdict),
        secret: child.pupil.secret,
        flagged: Vec::new(),
    });
    Expected {
        document: document.to_owned(),
        kind: Kind::Request,
        end,
    }
}

/// Somebody asks for help for their own child: nobody else's consent is needed.
pub(crate) fn own_request(child: &Child, document: &str, data: &Value) -> Expected {
    let flagged = data
        .pointer("/aanmelding/hulpvraag")
        .and_then(Value::as_str)
        .is_some_and(holds_bsn);
    let without: &[&str] = if flagged {
        &["aanmelding.hulpvraag"]
    } else {
        &[]
    };
    let verdict = |to: Partner, _| {
        let data = of_categories(Kind::Request, data, &REQUEST, child.pupil.secret, without);
        Verdict::share(
            to,
            data,
            Some(format!("portaal {}", child.pupil.bsn)),
            flagged.then_some(FLAGGED).into_iter().collect(),
        )
    };
    let verdicts = found(child, verdict);
    let flagged = if flagged {
        vec!["/data/aanmelding/hulpvraag"]
    } else {
        Vec::new()
    };
    let end = End::Judged(Judged {
        verdicts,
        secret: child.pupil.secret,
        flagged,
    });
    Expected {
        document: document.to_owned(),
        kind: Kind::Request,
        end,
    }
}

/// The wijkteam of where the child lives, if one is connected.
fn found(child: &Child, verdict: impl Fn(Partner, &'static str) -> Verdict) -> Vec<Verdict> {
    Partner::wijkteam(child.pupil.town.code)
        .map(|(to, oin)| verdict(to, oin))
        .into_iter()
        .collect()
}
