//! Ruling 24: a no counts where it is said, or where it names, or at everybody who tells who says it; one that counts nowhere is sent back.

use std::collections::BTreeSet;

use jiff::civil::date;
use schakel::{
    catalog::{partner::Source, way::WayIn},
    message::Proof,
    pipeline::{Limits, triage},
};
use serde_json::json;

use super::{
    table::{Refusal, Row, Stand},
    world::World,
};
use crate::given::inbound;

/// Who may tell this organisation something only after it was asked, or not after it was refused, for this purpose.
fn hears(table: &[Row], world: &World, giver_role: &str, recipient: &str, purpose: &str) -> bool {
    let roles: Vec<&str> = world
        .partners
        .iter()
        .filter(|partner| partner.oin == recipient)
        .map(|partner| &*partner.role)
        .collect();
    table.iter().any(|row| {
        let pair = row.from.contains(&giver_role) && row.to.iter().any(|to| roles.contains(to));
        let minds = row.consent == Some(purpose)
            || matches!(row.refusal, Refusal::Blocks(blocks) if blocks == purpose);
        pair && minds && row.stand == Stand::On
    })
}

/// Where it counts, as `OIN/role`, and its unit, with a star for those who must know the child for certain; or why nowhere.
fn counts(
    world: &World,
    sources: &[&Source],
    sender: &Source,
    recipient: &str,
    purpose: &str,
    names: Option<&str>,
) -> Vec<String> {
    let key = |source: &Source| {
        let unit = source.unit.as_ref().map(|unit| format!("/{unit}"));
        format!("{}/{}{}", source.oin, source.role, unit.unwrap_or_default())
    };
    if let Some(oin) = names.filter(|oin| *oin != sender.oin) {
        let there: Vec<String> = sources
            .iter()
            .filter(|source| source.oin == oin)
            .map(|source| key(source))
            .collect();
        return if there.is_empty() {
            vec!["validate.invalid".to_owned()]
        } else {
            there
        };
    }
    let mut places = BTreeSet::from([key(sender)]);
    if recipient == sender.oin {
        let tell = sources.iter().filter(|other| {
            other.name != sender.name && hears(&world.table, world, &other.role, recipient, purpose)
        });
        places.extend(tell.map(|other| format!("{}*", key(other))));
    } else if !hears(&world.table, world, &sender.role, recipient, purpose) {
        return vec!["register.no_effect".to_owned()];
    }
    places.into_iter().collect()
}

#[test]
fn a_no_counts_where_the_ruling_says() {
    let world = World::new();
    let catalog = &world.catalogs[0];
    let sources: Vec<&Source> = catalog.sources.values().map(|source| &**source).collect();
    let recipients: BTreeSet<&str> = world.partners.iter().map(|partner| &*partner.oin).collect();
    let purposes: BTreeSet<&str> = world.table.iter().filter_map(|row| row.consent).collect();
    let (mut differences, mut asked) = (Vec::new(), 0);
    for (n, sender) in sources.iter().enumerate() {
        for (m, recipient) in recipients.iter().enumerate() {
            for purpose in &purposes {
                let other = &*sources[(n + m) % sources.len()].oin;
                for names in [
                    None,
                    Some(other),
                    Some(&*sender.oin),
                    Some("00000099000000777000"),
                ] {
                    let mut event = json!({
                        "specversion": "1.0", "id": "n", "source": format!("urn:nld:oin:{}:systeem:x", sender.oin),
                        "type": "nl.onderwijsjeugdhulp.toestemmingen.ingetrokken.v1", "datacontenttype": "application/json",
                        "data": {
                            "leerling": { "pgn": "999900031", "achternaam": "Voorbeeld", "geboortedatum": "2015-01-01" },
                            "gever": { "kenmerk": "moeder", "hoedanigheid": "ouder", "gezag": "ja" },
                            "ontvanger": recipient, "doel": purpose, "categorieen": ["ID"], "dag": "2026-03-02",
                        },
                    });
                    if let Some(oin) = names {
                        event["data"]["verstrekker"] = json!(oin);
                    }
                    let mut message = inbound(&sender.name, event.to_string());
                    message.content_type = Some("application/cloudevents+json".to_owned());
                    let WayIn::Amqp { user } = &sender.way;
                    message.proof = Proof::AmqpUser(user.clone());
                    let limits = Limits {
                        message_bytes: 1 << 20,
                        documents: 1,
                    };
                    let judged = triage(catalog, limits, &message, "x", date(2026, 3, 20))
                        .unwrap()
                        .remove(0);
                    let mut found: Vec<String> = match judged.result {
                        Err(stop) => vec![stop.code.as_str().to_owned()],
                        Ok(triaged) => {
                            let door = triaged.door();
                            let star = if door.certain_only { "*" } else { "" };
                            let others = door
                                .others
                                .iter()
                                .map(|other| format!("{}{star}", other.party));
                            others
                                .chain(door.own.then(|| sender.party().to_string()))
                                .collect()
                        }
                    };
                    found.sort();
                    let mut expected = counts(&world, &sources, sender, recipient, purpose, names);
                    expected.sort();
                    asked += 1;
                    if found != expected {
                        differences.push(format!("{} to {recipient} for {purpose}, {names:?}: {found:?}, not {expected:?}", sender.name));
                    }
                }
            }
        }
    }
    println!(
        "oracle: {asked} noes at a door, {} differences",
        differences.len()
    );
    assert!(
        differences.is_empty(),
        "{} of {asked}: {}",
        differences.len(),
        differences[..differences.len().min(10)].join("\n")
    );
}
