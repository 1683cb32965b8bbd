//! An outcome -> the answer to its sender: a CloudEvent with codes, paths and rules, never a value, never the name of a person who
//! refused.

use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Problem, Stop};
use crate::pipeline::free_text::Flag;
use crate::pipeline::{Ruling, Triaged, Verdict, remarks};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The CloudEvents type of an answer.
pub const TYPE: &str = "nl.onderwijsjeugdhulp.antwoorden.v1";

/// The namespace of the ids of answers; the value has no meaning of its own.
const ANSWERS: Uuid = Uuid::from_u128(0x2f0d_7c1e_3b5a_4c8e_8a59_1d7e_60c2_41f3);

/// The document that an answer is about, the source that gets the answer, and the moment.
#[derive(Clone, Copy)]
pub(super) struct AnswerTo<'a> {
    pub(super) catalog: &'a Catalog,
    /// The source that gets the answer.
    pub(super) source: &'a str,
    /// The id of the document.
    pub(super) id: &'a str,
    /// The digest of the document's content, or other bytes that tell this answer from all others about the id.
    pub(super) digest: &'a [u8],
    pub(super) now: Moment,
}

/// The answer to the sender of a document that was stopped. For a kind that never goes through the hub the answer says which number to
/// call.
pub(super) fn stopped(about: AnswerTo<'_>, stop: &Stop, by_hand: bool) -> Vec<u8> {
    let words = if by_hand {
        about.catalog.steps.in_short()
    } else {
        stop.code.in_dutch().to_owned()
    };
    let data = json!({
        "document": about.id,
        "uitkomst": stop.outcome().as_str(),
        "code": stop.code.as_str(),
        "toelichting": words,
        "problemen": problems(&stop.problems),
        "aantalProblemen": stop.total,
    });
    event(about, &data)
}

/// The answer to the sender of a document that was ruled on. The roles of the recipients are left out where the address is secret.
pub(super) fn ruled(
    about: AnswerTo<'_>,
    triaged: &Triaged,
    ruling: &Ruling,
    outcome: Outcome,
    secret: bool,
    unique: bool,
) -> Vec<u8> {
    let shares = ruling
        .judgements
        .iter()
        .filter(|judgement| matches!(judgement.verdict, Verdict::Share(_)));
    let roles: BTreeSet<&str> = shares.map(|judgement| judgement.role.as_str()).collect();
    let mut data = json!({ "document": about.id, "uitkomst": outcome.as_str() });
    if let Value::Object(data) = &mut data {
        if !secret {
            data.insert("ontvangers".to_owned(), json!(roles));
        }
        if outcome == Outcome::Nothing {
            // the same words with any reporter or none, so that guessing a report number tells nothing
            let why = match triaged.question().report_number {
                Some(_) => {
                    "niemand kreeg hier iets van: onder dit meldingsnummer is geen melding bekend waarop dit mag antwoorden"
                }
                None => {
                    "niemand kreeg hier iets van: geen rij van de beslistabel laat het vandaag toe"
                }
            };
            data.insert("toelichting".to_owned(), json!(why));
        }
        if let Some(stop) = triaged.otherwise() {
            data.insert("code".to_owned(), json!(stop.code.as_str()));
            data.insert("problemen".to_owned(), json!(problems(&stop.problems)));
            let words = format!(
                "wie de melding heeft krijgt dit; verder gaat het naar niemand: {}",
                stop.code.in_dutch()
            );
            data.insert("toelichting".to_owned(), json!(words));
        }
        if !unique {
            data.extend(number_not_unique());
        }
        if !triaged.flagged().is_empty() {
            data.extend(found_in_free_text(triaged, ruling));
        }
        if !triaged.left_out().is_empty() {
            data.insert(
                "nietGelezen".to_owned(),
                json!(problems(triaged.left_out())),
            );
            let words =
                "wat er bij `nietGelezen` staat klopt niet en is niet doorgegeven; de rest wel";
            data.entry("toelichting").or_insert_with(|| json!(words));
        }
        remark(about.catalog, triaged, data);
    }
    event(about, &data)
}

/// Adds the remarks on a document to its answer, though the document went on.
fn remark(catalog: &Catalog, triaged: &Triaged, data: &mut Map<String, Value>) {
    let kind = &triaged.valid().kind().name;
    let one = |remark: &Problem| {
        let words = remarks::in_dutch(catalog, kind, &remark.rule);
        json!({ "pad": remark.path, "regel": remark.rule, "toelichting": words })
    };
    if !triaged.remarks().is_empty() {
        data.insert(
            "opmerkingen".to_owned(),
            triaged.remarks().iter().map(one).collect(),
        );
    }
}

fn problems(problems: &[Problem]) -> Vec<Value> {
    problems
        .iter()
        .map(|problem| json!({ "pad": problem.path, "regel": problem.rule }))
        .collect()
}

/// The paths of free text with content that does not belong there, the sort of that content, and the fields that some partner did not get
/// for that reason. Never the words themselves.
fn found_in_free_text(triaged: &Triaged, ruling: &Ruling) -> Map<String, Value> {
    let path = |pointer: &str| format!("/data{pointer}");
    let sorts = |flag: &Flag| {
        flag.sorts
            .iter()
            .map(|sort| sort.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let found: Vec<Value> = triaged
        .flagged()
        .iter()
        .map(|flag| json!({ "pad": path(&flag.pointer), "soort": sorts(flag) }))
        .collect();
    let mut told = Map::from_iter([("vrijeTekst".to_owned(), Value::Array(found))]);
    let without: BTreeSet<String> = ruling
        .judgements
        .iter()
        .flat_map(|judgement| match &judgement.verdict {
            Verdict::Share(share) => share.without(),
            Verdict::Withhold { .. } => &[],
        })
        .map(|pointer| path(pointer))
        .collect();
    let words = match (without.is_empty(), ruling.shares()) {
        (false, _) => "in een vrije tekst staat wat daar niet hoort: dat veld is niet doorgegeven",
        (true, true) => {
            "in een vrije tekst staat wat daar niet hoort: het veld is doorgegeven, laat het voortaan weg"
        }
        (true, false) => {
            "in een vrije tekst staat wat daar niet hoort: haal het weg en stuur het bericht opnieuw, onder een nieuw id"
        }
    };
    if !without.is_empty() {
        told.insert("weggelaten".to_owned(), json!(without));
    }
    told.insert("toelichting".to_owned(), json!(words));
    told
}

/// The part of an answer that says only that the report number is not unique, and nothing of the other reporter that uses the number.
pub(super) fn number_not_unique() -> Map<String, Value> {
    let words = "dit meldingsnummer is niet uniek: geef een melding een nummer dat nergens anders voor wordt gebruikt";
    Map::from_iter([
        ("code".to_owned(), json!(Code::NotUnique.as_str())),
        ("toelichting".to_owned(), json!(words)),
    ])
}

/// A later answer to the sender of a document whose end differs from an earlier answer: `id` of `source`. `n` is the document's number in
/// the store.
pub fn later(
    catalog: &Catalog,
    (source, id): (&str, &str),
    n: DocumentNo,
    data: &Value,
    now: Moment,
) -> Vec<u8> {
    let about = AnswerTo {
        catalog,
        source,
        id,
        digest: &n.0.to_be_bytes(),
        now,
    };
    event(about, data)
}

/// The answer to the sender of a repeated document: the last answer once more, and the remarks.
pub(super) fn repeated(
    about: AnswerTo<'_>,
    triaged: Option<&Triaged>,
    first: Outcome,
    last: Option<&str>,
) -> Vec<u8> {
    let mut data = json!({ "document": about.id, "uitkomst": Outcome::Duplicate.as_str(), "eerder": first.as_str() });
    let last = last.and_then(|last| serde_json::from_str::<Map<String, Value>>(last).ok());
    if let Value::Object(data) = &mut data {
        if let Some(triaged) = triaged {
            if !triaged.left_out().is_empty() {
                data.insert(
                    "nietGelezen".to_owned(),
                    json!(problems(triaged.left_out())),
                );
            }
            remark(about.catalog, triaged, data);
        }
        if let Some(mut last) = last {
            data.extend(
                last.remove("uitkomst")
                    .map(|outcome| ("eerder".to_owned(), outcome)),
            );
            data.extend(last);
        }
    }
    event(about, &data)
}

/// The answer to the sender of a statement that is now in the register.
pub(super) fn kept(about: AnswerTo<'_>, triaged: &Triaged, contradicts: bool) -> Vec<u8> {
    let mut data = json!({ "document": about.id, "uitkomst": Outcome::Register.as_str() });
    if let Value::Object(data) = &mut data {
        remark(about.catalog, triaged, data);
    }
    if let (Value::Object(data), true) = (&mut data, contradicts) {
        let words = "over het gezag van de gever is iets anders vastgesteld dan hier staat: wat is vastgesteld gaat voor, en een mens kijkt ernaar";
        data.insert("code".to_owned(), json!(Code::Contradiction.as_str()));
        data.insert("toelichting".to_owned(), json!(words));
    }
    event(about, &data)
}

/// The answer to a source of a discloser that a no about one of the discloser's pupils or clients came in by another door; not by which
/// door. `n` is the number in the store of the document that keeps the no.
pub(super) fn no_elsewhere(
    catalog: &Catalog,
    source: &str,
    id: &str,
    n: DocumentNo,
    now: Moment,
) -> Vec<u8> {
    let words = "er kwam een weigering of intrekking binnen die bij u telt, en niet van u kwam: wat daar toestemming voor vraagt gaat niet \
                 meer weg; wie mag kijken ziet bij `schakel toestemming lijst` waar het over gaat";
    let data =
        json!({ "document": id, "uitkomst": Outcome::Register.as_str(), "toelichting": words });
    later(catalog, (source, id), n, &data, now)
}

fn event(about: AnswerTo<'_>, data: &Value) -> Vec<u8> {
    let AnswerTo {
        catalog,
        source,
        id,
        digest,
        now,
    } = about;
    // the data is part of the event's name: a document and its repeat may be answered in the same millisecond
    let (mut name, said) = (Vec::new(), data.to_string());
    for part in [
        source.as_bytes(),
        id.as_bytes(),
        digest,
        &now.ms().to_be_bytes(),
        said.as_bytes(),
    ] {
        name.extend((part.len() as u64).to_be_bytes());
        name.extend(part);
    }
    let event = json!({
        "specversion": "1.0",
        "id": Uuid::new_v5(&ANSWERS, &name).to_string(),
        "source": format!("urn:nld:oin:{}:systeem:schakel", catalog.region.oin),
        "type": TYPE,
        "time": now.rfc3339(),
        "datacontenttype": "application/json",
        "data": data,
    });
    event.to_string().into_bytes()
}
