//! Documents that were stopped and are still kept -> judged anew by the catalog of today, past the duplicate check that lets stopped ones
//! through.

use super::Hub;
use super::act::Act;
use super::batch::{Recorder, record_in_order};
use super::decide::{Decide, MessageToJudge, decided};
use super::errand::{Again, JudgedAnew, NotJudged};
use crate::catalog::Catalog;
use crate::catalog::partner::{Reading, Source};
use crate::decision::Document;
use crate::message::{Content, Inbound, Private, Proof};
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome};
use crate::store::{StoreError, StoredDocument, Writing};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The part of a document that is kept.
struct KeptDocument {
    document: StoredDocument,
    payload: Vec<u8>,
}

pub(super) async fn judge(recorder: Recorder<'_>, again: Again, decide: &Decide) {
    let judged = judge_all(recorder, again.documents, again.act, decide).await;
    // the connection of the operator may be closed by now; the acts are on record
    drop(again.reply.send(judged));
}

async fn judge_all(
    recorder: Recorder<'_>,
    documents: Vec<DocumentNo>,
    act: Act,
    decide: &Decide,
) -> Result<JudgedAnew, StoreError> {
    let hub = recorder.hub;
    let (catalog, now) = (hub.catalog.load_full(), hub.now());
    let mut judged = JudgedAnew::default();
    let (mut read, mut unread, mut ordered) = (Vec::new(), Vec::new(), Vec::new());
    for n in documents {
        match kept(hub, &catalog, n, now.day()).await? {
            Err(why) => judged.refused.push((n, why)),
            Ok((kept, source)) => {
                ordered.push((n, kept.document.controller.clone()));
                let mut documents = documents_of(hub, &catalog, &source, &kept, now.day(), decide);
                if let Some(last) = documents.last_mut() {
                    last.handles = Some(n); // in the transaction that judges the document: a crash before leaves the alert open
                }
                documents
                    .iter_mut()
                    .for_each(|document| document.arrived = Some(kept.document.arrived));
                read.extend(documents);
                if kept.document.kind.is_none() {
                    unread.push(n);
                }
            }
        }
    }
    let job = move |store: &Writing<'_>| {
        ordered.iter().try_for_each(|(n, controller)| {
            act.record(store, now, controller, "replay", &json!({ "document": n }))
        })
    };
    hub.store.write(job).await?;
    judged.ends = record_in_order(recorder, &catalog, read, now).await?;
    // a payload that can be read at last lives on in its documents
    unread.retain(|n| judged.ends.iter().all(|(ended, _)| ended != n));
    hub.store
        .write(move |store| {
            unread
                .iter()
                .try_for_each(|n| store.drop_payload(*n).map(drop))
        })
        .await?;
    Ok(judged)
}

/// The kept document and its source, or why the document cannot be judged again.
async fn kept(
    hub: &Hub,
    catalog: &Catalog,
    n: DocumentNo,
    today: Date,
) -> Result<Result<(KeptDocument, Arc<Source>), NotJudged>, StoreError> {
    let found = hub
        .store
        .read(move |store| Ok((store.document(n)?, store.payload(n)?)))
        .await?;
    let (Some(document), payload) = found else {
        return Ok(Err(NotJudged::Unknown));
    };
    let why = match document.outcome {
        Outcome::Stopped(Code::SenderUnproven) => Err(NotJudged::Unproven),
        Outcome::Stopped(Code::IdConflict) => Err(NotJudged::AnothersId),
        Outcome::Stopped(Code::Unreadable) => Err(NotJudged::Unreadable),
        Outcome::Stopped(Code::TooLarge) => Err(NotJudged::TooLarge),
        Outcome::Stopped(_) => Ok(()),
        Outcome::Routed | Outcome::Register | Outcome::Nothing | Outcome::Duplicate => {
            Err(NotJudged::NotStopped)
        }
    };
    let source = catalog
        .sources
        .get(&document.source)
        .filter(|source| source.in_force(today));
    Ok(match (why, payload, source) {
        (Err(why), ..) => Err(why),
        (_, Some(payload), _) if payload.is_empty() => Err(NotJudged::NeverKept),
        (_, None, _) => Err(NotJudged::Gone),
        (_, _, None) => Err(NotJudged::NoSource),
        (_, Some(payload), Some(source)) => {
            Ok((KeptDocument { document, payload }, Arc::clone(source)))
        }
    })
}

/// A kept document, judged again: that document alone when it was told apart before, else all documents that its message holds by now.
fn documents_of(
    hub: &Hub,
    catalog: &Catalog,
    source: &Source,
    kept: &KeptDocument,
    today: Date,
    decide: &Decide,
) -> Vec<Document> {
    let KeptDocument { document, payload } = kept;
    let id = document.id.as_str();
    let inbound = as_it_came(source, document, payload.clone());
    let digest = hub.digest.digest(&[source.name.as_bytes(), payload]);
    let message = MessageToJudge {
        catalog,
        inbound: &inbound,
        fingerprint: id,
        digest,
    };
    decided(hub, &message, decide, today)
}

/// A kept document as a message of its source. One that was told apart is a document by itself; any other payload is as it came.
pub(super) fn as_it_came(source: &Source, document: &StoredDocument, payload: Vec<u8>) -> Inbound {
    let content = match (&document.kind, &source.reading) {
        (Some(kind), Reading::Adapter(_)) => Content::Document { kind: kind.clone() },
        _ => Content::Payload,
    };
    Inbound {
        source: source.name.clone(),
        proof: Proof::OnRecord,
        content,
        message_id: Some(document.id.clone()),
        content_type: matches!(source.reading, Reading::CloudEvents)
            .then(|| "application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(payload),
        redelivered: false,
        arrived: Some(document.arrived.day()),
        content_encoding: None,
        unreadable: None,
    }
}
