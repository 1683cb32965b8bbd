//! A leak search: every kind, every leaf marked, half of the consents given, through the real program.
//! No marker may be seen outside the categories of a verdict: not in a body, a header, an answer, a line of the log, a metric or a file.

mod plant;
mod region;
mod search;

use crate::given::texts;
use crate::world::{Sent, World};
use plant::{Dye, Marker, WORD};
use region::oin;
use rusqlite::Connection;
use schakel::catalog::Catalog;
use schakel::catalog::policy::{Place, Row};
use schakel::catalog::schema::{Kind, Meaning, put};
use search::search;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// One document with its markers.
struct Planted {
    id: String,
    from: String,
    kind: Arc<Kind>,
    event: Value,
    markers: Vec<Marker>,
}

/// What was recorded about one dispatch.
struct Disclosed {
    document: String,
    partner: String,
    categories: BTreeSet<String>,
}

fn examples(kind: &Kind) -> Vec<Value> {
    let name = kind.name.split('/').next().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(name)
        .join("examples/valid");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
        .collect()
}

fn set(kind: &Kind, event: &mut Value, meaning: Meaning, value: Value) {
    if let Some(place) = kind
        .meanings
        .get(&meaning)
        .and_then(|pointer| event["data"].pointer_mut(pointer))
    {
        *place = value;
    }
}

/// Every example of a kind, for every giver and everybody it may be addressed to.
fn documents(
    catalog: &Catalog,
    kind: &Arc<Kind>,
    dye: &mut Dye,
    reported: &BTreeMap<(String, String), String>,
) -> Vec<Planted> {
    let rows: Vec<&Arc<Row>> = catalog.rows[&kind.name]
        .iter()
        .filter(|row| row.place != Place::Hub)
        .collect();
    let givers: BTreeSet<&str> = rows.iter().map(|row| row.from.as_str()).collect();
    let mut all = Vec::new();
    for from in givers {
        let own = || rows.iter().filter(|row| row.from == from);
        let addressed: BTreeSet<&str> = own()
            .filter(|row| row.place == Place::Geadresseerde)
            .map(|row| row.to.as_str())
            .collect();
        let answered: BTreeSet<&str> = own()
            .filter(|row| row.place == Place::EigenMelding)
            .map(|row| row.to.as_str())
            .collect();
        let towards: Vec<&str> = addressed.iter().chain(&answered).copied().collect();
        for example in examples(kind) {
            for to in if towards.is_empty() {
                vec![""]
            } else {
                towards.clone()
            } {
                let mut event = example.clone();
                let id = dye.word().replace(WORD, "D");
                event["id"] = json!(id);
                event["source"] = json!(format!("urn:nld:oin:{}:systeem:proef", oin(from)));
                set(kind, &mut event, Meaning::Home, json!("0193"));
                set(kind, &mut event, Meaning::HomeOfYouthCare, json!("0193"));
                set(kind, &mut event, Meaning::Brin, json!("02CD"));
                // without a first name nobody's yes is certain to be about this child
                if let (Some(pointer), Value::Object(data)) =
                    (kind.meanings.get(&Meaning::FirstNames), &mut event["data"])
                {
                    put(
                        data,
                        &pointer.trim_start_matches('/').replace('/', "."),
                        json!("Ada"),
                    );
                }
                set(kind, &mut event, Meaning::SecretAddress, json!(false));
                set(kind, &mut event, Meaning::Addressee, json!(oin(to)));
                let parties: Vec<String> = rows
                    .iter()
                    .flat_map(|row| [oin(&row.from), oin(&row.to)])
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect();
                set(kind, &mut event, Meaning::Participants, json!(parties));
                let mut markers = dye.plant(catalog, kind, &mut event);
                if let Some(number) = reported
                    .get(&(to.to_owned(), from.to_owned()))
                    .filter(|_| answered.contains(to))
                {
                    set(kind, &mut event, Meaning::ReportNumber, json!(number));
                    markers.retain(|marker| {
                        Some(&marker.pointer) != kind.meanings.get(&Meaning::ReportNumber)
                    });
                }
                all.push(Planted {
                    id,
                    from: from.to_owned(),
                    kind: Arc::clone(kind),
                    event,
                    markers,
                });
            }
        }
    }
    all
}

/// Consent of a parent and of the youth, for every second category that a row of this document asks it for.
fn consents(catalog: &Catalog, planted: &Planted, dye: &mut Dye) -> Vec<Value> {
    let body = |meaning| planted.kind.find(meaning, &planted.event).cloned();
    let named = [
        ("pgn", Meaning::Pgn),
        ("voornamen", Meaning::FirstNames),
        ("achternaam", Meaning::Surname),
        ("geboortedatum", Meaning::BirthDate),
        ("postcode", Meaning::Postcode),
        ("huisnummer", Meaning::HouseNumber),
    ];
    let child: serde_json::Map<String, Value> = named
        .iter()
        .filter_map(|(name, meaning)| Some(((*name).to_owned(), body(*meaning)?)))
        .collect();
    let rows = catalog.rows[&planted.kind.name]
        .iter()
        .filter(|row| row.from == planted.from);
    let mut said = Vec::new();
    for row in rows {
        let Some(purpose) = &row.consent else {
            continue;
        };
        // something that is said is always among them: by consent a name goes with nothing less
        let [telling, accompanying] = [
            row.categories.without(catalog.terms.accompanying),
            row.categories.both(catalog.terms.accompanying),
        ];
        let categories = [telling, accompanying]
            .map(|set| catalog.terms.codes(set))
            .concat();
        // without the name a row that lists it gives nothing
        let name = categories.contains(&"ID").then_some("ID");
        let mut categories: Vec<&str> = categories.into_iter().step_by(2).collect();
        categories.extend(name.filter(|name| !categories.contains(name)));
        for capacity in ["ouder", "jeugdige"] {
            said.push(json!({
                "specversion": "1.0", "id": dye.word().replace(WORD, "T"), "type": "nl.onderwijsjeugdhulp.toestemmingen.verleend.v1",
                "source": format!("urn:nld:oin:{}:systeem:proef", oin(&planted.from)),
                "data": {
                    "leerling": child, "gever": { "kenmerk": format!("{capacity} {}", dye.word()), "hoedanigheid": capacity, "gezag": "ja" },
                    "ontvanger": oin(&row.to), "doel": purpose, "categorieen": categories, "dag": dye.today.to_string(),
                    "bewijs": dye.word(), "tekstversie": dye.word(),
                },
            }));
        }
    }
    said
}

/// The same document, wrong in three ways: each has its markers where they are complained about.
fn spoilt(planted: &Planted, dye: &mut Dye) -> Vec<Sent> {
    let mut unknown = planted.event.clone();
    unknown["id"] = json!(dye.word().replace(WORD, "U"));
    unknown["data"][dye.word()] = json!(dye.word());
    let mut wrong = planted.event.clone();
    wrong["id"] = json!(dye.word().replace(WORD, "W"));
    for marker in &planted.markers {
        *wrong["data"].pointer_mut(&marker.pointer).unwrap() = json!({ dye.word(): marker.value });
    }
    let broken = planted.event.to_string();
    let broken = Sent {
        body: broken.as_bytes()[..broken.len() - 2].to_vec(),
        message_id: Some(dye.word().replace(WORD, "B")),
        ..Sent::event(&json!({}))
    };
    let mut all = vec![Sent::event(&unknown), broken];
    if !planted.markers.is_empty() {
        all.push(Sent::event(&wrong));
    }
    all
}

/// By the id of the event: which document went to whom, with which categories.
fn disclosed(world: &World) -> BTreeMap<String, Disclosed> {
    let db = Connection::open(world.path("schakel.sqlite")).unwrap();
    let sql = "SELECT d.event, o.id, d.partner, d.categories FROM dispatch d JOIN document o ON o.n = d.document";
    let mut rows = db.prepare(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        let event: [u8; 16] = row.get(0)?;
        let categories: String = row.get(3)?;
        let categories = categories.split(' ').map(str::to_owned).collect();
        Ok((
            uuid::Uuid::from_bytes(event).to_string(),
            Disclosed {
                document: row.get(1)?,
                partner: row.get(2)?,
                categories,
            },
        ))
    };
    rows.query_map([], read)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// The number under which somebody in a role reported something that was sent to another: by both roles.
fn reported(world: &World, all: &[Planted]) -> BTreeMap<(String, String), String> {
    let mut numbers = BTreeMap::new();
    for disclosed in disclosed(world).into_values() {
        let Some(planted) = all.iter().find(|planted| planted.id == disclosed.document) else {
            continue;
        };
        let to = disclosed
            .partner
            .split('/')
            .nth(1)
            .unwrap_or_default()
            .to_owned();
        if let Some(number) = planted.kind.text(Meaning::ReportNumber, &planted.event) {
            numbers.insert((planted.from.clone(), to), number.to_owned());
        }
    }
    numbers
}

#[tokio::test]
async fn no_marked_leaf_is_seen_outside_the_categories_of_a_verdict() {
    let catalog = Catalog::compile(&texts()).unwrap();
    let mut world = World::with("leak", |folder| {
        region::write(&catalog, folder);
        crate::watched::with_web(folder);
    })
    .await;
    world.start_with(&[("SCHAKEL__LOG__LEVEL", "trace")]);
    let mut dye = Dye::new(jiff::Zoned::now().date());
    let answers = |kind: &Kind| {
        catalog.rows[&kind.name]
            .iter()
            .any(|row| row.place == Place::EigenMelding)
    };

    let mut all: Vec<Planted> = Vec::new();
    let mut sent = 0;
    for round in [false, true] {
        let numbers = if round {
            reported(&world, &all)
        } else {
            BTreeMap::new()
        };
        let kinds = catalog.kinds.values().filter(|kind| answers(kind) == round);
        let documents: Vec<Planted> = kinds
            .flat_map(|kind| documents(&catalog, kind, &mut dye, &numbers))
            .collect();
        let mut messages: BTreeMap<String, Vec<Sent>> = BTreeMap::new();
        for planted in &documents {
            let own = messages.entry(planted.from.clone()).or_default();
            own.extend(
                consents(&catalog, planted, &mut dye)
                    .iter()
                    .map(Sent::event),
            );
            own.push(Sent::event(&planted.event));
            own.extend(spoilt(planted, &mut dye));
        }
        for (from, messages) in messages {
            sent += messages.len();
            world.send(&from, &messages).await;
        }
        all.extend(documents);
        world.settled(i64::try_from(sent).unwrap()).await;
    }
    let found = search(&catalog, &world, &all).await;
    assert!(
        found.leaks.is_empty(),
        "{} leaks, the first: {:#?}",
        found.leaks.len(),
        &found.leaks[..found.leaks.len().min(10)]
    );
    // or the search would find nothing because nothing was sent
    let kinds: BTreeSet<&str> = all
        .iter()
        .map(|planted| planted.kind.name.as_str())
        .collect();
    println!(
        "{} documents of {} kinds, {} events, {} markers seen, {} leaves without a marker",
        all.len(),
        kinds.len(),
        found.events,
        found.seen,
        dye.bare.len()
    );
    assert!(
        found.events > 100 && found.seen > 1000 && found.roles.len() > 12,
        "{} {} {:?}",
        found.events,
        found.seen,
        found.roles
    );
    assert!(
        found.partly > 20,
        "{} events held only a part of what their document says",
        found.partly
    );
}
