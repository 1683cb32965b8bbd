//! A document and its facts -> a ruling and its results: verdicts, dispatches, a report number, an answer; or a stop, until a person has
//! looked.

use super::person::{self, Person};
use super::step::Step;
use super::stopped::stopped;
use super::{Ready, Recorded, hex, number, verdict};
use crate::facts;
use crate::hub::answer;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Stop};
use crate::party::Party;
use crate::pipeline::{self, Facts, Ruling, Share, Triaged, Verdict, minimise};
use crate::store::{NewDispatch, NewDocument, StoreError, StoredVerdict};
use serde_json::json;
use std::sync::Arc;

/// A document that was ruled on.
struct Ruled<'a> {
    triaged: &'a Arc<Triaged>,
    facts: Facts,
    person: Person<'a>,
    ruling: Ruling,
}

/// Finds the facts of a document, rules on it, and records the results.
pub(super) fn rule(
    step: Step<'_>,
    triaged: &Arc<Triaged>,
    recorded: &mut Recorded,
) -> Result<(DocumentNo, Outcome), StoreError> {
    let Step { store, now, .. } = step;
    let question = triaged.question();
    let matched = store.matched(&question.controller, &question.identity, false)?;
    let facts = facts::of_match(store, question, &matched, step.before, step.today)?;
    let secret = facts.secret_address || triaged.secret_address();
    let person = person::of_ruling(store, question, matched, secret)?;
    if triaged.secret_address() {
        recorded.consents_changed(person.keep_secret(store)?);
    }
    let ruling = pipeline::rule(step.catalog, triaged, &facts);
    let ruled = Ruled {
        triaged,
        facts,
        person,
        ruling,
    };
    let end = match stop_of(step, &ruled)? {
        Some(stop) => stopped(step, &stop)?,
        None => pass(step, &ruled, recorded)?,
    };
    alert(step, &ruled, end)?;
    let yes = ruled.ruling.more_perhaps();
    let changed = ruled.person.record(store, &ruled.facts, end.0, now, yes)?;
    recorded.consents_changed(changed);
    Ok(end)
}

/// The reason that a ruled document goes no further, if it does not.
fn stop_of(step: Step<'_>, ruled: &Ruled<'_>) -> Result<Option<Stop>, StoreError> {
    let Ruled {
        triaged, ruling, ..
    } = ruled;
    let waits = ruling.asks_a_person() && !ruling.shares();
    Ok(if event_taken(step, triaged, ruling)? {
        Some(id_conflict())
    } else if let Some(stop) = triaged
        .otherwise()
        .filter(|_| !ruling.shares() && !ruling.asks_a_person())
    {
        Some(stop.clone())
    } else if waits {
        // no partner gets anything before a person has looked: the document is kept, to be judged again after that
        Some(Stop::at(
            ruling.for_a_person().unwrap_or(Code::Manual),
            "/data",
            ruling.asks_about(),
        ))
    } else {
        None
    })
}

/// The stop of a document with the id of another document.
pub(super) fn id_conflict() -> Stop {
    Stop::at(Code::IdConflict, "/id", "unique")
}

/// Raises the alerts for a document that went on though a person must look.
fn alert(step: Step<'_>, ruled: &Ruled<'_>, end: (DocumentNo, Outcome)) -> Result<(), StoreError> {
    let Step { store, now, .. } = step;
    let Ruled {
        triaged,
        facts,
        ruling,
        ..
    } = ruled;
    let (n, outcome) = end;
    let told = facts.doubt || ruling.more_perhaps(); // a pair of subjects is put before a person already
    if let Some(code) = ruling.for_a_person().filter(|_| ruling.shares() && !told) {
        store.raise_alert(now, code, Some(n), None)?;
    }
    if let Some(stop) = triaged.otherwise().filter(|_| outcome == Outcome::Routed) {
        store.raise_alert(now, stop.code, Some(n), None)?;
    }
    Ok(())
}

/// Whether another source of the organisation used the id before: a partner would take the one document for the other.
fn event_taken(step: Step<'_>, triaged: &Triaged, ruling: &Ruling) -> Result<bool, StoreError> {
    for judgement in &ruling.judgements {
        if let (Some(partner), Verdict::Share(_)) = (&judgement.partner, &judgement.verdict) {
            let event = minimise::event_id(triaged.valid(), &partner.party());
            if step
                .store
                .document_of_event(event)?
                .is_some_and(|other| Some(other) != step.before)
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Records a document with its verdicts, and a dispatch for every partner that gets some of it; a document without any share is done.
fn pass(
    step: Step<'_>,
    ruled: &Ruled<'_>,
    recorded: &mut Recorded,
) -> Result<(DocumentNo, Outcome), StoreError> {
    let Step {
        store, document, ..
    } = step;
    let Ruled {
        triaged,
        person,
        ruling,
        ..
    } = ruled;
    let (subject, outcome) = (
        person.subject(),
        if ruling.shares() {
            Outcome::Routed
        } else {
            Outcome::Nothing
        },
    );
    let n = step.insert(&NewDocument {
        subject,
        ..step.described(outcome)
    })?;
    if step.before.is_some() {
        store.drop_payload(n)?;
    }
    let mut unique = true;
    if outcome == Outcome::Routed {
        let body = triaged.valid().body().expose().to_string();
        store.put_payload(n, &document.source, &document.id, body.as_bytes())?;
        unique = number::register(step, triaged, ruling, n)?;
    }
    let mut verdicts = Vec::new();
    for judgement in &ruling.judgements {
        let verdict = verdict::of(step.catalog, judgement);
        store.put_verdict(n, &verdict)?;
        verdicts.push(verdict::shown(&verdict));
        if let (Some(partner), Verdict::Share(share)) = (&judgement.partner, &judgement.verdict) {
            let dispatch = ShareToRecord {
                document: n,
                partner: partner.party(),
                share,
                verdict: &verdict,
            };
            let placed = place(step, ruled, dispatch, recorded.epoch())?;
            recorded.ready.extend(placed);
        }
    }
    let subject_hex = subject.map(|subject| hex(&subject.0));
    let said = json!({ "outcome": outcome.as_str(), "catalog": step.catalog.version, "subject": subject_hex, "verdicts": verdicts });
    step.log(n, &said)?;
    let secret = person.has_secret_address();
    let body = answer::ruled(step.about(), triaged, ruling, outcome, secret, unique);
    step.answer(&body)?;
    Ok((n, outcome))
}

/// The share that goes to one partner.
struct ShareToRecord<'a> {
    document: DocumentNo,
    partner: Party,
    share: &'a Share,
    verdict: &'a StoredVerdict,
}

/// Puts a dispatch on record, due at once. None when the dispatch was there already. `epoch`: of the ruling.
fn place(
    step: Step<'_>,
    ruled: &Ruled<'_>,
    dispatch: ShareToRecord<'_>,
    epoch: u64,
) -> Result<Option<Ready>, StoreError> {
    let Ruled {
        triaged,
        facts,
        person,
        ..
    } = ruled;
    let ShareToRecord {
        document,
        partner,
        share,
        verdict,
    } = dispatch;
    // a correction may not overtake the report that it corrects
    let lane = facts
        .lane(&triaged.source().party(), &partner)
        .filter(|_| share.follows())
        .or(person.subject());
    let placed = step.store.insert_dispatch(&NewDispatch {
        event: minimise::event_id(triaged.valid(), &partner),
        document,
        partner: &partner,
        subject: lane,
        rows: &verdict.rows,
        categories: &verdict.categories,
        recorded: step.now,
        due: step.now,
    })?;
    Ok(placed.new.then(|| Ready {
        seq: placed.seq,
        document,
        partner,
        triaged: Arc::clone(triaged),
        share: share.clone(),
        recorded: step.now,
        ruled: None,
        epoch,
        catalog: None,
        subject: lane,
    }))
}
