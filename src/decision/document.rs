//! A judged document or an unread message -> one document on its way to the record, with its end or its question.

use super::name;
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::keys::DigestKey;
use crate::message::{Identity, Inbound, Private};
use crate::number::DocumentNo;
use crate::outcome::{Code, Stop};
use crate::pipeline::{Judged, Triaged};
use std::sync::Arc;

/// One document on its way to the record.
pub struct Document {
    /// The source.
    pub source: String,
    /// The controller of the source.
    pub controller: String,
    /// The id within the source.
    pub id: String,
    /// Keyed digest of the content.
    pub digest: [u8; 32],
    /// The kind, once known.
    pub kind: Option<String>,
    /// The labels that the document is counted under, with blanks between.
    pub labels: String,
    /// The content, as far as it is kept.
    pub content: Private<Vec<u8>>,
    /// How far the document came.
    pub end: End,
    /// The subject of a stopped document that says that the subject's address is secret.
    hidden: Option<Identity>,
    /// Set when the message had come back: the message did not break the hub this time.
    pub suspect: Option<[u8; 32]>,
    /// Set when a person had this document judged again: the alerts about the old one are handled.
    pub handles: Option<DocumentNo>,
    /// The moment of arrival, if that was before now.
    pub arrived: Option<Moment>,
}

/// The state of a judged document: waiting for facts, or stopped.
pub enum End {
    /// Waits for its facts.
    Triaged(Arc<Triaged>),
    /// Was stopped before any facts were needed.
    Stopped(Stop),
}

impl Document {
    /// A document that was told apart from its message.
    pub fn read(
        catalog: &Catalog,
        inbound: &Inbound,
        fingerprint: &str,
        digest: &DigestKey,
        judged: Judged,
    ) -> Self {
        let end = match judged.result {
            Ok(triaged) => End::Triaged(Arc::new(triaged)),
            Err(stop) => End::Stopped(stop),
        };
        let content_digest = digest.digest(&[inbound.source.as_bytes(), judged.content.expose()]);
        let kind = judged.kind.map(|kind| kind.name.clone());
        let stop = match &end {
            End::Triaged(_) => None,
            End::Stopped(stop) => Some(stop),
        };
        let id = name::of(judged.id, fingerprint, stop);
        let by_hand = kind.as_deref().is_some_and(|kind| catalog.by_hand(kind));
        let content = if by_hand {
            Private::new(Vec::new())
        } else {
            judged.content
        };
        let (labels, hidden) = (judged.labels.join(" "), judged.hidden);
        Self {
            kind,
            labels,
            content,
            hidden,
            ..Self::bare(catalog, inbound, id, content_digest, end)
        }
    }

    /// The one document for a message that was not read, or not to the end.
    pub fn unread(
        catalog: &Catalog,
        inbound: &Inbound,
        fingerprint: &str,
        digest: [u8; 32],
        stop: Stop,
    ) -> Self {
        let id = name::sayable(
            inbound.message_id.as_deref().unwrap_or(fingerprint),
            fingerprint,
        );
        let content = match stop.code {
            // the sender still has the body; the hub would only fill its disk with a copy
            Code::TooLarge | Code::Unreadable => Private::new(Vec::new()),
            _ => inbound.body.clone(),
        };
        Self {
            content,
            ..Self::bare(catalog, inbound, id, digest, End::Stopped(stop))
        }
    }

    fn bare(catalog: &Catalog, inbound: &Inbound, id: String, digest: [u8; 32], end: End) -> Self {
        let controller = catalog
            .sources
            .get(&inbound.source)
            .map_or("", |source| source.controller.as_str())
            .to_owned();
        let (source, content) = (inbound.source.clone(), Private::new(Vec::new()));
        let (kind, labels, hidden, suspect, handles, arrived) = Default::default();
        Self {
            source,
            controller,
            id,
            digest,
            kind,
            labels,
            content,
            end,
            hidden,
            suspect,
            handles,
            arrived,
        }
    }

    /// The document's id within its source.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether the document is to be ruled on.
    pub fn is_question(&self) -> bool {
        matches!(self.end, End::Triaged(_))
    }

    /// The subject of a document that says that the subject's address is secret.
    pub fn hidden(&self) -> Option<&Identity> {
        match &self.end {
            End::Triaged(triaged) => triaged
                .secret_address()
                .then(|| &triaged.question().identity),
            End::Stopped(_) => self.hidden.as_ref(),
        }
    }
}
