//! What was sent under one report number -> who may answer it, and whom a correction follows.
//!
//! A correction follows its report to everybody who has it (AVG 16 and 19); who answers a report must have been asked.

use super::consent::{Recipient, Standing, Statement, Voices};
use super::disclosure::Facts;
use super::propose::{Candidate, Triaged};
use crate::catalog::Catalog;
use crate::catalog::policy::Place;
use crate::catalog::term::Categories;
use crate::message::SubjectId;
use crate::outcome::Code;
use crate::party::Party;
use std::collections::{BTreeMap, BTreeSet};

/// One dispatch under a report number that is delivered, due or parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The dispatch: what was recorded later has a higher number.
    pub seq: i64,
    /// The one that made the report.
    pub reporter: Party,
    /// The one that it went to.
    pub to: Party,
    /// Ids of the rows that it rested on.
    pub rows: Vec<String>,
    /// Codes of the categories that went.
    pub categories: Vec<String>,
    /// Not the report itself: the matter was handed over under this number, by one who had it.
    pub handed_over: bool,
    /// Who it was about, within the controller of the reporter.
    pub subject: Option<SubjectId>,
    /// The lane of the dispatch: what follows it may not overtake it.
    pub lane: Option<SubjectId>,
    /// The document that is asked about is about the same person, or differs in the birth date only.
    pub same_person: bool,
    /// What was said about consent for that subject to the reporter; empty where nobody asked.
    pub statements: Vec<Statement>,
    /// What was established there of who may decide.
    pub standings: Vec<Standing>,
}

/// Whose report was sent to the one who answers.
pub(super) enum Asked<'f> {
    /// Nobody's: there is nothing to answer.
    Never,
    /// The one reporter.
    By(&'f Party),
    /// Of several, under one number, and no person has chosen one of them.
    BySeveral,
}

/// What one partner has of the report that a document corrects.
#[derive(Debug, Clone, Default)]
pub struct Had {
    /// What went without anybody's consent.
    pub by_law: Categories,
    /// What went by consent, and for which purpose.
    pub by_consent: Vec<(String, Categories)>,
    /// A row that it rested on is no longer in the table: nobody can tell what it rested on.
    pub unknown: bool,
}

/// Who has the report that a document corrects.
#[derive(Default)]
pub(super) struct Follows {
    pub(super) had: BTreeMap<Party, Had>,
    /// The number is known, and not as this source's or not as this person's: a person must look.
    pub(super) stray: bool,
}

/// Whose report was sent to the source of this document.
pub(super) fn asked<'f>(triaged: &Triaged, facts: &'f Facts) -> Asked<'f> {
    let asked = reporters(triaged, facts);
    let chosen = facts.chosen_reporter.as_ref();
    match (asked.first().copied(), asked.len(), chosen) {
        (None, ..) => Asked::Never,
        // whoever was chosen must have sent it; and another is not meant, though no more is left than that
        (Some(_), _, Some(chosen)) => asked
            .get(chosen)
            .map_or(Asked::BySeveral, |chosen| Asked::By(chosen)),
        (Some(one), 1, None) => Asked::By(one),
        (Some(_), _, None) => Asked::BySeveral,
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
        Asked::BySeveral if answers => reporters(triaged, facts).into_iter().cloned().collect(),
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
    let Asked::By(reporter) = asked(triaged, facts) else {
        return true;
    };
    let answers = triaged.source().party();
    // a consent that names no unit stands until somebody takes it back
    let recipient = Recipient::of(&answers, false);
    facts
        .sent
        .iter()
        .filter(|sent| sent.reporter == *reporter && sent.to == answers)
        .all(|sent| {
            let voices = Voices::new(
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
                    let stands = |code: &&str| match voices.consent(recipient, purpose, code) {
                        Ok(()) => true,
                        Err((Code::Refused, _)) => false,
                        Err(_) => !voices.expired(recipient, purpose, code),
                    };
                    catalog.terms.codes(*categories).iter().all(stands)
                })
        })
}

/// Who has the report that this document corrects.
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

/// It followed a report itself.
fn corrects(catalog: &Catalog, sent: &Sent) -> bool {
    let follows = |id: &String| {
        catalog
            .rows
            .values()
            .flatten()
            .any(|row| row.id == *id && row.place == Place::EerderGekregen)
    };
    sent.rows.iter().any(follows)
}

/// What one dispatch held, and what that rested on.
fn held(catalog: &Catalog, sent: &Sent) -> Had {
    let mut had = Had::default();
    let went = catalog
        .terms
        .set(sent.categories.iter().map(String::as_str));
    for id in &sent.rows {
        match catalog.rows.values().flatten().find(|row| row.id == *id) {
            // a correction rests on what went before it
            Some(row) if row.place == Place::EerderGekregen => {}
            Some(row) => match &row.consent {
                None => had.by_law = had.by_law.with(went.both(row.categories)),
                Some(purpose) => had
                    .by_consent
                    .push((purpose.clone(), went.both(row.categories))),
            },
            None => had.unknown = true,
        }
    }
    had
}
