//! Where to listen, and which files -> places, or why they are none.

use super::{refuses, refuses_in_both, understands, written};

#[test]
fn a_place_to_listen_is_refused_in_dutch() {
    let words = "moet een IP-adres met een poort van 0 tot 65535 zijn, zoals `127.0.0.1:9464` of `[::1]:9464`";
    for value in [
        "localhost:9464",
        "127.0.0.1",
        "9464",
        ":9464",
        "127.0.0.1:65536",
        "0:9464",
        "127.0.0.1:9464 ",
        "::1:9464",
    ] {
        refuses_in_both("web.listen", &format!("\"{value}\""), words);
    }
    refuses(
        "[web]\nlisten = 9464\n",
        &[],
        "`web.listen` moet een tekst zijn, tussen aanhalingstekens, in `/map/hub.toml` regel 9",
    );
    refuses(
        "[web]\n",
        &[],
        "`web.listen` ontbreekt in `/map/hub.toml`, en `SCHAKEL__WEB__LISTEN` in de omgeving",
    );
    refuses(
        "[web]\nstore_seconds = 2\n",
        &[],
        "`web.listen` ontbreekt in `/map/hub.toml`, en `SCHAKEL__WEB__LISTEN` in de omgeving",
    );
    assert!(understands("", &[]).web.is_none());
    assert_eq!(
        understands("", &[("SCHAKEL__WEB__LISTEN", "[::1]:0")])
            .web
            .unwrap()
            .listen
            .port(),
        0
    );
}

#[test]
fn a_path_that_says_nothing_or_leads_to_a_folder_is_refused() {
    for name in ["store.path", "control.socket"] {
        for empty in ["\"\"", "\"  \""] {
            refuses_in_both(name, empty, "is leeg: geef een waarde, of laat de naam weg");
        }
        refuses(
            &written(name, "5"),
            &[],
            &format!(
                "`{name}` moet een tekst zijn, tussen aanhalingstekens, in `/map/hub.toml` regel 9"
            ),
        );
        refuses(
            &written(name, "\"a\\u0000b\""),
            &[],
            &format!(
                "`{name}` moet op één regel staan, zonder stuurtekens, in `/map/hub.toml` regel 9"
            ),
        );
    }
    let folder = env!("CARGO_MANIFEST_DIR");
    for name in ["keys.file", "store.path"] {
        let variable = format!("SCHAKEL__{}", name.replace('.', "__").to_uppercase());
        let place = format!("uit de omgeving, variabele `{variable}`");
        refuses(
            "",
            &[(&variable, folder)],
            &format!("`{name}` `{folder}` is een map, en geen bestand, {place}"),
        );
    }
    let long = "x".repeat(103);
    refuses_in_both(
        "control.socket",
        &format!("\"{long}\""),
        "is met de map erbij langer dan 107 tekens",
    );
    understands(
        &written("control.socket", &format!("\"{}\"", "x".repeat(102))),
        &[],
    );
}
