//! A schema -> a kind: its shape and categories, what its fields mean, and everything that is wrong with it.

mod wrong;

use super::text;
use crate::given::{catalog, texts};
use schakel::catalog::complaint::Complaint;
use schakel::catalog::schema::{self, Kind, Meaning, Shape, Shared};
use serde_json::{Value, json};

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:schakel:proef:1",
  "title": "Proef",
  "allOf": [{ "$ref": "urn:schakel:nlgov-cloudevent:1.1" }],
  "properties": {
    "type": { "const": "nl.example.proeven.v1" },
    "data": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "nummer": { "type": "string", "gegevenscategorie": "REF", "betekenis": "meldingsnummer" },
        "kind": {
          "type": "object",
          "additionalProperties": false,
          "gegevenscategorie": "ID",
          "volgorde": ["van", "tot"],
          "properties": {
            "naam": { "type": "string", "betekenis": "achternaam" },
            "van": { "$ref": "#/$defs/dag" },
            "tot": { "$ref": "#/$defs/dag", "gegevenscategorie": "VERZ" },
            "soort": { "type": "string", "enum": ["A", "B"] },
            "adres": { "$ref": "urn:schakel:bouwstenen:1#/$defs/adres" }
          }
        },
        "dagen": { "type": "array", "items": { "type": "string", "gegevenscategorie": "VERZ", "vrijeTekst": true } },
        "wie": { "type": "array", "betekenis": "deelnemers", "items": { "type": "string", "gegevenscategorie": "ROUTE" } }
      }
    }
  },
  "$defs": { "dag": { "type": "string", "format": "date" } }
}"##;

fn compile(file: &str) -> Result<Kind, Vec<Complaint>> {
    let texts = texts();
    let (envelope, blocks) = (texts.envelope.json().unwrap(), texts.blocks.json().unwrap());
    let shared = Shared {
        envelope: &envelope,
        blocks: &blocks,
        terms: &catalog().terms,
        places: &catalog().places,
    };
    schema::compile(&text("proef/v1.json", file), "proef", 1, &shared)
}

fn leaf<'k>(kind: &'k Kind, at: &str) -> &'k schema::Leaf {
    match kind.at(at) {
        Some(Shape::Leaf(leaf)) => leaf,
        other => panic!("{at}: {other:?}"),
    }
}

#[test]
fn every_leaf_has_the_nearest_category_above_it() {
    let kind = compile(SCHEMA).unwrap();
    let category = |at: &str| catalog().terms.codes(leaf(&kind, at).category).join(" ");
    let found = [
        "nummer",
        "kind.naam",
        "kind.van",
        "kind.tot",
        "kind.adres.postcode",
        "dagen",
        "wie",
    ];
    let found = found.map(|at| match kind.at(at) {
        Some(Shape::List(inner)) => match &**inner {
            Shape::Leaf(leaf) => catalog().terms.codes(leaf.category).join(" "),
            other => panic!("{other:?}"),
        },
        _ => category(at),
    });
    assert_eq!(found, ["REF", "ID", "ID", "VERZ", "ADRES", "VERZ", "ROUTE"]);
    assert_eq!(catalog().terms.codes(kind.categories).len(), 5);
    assert!(
        kind.at("kind.niets").is_none()
            && kind.at("nummer.niets").is_none()
            && kind.at("dagen.niets").is_none()
    );
    assert_eq!(
        (
            kind.name.as_str(),
            kind.title.as_str(),
            kind.event_type.as_str()
        ),
        ("proef/1", "Proef", "nl.example.proeven.v1")
    );
}

#[test]
fn a_leaf_knows_its_choices_and_whether_people_wrote_it() {
    let kind = compile(SCHEMA).unwrap();
    assert_eq!(
        leaf(&kind, "kind.soort").choices,
        Some(vec![json!("A"), json!("B")])
    );
    assert_eq!(leaf(&kind, "kind.naam").choices, None);
    let Some(Shape::List(days)) = kind.at("dagen") else {
        panic!()
    };
    let Shape::Leaf(day) = &**days else { panic!() };
    assert!(day.free_text && !leaf(&kind, "kind.naam").free_text);
}

#[test]
fn what_a_field_means_is_found_in_a_body() {
    let kind = compile(SCHEMA).unwrap();
    let body = json!({ "data": { "nummer": "n", "kind": { "naam": "Jansen" }, "wie": ["a"] } });
    assert_eq!(kind.text(Meaning::Surname, &body), Some("Jansen"));
    assert_eq!(kind.find(Meaning::Participants, &body), Some(&json!(["a"])));
    assert_eq!(kind.text(Meaning::Participants, &body), None);
    assert_eq!(
        (
            kind.find(Meaning::Pgn, &body),
            kind.find(Meaning::Surname, &json!({}))
        ),
        (None, None)
    );
}

#[test]
fn days_that_have_an_order_are_held_to_it() {
    let kind = compile(SCHEMA).unwrap();
    let [order] = &kind.orders[..] else { panic!() };
    assert_eq!(
        (order.first.as_str(), order.last.as_str()),
        ("/kind/van", "/kind/tot")
    );
    let holds = |van: Value, tot: Value| {
        order.holds(&json!({ "data": { "kind": { "van": van, "tot": tot } } }))
    };
    assert!(
        holds(json!("2026-01-01"), json!("2026-01-01"))
            && holds(json!("2026-01-01"), json!("2026-01-02"))
    );
    assert!(!holds(json!("2026-01-02"), json!("2026-01-01")));
    assert!(holds(Value::Null, json!("2026-01-01")) && holds(json!("2026-01-01"), Value::Null));
}
