//! The name of an actor, its proof and its rights -> the act that goes on record, or no act.

use crate::hub::act::Act;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A right of an actor. Each order demands one.
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
    /// Choose the reporter that a document answers.
    Choice,
    /// Change the keys of aliases.
    Keys,
    /// Bring a new catalog in.
    Reload,
    /// Have a queue read again.
    Resume,
    /// Take down statements about consent.
    Consent,
    /// Look into the record of one child.
    Look,
}

/// Proof of the name of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorProof {
    /// The operating system names this user as the peer at the control socket.
    SystemUser(String),
    /// The hub was sent a signal, which only the user of the hub and root can do.
    Signal,
}

/// A person, or a program, that comes to the desk.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The name that goes on record.
    pub name: String,
    /// Proof of the name.
    pub proof: ActorProof,
    /// Rights of this actor.
    pub rights: BTreeSet<Right>,
}

impl Right {
    /// All rights.
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
    /// The operator, proven by access to the control socket, with all rights. Known by `name`, or else by the system
    /// user.
    pub fn operator(name: Option<String>, user: String) -> Self {
        Self {
            name: name.unwrap_or_else(|| user.clone()),
            proof: ActorProof::SystemUser(user),
            rights: Right::ALL.into(),
        }
    }

    /// The sender of SIGHUP: may have the catalog read again.
    pub fn signal() -> Self {
        Self {
            name: "SIGHUP".to_owned(),
            proof: ActorProof::Signal,
            rights: [Right::Reload].into(),
        }
    }

    /// The act that goes on record, with its reason; none when the actor lacks the demanded right.
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
