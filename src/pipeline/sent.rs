//! What was sent under one report number -> the partners that may answer, and the partners that a correction follows.
//!
//! A correction follows its report to every partner that has the report (AVG 16 and 19); a partner that answers a report must have received it.

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
    /// Of several, under one number, and no person has chosen one of them.
    BySeveral,
}

/// The partners that have the report that a document corrects.
#[derive(Default)]
pub(super) struct Follows {
    pub(super) had: BTreeMap<Party, Had>,
    /// The number is known, and not as this source's or not as this person's: a person must look.
    pub(super) stray: bool,
}

/// Whose report was sent to the source of this document.
pub(super) fn asked<'f>(triaged: &Triaged, facts: &'f Facts) -> Reporter<'f> {
    let asked = reporters(triaged, facts);
    let chosen = facts.chosen_reporter.as_ref();
    match (asked.first().copied(), asked.len(), chosen) {
        (None, ..) => Reporter::Never,
        // whoever was chosen must have sent it; and another is not meant, though no more is left than that
        (Some(_), _, Some(chosen)) => asked
            .get(chosen)
            .map_or(Reporter::BySeveral, |chosen| Reporter::By(chosen)),
        (Some(one), 1, None) => Reporter::By(one),
        (Some(_), _, None) => Reporter::BySeveral,
    }
}

/// Everybody whose report was sent to the source of this document.
fn reporters<'f>(triaged: &Triaged, facts: &'f Facts) -> BTreeSet<&'f Party> {
    let source = triaged.source().party();
    facts
        .sent
        .iter()
        .filter(|sent| sent.to == source)
        .map(|sent| &sent.reporter)
        .collect()
}

/// The reporters among whom a person must choose before this answer can go; none where it waits for no such choice.
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

/// The consent on which the report went that this answers still stands at the one who reported. Where it went without, there is nothing to
/// fall. `years`: the age of who it is about, as the answer says it.
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
    // a yes that names no unit (`disclosure.manual`) stands here until it ends or somebody takes it back: on it the report went
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
    // a correction that followed was about the same person when it came, whatever it then said of that person
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
