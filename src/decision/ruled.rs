//! A document and its ruling -> verdicts, dispatches, a report number, an answer; or a stop, until a person has looked.

use super::changes::Due;
use super::number::{self, NumbersOnRecord};
use super::person::{self, Person};
use super::rows::StoredVerdict;
use super::stopped::goes_no_further;
use super::{Acquainted, Decided, RecordChange, Step, answer, hex, verdict};
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Stop};
use crate::pipeline::{Facts, Judgement, Ruling, Triaged, Verdict, minimise};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The record of the subject of a document that is ruled on, with the ruling by that record.
pub struct RulingRecord {
    /// The subjects that the document may be about.
    pub acquainted: Acquainted,
    /// The facts.
    pub facts: Facts,
    /// The answer of the table.
    pub ruling: Ruling,
    /// The documents with an event that a share of this document would have.
    pub same_events: Vec<DocumentNo>,
    /// The report numbers of a document that some partner gets.
    pub numbers: NumbersOnRecord,
}

/// A document that was ruled on.
struct Ruled<'a> {
    triaged: &'a Triaged,
    record: &'a RulingRecord,
    person: Person<'a>,
}

/// The results of a ruling.
pub fn ruled<'a>(step: Step<'a>, triaged: &'a Triaged, record: &'a RulingRecord) -> Decided<'a> {
    let RulingRecord {
        acquainted,
        facts,
        ruling,
        ..
    } = record;
    let mut first = Vec::new();
    let secret = facts.secret_address || triaged.secret_address();
    let person = person::of_ruling(triaged.question(), acquainted, secret, &mut first);
    let hides = triaged.secret_address() && person.keep_secret(&mut first);
    let ruled = Ruled {
        triaged,
        record,
        person,
    };
    let mut decided = match stop_of(step, &ruled) {
        Some(stop) => goes_no_further(step, &stop),
        None => pass(step, &ruled),
    };
    decided.changes.splice(..0, first);
    alert(&ruled, &mut decided);
    let (n, yes) = (decided.n, ruling.more_perhaps());
    let changed = ruled.person.record(facts, n, yes, &mut decided.changes);
    decided.consents_changed = hides || changed;
    decided
}

/// The reason that a ruled document goes no further, if it does not.
fn stop_of(step: Step<'_>, ruled: &Ruled<'_>) -> Option<Stop> {
    let (triaged, ruling) = (ruled.triaged, &ruled.record.ruling);
    let (waits, otherwise) = (
        ruling.asks_a_person() && !ruling.shares(),
        !ruling.shares() && !ruling.asks_a_person(),
    );
    // a partner would take the one document for the other
    let taken = |other: &DocumentNo| Some(*other) != step.before;
    if ruled.record.same_events.iter().any(taken) {
        Some(id_conflict())
    } else if let Some(stop) = triaged.otherwise().filter(|_| otherwise) {
        Some(stop.clone())
    } else if waits {
        // no partner gets anything before a person has looked: the document is kept, to be judged again after that
        let code = ruling.for_a_person().unwrap_or(Code::Manual);
        Some(Stop::at(code, "/data", ruling.asks_about()))
    } else {
        None
    }
}

/// The stop of a document with the id of another document.
pub fn id_conflict() -> Stop {
    Stop::at(Code::IdConflict, "/id", "unique")
}

/// Raises the alerts for a document that went on though a person must look.
fn alert(ruled: &Ruled<'_>, decided: &mut Decided<'_>) {
    let Ruled {
        triaged, record, ..
    } = ruled;
    let RulingRecord { facts, ruling, .. } = record;
    let (n, outcome) = (decided.n, decided.outcome);
    let told = facts.doubt || ruling.more_perhaps(); // a pair of subjects is put before a person already
    if let Some(code) = ruling.for_a_person().filter(|_| ruling.shares() && !told) {
        decided.changes.push(RecordChange::Alert(n, code));
    }
    if let Some(stop) = triaged.otherwise().filter(|_| outcome == Outcome::Routed) {
        decided.changes.push(RecordChange::Alert(n, stop.code));
    }
}

/// Records a document with its verdicts, and a dispatch for every partner that gets some of it; a document without any share is done.
fn pass<'a>(step: Step<'a>, ruled: &Ruled<'a>) -> Decided<'a> {
    let Ruled {
        triaged,
        record,
        person,
    } = ruled;
    let (document, ruling, subject) = (step.document, &record.ruling, person.subject());
    let outcome = if ruling.shares() {
        Outcome::Routed
    } else {
        Outcome::Nothing
    };
    let mut decided = Decided::new(step.n(), outcome);
    let n = decided.n;
    let mut row = step.described(outcome);
    row.subject = subject;
    let one = |judgement: &Judgement| verdict::of(step.catalog, judgement);
    let verdicts: Vec<StoredVerdict> = ruling.judgements.iter().map(one).collect();
    let change = step.row(row, verdicts.clone(), Vec::new());
    decided.changes.push(change);
    decided.changes.extend(step.without_body());
    let mut unique = true;
    if outcome == Outcome::Routed {
        let body = triaged.valid().body().expose().to_string();
        decided.changes.push(RecordChange::Payload {
            document: n,
            source: &document.source,
            id: &document.id,
            body: Cow::Owned(body.into_bytes()),
        });
        unique = number::register(step, triaged, ruling, &record.numbers, &mut decided);
    }
    let judged = ruling.judgements.iter().zip(&verdicts);
    let due = judged.filter_map(|(judgement, verdict)| due(ruled, judgement, n, verdict));
    decided.changes.extend(due.map(RecordChange::Dispatch));
    let verdicts: Vec<Value> = verdicts.iter().map(verdict::shown).collect();
    let subject_hex = subject.map(|subject| hex(&subject.0));
    let said = json!({ "outcome": outcome.as_str(), "catalog": step.catalog.version, "subject": subject_hex, "verdicts": verdicts });
    decided.changes.push(step.log(&said));
    let secret = person.has_secret_address();
    let body = answer::ruled(step.about(), triaged, ruling, outcome, secret, unique);
    step.answer(&mut decided, body);
    decided
}

/// The dispatch of a judgement that lets a share through.
fn due(
    ruled: &Ruled<'_>,
    judgement: &Judgement,
    document: DocumentNo,
    verdict: &StoredVerdict,
) -> Option<Due> {
    let (Some(partner), Verdict::Share(share)) = (&judgement.partner, &judgement.verdict) else {
        return None;
    };
    let (triaged, partner) = (ruled.triaged, partner.party());
    // a correction may not overtake the report that it corrects
    let lane = ruled
        .record
        .facts
        .lane(&triaged.source().party(), &partner)
        .filter(|_| share.follows())
        .or(ruled.person.subject());
    Some(Due {
        event: minimise::event_id(triaged.valid(), &partner),
        document,
        partner,
        share: share.clone(),
        lane,
        rows: verdict.rows.clone(),
        categories: verdict.categories.clone(),
    })
}
