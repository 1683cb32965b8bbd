//! What goes on record of a document, by what is on record: without a store.

mod reports;
mod statements;
mod subjects;

use crate::given::TODAY;
use schakel::catalog::Catalog;
use schakel::clock::Moment;
use schakel::decision::rows::StoredVerdict;
use schakel::decision::{Acquainted, Decided, Document, End, RecordChange, Step};
use schakel::keys::Keys;
use schakel::message::{Inbound, SubjectId};
use schakel::number::DocumentNo;
use schakel::outcome::{Code, Outcome};
use schakel::pipeline::identity::sighting::{KnownSubject, Matched, Possible, Sought, Why};
use schakel::pipeline::{self, Limits, Triaged};
use serde_json::Value;
use std::sync::Arc;

/// Noon on the day of the tests.
const NOW: Moment = Moment::from_ms(1_774_004_400_000);
const N: DocumentNo = DocumentNo(7);
const OTHER: SubjectId = SubjectId([2; 16]);
const FRESH: SubjectId = SubjectId([9; 16]);

/// The one document of a message, as it comes to the record.
fn document(catalog: &Catalog, inbound: &Inbound) -> Document {
    let limits = Limits {
        message_bytes: 1 << 20,
        documents: 9,
    };
    let mut judged = pipeline::triage(catalog, limits, inbound, "vingerafdruk", TODAY).unwrap();
    let keys = Keys::from_master(&[7; 32]);
    Document::read(
        catalog,
        inbound,
        "vingerafdruk",
        keys.digest(),
        judged.remove(0),
    )
}

fn triaged(document: &Document) -> &Arc<Triaged> {
    match &document.end {
        End::Triaged(triaged) => triaged,
        End::Stopped(stop) => panic!("stopped: {stop:?}"),
    }
}

fn step<'a>(catalog: &'a Catalog, document: &'a Document) -> Step<'a> {
    Step {
        catalog,
        document,
        before: None,
        next: N,
        today: TODAY,
        now: NOW,
    }
}

/// Nobody on record has anything in common with the document.
fn strangers() -> Acquainted {
    Acquainted {
        fresh: FRESH,
        ..Acquainted::with_nobody()
    }
}

/// One on record may be meant, and no person has looked.
fn perhaps(subject: SubjectId, why: Why) -> Acquainted {
    let possible = Possible {
        subject,
        why,
        only: None,
        in_same_words: false,
    };
    Acquainted {
        matched: Matched {
            perhaps: vec![possible],
            ..Matched::default()
        },
        known: vec![known(subject, false)],
        ..strangers()
    }
}

/// These are certainly meant; of each: whether the number is known.
fn certain(own: &[(SubjectId, bool)]) -> Acquainted {
    Acquainted {
        sought: Sought::default(),
        known: own
            .iter()
            .map(|(id, numbered)| known(*id, *numbered))
            .collect(),
        matched: Matched {
            own: own.iter().map(|(id, _)| *id).collect(),
            ..Matched::default()
        },
        ..strangers()
    }
}

fn known(subject: SubjectId, numbered: bool) -> KnownSubject {
    KnownSubject {
        subject,
        numbered,
        sightings: Vec::new(),
    }
}

/// The changes in a line each, without the values.
fn told(decided: &Decided<'_>) -> Vec<String> {
    decided.changes.iter().map(change).collect()
}

fn change(change: &RecordChange<'_>) -> String {
    match change {
        RecordChange::Document {
            n,
            restated,
            row,
            verdicts,
            problems,
        } => {
            let about = row.subject.map_or("nobody".to_owned(), who);
            let rules: String = problems
                .iter()
                .map(|one| format!(" {}", one.rule))
                .collect();
            let again = if *restated { " again" } else { "" };
            let judged: String = verdicts.iter().map(judged).collect();
            format!(
                "row {n}{again} {} {about}{rules}{judged}",
                word(row.outcome)
            )
        }
        RecordChange::CameAgain(n) => format!("again {n}"),
        RecordChange::Payload { document, .. } => format!("body {document}"),
        RecordChange::PayloadGone(n) => format!("no body {n}"),
        RecordChange::Subject { id, numbered, .. } => format!("subject {} {numbered}", who(*id)),
        RecordChange::NumberKnown(id) => format!("number of {}", who(*id)),
        RecordChange::Merged { from, into } => format!("{} is {}", who(*from), who(*into)),
        RecordChange::Secret(id) => format!("secret {}", who(*id)),
        RecordChange::Sighted { subject, .. } => format!("seen {}", who(*subject)),
        RecordChange::WithoutNumber(n) => format!("without number {n}"),
        RecordChange::Statements {
            subject,
            discloser,
            document,
            said,
            established,
        } => format!(
            "said {}+{} of {} to {discloser} in {document}",
            said.len(),
            established.len(),
            who(*subject)
        ),
        RecordChange::Evidence(n, _) => format!("evidence {n}"),
        RecordChange::IsAbout(n, id) => format!("{n} is about {}", who(*id)),
        RecordChange::Dispatch(due) => format!(
            "due {} {} in lane {}",
            due.document,
            due.partner.role,
            due.lane.map_or("none".to_owned(), who)
        ),
        RecordChange::Numbering {
            number,
            reporter,
            document,
            handed_over,
        } => format!("number {number} of {reporter} {document} {handed_over}"),
        RecordChange::NumberSeen(number) => format!("number {number} seen"),
        RecordChange::Alert(n, code) => format!("alert {n} {code}"),
        RecordChange::Question {
            document,
            subject,
            others,
            ..
        } => {
            let others: String = others
                .iter()
                .map(|(id, _)| format!(" {}", who(*id)))
                .collect();
            format!("asked in {document} whether {} is{others}", who(*subject))
        }
        RecordChange::DecisionLogged(_, line) => {
            format!("log {}", line["decision"]["outcome"].as_str().unwrap())
        }
        RecordChange::ActionLogged(_, line) => format!("act {}", line["action"].as_str().unwrap()),
        RecordChange::Answer(source, _) => format!("answer {source}"),
        RecordChange::Retold(n, _) => format!("retold {n}"),
    }
}

fn judged(verdict: &StoredVerdict) -> String {
    let says = verdict
        .code
        .map_or("give".to_owned(), |code| code.to_string());
    format!(" | {} {says}", verdict.role)
}

fn who(id: SubjectId) -> String {
    format!("#{}", id.0[0])
}

fn word(outcome: Outcome) -> String {
    match outcome {
        Outcome::Stopped(code) => code.to_string(),
        other => other.as_str().to_owned(),
    }
}

/// The data of the answer to a source.
fn answer(decided: &Decided<'_>, source: &str) -> Value {
    let body = decided.changes.iter().find_map(|change| match change {
        RecordChange::Answer(to, body) if to == source => Some(body),
        _ => None,
    });
    serde_json::from_slice::<Value>(body.unwrap()).unwrap()["data"].clone()
}

fn stopped(code: Code) -> Outcome {
    Outcome::Stopped(code)
}
