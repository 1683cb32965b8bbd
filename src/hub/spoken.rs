//! What was said about consent at a desk -> documents of the source whose desk it is, judged and recorded like any message of it.

use super::Hub;
use super::batch::{Recorder, record_in_order};
use super::decide::{MessageToJudge, decided};
use super::errand::Spoken;
use super::record::{self, Document};
use crate::catalog::Catalog;
use crate::clock;
use crate::message::{Inbound, Private};
use crate::pipeline;
use crate::store::Writing;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) async fn take(recorder: Recorder<'_>, spoken: Spoken) {
    let hub = recorder.hub;
    let Spoken {
        source,
        kind,
        events,
        action,
        act,
        reply,
    } = spoken;
    let (catalog, now) = (hub.catalog.load_full(), hub.now());
    let documents: Vec<Document> = events
        .into_iter()
        .flat_map(|event| document(hub, &catalog, &source, &kind, event, now))
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
    // whoever asked may have gone; what was done is on record
    drop(reply.send(recorded));
}

/// The same words on the same day are the same document: who asks again after a broken connection says nothing new.
fn document(
    hub: &Hub,
    catalog: &Catalog,
    source: &str,
    kind: &str,
    event: Private<Value>,
    now: i64,
) -> Vec<Document> {
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
        user_id: None,
        message_id: Some(id.clone()),
        content_type: None,
        headers: BTreeMap::new(),
        body: Private::new(event.to_string().into_bytes()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    };
    let fingerprint = record::hex(head);
    let message = MessageToJudge {
        catalog,
        inbound: &inbound,
        fingerprint: &fingerprint,
        digest,
    };
    decided(hub, &message, || {
        pipeline::written_down(catalog, source, kind, event, &id, clock::day(now))
            .map(|judged| vec![judged])
    })
}
