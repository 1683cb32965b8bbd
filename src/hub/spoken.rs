//! Desk statements about consent -> documents of the desk's source, judged and recorded like any message of that source.

use super::Hub;
use super::batch::{Recorder, record_in_order};
use super::decide::{Decide, MessageToJudge, decided};
use super::errand::{SaidAtDesk, Spoken};
use crate::decision::{Document, hex};
use crate::message::{Content, Inbound, Private, Proof};
use crate::store::Writing;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) async fn take(recorder: Recorder<'_>, spoken: Spoken, decide: &Decide) {
    let hub = recorder.hub;
    let Spoken { said, reply } = spoken;
    let SaidAtDesk {
        source,
        kind,
        events,
        action,
        act,
    } = said;
    let (catalog, now) = (hub.catalog.load_full(), hub.now());
    let documents: Vec<Document> = events
        .into_iter()
        .flat_map(|event| {
            let (inbound, digest) = inbound(hub, &source, &kind, event);
            let message = MessageToJudge {
                catalog: &catalog,
                inbound: &inbound,
                fingerprint: &hex(digest.get(..16).unwrap_or_default()),
                digest,
            };
            decided(hub, &message, decide, now.day())
        })
        .collect();
    let ids: Vec<&str> = documents.iter().map(Document::id).collect();
    let about = json!({ "source": source, "documents": ids });
    let controller = catalog
        .sources
        .get(&source)
        .map(|source| source.controller.clone())
        .unwrap_or_default();
    let job = move |store: &Writing<'_>| act.record(store, now, &controller, action, &about);
    let recorded = match hub.store.write(job).await {
        Ok(()) => record_in_order(recorder, &catalog, documents, now).await,
        Err(error) => Err(error),
    };
    // the connection of the operator may be closed by now; the acts are on record
    drop(reply.send(recorded));
}

/// A desk statement as a message. The same words on the same day are the same document: repeating a request after a broken connection adds
/// nothing.
fn inbound(hub: &Hub, source: &str, kind: &str, event: Private<Value>) -> (Inbound, [u8; 32]) {
    let mut event = event.into_exposed();
    let digest = hub
        .digest
        .digest(&[b"balie", source.as_bytes(), event.to_string().as_bytes()]);
    let (head, _) = digest.split_at(16);
    let id = format!("balie:{}", Uuid::from_slice(head).unwrap_or_default());
    if let Value::Object(attributes) = &mut event {
        attributes.insert("id".to_owned(), json!(id));
    }
    let inbound = Inbound {
        source: source.to_owned(),
        proof: Proof::Desk,
        message_id: Some(id),
        content_type: None,
        headers: BTreeMap::new(),
        content: Content::Statement {
            kind: kind.to_owned(),
        },
        body: Private::new(event.to_string().into_bytes()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    };
    (inbound, digest)
}
