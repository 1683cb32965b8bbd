//! A no that came in by another door -> the register of the discloser, and an answer to its sources that a no came in, without the sender.
//!
//! The no is kept as a document of the discloser's own, under a name that the hub gives: nothing that the discloser can look at leads to
//! the sender, which may be the very help that the child asked for.

use super::step::Step;
use super::{Document, hex, lost, person};
use crate::catalog::partner::Source;
use crate::hub::answer;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::pipeline::consent::{Said, Statement};
use crate::pipeline::door::Discloser;
use crate::pipeline::{Question, Triaged};
use crate::store::{LogSort, NewDocument, StoreError, StoredBefore};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The namespace of the ids of these documents; the value has no meaning of its own.
const NOES: Uuid = Uuid::from_u128(0x8d1e_5b90_47c2_4f0b_9a36_c05d_2f71_e8a4);

/// Keeps the noes of a document at every other discloser where the noes count. `told` gets the sources that have an answer waiting.
pub(super) fn kept(
    step: Step<'_>,
    triaged: &Triaged,
    told: &mut BTreeSet<String>,
) -> Result<(), StoreError> {
    let store = step.store;
    let door = triaged.door();
    let noes: Vec<Statement> = triaged
        .statements()
        .iter()
        .filter(|statement| statement.said == Said::No)
        .cloned()
        .collect();
    if noes.is_empty() {
        return Ok(());
    }
    for discloser in &door.others {
        let question = Question {
            controller: discloser.controller.clone(),
            ..triaged.question().clone()
        };
        if door.certain_only
            && store
                .matched(&question.controller, &question.identity, true)?
                .own
                .is_empty()
        {
            continue;
        }
        at(step, triaged, discloser, &question, &noes, told)?;
    }
    Ok(())
}

fn at(
    step: Step<'_>,
    triaged: &Triaged,
    discloser: &Discloser,
    question: &Question,
    noes: &[Statement],
    told: &mut BTreeSet<String>,
) -> Result<(), StoreError> {
    let Step {
        store,
        catalog,
        document,
        now,
        ..
    } = step;
    let Some(source) = discloser.sources.first() else {
        return Ok(());
    };
    let id = id(document, discloser);
    if !matches!(
        store.known(&source.name, &id, &document.digest)?,
        StoredBefore::New
    ) {
        return Ok(());
    }
    let person = person::of_statement(store, question, true)?;
    let Some(subject) = person.subject() else {
        return Ok(());
    };
    let n = store.insert_document(&NewDocument {
        source: &source.name,
        id: &id,
        digest: document.digest,
        kind: document.kind.as_deref(),
        labels: "",
        controller: &discloser.controller,
        subject: Some(subject),
        outcome: Outcome::Register,
        problems: &[],
        total: 0,
        arrived: now,
        catalog: &catalog.version,
    })?;
    if triaged.secret_address() {
        store.keep_secret(subject)?;
    }
    // the place of the evidence would reveal the sender
    store.keep_statements(subject, &discloser.party, n, noes, &[])?;
    person.record_statement(store, n, now, true, triaged.withdraws())?;
    log(step, discloser, source, (n, &id), subject)?;
    for source in discloser
        .sources
        .iter()
        .filter(|source| source.in_force(now.day()))
    {
        store.put_answer(
            &source.name,
            &answer::no_elsewhere(catalog, &source.name, &id, n, now),
        )?;
        told.insert(source.name.clone());
    }
    Ok(())
}

/// Writes the line in the log of the discloser.
fn log(
    step: Step<'_>,
    discloser: &Discloser,
    source: &Source,
    (n, id): (DocumentNo, &str),
    subject: SubjectId,
) -> Result<(), StoreError> {
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": step.catalog.version, "subject": hex(&subject.0) });
    let line = json!({ "document": n, "source": source.name, "id": id, "kind": step.document.kind, "decision": said });
    step.store
        .append_log(step.now, LogSort::Decision, &discloser.controller, &line)
        .map(drop)
}

/// The id of the copy at a discloser. The digest has a key: the sender cannot be found by trying all senders.
fn id(document: &Document, discloser: &Discloser) -> String {
    Uuid::new_v5(
        &NOES,
        format!(
            "{} {} {}",
            hex(&document.digest),
            discloser.party,
            discloser.controller
        )
        .as_bytes(),
    )
    .to_string()
}

/// Looks up the copies of a repeated document anew, like the document itself, and keeps the noes once more where the subject of a copy
/// cannot be found any more. True when earlier rulings must be asked again.
pub(super) fn kept_again(
    step: Step<'_>,
    triaged: &Triaged,
    noes: &[Statement],
) -> Result<bool, StoreError> {
    let Step {
        store, document, ..
    } = step;
    let mut changed = false;
    for discloser in &triaged.door().others {
        let Some(source) = discloser.sources.first().filter(|_| !noes.is_empty()) else {
            continue;
        };
        let id = id(document, discloser);
        let StoredBefore::Duplicate { n, .. } = store.known(&source.name, &id, &document.digest)?
        else {
            continue;
        };
        let question = Question {
            controller: discloser.controller.clone(),
            ..triaged.question().clone()
        };
        let (subject, kept) =
            lost::known_again(step, triaged, (&question, &discloser.party), n, noes, &[])?;
        if let Some(subject) = subject {
            log(step, discloser, source, (n, &id), subject)?;
        }
        changed |= kept;
    }
    Ok(changed)
}
