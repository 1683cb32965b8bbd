//! The check that each document had the end that it must have: by a simple list of the test's own, not by the program's rules.

pub(super) use super::reports::{PARTNERS, SOURCES, messages};

use super::reports::Report;
use crate::node::until;
use crate::world::World;
use schakel::number::DocumentNo;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Event ids on record, by source, document and partner.
type Events = BTreeMap<(String, String, String), BTreeSet<String>>;

/// Documents on record now, each once.
pub(crate) async fn on_record(world: &World) -> usize {
    let Some(seen) = world.glance().await else {
        return 0;
    };
    usize::try_from(seen.routed + seen.register + seen.nothing + seen.stopped).unwrap()
}

/// Waits until everything is on record, told and sent, and then looks at all that everybody got.
pub(crate) async fn assert_kept(world: &World, sent: &[Report]) {
    let mut best = 0;
    while best < sent.len() {
        // patience counts from the last progress
        let so_far = best;
        let more = async || {
            best = on_record(world).await;
            best > so_far
        };
        if until("more is on record", more).await.is_err() {
            panic!("{best} of {} on record\n{}", sent.len(), world.last_log());
        }
    }
    let quiet = async || {
        for source in SOURCES {
            if world.vhost.queue_depth(&format!("in.{source}")).await > 0 {
                return false;
            }
        }
        world.nothing_on_its_way().await
    };
    if until("nothing is on its way", quiet).await.is_err() {
        panic!("{:?}\n{}", world.overview().await, world.last_log());
    }
    let events = outcomes(world, sent).await;
    for partner in PARTNERS {
        mailbox(world, sent, partner, &events).await;
    }
    for source in SOURCES {
        answers(world, sent, source).await;
        assert_eq!(
            world.drain(&format!("dlq.{source}")).await.len(),
            0,
            "dead letters of {source}"
        );
    }
    world.log_is_whole();
}

/// Each document has exactly one outcome on record, the one that was expected. Gives the event ids on record.
async fn outcomes(world: &World, sent: &[Report]) -> Events {
    let (documents, dispatches) =
        world
            .store()
            .read(|store| {
                let (mut documents, mut dispatches) = (Vec::new(), Vec::new());
                for n in 1.. {
                    let Some(document) = store.document(DocumentNo(n))? else {
                        break;
                    };
                    dispatches.extend(store.dispatches(DocumentNo(n))?.into_iter().map(
                        |dispatch| ((document.source.clone(), document.id.clone()), dispatch),
                    ));
                    documents.push(document);
                }
                Ok((documents, dispatches))
            })
            .await
            .unwrap();
    let mut on_record: Vec<_> = documents
        .iter()
        .map(|d| (d.source.as_str(), d.id.as_str(), d.outcome.word()))
        .collect();
    let mut expected: Vec<_> = sent
        .iter()
        .map(|report| (report.source, report.id.as_str(), report.end))
        .collect();
    on_record.sort_unstable();
    expected.sort_unstable();
    same(&on_record, &expected, "on record");
    let mut events = Events::new();
    for ((source, document), dispatch) in dispatches {
        events
            .entry((source, document, dispatch.partner.to_string()))
            .or_default()
            .insert(dispatch.event.to_string());
    }
    events
}

/// Everything expected arrived here, each with one id and one body however often, and nothing else did.
async fn mailbox(
    world: &World,
    sent: &[Report],
    (partner, key): (&'static str, &str),
    events: &Events,
) {
    // feedback has the number of the report, and a number of its own
    let number = |data: &Value| {
        format!(
            "{} {}",
            data["meldingsnummer"].as_str().unwrap(),
            data["volgnummer"]
        )
    };
    let mut arrived: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
    for lay in world.drain(&format!("to.{partner}")).await {
        let event: Value = serde_json::from_slice(&lay.body).unwrap();
        assert_eq!(event["id"], lay.message_id.as_str());
        let number = number(&event["data"]);
        let first = arrived
            .entry(number.clone())
            .or_insert_with(|| (lay.message_id.clone(), lay.body.clone()));
        assert_eq!(
            (&first.0, &first.1),
            (&lay.message_id, &lay.body),
            "{partner} got {number} in two forms"
        );
    }
    let mut missing = Vec::new();
    for report in sent {
        let Some((_, data)) = report.to.as_ref().filter(|(to, _)| *to == partner) else {
            continue;
        };
        let Some((id, body)) = arrived.remove(&number(data)) else {
            missing.push(&report.id);
            continue;
        };
        assert_eq!(
            serde_json::from_slice::<Value>(&body).unwrap()["data"],
            *data,
            "{partner}"
        );
        let key = (report.source.to_owned(), report.id.clone(), key.to_owned());
        assert_eq!(
            events[&key],
            BTreeSet::from([id]),
            "the id on record of {}",
            report.id
        );
    }
    assert!(
        missing.is_empty(),
        "{partner} never got {} of them, such as {:?}",
        missing.len(),
        missing[0]
    );
    assert!(
        arrived.is_empty(),
        "{partner} got what is not its own: {:?}",
        arrived.keys().take(3).collect::<Vec<_>>()
    );
}

/// Each document of this source was answered, truly, and nobody else's was answered here.
async fn answers(world: &World, sent: &[Report], source: &str) {
    let expected: BTreeMap<&str, &str> = sent
        .iter()
        .filter(|r| r.source == source)
        .map(|r| (r.id.as_str(), r.end))
        .collect();
    let (mut told, mut bodies) = (BTreeSet::new(), BTreeMap::new());
    for lay in world.drain(&format!("answer.{source}")).await {
        let event: Value = serde_json::from_slice(&lay.body).unwrap();
        assert_eq!(
            *bodies
                .entry(lay.message_id)
                .or_insert_with(|| lay.body.clone()),
            lay.body,
            "one answer in two forms"
        );
        let data = &event["data"];
        let document = data["document"].as_str().unwrap();
        let end = *expected
            .get(document)
            .unwrap_or_else(|| panic!("{source} was told about {document}"));
        // what had nothing to tell has a code too, and ended well
        let code = data["code"]
            .as_str()
            .filter(|_| data["uitkomst"] == "stopped");
        let said = code
            .or(data["eerder"].as_str())
            .unwrap_or_else(|| data["uitkomst"].as_str().unwrap());
        assert_eq!(said, end, "{document}");
        told.insert(document.to_owned());
    }
    let silent: Vec<&str> = expected
        .into_keys()
        .filter(|id| !told.contains(*id))
        .collect();
    assert!(
        silent.is_empty(),
        "{source} was told nothing about {} documents, such as {}",
        silent.len(),
        silent[0]
    );
}

#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(found: &[T], expected: &[T], what: &str) {
    let differ = found
        .iter()
        .zip(expected)
        .find(|(found, expected)| found != expected);
    assert!(differ.is_none(), "{what}: {differ:?}");
    assert_eq!(found.len(), expected.len(), "{what}");
}
