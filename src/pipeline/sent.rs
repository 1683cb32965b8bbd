//! What was sent under one report number -> who may answer it, and whom a correction follows.

use super::consent::{Standing, Statement};
use crate::message::SubjectId;

/// One dispatch under a report number that is delivered, due or parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The dispatch: what was recorded later has a higher number.
    pub seq: i64,
    /// Key (OIN and role) of whoever made the report.
    pub reporter: String,
    /// Key of the organisation and role that it went to.
    pub to: String,
    /// Ids of the rows that it rested on.
    pub rows: Vec<String>,
    /// Codes of the categories that went.
    pub categories: Vec<String>,
    /// Not the report itself: the matter was handed over under this number, by one who had it.
    pub handed_over: bool,
    /// Who it was about, within the controller of the reporter.
    pub subject: Option<SubjectId>,
    /// The document that is asked about is about the same person, or differs in the birth date only.
    pub same_person: bool,
    /// What was said about consent for that subject to the reporter; empty where nobody asked.
    pub statements: Vec<Statement>,
    /// What was established there of who may decide.
    pub standings: Vec<Standing>,
}
