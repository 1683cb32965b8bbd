//! An action, its actor and its reason -> the line of the log about that action.

use crate::clock::Moment;
use crate::store::{LogSort, StoreError, Writing};
use serde_json::{Value, json};

/// The actor of an order and the reason for it, for the record.
#[derive(Debug, Clone)]
pub struct Act {
    /// The name that the actor gave.
    pub actor: String,
    /// The user of the system that gave the order; equal to `actor` when no other name was given.
    pub user: String,
    /// The reason.
    pub reason: String,
}

impl Act {
    /// Writes the action, its actor and its reason as a line of the log.
    pub(crate) fn record(
        &self,
        store: &Writing<'_>,
        now: Moment,
        controller: &str,
        action: &str,
        about: &Value,
    ) -> Result<(), StoreError> {
        let Self {
            actor,
            user,
            reason,
        } = self;
        let mut body = json!({ "action": action, "actor": actor, "user": user, "reason": reason });
        if let (Value::Object(body), Value::Object(about)) = (&mut body, about) {
            body.extend(about.clone());
        }
        store
            .append_log(now, LogSort::Action, controller, &body)
            .map(drop)
    }
}
