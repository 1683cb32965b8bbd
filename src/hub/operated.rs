//! The parts of a running hub that the desk can change.

use super::Hub;
use super::answers::Answers;
use super::errand::ToIntake;
use super::incoming::Incoming;
use super::outgoing::Outgoing;
use crate::channel::Ways;
use std::sync::Arc;

/// The hub, its ways in and out, and the way to its intake.
pub struct Operated<'a> {
    pub(crate) hub: &'a Arc<Hub>,
    pub(crate) outgoing: &'a Outgoing,
    pub(crate) answers: &'a Answers,
    pub(crate) ways: &'a Ways,
    /// None where nothing is read from a broker.
    pub(crate) incoming: Option<&'a Incoming>,
    pub(crate) intake: ToIntake,
}
