//! The shared state of the acts at the desk, and the order in which acts wait for one another.
//!
//! Most acts need not wait: they look once more at the rows that they change, in the transaction that changes them.
//! Nothing here holds up statements about consent, alerts, matches and looks. Three sorts of acts do wait, each for a
//! reason:
//!
//! - One replay at a time. Two replays that name the same dispatches would send them between each other's pages, and
//!   neither count would be true. The choice of a reporter is a replay of one document, by the choice made a moment
//!   before.
//! - A reload of the catalog and a change of keys are alone with their change. Of two catalogs that are read at once
//!   the older would be the last to be taken over; and a dispatch made due to a partner that leaves at that moment
//!   has no worker and no alert.
//! - A drop, a resumed queue and each chunk of a replay go by the partners and the sources that are connected: none
//!   of them happens while these change, and a reload goes between two chunks.

use super::{AliasKeys, Catalogs};
use crate::channel::Ways;
use crate::hub::answers::Answers;
use crate::hub::errand::ToIntake;
use crate::hub::incoming::Incoming;
use crate::hub::outgoing::Outgoing;
use crate::hub::{Hub, Operated};
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};

/// The running hub, the places of new catalogs and keys, and the locks that order acts.
pub(super) struct Office<'a> {
    pub(super) hub: &'a Arc<Hub>,
    pub(super) outgoing: &'a Outgoing,
    pub(super) answers: &'a Answers,
    pub(super) ways: &'a Ways,
    pub(super) incoming: Option<&'a Incoming>,
    pub(super) intake: ToIntake,
    pub(super) catalogs: Arc<Catalogs>,
    pub(super) keys: Option<Arc<AliasKeys>>,
    /// Held from the first question of a replay to its last chunk.
    pub(super) replaying: Mutex<()>,
    /// Written by acts that change the catalog or the keys, read by acts that go by them, from first look to last.
    pub(super) connected: RwLock<()>,
}

impl<'a> Office<'a> {
    pub(super) fn new(
        operated: Operated<'a>,
        catalogs: Arc<Catalogs>,
        keys: Option<Arc<AliasKeys>>,
    ) -> Self {
        let Operated {
            hub,
            outgoing,
            answers,
            ways,
            incoming,
            intake,
        } = operated;
        Self {
            hub,
            outgoing,
            answers,
            ways,
            incoming,
            intake,
            catalogs,
            keys,
            replaying: Mutex::new(()),
            connected: RwLock::new(()),
        }
    }
}
