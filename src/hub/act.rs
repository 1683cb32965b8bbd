//! Who has something done, and why -> the line of the log that says so.

use crate::clock::Moment;
use crate::store::{LogSort, StoreError, Writing};
use serde_json::{Value, json};

/// Who asks, and why. It goes on record.
#[derive(Debug, Clone)]
pub struct Act {
    /// The name that was given.
    pub actor: String,
    /// The user of the system that asked; the same as `actor` when no other name was given.
    pub user: String,
    /// Why.
    pub reason: String,
}

impl Act {
    /// A line of the log: what was done, by whom and why.
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
