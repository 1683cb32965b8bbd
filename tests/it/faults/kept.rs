//! Reports with the end that each must have, and the check that each had it: by simple lists of the test's own, not by the program's rules.

use crate::node::until;
use crate::world::{Sent, World};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Partner names with the municipalities that they serve, and what all know them by.
const HOMES: [(&str, &str, &str); 4] = [
    ("0193", "leerplicht-zwolle", "00000099000000001000/leerplicht"),
    ("0148", "leerplicht-zwolle", "00000099000000001000/leerplicht"),
    ("0175", "leerplicht-ommen", "00000099000000001100/leerplicht"),
    ("0180", "leerplicht-staphorst", "00000099000000001200/leerplicht"),
];
pub(super) const PARTNERS: [&str; 4] = ["leerplicht-zwolle", "leerplicht-ommen", "leerplicht-staphorst", "wijkteam-zwolle"];
pub(super) const SOURCES: [&str; 2] = ["meander", "thorbecke"];

/// A document, and what must become of it.
#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) source: &'static str,
    pub(crate) id: String,
    /// `routed`, `nothing`, or the code of a stop.
    pub(crate) end: &'static str,
    /// The partner that gets it, and what.
    pub(crate) to: Option<(&'static str, Value)>,
    pub(crate) sent: Sent,
}

/// The nine digits of pupil `n`, which pass the eleven test.
pub(super) fn pgn(n: usize) -> String {
    let weighted = |digits: &str| digits.bytes().zip((2..=9).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>();
    let numbers = (0_u32..).filter_map(|start| {
        let digits = format!("9999{start:04}");
        let last = weighted(&digits) % 11;
        (last < 10).then(|| format!("{digits}{last}"))
    });
    numbers.take(n + 1).last().unwrap()
}

impl Report {
    /// The reports `from..to` of both sources: most of them good, to all homes, of pupils who return; some with nobody to go to, some wrong.
    pub(crate) fn stream(from: usize, to: usize) -> Vec<Report> {
        let pupils: Vec<String> = (0..200).map(pgn).collect();
        (from..to).map(|n| Self::one(n, &pupils[n * 7 % pupils.len()])).collect()
    }

    fn one(n: usize, pgn: &str) -> Report {
        let (home, partner, _) = HOMES[n / 2 % HOMES.len()];
        // other absence needs an agreement, and with Ommen there is none
        let (home, soort, pgn, end) = match n % 20 {
            14 | 15 => ("0175", "OVERIG", pgn, "nothing"),
            16 | 17 => (home, "LUXE", "999900032", "validate.invalid"),
            _ => (home, "LUXE", pgn, "routed"),
        };
        let routed = |data: &Value| (end == "routed").then(|| (partner, data.clone()));
        let mut data = json!({
            "meldingsnummer": format!("m{n}"),
            "leerling": { "pgn": pgn, "achternaam": "Voorbeeld", "geboortedatum": "2012-09-17", "woongemeente": home },
            "school": { "brin": "02CD" },
            "verzuim": { "soort": soort, "begindatum": "2026-03-02" },
            "melder": { "naam": "A. Melder" },
        });
        let mut allowed = data.clone();
        allowed["leerling"].as_object_mut().unwrap().remove("woongemeente");
        if n.is_multiple_of(2) {
            let event = json!({
                "specversion": "1.0", "id": format!("m{n}"), "type": "nl.onderwijsjeugdhulp.verzuimmeldingen.v1",
                "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json",
                "time": "2026-03-13T15:02:11+01:00", "data": data.take(),
            });
            return Report { source: "meander", id: format!("m{n}"), end, to: routed(&allowed), sent: Sent::event(&event) };
        }
        let words = if soort == "LUXE" { "luxe verzuim" } else { "signaal verzuim" };
        let text = format!(
            "<MeldenRelatiefVerzuim><Verzuimgeval><Brin>01AB</Brin><Nummer>m{n}</Nummer><PGN>{pgn}</PGN><Achternaam>Voorbeeld</Achternaam>\
             <Geboortedatum>20120917</Geboortedatum><Woongemeente>{home}</Woongemeente><MeldingRelatiefVerzuim><Soort>{words}</Soort>\
             <Begindatum>20260302</Begindatum></MeldingRelatiefVerzuim><Melder><Voornaam>A.</Voornaam><Achternaam>Melder</Achternaam></Melder>\
             </Verzuimgeval></MeldenRelatiefVerzuim>"
        );
        allowed["meldingsnummer"] = json!(format!("01AB-m{n}"));
        allowed["school"]["brin"] = json!("01AB");
        Report { source: "thorbecke", id: format!("01AB.m{n}"), end, to: routed(&allowed), sent: Sent::xml(text) }
    }
}

/// The messages of one source, in order.
pub(crate) fn messages(reports: &[Report], source: &str) -> Vec<Sent> {
    reports.iter().filter(|report| report.source == source).map(|report| report.sent.clone()).collect()
}

/// Documents on record now, each once.
pub(crate) async fn on_record(world: &World) -> usize {
    let Some(seen) = world.glance().await else { return 0 };
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
        assert_eq!(world.drain(&format!("dlq.{source}")).await.len(), 0, "dead letters of {source}");
    }
    world.log_is_whole();
}

/// Each document has exactly one outcome on record, the one that was expected. Gives the event ids on record, by document and partner.
async fn outcomes(world: &World, sent: &[Report]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let (documents, dispatches) = world
        .store()
        .read(|store| {
            let (mut documents, mut dispatches) = (Vec::new(), Vec::new());
            for n in 1.. {
                let Some(document) = store.document(n)? else { break };
                dispatches.extend(store.dispatches(n)?.into_iter().map(|dispatch| (document.id.clone(), dispatch)));
                documents.push(document);
            }
            Ok((documents, dispatches))
        })
        .await
        .unwrap();
    let shown = |outcome| match outcome {
        schakel::outcome::Outcome::Stopped(code) => code.as_str(),
        other => other.as_str(),
    };
    let mut on_record: Vec<_> = documents.iter().map(|d| (d.source.as_str(), d.id.as_str(), shown(d.outcome))).collect();
    let mut expected: Vec<_> = sent.iter().map(|report| (report.source, report.id.as_str(), report.end)).collect();
    on_record.sort_unstable();
    expected.sort_unstable();
    same(&on_record, &expected, "on record");
    let mut events: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for (document, dispatch) in dispatches {
        events.entry((document, dispatch.partner)).or_default().insert(dispatch.event.to_string());
    }
    events
}

/// Everything expected arrived here, each with one id and one body however often, and nothing else did.
async fn mailbox(world: &World, sent: &[Report], partner: &'static str, events: &BTreeMap<(String, String), BTreeSet<String>>) {
    let mut arrived: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
    for lay in world.drain(&format!("to.{partner}")).await {
        let event: Value = serde_json::from_slice(&lay.body).unwrap();
        assert_eq!(event["id"], lay.message_id.as_str());
        let number = event["data"]["meldingsnummer"].as_str().unwrap().to_owned();
        let first = arrived.entry(number.clone()).or_insert_with(|| (lay.message_id.clone(), lay.body.clone()));
        assert_eq!((&first.0, &first.1), (&lay.message_id, &lay.body), "{partner} got {number} in two forms");
    }
    let mut missing = Vec::new();
    for report in sent {
        let Some((_, data)) = report.to.as_ref().filter(|(to, _)| *to == partner) else { continue };
        let Some((id, body)) = arrived.remove(data["meldingsnummer"].as_str().unwrap()) else {
            missing.push(&report.id);
            continue;
        };
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["data"], *data, "{partner}");
        let key = HOMES.iter().find(|(_, name, _)| *name == partner).map(|(.., key)| *key).unwrap();
        assert_eq!(events[&(report.id.clone(), key.to_owned())], BTreeSet::from([id]), "the id on record of {}", report.id);
    }
    assert!(missing.is_empty(), "{partner} never got {} of them, such as {:?}", missing.len(), missing[0]);
    assert!(arrived.is_empty(), "{partner} got what is not its own: {:?}", arrived.keys().take(3).collect::<Vec<_>>());
}

/// Each document of this source was answered, truly, and nobody else's was answered here.
async fn answers(world: &World, sent: &[Report], source: &str) {
    let expected: BTreeMap<&str, &str> = sent.iter().filter(|r| r.source == source).map(|r| (r.id.as_str(), r.end)).collect();
    let (mut told, mut bodies) = (BTreeSet::new(), BTreeMap::new());
    for lay in world.drain(&format!("answer.{source}")).await {
        let event: Value = serde_json::from_slice(&lay.body).unwrap();
        assert_eq!(*bodies.entry(lay.message_id).or_insert_with(|| lay.body.clone()), lay.body, "one answer in two forms");
        let data = &event["data"];
        let document = data["document"].as_str().unwrap();
        let end = *expected.get(document).unwrap_or_else(|| panic!("{source} was told about {document}"));
        let said = data["code"].as_str().or(data["eerder"].as_str()).unwrap_or_else(|| data["uitkomst"].as_str().unwrap());
        assert_eq!(said, end, "{document}");
        told.insert(document.to_owned());
    }
    let silent: Vec<&str> = expected.into_keys().filter(|id| !told.contains(*id)).collect();
    assert!(silent.is_empty(), "{source} was told nothing about {} documents, such as {}", silent.len(), silent[0]);
}

#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(found: &[T], expected: &[T], what: &str) {
    let differ = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert!(differ.is_none(), "{what}: {differ:?}");
    assert_eq!(found.len(), expected.len(), "{what}");
}
