//! `docs/adding.md` -> its own recipes, followed to the letter: what stands there is put where it says, checked, and used.

use crate::world::{self, Sent, World};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn doc() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/adding.md")).unwrap()
}

/// The fenced block in which these words stand.
pub(crate) fn block<'d>(doc: &'d str, words: &str) -> &'d str {
    let found: Vec<&str> = doc
        .split("```")
        .skip(1)
        .step_by(2)
        .filter(|block| block.contains(words))
        .collect();
    let [block] = found[..] else {
        panic!("{} blocks with `{words}`", found.len())
    };
    block.split_once('\n').unwrap().1
}

/// The example of the adapter, and what comes out of it.
fn examples(doc: &str) -> (&str, &str) {
    let said = block(doc, "dit komt eruit:")
        .split_once("dit komt eruit:\n")
        .unwrap()
        .1;
    (
        block(doc, "\"absences\": ["),
        said.split_once("1 fout in de catalogus").unwrap().0,
    )
}

fn follow(doc: &str, folder: &Path) {
    let write = |path: &str, text: &str| world::write(folder, path, text);
    let append = |path: &str, more: &str| world::append(folder, path, more);
    append(
        "region/sources.toml",
        &block(doc, "name       = \"linde\"").replace("\"cloudevents\"", "\"presto\""),
    );
    write(
        "adapters/presto/adapter.toml",
        block(doc, "# adapters/presto/adapter.toml"),
    );
    let (came_in, came_out) = examples(doc);
    write("adapters/presto/examples/01.in.json", came_in);
    write("adapters/presto/examples/01.out.json", came_out);
    write(
        "schemas/verlofvraag/v1.json",
        block(doc, "urn:schakel:verlofvraag:1"),
    );
    let valid = block(doc, "\"id\": \"02CD-V-1\"");
    write("schemas/verlofvraag/examples/valid/gewichtig.json", valid);
    let invalid = valid.replace("\"tot\": \"2026-09-25\"", "\"tot\": \"2026-09-01\"");
    assert_ne!(invalid, valid);
    write(
        "schemas/verlofvraag/examples/invalid/tot-voor-van.json",
        &invalid,
    );
    append("policies/termen.toml", block(doc, "code = \"VERLOF\""));
    write("policies/verlof.toml", block(doc, "# policies/verlof.toml"));
    append(
        "region/partners.toml",
        block(doc, "name       = \"Leerplicht Raalte\""),
    );
    append("region/agreements.toml", block(doc, "name    = \"verlof\""));
    // Meander may send the kind, and Leerplicht Zwolle, the first partner, is connected for it
    let connect = |path: &str, after: &str| {
        let text = fs::read_to_string(folder.join(path)).unwrap();
        let at = text.find(after).unwrap();
        let kinds = at + text[at..].find("kinds      = [").unwrap() + "kinds      = [".len();
        write(
            path,
            &format!("{}\"verlofvraag/1\", {}", &text[..kinds], &text[kinds..]),
        );
    };
    connect("region/sources.toml", "name       = \"meander\"");
    connect("region/partners.toml", "name       = \"Leerplicht Zwolle\"");
    let region = fs::read_to_string(folder.join("region/region.toml")).unwrap();
    write(
        "region/region.toml",
        &region.replacen("serves = [", "serves = [\"0177\", ", 1),
    );
}

#[tokio::test]
async fn the_recipes_work_as_they_stand_with_a_source_that_is_in_no_folder_here() {
    let doc = doc();
    let mut world = World::with("recipes", |folder| follow(&doc, folder)).await;
    let checked = world.schakel_ok(&["check"]);
    let counts = checked
        .lines()
        .find(|line| line.contains(" berichtsoorten, "))
        .unwrap();
    assert!(
        doc.contains(counts),
        "docs/adding.md shows other counts than{counts}"
    );

    world.start();
    let presto = |body: &str| Sent {
        body: body.as_bytes().to_vec(),
        content_type: Some("application/json".to_owned()),
        ..Sent::default()
    };
    let zwolle = examples(&doc).0;
    let raalte = zwolle
        .replace("\"ref\": \"17\"", "\"ref\": \"19\"")
        .replace("\"ref\": \"18\"", "\"ref\": \"20\"")
        .replace("\"0193\"", "\"0177\"");
    world
        .send("linde", &[presto(zwolle), presto(&raalte)])
        .await;
    let answers = world.answers("linde", 4).await;
    let ends: Vec<(&str, &Value)> = answers
        .iter()
        .map(|answer| (answer["document"].as_str().unwrap(), &answer["uitkomst"]))
        .collect();
    let (routed, stopped) = (json!("routed"), json!("stopped"));
    assert_eq!(
        ends,
        [
            ("03EF.17", &routed),
            ("03EF.18", &stopped),
            ("03EF.19", &routed),
            ("03EF.20", &stopped)
        ]
    );
    world.settled(4).await;
    for (partner, number) in [
        ("leerplicht-zwolle", "03EF-17"),
        ("leerplicht-raalte", "03EF-19"),
    ] {
        let lay = world.mailbox(partner).await;
        let numbers: Vec<&Value> = lay
            .iter()
            .map(|event| &event["data"]["meldingsnummer"])
            .collect();
        assert_eq!(numbers, [number], "{partner}");
    }

    // the kind, the row and the agreement, by the example that proves them
    let leave = world.path("verlof.json");
    fs::write(&leave, block(&doc, "\"id\": \"02CD-V-1\"")).unwrap();
    let said = world.schakel_ok(&["explain", &leave, "--source", "meander"]);
    for line in block(&doc, "rij voorbeeld-verlof: verzonnen voor dit recept").lines() {
        assert!(said.contains(line), "`{line}` in {said}");
    }
    world.stop().await;
    world.log_is_whole();
}
