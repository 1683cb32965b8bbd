//! Dispatches under one report number -> the partners that may answer, and the partners that a correction follows.
//!
//! A correction follows its report to every partner that has the report (AVG 16 and 19); a partner that answers a
//! report must have received it.

pub use super::held::{Had, Sent};

use super::consent::{Consents, Recipient};
use super::facts::Facts;
use super::held::{corrects, held};
use super::propose::{Candidate, Triaged};
use crate::catalog::Catalog;
use crate::outcome::Code;
use crate::party::Party;
use std::collections::{BTreeMap, BTreeSet};

/// The reporter whose report was sent to the source that answers.
pub(super) enum Reporter<'f> {
    /// No report was sent to that source: there is nothing to answer.
    Never,
    /// The one reporter.
    By(&'f Party),
    /// One of several reporters, under one number, of whom no person has chosen one.
    BySeveral,
}

/// The partners that have the report that a document corrects.
#[derive(Default)]
pub(super) struct Follows {
    pub(super) had: BTreeMap<Party, Had>,
    /// The number is known, but not from this source or not for this person: a person must look.
    pub(super) stray: bool,
}

/// The reporter whose report was sent to the source of this document.
pub(super) fn asked<'f>(triaged: &Triaged, facts: &'f Facts) -> Reporter<'f> {
    let asked = reporters(triaged, facts);
    let chosen = facts.chosen_reporter.as_ref();
    match (asked.first().copied(), asked.len(), chosen) {
        (None, ..) => Reporter::Never,
        // the chosen reporter must have sent the report; another reporter is not meant, even as the only one left
        (Some(_), _, Some(chosen)) => asked
            .get(chosen)
            .map_or(Reporter::BySeveral, |chosen| Reporter::By(chosen)),
        (Some(one), 1, None) => Reporter::By(one),
        (Some(_), _, None) => Reporter::BySeveral,
    }
}

/// All reporters whose report was sent to the source of this document.
fn reporters<'f>(triaged: &Triaged, facts: &'f Facts) -> BTreeSet<&'f Party> {
    let source = triaged.source().party();
    facts
        .sent
        .iter()
        .filter(|sent| sent.to == source)
        .map(|sent| &sent.reporter)
        .collect()
}

/// The reporters among whom a person must choose before this answer can go; none where the answer waits for no such choice.
pub fn to_choose_from(triaged: &Triaged, facts: &Facts) -> Vec<Party> {
    let answers = triaged
        .candidates
        .iter()
        .any(|candidate| matches!(candidate, Candidate::Reporter { .. }));
    match asked(triaged, facts) {
        Reporter::BySeveral if answers => reporters(triaged, facts).into_iter().cloned().collect(),
        _ => Vec::new(),
    }
}

/// Whether the consent on which the answered report went still stands at the reporter. A report that went without
/// consent has none that can fall.
/// `years`: the age of the subject, as told in the answer.
pub(super) fn consent_stands(
    catalog: &Catalog,
    triaged: &Triaged,
    facts: &Facts,
    years: Option<i16>,
) -> bool {
    let Reporter::By(reporter) = asked(triaged, facts) else {
        return true;
    };
    let source = triaged.source();
    let answers = source.party();
    // a yes that names no unit (`disclosure.manual`) stands here until it ends or is taken back: on that yes the report went
    let recipient = Recipient {
        oin: &source.oin,
        unit: source.unit.as_deref(),
        divided: catalog.is_divided(&source.oin, &source.role, facts.today),
    };
    facts
        .sent
        .iter()
        .filter(|sent| sent.reporter == *reporter && sent.to == answers)
        .all(|sent| {
            let consents = Consents::new(
                &catalog.consent,
                &sent.statements,
                &sent.standings,
                years,
                facts.today,
            );
            held(catalog, sent)
                .by_consent
                .iter()
                .all(|(purpose, categories)| {
                    let stands = |code: &&str| match consents.consent(recipient, purpose, code) {
                        Ok(()) | Err((Code::Manual, _)) => true,
                        Err((Code::Refused, _)) => false,
                        Err(_) => !consents.expired(recipient, purpose, code),
                    };
                    catalog.terms.codes(*categories).iter().all(stands)
                })
        })
}

/// The partners that have the report that this document corrects.
pub(super) fn follows(catalog: &Catalog, triaged: &Triaged, facts: &Facts) -> Follows {
    let mut follows = Follows::default();
    if !triaged.follows() {
        return follows;
    }
    let source = triaged.source().party();
    let own = || {
        facts
            .sent
            .iter()
            .filter(|sent| sent.reporter == source && !sent.handed_over)
    };
    // a correction that followed was about the same person on arrival, whatever the correction then said of that person
    let reports = || own().filter(|sent| !corrects(catalog, sent));
    follows.stray =
        !facts.sent.is_empty() && own().next().is_none() || reports().any(|sent| !sent.same_person);
    if follows.stray {
        return follows;
    }
    for sent in own() {
        let had = follows.had.entry(sent.to.clone()).or_default();
        let Had {
            by_law,
            by_consent,
            unknown,
        } = held(catalog, sent);
        had.by_law = had.by_law.with(by_law);
        had.by_consent.extend(by_consent);
        had.unknown |= unknown;
    }
    follows
}
