//! A document that goes no further and says that the address is secret -> a subject with a secret address: the next document about the
//! child may not say so.

use super::{Acquainted, RecordChange, settle, sighted};
use crate::message::Identity;

/// Settles the subject of such a document and keeps the address secret. True when that is new.
pub fn hide<'a>(
    controller: &'a str,
    identity: &Identity,
    acquainted: &Acquainted,
    changes: &mut Vec<RecordChange<'a>>,
) -> bool {
    let settled = settle(controller, identity, acquainted, (true, false), changes);
    sighted(
        controller,
        identity,
        acquainted,
        &settled,
        (None, false),
        changes,
    );
    settled.keep_secret(acquainted, changes)
}
