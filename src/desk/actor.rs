//! Who asks, how that was proven, and what it may do -> the act that goes on record, or no act.

use crate::hub::act::Act;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody may do. Each order demands one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Send again and judge again.
    Replay,
    /// End a dispatch.
    Drop,
    /// Close alerts.
    Alerts,
    /// Say whether two subjects are one.
    Matches,
    /// Say whose report a document answers.
    Choice,
    /// Change the keys of aliases.
    Keys,
    /// Bring a new catalog in.
    Reload,
    /// Have a queue read again.
    Resume,
    /// Take down what people say about consent.
    Consent,
    /// Look into the record of one child.
    Look,
}

/// How it was proven who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorProof {
    /// The system says that this user asks, at the control socket.
    SystemUser(String),
    /// The hub was sent a signal, which only its own user and root can do.
    Signal,
}

/// A person, or a program, that comes to the desk.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The name that goes on record.
    pub name: String,
    /// What that rests on.
    pub proof: ActorProof,
    /// What may be done by this name.
    pub rights: BTreeSet<Right>,
}

impl Right {
    /// All that there are.
    pub const ALL: [Self; 10] = [
        Self::Replay,
        Self::Drop,
        Self::Alerts,
        Self::Matches,
        Self::Choice,
        Self::Keys,
        Self::Reload,
        Self::Resume,
        Self::Consent,
        Self::Look,
    ];
}

impl Actor {
    /// Who has the control socket operates the hub, and may do everything. Known by this name, or by that of the user.
    pub fn operator(name: Option<String>, user: String) -> Self {
        Self {
            name: name.unwrap_or_else(|| user.clone()),
            proof: ActorProof::SystemUser(user),
            rights: Right::ALL.into(),
        }
    }

    /// SIGHUP: may have the catalog read again.
    pub fn signal() -> Self {
        Self {
            name: "SIGHUP".to_owned(),
            proof: ActorProof::Signal,
            rights: [Right::Reload].into(),
        }
    }

    /// What goes on record of an act that demands this; none without the right to it.
    pub(super) fn act(&self, demanded: Right, reason: String) -> Option<Act> {
        let user = match &self.proof {
            ActorProof::SystemUser(user) => user.clone(),
            ActorProof::Signal => "hub".to_owned(),
        };
        self.rights.contains(&demanded).then(|| Act {
            actor: self.name.clone(),
            user,
            reason,
        })
    }
}
