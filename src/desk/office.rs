//! What the acts at the desk work with, and which of them wait for one another.
//!
//! Most acts need not wait: what they change, they look at once more in the transaction that changes it. Nothing here stands in the way of what
//! people say about consent, of alerts, matches and looks. Three sorts of acts do wait, and each for a reason:
//!
//! - One replay at a time. Two that name the same dispatches would send them between each other's pages, and neither count would be true. The
//!   choice of a reporter is a replay of one document, by what was chosen a moment before.
//! - A new catalog and a change of keys are alone with what they change. Of two catalogs that are read at once the older would be the last to be
//!   taken over; and what is made due to a partner while it leaves has no worker and no alert.
//! - A drop, a resumed queue and each chunk of a replay go by the partners and the sources that are connected: none of them happens while these
//!   change, and a reload goes between two chunks.

use super::{AliasKeys, Catalogs};
use crate::channel::Ways;
use crate::hub::answers::Answers;
use crate::hub::errand::ToIntake;
use crate::hub::incoming::Incoming;
use crate::hub::outgoing::Outgoing;
use crate::hub::{Hub, Operated};
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};

/// The running hub, where new catalogs and keys are read, and whose turn it is.
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
    /// Written by what changes the catalog or the keys, read by what goes by them from its first look to its last.
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
