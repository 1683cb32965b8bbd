//! A report to Veilig Thuis never goes through the hub: whoever sends one hears whom to call, and nothing of it is kept.

use crate::world::{Sent, World};
use schakel::number::DocumentNo;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Words that nobody may find again.
const MARKS: [&str; 2] = ["Zwijgzaam", "blauweplekmarkering"];

fn report(id: &str, change: impl FnOnce(&mut Value)) -> Sent {
    let text = include_str!("../../schemas/melding.veiligthuis/examples/valid/school.json");
    let mut event: Value = serde_json::from_str(text).unwrap();
    event["id"] = json!(id);
    event["source"] = json!("urn:nld:oin:00000099000000003000:systeem:las");
    event["data"]["jeugdige"]["achternaam"] = json!(MARKS[0]);
    change(&mut event);
    let text = event.to_string();
    assert!(text.contains(MARKS[0]) && text.contains(MARKS[1]), "{text}");
    Sent::event(&event)
}

fn may_send(folder: &Path) {
    let path = folder.join("region/sources.toml");
    let text = fs::read_to_string(&path).unwrap();
    let wider = text.replacen(
        "\"zorgsignaal.school/1\",",
        "\"zorgsignaal.school/1\", \"melding.veiligthuis/1\",",
        1,
    );
    assert_ne!(text, wider);
    fs::write(path, wider).unwrap();
}

#[tokio::test]
async fn nothing_is_kept_of_a_report_to_veilig_thuis_and_its_sender_hears_whom_to_call() {
    let mut world = World::with("veilig-thuis", may_send).await;
    world.start();
    let good = report("vt-1", |event| {
        event["data"]["zorg"]["signaal"] = json!(MARKS[1])
    });
    let wrong = report("vt-2", |event| event["data"]["onbekend"] = json!(MARKS[1]));
    world.send("meander", &[good, wrong]).await;
    let answers = world.answers("meander", 2).await;
    for (answer, code) in answers
        .iter()
        .zip(["disclosure.manual", "validate.invalid"])
    {
        assert_eq!(answer["code"], code, "{answer}");
        let words = answer["toelichting"].as_str().unwrap();
        assert!(
            words.contains("0800-2000") && words.contains("niet bewaard"),
            "{words}"
        );
    }
    let seen = world.settled(2).await;
    assert_eq!((seen.stopped, seen.dispatches), (2, 0));
    let again = world.schakel(&[
        "replay",
        "--document",
        "1",
        "--door",
        "proef",
        "--reden",
        "kan het alsnog?",
    ]);
    let text = String::from_utf8_lossy(&again.stdout).into_owned()
        + &String::from_utf8_lossy(&again.stderr);
    assert!(text.contains("dit gaat nooit langs de hub"), "{text}");
    world.stop().await;
    world.log_is_whole();
    let kept = world
        .store()
        .read(|store| Ok((store.payload(DocumentNo(1))?, store.payload(DocumentNo(2))?)))
        .await
        .unwrap();
    assert!(
        kept.0.is_none_or(|bytes| bytes.is_empty()) && kept.1.is_none_or(|bytes| bytes.is_empty()),
        "the content is kept, sealed"
    );
    let told = serde_json::to_string(&answers).unwrap();
    let mut read = 0;
    for entry in fs::read_dir(world.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
    {
        let bytes = fs::read(&entry).unwrap();
        read += 1;
        for mark in MARKS {
            let found = bytes
                .windows(mark.len())
                .any(|window| window == mark.as_bytes());
            assert!(
                !found && !told.contains(mark),
                "`{mark}` is in {}",
                entry.display()
            );
        }
    }
    assert!(read >= 3, "the store, the log and the settings at least");
}

#[test]
fn the_steps_are_shown_with_the_number_also_when_the_catalog_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let steps = include_str!("../../policies/teksten/stappen.toml");
    fs::create_dir_all(folder.path().join("policies/teksten")).unwrap();
    fs::write(folder.path().join("policies/teksten/stappen.toml"), steps).unwrap();
    let settings = folder.path().join("schakel.toml");
    fs::write(&settings, "[broker]\nurl = \"amqp://localhost\"\n[keys]\nfile = \"hub.key\"\n[catalog]\nregion = \"region\"\n").unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_schakel"))
        .arg("--settings")
        .arg(&settings)
        .arg("veiligthuis")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{text}");
    for words in ["0800-2000", "Stap 1.", "Stap 5.", "De hub bewaart niets."] {
        assert!(text.contains(words), "{text}");
    }
}
