//! A case of the decision table + its row -> a complaint where the row answers otherwise than the case expects.

use crate::catalog::Catalog;
use crate::catalog::case::{Case, CaseFacts};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::days::day;
use crate::catalog::policy::Row;
use crate::catalog::schema::Absence;
use crate::catalog::term::Categories;
use crate::outcome::Code;
use crate::pipeline::conditions::{Circumstances, Shown, age, judge};
use crate::pipeline::consent::{Authority, Consents, Recipient, Said, Standing, Statement};
use crate::pipeline::sent::Had;
use crate::pipeline::span::Span;
use jiff::civil::{Date, date};
use std::sync::Arc;

/// The recipient of every case.
const RECIPIENT: &str = "ontvanger";

/// The day of a case that names none. A subject of N years had a birthday on that day.
const USUAL: Date = date(2026, 3, 2);

pub(super) fn check(catalog: &Catalog, text: &Text, case: &Case) -> Option<Complaint> {
    let row = catalog
        .rows
        .values()
        .flatten()
        .find(|row| row.id == case.rij)?;
    let complain = |found: String| {
        let complaint = format!("geval `{}` van rij `{}`: {found}", case.naam, case.rij);
        Some(text.complain(&["[[geval]]", &case.naam], complaint))
    };
    let mut named = case
        .feiten
        .ja_voor
        .iter()
        .chain(&case.feiten.nee_voor)
        .flatten();
    if let Some(code) = named.find(|code| catalog.terms.category(code).is_none()) {
        return complain(format!(
            "categorie `{code}` bestaat niet; kies uit {}",
            catalog.terms.all_codes()
        ));
    }
    let unknown_code = case
        .onthoud
        .as_deref()
        .filter(|code| code.parse::<Code>().is_err());
    if let Some(code) = unknown_code {
        return complain(format!("code `{code}` bestaat niet; zie docs/operating.md"));
    }
    match (ask(catalog, row, case), &case.deel, case.onthoud.as_deref()) {
        (Ok(granted), Some(expected), _) => {
            let shared = catalog.terms.codes(granted);
            let same = shared.len() == expected.len()
                && shared.iter().all(|code| expected.iter().any(|e| e == code));
            if same {
                None
            } else {
                complain(format!("de rij deelt {}", shared.join(", ")))
            }
        }
        (Ok(_), None, _) => complain("de rij deelt, het geval verwacht van niet".to_owned()),
        (Err(code), _, Some(expected)) if code.as_str() == expected => None,
        (Err(code), _, _) => complain(format!("de rij onthoudt met `{code}`")),
    }
}

/// The answer of the row itself, as for a document.
fn ask(catalog: &Catalog, row: &Arc<Row>, case: &Case) -> Result<Categories, Code> {
    let facts = &case.feiten;
    let event_day = facts.gebeurtenis.as_ref().map_or(Some(USUAL), day);
    let sending_day = facts.verzending.as_ref().map_or(Some(USUAL), day);
    let born = born(facts, event_day);
    let statements = statements(catalog, row, facts);
    let unable = Standing {
        giver: None,
        known: Authority::No,
        day: Date::MIN,
    };
    let standings = if facts.wilsonbekwaam {
        std::slice::from_ref(&unable)
    } else {
        &[]
    };
    let had = had(catalog, facts);
    // without a day of sending no row is in force, whatever the statements
    let today = sending_day.unwrap_or(USUAL);
    let consents = Consents::new(
        &catalog.consent,
        &statements,
        standings,
        born.map(|born| age(born, today)),
        today,
    );
    let asked = judge(
        catalog,
        row,
        &Circumstances {
            shown: Shown {
                born,
                days: days(catalog, row, facts, event_day, sending_day),
                sending_day,
                field: &|name| facts.velden.get(name).cloned(),
            },
            agreed: &|name| facts.afspraken.contains(name),
            switched_on: &|_| facts.ingeschakeld,
            own_report: facts.eigen_melding,
            carried: !facts.melding_ingetrokken,
            had: had.as_ref(),
            takes_part: facts.deelnemer.unwrap_or(true),
            flagged: Categories::default(),
            consents: &consents,
            perhaps: None,
            doubt: facts.twijfel,
            recipient: Recipient {
                oin: RECIPIENT,
                unit: None,
                divided: false,
            },
        },
    );
    asked.said
}

/// The days that the message is about. An absence that is over runs to its end, or to the day of the report.
fn days(
    catalog: &Catalog,
    row: &Row,
    facts: &CaseFacts,
    event_day: Option<Date>,
    sending_day: Option<Date>,
) -> Option<Span> {
    let arrived = facts.aankomst.as_ref().map_or(sending_day, day);
    let past = catalog
        .kinds
        .get(&row.kind)
        .is_some_and(|kind| kind.absence == Some(Absence::Past));
    match (event_day, arrived) {
        (Some(begin), Some(arrived)) if past => Some(Span::absence(
            begin,
            facts.einde.as_ref().and_then(day),
            arrived,
        )),
        (begin, _) => begin.map(Span::day),
    }
}

fn born(facts: &CaseFacts, event_day: Option<Date>) -> Option<Date> {
    match (&facts.geboren, facts.leeftijd) {
        (Some(born), _) => day(born),
        (None, Some(years)) => {
            let on = event_day?;
            Date::new(on.year() - years, on.month(), on.day()).ok()
        }
        (None, None) => None,
    }
}

/// The statements of a case, one for each category that the case names: else for each category of the row.
fn statements(catalog: &Catalog, row: &Row, facts: &CaseFacts) -> Vec<Statement> {
    let authority = if facts.gezag_onbekend {
        Authority::Unknown
    } else {
        Authority::Yes
    };
    let of_row = catalog.terms.codes(row.categories);
    let about = |listed: &Option<Vec<String>>| {
        listed
            .clone()
            .unwrap_or_else(|| of_row.iter().map(|code| (*code).to_owned()).collect())
    };
    let (yes, no) = (about(&facts.ja_voor), about(&facts.nee_voor));
    let answers = facts
        .ja
        .iter()
        .map(|who| (who, Said::Yes, &yes))
        .chain(facts.nee.iter().map(|who| (who, Said::No, &no)));
    (answers.zip(0..))
        .flat_map(
            |((who, said, about), giver): ((&String, Said, &Vec<String>), i32)| {
                about.iter().map(move |category| Statement {
                    recipient: RECIPIENT.to_owned(),
                    unit: None,
                    purpose: row
                        .consent
                        .as_ref()
                        .or(row.objections.first())
                        .or(facts.gekregen_doel.as_ref())
                        .cloned()
                        .unwrap_or_default(),
                    category: category.clone(),
                    giver: giver.to_string(),
                    capacity: who.clone(),
                    authority,
                    said,
                    day: Date::MIN,
                    until: None,
                })
            },
        )
        .collect()
}

/// The categories that the recipient has of the corrected report.
fn had(catalog: &Catalog, facts: &CaseFacts) -> Option<Had> {
    facts.gekregen.as_ref().map(|codes| {
        let went = catalog.terms.set(codes.iter().map(String::as_str));
        match &facts.gekregen_doel {
            None => Had {
                by_law: went,
                ..Had::default()
            },
            Some(purpose) => Had {
                by_consent: vec![(purpose.clone(), went)],
                ..Had::default()
            },
        }
    })
}
