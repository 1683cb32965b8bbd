//! A compiled catalog + its examples and cases -> what they prove wrong. Pure: the same stations as the path itself.

use crate::catalog::case::Case;
use crate::catalog::complaint::Complaint;
use crate::catalog::days::day;
use crate::catalog::partner::{Reading, Source};
use crate::catalog::policy::Row;
use crate::catalog::schema::Absence;
use crate::catalog::term::Categories;
use crate::catalog::unique;
use crate::catalog::{Catalog, complaint::Text};
use crate::load::{Example, Folders, Loaded, load};
use crate::message::{Inbound, Private};
use crate::outcome::{Code, Stop};
use crate::pipeline::adapt::{self, Mapped};
use crate::pipeline::conditions::{Circumstances, Shown, age, judge};
use crate::pipeline::consent::{Authority, Recipient, Said, Standing, Statement, Voices};
use crate::pipeline::sent::Had;
use crate::pipeline::span::Span;
use crate::pipeline::{Limits, decode, validate};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Large enough for any example.
const LIMITS: Limits = Limits {
    message_bytes: 4 << 20,
    documents: 1000,
};

/// Examples arrive when all that they tell has happened.
pub const EXAMPLE_DAY: Date = date(2199, 12, 31);

/// Whoever a case is about.
const RECIPIENT: &str = "ontvanger";

/// Reads the folders, compiles what is there and proves it; all complaints of the first of these that has any.
pub fn proven(folders: &Folders) -> Result<Catalog, Vec<Complaint>> {
    let loaded = load(folders)?;
    let catalog = Catalog::compile(&loaded.texts)?;
    match prove(&catalog, &loaded) {
        wrong if wrong.is_empty() => Ok(catalog),
        wrong => Err(wrong),
    }
}

/// Runs every example and every case.
pub fn prove(catalog: &Catalog, loaded: &Loaded) -> Vec<Complaint> {
    let mut wrong = schemas(catalog, &loaded.schema_examples);
    wrong.extend(adapters(catalog, &loaded.adapter_examples));
    wrong.extend(
        catalog
            .cases
            .iter()
            .filter_map(|(text, case)| check_case(catalog, text, case)),
    );
    wrong.sort();
    wrong
}

fn schemas(catalog: &Catalog, examples: &[Example]) -> Vec<Complaint> {
    let source = Source::for_example(Reading::CloudEvents, BTreeSet::new());
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for example in examples {
        let complain = |text: &str| Complaint {
            file: example.path.clone(),
            line: None,
            text: text.to_owned(),
        };
        let parts: Vec<&str> = example.place.split('/').collect();
        let (Some(name), Some(sort)) = (parts.first(), parts.get(2)) else {
            continue;
        };
        let expected = *sort == "valid";
        let parsed = std::str::from_utf8(&example.bytes)
            .ok()
            .and_then(|text| unique::read(text).ok());
        let Some(value) = parsed
            .filter(|parsed| parsed.total == 0)
            .map(|parsed| parsed.value)
        else {
            wrong.push(complain(
                "is geen JSON, of een sleutel staat er twee keer in",
            ));
            continue;
        };
        let kinds: Vec<_> = catalog
            .kinds
            .values()
            .filter(|kind| kind.name.split('/').next() == Some(*name))
            .collect();
        *seen.entry((*name, expected)).or_default() += 1;
        let stops: Vec<Stop> = kinds
            .iter()
            .filter_map(|kind| {
                validate::validate(
                    Mapped::stored(Arc::clone(kind), value.clone()),
                    &source,
                    EXAMPLE_DAY,
                )
                .err()
            })
            .collect();
        if example.place.starts_with("nlgov-cloudevent/") {
            if catalog.envelope.is_valid(&value) != expected {
                wrong.push(complain(
                    "past bij het profiel waar dat niet moet, of andersom",
                ));
            }
            continue;
        }
        if expected && stops.len() == kinds.len() {
            let problems = stops.first().map(shown).unwrap_or_default();
            wrong.push(complain(&format!(
                "staat bij de goede voorbeelden, maar past niet: {problems}"
            )));
        }
        if !expected && stops.is_empty() {
            wrong.push(complain(
                "staat bij de foute voorbeelden, maar past in het schema",
            ));
        }
    }
    for kind in catalog.kinds.values() {
        let name = kind.name.split('/').next().unwrap_or_default();
        for (expected, folder) in [(true, "valid"), (false, "invalid")] {
            if !seen.contains_key(&(name, expected)) {
                let text = format!(
                    "`{name}` heeft geen voorbeeld in examples/{folder}: een schema zonder voorbeelden bewijst niets"
                );
                wrong.push(Complaint {
                    file: format!("schemas/{name}/examples/{folder}"),
                    line: None,
                    text,
                });
            }
        }
    }
    wrong
}

fn adapters(catalog: &Catalog, examples: &[Example]) -> Vec<Complaint> {
    let mut wrong = Vec::new();
    for (name, adapter) in &catalog.adapters {
        let own = |example: &&Example| {
            example.place.starts_with(&format!("{name}/examples/"))
                && example.place.contains(".in.")
        };
        let mut count = 0;
        for example in examples.iter().filter(own) {
            count += 1;
            let number = example.place.split(".in.").next().unwrap_or_default();
            let expected = examples
                .iter()
                .find(|other| other.place == format!("{number}.out.json"));
            let expected =
                expected.and_then(|out| serde_json::from_slice::<Value>(&out.bytes).ok());
            let actual = adapted(
                catalog,
                Reading::Adapter(Arc::clone(adapter)),
                &example.bytes,
            );
            if expected.as_ref() != Some(&actual) {
                let text = format!(
                    "{number}.out.json ontbreekt of verschilt; dit komt eruit:\n{actual:#}"
                );
                wrong.push(Complaint {
                    file: example.path.clone(),
                    line: None,
                    text,
                });
            }
        }
        if count == 0 {
            let text = format!(
                "adapter `{name}` heeft geen voorbeeld: maak examples/01.in.* en 01.out.json"
            );
            wrong.push(Complaint {
                file: format!("adapters/{name}/examples"),
                line: None,
                text,
            });
        }
    }
    wrong
}

/// What an adapter makes of a payload, each document validated, in the form of an `.out.json`.
pub fn adapted(catalog: &Catalog, reading: Reading, bytes: &[u8]) -> Value {
    let source = Source::for_example(reading, catalog.kinds.keys().cloned().collect());
    let inbound = Inbound {
        source: source.name.clone(),
        user_id: None,
        message_id: Some("voorbeeld".to_owned()),
        content_type: None,
        headers: BTreeMap::new(),
        body: Private::new(bytes.to_vec()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    };
    let documents = decode::decode(catalog, &source, LIMITS, &inbound).and_then(|payload| {
        adapt::documents(catalog, &source, LIMITS, &inbound, payload, "voorbeeld")
    });
    match documents {
        Err(stop) => json!([stopped(&stop)]),
        Ok(documents) => documents
            .into_iter()
            .map(|document| {
                match document
                    .mapped
                    .and_then(|mapped| validate::validate(mapped, &source, EXAMPLE_DAY))
                {
                    Ok(valid) => valid.body().expose().clone(),
                    Err(stop) => stopped(&stop),
                }
            })
            .collect(),
    }
}

fn stopped(stop: &Stop) -> Value {
    json!({ "stop": stop.code.as_str(), "problems": stop.problems })
}

fn shown(stop: &Stop) -> String {
    let problems: Vec<String> = stop
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    problems.join(", ")
}

fn check_case(catalog: &Catalog, text: &Text, case: &Case) -> Option<Complaint> {
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

fn ask(catalog: &Catalog, row: &Arc<Row>, case: &Case) -> Result<Categories, Code> {
    let facts = &case.feiten;
    // a case that names no day happens on one day, and who is N years old had a birthday on it
    let usual = date(2026, 3, 2);
    let event_day = facts.gebeurtenis.as_ref().map_or(Some(usual), day);
    let sending_day = facts.verzending.as_ref().map_or(Some(usual), day);
    let arrived = facts.aankomst.as_ref().map_or(sending_day, day);
    let past = catalog
        .kinds
        .get(&row.kind)
        .is_some_and(|kind| kind.absence == Some(Absence::Past));
    let days = match (event_day, arrived) {
        (Some(begin), Some(arrived)) if past => Some(Span::absence(
            begin,
            facts.einde.as_ref().and_then(day),
            arrived,
        )),
        (begin, _) => begin.map(Span::day),
    };
    let by_age = |years: i16| {
        event_day.and_then(|d: Date| Date::new(d.year() - years, d.month(), d.day()).ok())
    };
    let born = match (&facts.geboren, facts.leeftijd) {
        (Some(born), _) => day(born),
        (None, Some(years)) => by_age(years),
        (None, None) => None,
    };
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
    let said = facts
        .ja
        .iter()
        .map(|who| (who, Said::Yes, &yes))
        .chain(facts.nee.iter().map(|who| (who, Said::No, &no)));
    let statements: Vec<Statement> = (said.zip(0..))
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
        .collect();
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
    let had = facts.gekregen.as_ref().map(|codes| {
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
    });
    // without a day of sending no row is in force, whatever anybody said
    let today = sending_day.unwrap_or(usual);
    let voices = Voices::new(
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
                days,
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
            voices: &voices,
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
