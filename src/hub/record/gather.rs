//! The record -> all that is known about one document, for its end to be decided by.

use crate::decision::kept::StatementRecord;
use crate::decision::lost::KeptBefore;
use crate::decision::number::{self, EarlierReporter, NumbersOnRecord};
use crate::decision::repeat::RepeatRecord;
use crate::decision::ruled::RulingRecord;
use crate::decision::{Acquainted, Document, End, Step};
use crate::facts;
use crate::hub::later;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::party::Party;
use crate::pipeline::{self, Question, Ruling, Triaged, Verdict, minimise};
use crate::store::{Reading, StoreError, StoredDocument};

/// What is known about a document that is ruled on, and the ruling.
pub(super) fn for_ruling(
    store: &Reading<'_>,
    step: Step<'_>,
    triaged: &Triaged,
) -> Result<RulingRecord, StoreError> {
    let question = triaged.question();
    let acquainted = store.acquainted(&question.controller, &question.identity, false)?;
    let facts = facts::of_match(store, question, &acquainted, step.before, step.today)?;
    let ruling = pipeline::rule(step.catalog, triaged, &facts);
    let numbers = if ruling.shares() {
        numbers(store, step, triaged)?
    } else {
        NumbersOnRecord::default()
    };
    Ok(RulingRecord {
        acquainted,
        facts,
        same_events: same_events(store, triaged, &ruling)?,
        ruling,
        numbers,
    })
}

/// The documents with an event that a share would have: another source of the organisation may have used the id before.
fn same_events(
    store: &Reading<'_>,
    triaged: &Triaged,
    ruling: &Ruling,
) -> Result<Vec<DocumentNo>, StoreError> {
    let mut same = Vec::new();
    for judgement in &ruling.judgements {
        if let (Some(partner), Verdict::Share(_)) = (&judgement.partner, &judgement.verdict) {
            let event = minimise::event_id(triaged.valid(), &partner.party());
            same.extend(store.document_of_event(event)?);
        }
    }
    Ok(same)
}

fn numbers(
    store: &Reading<'_>,
    step: Step<'_>,
    triaged: &Triaged,
) -> Result<NumbersOnRecord, StoreError> {
    let mut numbers = NumbersOnRecord::default();
    for number in number::handed_over(triaged) {
        let sent = store.sent_under(number)?;
        numbers.handed_over.push((number.to_owned(), sent));
    }
    let Some(number) = number::report_number(step.catalog, triaged) else {
        return Ok(numbers);
    };
    let own = triaged.source().party();
    let before = store.reporters(number)?;
    let first = number::first_use(&own, before.iter().map(|(party, _)| party));
    for (party, document) in before {
        let stands = if first {
            Some(later::stands(store, step.catalog, &document)?.0)
        } else {
            None
        };
        let StoredDocument { n, source, id, .. } = document;
        numbers.reporters.push(EarlierReporter {
            party,
            document: n,
            source,
            id,
            stands,
        });
    }
    Ok(numbers)
}

/// What is known about a statement.
pub(super) fn for_statement(
    store: &Reading<'_>,
    step: Step<'_>,
    triaged: &Triaged,
) -> Result<StatementRecord, StoreError> {
    let (question, discloser) = (triaged.question(), triaged.source().party());
    let is_reporter = match triaged.claimed_report() {
        Some((number, _)) => has_reported(store, number, &discloser)?,
        None => true,
    };
    let acquainted = store.acquainted(&question.controller, &question.identity, true)?;
    let mut findings = Vec::new();
    for subject in &acquainted.matched.own {
        findings.extend(store.findings(*subject, &discloser)?);
    }
    findings.sort_by_key(|(document, _)| *document);
    let mut standings: Vec<_> = findings.into_iter().map(|(_, standing)| standing).collect();
    standings.extend(store.as_established(&discloser, triaged.standings()));
    Ok(StatementRecord {
        acquainted,
        hidden: hidden(store, step.document)?,
        is_reporter,
        said: store.as_kept(&discloser, triaged.statements()),
        standings,
    })
}

fn has_reported(store: &Reading<'_>, number: &str, party: &Party) -> Result<bool, StoreError> {
    let reporters = store.reporters(number)?;
    Ok(reporters.iter().any(|(reporter, _)| reporter == party))
}

/// The subjects that a document may be about, where the document says that the address is secret.
pub(super) fn hidden(
    store: &Reading<'_>,
    document: &Document,
) -> Result<Option<Acquainted>, StoreError> {
    let acquainted = |identity| store.acquainted(&document.controller, identity, false);
    document.hidden().map(acquainted).transpose()
}

/// What is known about a document that came before, as document `n`, and ended as `first`.
pub(super) fn for_repeat(
    store: &Reading<'_>,
    step: Step<'_>,
    n: DocumentNo,
    first: Outcome,
) -> Result<RepeatRecord, StoreError> {
    let kept = match (&step.document.end, first) {
        (End::Triaged(triaged), Outcome::Register) => kept_before(store, triaged.question(), n)?,
        _ => None,
    };
    Ok(RepeatRecord {
        n,
        first,
        kept,
        last: store.retold(n)?,
    })
}

/// The subject that document `n` was kept for.
pub(super) fn kept_before(
    store: &Reading<'_>,
    question: &Question,
    n: DocumentNo,
) -> Result<Option<KeptBefore>, StoreError> {
    let Some(subject) = store.document(n)?.and_then(|document| document.subject) else {
        return Ok(None);
    };
    let subject = store.current(subject)?;
    Ok(Some(KeptBefore {
        n,
        subject,
        sightings: store.sightings(subject)?,
        lost: store.is_lost(subject)?,
        acquainted: store.acquainted(&question.controller, &question.identity, true)?,
    }))
}
