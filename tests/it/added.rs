//! A kind, its row and its partners that exist nowhere else, added by files alone.

use crate::world::{self, Sent, World};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const MEANDER: &str = "00000099000000003000";
const THORBECKE: &str = "00000099000000002000";

fn leaf(category: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 200, "gegevenscategorie": category })
}

fn schema() -> Value {
    let with = |mut leaf: Value, name: &str, value: Value| {
        leaf[name] = value;
        leaf
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:schakel:terugkoppeling-proef:1",
        "title": "Terugkoppeling bij wijze van proef",
        "allOf": [{ "$ref": "urn:schakel:nlgov-cloudevent:1.1" }],
        "required": ["data"],
        "properties": {
            "type": { "const": "nl.onderwijsjeugdhulp.terugkoppelingen-proef.v1" },
            "data": {
                "type": "object",
                "additionalProperties": false,
                "required": ["meldingsnummer", "stand"],
                "properties": {
                    "meldingsnummer": with(leaf("REF"), "betekenis", json!("meldingsnummer")),
                    "stand": with(leaf("PROC_STATUS"), "enum", json!(["IN_BEHANDELING", "AFGEROND"])),
                    "gesprek": leaf("GEZIN"),
                    "pgn": with(json!({ "type": "string", "gegevenscategorie": "PGN", "betekenis": "pgn" }), "format", json!("pgn")),
                },
            },
        },
    })
}

const ROW: &str = r#"
[[rij]]
id          = "proef"
bericht     = "terugkoppeling-proef/1"
van         = "leerplicht"
naar        = "school"
plaats      = "eigen-melding"
toestemming = "nee"
weigering   = "nee"
informeren  = false
categorieen = ["PROC_STATUS"]
grondslag   = { verstrekken = "een proef", ontvangen = "een proef" }
bron        = "deze proef"
zekerheid   = "H"
geldig_van  = 2026-01-01

[[geval]]
rij    = "proef"
naam   = "wie meldde hoort hoe het staat"
feiten = { eigen_melding = true }
deel   = ["PROC_STATUS"]

[[geval]]
rij     = "proef"
naam    = "wie niet meldde hoort niets"
onthoud = "disclosure.condition"
feiten  = {}
"#;

const OFFICE: &str = "\n[[source]]\nname = \"kantoor\"\noin = \"00000099000000001000\"\nrole = \"leerplicht\"\ncontroller = \"Gemeente Zwolle\"\n\
    adapter = \"cloudevents\"\nuser = \"kantoor\"\nkinds = [\"terugkoppeling-proef/1\"]\nfrom = 2026-01-01\n";

fn feedback(id: &str, number: &str) -> Value {
    json!({
        "specversion": "1.0", "id": id, "type": "nl.onderwijsjeugdhulp.terugkoppelingen-proef.v1",
        "source": "urn:nld:oin:00000099000000001000:systeem:kantoor", "datacontenttype": "application/json",
        "data": { "meldingsnummer": number, "stand": "AFGEROND", "gesprek": "thuis gesproken", "pgn": "999900043" },
    })
}

fn add(folder: &Path) {
    let write = |path: &str, text: &str| world::write(folder, path, text);
    let append = |path: &str, more: &str| world::append(folder, path, more);
    let kind = "schemas/terugkoppeling-proef";
    write(&format!("{kind}/v1.json"), &schema().to_string());
    write(
        &format!("{kind}/examples/valid/afgerond.json"),
        &feedback("t1", "m1").to_string(),
    );
    let mut wrong = feedback("t1", "m1");
    wrong["data"]["stand"] = json!("WEET_NIET");
    write(
        &format!("{kind}/examples/invalid/onbekende-stand.json"),
        &wrong.to_string(),
    );
    write("policies/proef.toml", ROW);
    append("region/sources.toml", OFFICE);
    // both schools are partners already: they are connected for one kind more
    let partners = fs::read_to_string(folder.join("region/partners.toml")).unwrap();
    let more = partners.replace(
        "\"terugkoppeling.leerplicht/1\"",
        "\"terugkoppeling-proef/1\", \"terugkoppeling.leerplicht/1\"",
    );
    assert_ne!(more, partners);
    write("region/partners.toml", &more);
}

fn report() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas/verzuimmelding/examples/valid/zestien-uur.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn a_kind_a_row_and_partners_are_added_without_rust() {
    let mut world = World::with("added", add).await;
    let checked = world.schakel_ok(&["check"]);
    assert!(checked.contains("47 berichtsoorten"), "{checked}");
    world.start();
    let number = "02CD-2026-000017";
    world.send("meander", &[Sent::event(&report())]).await;
    assert_eq!(world.answers("meander", 1).await[0]["uitkomst"], "routed");
    world
        .send(
            "kantoor",
            &[
                Sent::event(&feedback("t1", number)),
                Sent::event(&feedback("t2", "van-niemand")),
            ],
        )
        .await;
    let answers = world.answers("kantoor", 2).await;
    assert_eq!(
        answers[0],
        json!({ "document": "t1", "uitkomst": "routed", "ontvangers": ["school"] })
    );
    assert_eq!(
        (&answers[1]["document"], &answers[1]["uitkomst"]),
        (&json!("t2"), &json!("nothing"))
    );
    world.settled(3).await;
    let arrived = world.mailbox("meander").await;
    let [event] = &arrived[..] else {
        panic!("{arrived:?}")
    };
    assert_eq!(
        event["type"],
        "nl.onderwijsjeugdhulp.terugkoppelingen-proef.v1"
    );
    assert_eq!(
        event["data"],
        json!({ "meldingsnummer": number, "stand": "AFGEROND" }),
        "no more than the row lets through"
    );
    assert!(world.mailbox("thorbecke").await.is_empty());
    explained(&world, number);
    world.stop().await;
    world.log_is_whole();
}

/// What `explain` says beside the running hub: facts from the store, or from a file, and which.
fn explained(world: &World, number: &str) {
    let (message, facts) = (world.path("bericht.json"), world.path("feiten.toml"));
    fs::write(&message, feedback("t3", number).to_string()).unwrap();
    fs::write(&facts, format!("melder = \"{THORBECKE}/school\"\n")).unwrap();
    let explain = |more: &[&str]| {
        world.schakel_ok(&[&["explain", message.as_str(), "--source", "kantoor"], more].concat())
    };
    let from_store = explain(&[]);
    for words in [
        &format!("eerder gemeld door: {MEANDER}/school (opslag)"),
        "KRIJGT   Meander College als School",
        "PROC_STATUS",
        "rij proef",
    ] {
        assert!(from_store.contains(words), "`{words}` in {from_store}");
    }
    assert!(
        !from_store.contains("thuis gesproken") && !from_store.contains("999900043"),
        "{from_store}"
    );
    let from_file = explain(&["--facts", &facts]);
    for words in [
        &format!("eerder gemeld door: {THORBECKE}/school (feitenbestand)"),
        "KRIJGT   Thorbecke Scholen als School",
    ] {
        assert!(from_file.contains(words), "`{words}` in {from_file}");
    }
    assert!(!from_file.contains("Meander College"), "{from_file}");
    fs::write(&message, feedback("t3", "van-niemand").to_string()).unwrap();
    let nobody = explain(&[]);
    for words in [
        "eerder gemeld door: onbekend (opslag)",
        "NIETS    niemand bekend als School",
    ] {
        assert!(nobody.contains(words), "`{words}` in {nobody}");
    }
}
