//! A message and a decision -> its documents. A decision that panics would panic again: the message is set aside, its neighbours go on.

use super::Hub;
use crate::catalog::Catalog;
use crate::decision::Document;
use crate::message::Inbound;
use crate::outcome::{Code, Stop};
use crate::pipeline::{Judged, Limits};
use jiff::civil::Date;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tracing::warn;

/// The decision that turns a message into documents: `pipeline::triage`, or in a test one that breaks.
pub type Decide =
    dyn Fn(&Catalog, Limits, &Inbound, &str, Date) -> Result<Vec<Judged>, Stop> + Send + Sync;

/// A message, and the facts known of the message before it is read.
pub(super) struct MessageToJudge<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) inbound: &'a Inbound,
    /// A name for the message, in case its own may not be shown.
    pub(super) fingerprint: &'a str,
    /// Digest of the whole message.
    pub(super) digest: [u8; 32],
}

impl MessageToJudge<'_> {
    /// The one document for a message that was not read, or not to the end.
    pub(super) fn unread(&self, stop: Stop) -> Document {
        Document::unread(
            self.catalog,
            self.inbound,
            self.fingerprint,
            self.digest,
            stop,
        )
    }
}

/// The documents of a message from any way in: the one door for arrivals, second judgings and desk statements. A decision that panics sets
/// the message aside.
pub(super) fn decided(
    hub: &Hub,
    message: &MessageToJudge<'_>,
    decide: &Decide,
    today: Date,
) -> Vec<Document> {
    let MessageToJudge {
        catalog,
        inbound,
        fingerprint,
        ..
    } = *message;
    let decision = || decide(catalog, hub.limits, inbound, fingerprint, today);
    match catch_unwind(AssertUnwindSafe(decision)) {
        Ok(Ok(judged)) => judged
            .into_iter()
            .map(|judged| Document::read(catalog, inbound, fingerprint, &hub.digest, judged))
            .collect(),
        Ok(Err(stop)) => vec![message.unread(stop)],
        Err(_) => {
            warn!(
                source = inbound.source,
                fingerprint, "a message broke the decision and is set aside"
            );
            vec![message.unread(Stop::bare(Code::Poison))]
        }
    }
}
