//! A statement about consent -> rows of the hub's own register, given to nobody.

use super::{Document, answer, described, elsewhere, hex, insert, log, person, stopped};
use crate::catalog::Catalog;
use crate::clock;
use crate::message::SubjectId;
use crate::outcome::{Code, Outcome, Stop};
use crate::party::Party;
use crate::pipeline::Triaged;
use crate::pipeline::consent::{Authority, Standing, Statement, established};
use crate::store::{NewDocument, StoreError, Writing};
use serde_json::json;
use std::collections::BTreeSet;

/// Keeps it, unless it cannot be about whom or what it says. `told` gets the sources that have an answer waiting, beside its own.
pub(super) fn kept(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &Document,
    before: Option<i64>,
    triaged: &Triaged,
    now: i64,
    told: &mut BTreeSet<String>,
) -> Result<(i64, Outcome), StoreError> {
    let (question, discloser) = (triaged.question(), triaged.source().party());
    if let Some((number, path)) = triaged.claimed_report()
        && store
            .reporters(number)?
            .iter()
            .all(|(reporter, _)| *reporter != discloser)
    {
        // the same answer for a number of somebody else: a guess tells nothing
        return stopped(
            store,
            catalog,
            document,
            before,
            &Stop::at(Code::Invalid, path, "bekend"),
            now,
        );
    }
    let (statements, standings) = (triaged.statements(), triaged.standings());
    if !triaged.door().own {
        return passed_on(store, catalog, document, before, triaged, now, told);
    }
    let restricts = statements.iter().any(Statement::may_withhold)
        || standings.iter().any(Standing::may_withhold);
    let person = person::of_statement(store, question, restricts)?;
    let Some(subject) = person.subject() else {
        // nobody to keep it for: a person must find out who this is about
        return stopped(
            store,
            catalog,
            document,
            before,
            &Stop::at(Code::Manual, "/data", "subject"),
            now,
        );
    };
    let new = NewDocument {
        subject: Some(subject),
        ..described(document, catalog, Outcome::Register, now)
    };
    let n = insert(store, before, &new)?;
    if before.is_some() {
        store.drop_payload(n)?;
    }
    if triaged.secret_address() {
        store.keep_secret(subject)?;
    }
    store.keep_statements(subject, &discloser, n, statements, standings)?;
    store.keep_evidence(n, &triaged.evidence())?;
    person.record_statement(store, question, n, now, restricts, triaged.withdraws())?;
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": catalog.version, "subject": hex(&subject.0) });
    log(store, document, n, now, &said)?;
    let contradicts = contradicts(store, subject, &discloser, n, now)?;
    if contradicts {
        store.raise_alert(now, Code::Contradiction, Some(n), None)?;
    }
    let body = answer::kept(
        catalog,
        &document.source,
        &document.id,
        &document.digest,
        triaged,
        contradicts,
        now,
    );
    store.put_answer(&document.source, &body)?;
    elsewhere::kept(store, catalog, document, triaged, now, told)?;
    Ok((n, Outcome::Register))
}

/// It counts at others only: its own source knows nobody by it, and hears the same whether they do or not.
fn passed_on(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &Document,
    before: Option<i64>,
    triaged: &Triaged,
    now: i64,
    told: &mut BTreeSet<String>,
) -> Result<(i64, Outcome), StoreError> {
    if triaged.question().identity.is_nobody() {
        return stopped(
            store,
            catalog,
            document,
            before,
            &Stop::at(Code::Manual, "/data", "subject"),
            now,
        );
    }
    let n = insert(
        store,
        before,
        &described(document, catalog, Outcome::Register, now),
    )?;
    if before.is_some() {
        store.drop_payload(n)?;
    }
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": catalog.version });
    log(store, document, n, now, &said)?;
    let body = answer::kept(
        catalog,
        &document.source,
        &document.id,
        &document.digest,
        triaged,
        false,
        now,
    );
    store.put_answer(&document.source, &body)?;
    elsewhere::kept(store, catalog, document, triaged, now, told)?;
    Ok((n, Outcome::Register))
}

/// Does a statement of this document claim of somebody's gezag what was established otherwise? What was established counts.
fn contradicts(
    store: &Writing<'_>,
    subject: SubjectId,
    discloser: &Party,
    document: i64,
    now: i64,
) -> Result<bool, StoreError> {
    let standings = store.standings(subject, discloser)?;
    if standings.is_empty() {
        return Ok(false);
    }
    let today = clock::day(now);
    let sayings = store.sayings(subject, discloser)?;
    Ok(sayings
        .iter()
        .filter(|(n, _)| *n == document)
        .any(|(_, claim)| {
            let known = established(&standings, &claim.giver, today)
                .filter(|known| *known != Authority::Unknown);
            claim.authority != Authority::Unknown
                && known.is_some_and(|known| known != claim.authority)
        }))
}
