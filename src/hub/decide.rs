//! A message and a decision -> its documents. A decision that panics would panic again: the message is set aside, its neighbours go on.

use super::Hub;
use super::record::Document;
use crate::catalog::Catalog;
use crate::message::Inbound;
use crate::outcome::{Code, Stop};
use crate::pipeline::{Judged, Limits};
use jiff::civil::Date;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tracing::warn;

/// How a message becomes documents: `pipeline::triage`, or in a test something that breaks.
pub type Decide =
    dyn Fn(&Catalog, Limits, &Inbound, &str, Date) -> Result<Vec<Judged>, Stop> + Send + Sync;

/// A message, and what is known of it before it is read.
pub(super) struct MessageToJudge<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) inbound: &'a Inbound,
    /// A name for it, should it have none that may be shown.
    pub(super) fingerprint: &'a str,
    /// Of the whole of it.
    pub(super) digest: [u8; 32],
}

impl MessageToJudge<'_> {
    /// The one document of a message that was not read, or not to the end.
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

/// What a decision makes of a message, whichever way that came: the one door for arrivals, second judgings and what was said at a desk.
/// A decision that panics sets the message aside.
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
