//! One dispatch under a report number -> the categories that the dispatch held, and the grounds of each.

use super::consent::{Standing, Statement};
use crate::catalog::Catalog;
use crate::catalog::policy::Place;
use crate::catalog::term::Categories;
use crate::message::SubjectId;
use crate::number::DispatchNo;
use crate::party::Party;

/// One dispatch under a report number that is delivered, due or parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Number of the dispatch: a dispatch recorded later has a higher number.
    pub seq: DispatchNo,
    /// The party that made the report.
    pub reporter: Party,
    /// The party that the dispatch went to.
    pub to: Party,
    /// Ids of the rows that the dispatch rested on.
    pub rows: Vec<String>,
    /// Codes of the categories that went.
    pub categories: Vec<String>,
    /// Not the report itself: a partner that had the report handed its matter over under this number.
    pub handed_over: bool,
    /// The subject of the report, within the controller of the reporter.
    pub subject: Option<SubjectId>,
    /// Lane of the dispatch: a later dispatch in the lane may not overtake this one.
    pub lane: Option<SubjectId>,
    /// The document that asks is about the same person, or differs in the birth date only.
    pub same_person: bool,
    /// Statements about consent for that subject to the reporter; empty where the question did not ask for statements.
    pub statements: Vec<Statement>,
    /// Standings of that subject at the reporter.
    pub standings: Vec<Standing>,
}

/// The categories that one partner has of the report that a document corrects.
#[derive(Debug, Clone, Default)]
pub struct Had {
    /// Categories that went without consent.
    pub by_law: Categories,
    /// Categories that went by consent, with the purpose.
    pub by_consent: Vec<(String, Categories)>,
    /// A row that the dispatch rested on is no longer in the table, so its ground cannot be told.
    pub unknown: bool,
}

/// Whether the dispatch was itself a correction that followed a report.
pub(super) fn corrects(catalog: &Catalog, sent: &Sent) -> bool {
    let follows = |id: &String| {
        catalog
            .rows
            .values()
            .flatten()
            .any(|row| row.id == *id && row.place == Place::EerderGekregen)
    };
    sent.rows.iter().any(follows)
}

/// The categories that one dispatch held, with their grounds.
pub(super) fn held(catalog: &Catalog, sent: &Sent) -> Had {
    let mut had = Had::default();
    let went = catalog
        .terms
        .set(sent.categories.iter().map(String::as_str));
    for id in &sent.rows {
        match catalog.rows.values().flatten().find(|row| row.id == *id) {
            // a correction rests on the dispatches before it
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
