//! What an operator wrote -> settings, or what is said about it: never a value, always the place.

mod address;

use schakel::config::{Levels, LogFormat, Origin, Settings, understood};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use tracing::level_filters::LevelFilter;

/// Line 3 is that of `broker.url`.
const FILE: &str = "# een hub\n[broker]\nurl = \"amqp://u:w@localhost:5672/%2F\"\n[keys]\nfile = \"hub.key\"\n[catalog]\nregion = \"region\"\n";

fn read(text: &[u8], environment: &[(&str, &str)]) -> Result<(Settings, Vec<Origin>), String> {
    let environment = environment
        .iter()
        .map(|(name, value)| (name.into(), value.into()));
    understood(Path::new("/map/hub.toml"), text, environment).map_err(|error| error.to_string())
}

#[track_caller]
fn understands(more: &str, environment: &[(&str, &str)]) -> Settings {
    read(format!("{FILE}{more}").as_bytes(), environment)
        .unwrap_or_else(|error| panic!("`{more}` {environment:?}: {error}"))
        .0
}

#[track_caller]
fn refuses(more: &str, environment: &[(&str, &str)], expected: &str) {
    let said = match read(format!("{FILE}{more}").as_bytes(), environment) {
        Ok(_) => panic!("`{more}` {environment:?} is accepted"),
        Err(said) => said,
    };
    assert_eq!(
        said,
        format!("instellingen: {expected}"),
        "`{more}` {environment:?}"
    );
}

/// The table and the key, in a file in which that table is not there yet.
fn written(name: &str, value: &str) -> String {
    let (table, key) = name.split_once('.').unwrap();
    format!("[{table}]\n{key} = {value}\n")
}

#[track_caller]
fn refuses_in_both(name: &str, value: &str, expected: &str) {
    refuses(
        &written(name, value),
        &[],
        &format!("`{name}` {expected}, in `/map/hub.toml` regel 9"),
    );
    let variable = format!("SCHAKEL__{}", name.replace('.', "__").to_uppercase());
    let place = format!("uit de omgeving, variabele `{variable}`");
    refuses(
        "",
        &[(&variable, value.trim_matches('"'))],
        &format!("`{name}` {expected}, {place}"),
    );
}

#[test]
fn every_number_has_bounds_in_the_file_and_in_the_environment() {
    for (name, least, most) in [
        ("limits.message_bytes", 65_536_u64, 134_217_728),
        ("limits.documents", 1, 1_000_000),
        ("limits.batch", 1, 4096),
        ("limits.window", 1, 4096),
        ("limits.stop_seconds", 1, 3600),
    ] {
        let words = format!("moet een geheel getal van {least} tot {most} zijn, in cijfers");
        let (below, above) = ((least - 1).to_string(), (most + 1).to_string());
        for value in [
            &below,
            &above,
            "-1",
            "1.5",
            "9000000000000000000",
            "99999999999999999999999999999999999999999",
            "\"10s\"",
            "\" 10\"",
        ] {
            refuses_in_both(name, value, &words);
        }
        for value in [
            "1e3",
            "nan",
            "true",
            "[70000]",
            "{}",
            "2026-01-01",
            "\"70000\"",
        ] {
            refuses(
                &written(name, value),
                &[],
                &format!("`{name}` {words}, in `/map/hub.toml` regel 9"),
            );
        }
        let variable = format!("SCHAKEL__{}", name.replace('.', "__").to_uppercase());
        for value in [
            "1e3", "+70000", "070000", "70_000", "0x11170", "70000 ", "", "\u{0661}", "70.000",
        ] {
            refuses(
                "",
                &[(&variable, value)],
                &format!("`{name}` {words}, uit de omgeving, variabele `{variable}`"),
            );
        }
        for value in [least, most] {
            understands(
                &written(name, &value.to_string()),
                &[("SCHAKEL__BROKER__PREFETCH", "1")],
            );
            understands(
                "",
                &[
                    (&variable, &value.to_string()),
                    ("SCHAKEL__BROKER__PREFETCH", "1"),
                ],
            );
        }
    }
    refuses(
        "",
        &[("SCHAKEL__BROKER__CONFIRM_SECONDS", "9000000000000000000")],
        "`broker.confirm_seconds` moet een geheel getal van 1 tot 600 zijn, in cijfers, uit de omgeving, variabele `SCHAKEL__BROKER__CONFIRM_SECONDS`",
    );
    refuses(
        "",
        &[("SCHAKEL__BROKER__PREFETCH", "0")],
        "`broker.prefetch` moet een geheel getal van 1 tot 65535 zijn, in cijfers, uit de omgeving, variabele `SCHAKEL__BROKER__PREFETCH`",
    );
    refuses(
        "[web]\nlisten = \"127.0.0.1:0\"\nstore_seconds = 301\n",
        &[],
        "`web.store_seconds` moet een geheel getal van 1 tot 300 zijn, in cijfers, in `/map/hub.toml` regel 10",
    );
    refuses(
        "[limits]\nmessage_bytes = 67108864\n",
        &[("SCHAKEL__BROKER__PREFETCH", "65")],
        "`broker.prefetch` maal `limits.message_bytes` is meer dan 4 GiB: maak een van beide kleiner, \
         uit de omgeving, variabele `SCHAKEL__BROKER__PREFETCH`",
    );
    assert_eq!(
        understands("[limits]\nbatch = 0x10\n", &[]).limits.batch,
        16,
        "TOML knows what it is"
    );
}

#[test]
fn waits_are_bounded_and_so_is_their_number() {
    let words = "moet een lijst van gehele getallen van 0 tot 2592000 zijn";
    let place = "in `/map/hub.toml` regel 9";
    for value in [
        "[-1]",
        "[2592001]",
        "[25, 1.5]",
        "[\"25\"]",
        "[[25]]",
        "[9000000000000000000]",
        "[true]",
    ] {
        refuses(
            &format!("[retry]\nschedule = {value}\n"),
            &[],
            &format!("`retry.schedule` {words}, in cijfers, {place}"),
        );
    }
    for value in ["25", "\"25\"", "{}"] {
        refuses(
            &format!("[retry]\nschedule = {value}\n"),
            &[],
            &format!("`retry.schedule` {words}, zoals [25, 100], {place}"),
        );
    }
    let many = vec!["1"; 1001].join(",");
    refuses(
        &format!("[retry]\nschedule = [{many}]\n"),
        &[],
        &format!("`retry.schedule` heeft ten hoogste 1000 getallen, {place}"),
    );
    refuses(
        "",
        &[("SCHAKEL__RETRY__SCHEDULE", "25")],
        "`retry.schedule` is een lijst: die kan alleen in het bestand staan, uit de omgeving, variabele `SCHAKEL__RETRY__SCHEDULE`",
    );
    assert_eq!(
        understands("[retry]\nschedule = [0, 2592000]\n", &[])
            .retry
            .schedule,
        [0, 2_592_000]
    );
    assert_eq!(understands("", &[]).retry.schedule.len(), 7);
}

#[test]
fn a_level_of_the_log_is_understood_or_refused() {
    let choose = "kent dit niveau niet: kies uit error, warn, info, debug, trace";
    let off = "mag niet `off` zijn: dan zwijgt de hub ook over fouten; bedoelt u `error`?";
    let comma = "scheidt niveaus met een komma, zoals `info,schakel::broker=debug`";
    for (level, words) in [
        ("warning", "kent dit niveau niet: bedoelt u `warn`?"),
        ("WARNING", "kent dit niveau niet: bedoelt u `warn`?"),
        ("wran", "kent dit niveau niet: bedoelt u `warn`?"),
        ("information", "kent dit niveau niet: bedoelt u `info`?"),
        ("inf", "kent dit niveau niet: bedoelt u `info`?"),
        ("eror", "kent dit niveau niet: bedoelt u `error`?"),
        ("err", "kent dit niveau niet: bedoelt u `error`?"),
        ("fatal", "kent dit niveau niet: bedoelt u `error`?"),
        ("debugg", "kent dit niveau niet: bedoelt u `debug`?"),
        ("verbose", "kent dit niveau niet: bedoelt u `debug`?"),
        ("garbage", choose),
        ("3", choose),
        ("geheim", choose),
        ("off", off),
        ("OFF", off),
        ("schakel=off", off),
        ("info,schakel::hub=off", off),
        ("INFO;lapin=off", comma),
        ("info lapin=off", comma),
        ("info,lapin=a=b", comma),
        (
            "info,",
            "heeft een leeg deel; kies uit error, warn, info, debug, trace",
        ),
        (
            "info,lapin=",
            "heeft een leeg deel; kies uit error, warn, info, debug, trace",
        ),
        ("info,debug", "heeft twee algemene niveaus: geef er één"),
        (
            "info,lapin=off,lapin=warn",
            "geeft `lapin` twee keer een niveau",
        ),
        (
            "info,broker=debug",
            "kent geen onderdeel van die naam: bedoelt u `schakel::broker`?",
        ),
        (
            "info,schakel::hub::=debug",
            "noemt een onderdeel dat niet te lezen is",
        ),
        (
            "info,[span]=debug",
            "kent geen onderdeel van die naam; bekend zijn amq_protocol_tcp, hickory_net, hickory_proto, hickory_resolver, \
          hyper_util, jiff, lapin, reqwest, rustls_connector, rustls_platform_verifier, schakel",
        ),
    ] {
        refuses_in_both("log.level", &format!("\"{level}\""), words);
    }
    let said = read(
        format!("{FILE}[log]\nlevel = \"schakel::hup=info\"\n").as_bytes(),
        &[],
    )
    .unwrap_err();
    assert!(
        said.contains(
            "kent geen onderdeel van die naam in `schakel`; bekend zijn arrival, broker, "
        ),
        "{said}"
    );
    let levels = |text: &str| understands("", &[("SCHAKEL__LOG__LEVEL", text)]).log.level;
    let plain = |general| Levels {
        general,
        targets: Vec::new(),
    };
    for (text, level) in [
        ("error", LevelFilter::ERROR),
        ("Warn", LevelFilter::WARN),
        ("INFO", LevelFilter::INFO),
        (" debug ", LevelFilter::DEBUG),
        ("trace", LevelFilter::TRACE),
    ] {
        assert_eq!(levels(text), plain(level), "{text}");
    }
    let targets = vec![
        ("lapin".to_owned(), LevelFilter::OFF),
        ("schakel::hub::intake".to_owned(), LevelFilter::DEBUG),
    ];
    assert_eq!(
        levels("WARN, lapin=OFF ,schakel::hub::intake = debug"),
        Levels {
            general: LevelFilter::WARN,
            targets
        }
    );
    assert_eq!(
        levels("lapin=off").general,
        LevelFilter::INFO,
        "what has no level of its own is not silent"
    );
    assert_eq!(understands("", &[]).log.level, Levels::default());
    refuses_in_both("log.format", "\"yaml\"", "kan zo niet; kies uit text, json");
    assert!(matches!(
        understands("[log]\nformat = \"json\"\n", &[]).log.format,
        LogFormat::Json
    ));
}

#[test]
fn an_unknown_name_is_told_where_it_stands_with_the_one_that_is_meant() {
    for (more, expected) in [
        (
            "[limits]\nbatsh = 1\n",
            "`limits.batsh` is onbekend; bedoelt u `limits.batch`?, in `/map/hub.toml` regel 9",
        ),
        (
            "[limit]\nbatch = 1\n",
            "`limit.batch` is onbekend; bedoelt u `limits.batch`?, in `/map/hub.toml` regel 9",
        ),
        (
            "[log]\nlevel.schakel = \"info\"\n",
            "`log.level.schakel` is onbekend; bekend zijn `log.format`, `log.level`, in `/map/hub.toml` regel 9",
        ),
        (
            "[database]\nurl = 1\n",
            "`database.url` is onbekend; bekende tabellen zijn alerts, broker, catalog, control, keys, limits, log, retry, store, web, \
             in `/map/hub.toml` regel 9",
        ),
        (
            "[nieuw]\n",
            "`nieuw` is onbekend; bekende tabellen zijn alerts, broker, catalog, control, keys, limits, log, retry, store, web, \
             in `/map/hub.toml` regel 8",
        ),
        (
            "[[limits]]\nbatch = 1\n",
            "`limits` moet een tabel zijn, in `/map/hub.toml` regel 8",
        ),
    ] {
        refuses(more, &[], expected);
    }
    let first = format!("\"limits.batch\" = 1\n{FILE}");
    let said = read(first.as_bytes(), &[]).unwrap_err();
    assert_eq!(
        said,
        "instellingen: `\"limits.batch\"` is onbekend; bedoelt u `limits.batch`?, in `/map/hub.toml` regel 1"
    );
    for (variable, meant) in [
        ("SCHAKEL__LOG_LEVEL", "bedoelt u `SCHAKEL__LOG__LEVEL`?"),
        ("SCHAKEL__LOG__LEVLE", "bedoelt u `SCHAKEL__LOG__LEVEL`?"),
        (
            "SCHAKEL__BROKER__URL__",
            "bedoelt u `SCHAKEL__BROKER__URL`?",
        ),
        ("SCHAKEL_BROKER_URL", "bedoelt u `SCHAKEL__BROKER__URL`?"),
        (
            "SCHAKEL_LIMITS__BATCH",
            "bedoelt u `SCHAKEL__LIMITS__BATCH`?",
        ),
        ("SCHAKEL__STORE__FILE", "bekend zijn `SCHAKEL__STORE__PATH`"),
    ] {
        refuses(
            "",
            &[(variable, "geheim")],
            &format!("variabele `{variable}` in de omgeving is onbekend; {meant}"),
        );
    }
    understands(
        "[store]\n[control]\n",
        &[
            ("SCHAKEL_SIM_CASES", "3"),
            ("HOME", "/"),
            ("schakel__limits__batch", "7"),
        ],
    );
    refuses(
        "",
        &[
            ("SCHAKEL__LIMITS__BATCH", "7"),
            ("schakel__limits__batch", "8"),
        ],
        "de variabelen `SCHAKEL__LIMITS__BATCH` en `schakel__limits__batch` zeggen hetzelfde: laat er één staan",
    );
    let no_text = [(
        OsString::from("SCHAKEL__KEYS__FILE"),
        OsString::from_vec(vec![b'a', 0xff]),
    )];
    let said = understood(Path::new("hub.toml"), FILE.as_bytes(), no_text.into_iter())
        .unwrap_err()
        .to_string();
    assert_eq!(
        said,
        "instellingen: `keys.file` is geen UTF-8, uit de omgeving, variabele `SCHAKEL__KEYS__FILE`"
    );
}

#[test]
fn what_the_environment_says_is_taken_as_it_is_written_and_goes_first() {
    let (settings, origins) = read(
        FILE.as_bytes(),
        &[
            ("SCHAKEL__KEYS__FILE", "0123"),
            ("SCHAKEL__STORE__PATH", "1e3"),
        ],
    )
    .unwrap();
    assert_eq!(
        (settings.keys.file.as_path(), settings.store.path.as_path()),
        (Path::new("/map/0123"), Path::new("/map/1e3"))
    );
    let told: Vec<_> = origins
        .iter()
        .map(|origin| (origin.name.as_str(), origin.from.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("broker.url", "/map/hub.toml"),
            ("catalog.region", "/map/hub.toml"),
            ("keys.file", "de omgeving (SCHAKEL__KEYS__FILE)"),
            ("store.path", "de omgeving (SCHAKEL__STORE__PATH)")
        ]
    );
    for word in ["true", "0x10", "-5", "010"] {
        let settings = understands("", &[("SCHAKEL__CATALOG__REGION", word)]);
        assert_eq!(settings.catalog.region, Path::new("/map").join(word));
    }
    assert_eq!(
        understands("", &[]).socket(),
        Path::new("/map/schakel.sock")
    );
}

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

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = "[broker]\nprefetch = 0\n[log]\nlevel = \"warning\"\n[limits]\nbatsh = 1\n";
    let said = read(text.as_bytes(), &[("SCHAKEL__LIMITS__WINDOW", "x")]).unwrap_err();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines[0], "instellingen: 7 fouten", "{said}");
    for part in [
        "`broker.url` ontbreekt",
        "`keys.file` ontbreekt",
        "`catalog.region` ontbreekt",
        "prefetch",
        "regel 4",
        "batsh",
        "WINDOW",
    ] {
        assert_eq!(
            lines.iter().filter(|line| line.contains(part)).count(),
            1,
            "{part}: {said}"
        );
    }
}

#[test]
fn a_file_of_another_editor_is_read_and_one_that_is_no_toml_is_refused() {
    for text in [
        format!("\u{feff}{FILE}"),
        FILE.replace('\n', "\r\n"),
        format!("\u{feff}{}", FILE.replace('\n', "\r\n")),
    ] {
        assert!(read(text.as_bytes(), &[]).is_ok(), "{text:?}");
    }
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(FILE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [utf16, [FILE.as_bytes(), b"# caf\xe9\n"].concat()] {
        let said = read(&bytes, &[]).map(drop).unwrap_err();
        assert_eq!(
            said,
            "instellingen: `/map/hub.toml` is geen UTF-8: sla het bestand op als UTF-8"
        );
    }
    for (more, expected) in [
        ("[keys]\nfile = \"x\"\n", "regel 8: dit staat er twee keer"),
        ("region = \"geheim\"\n", "regel 8: dit staat er twee keer"),
        (
            "x = \"geheim\n",
            "regel 8: geen TOML: kijk naar haken, aanhalingstekens en `=`",
        ),
        (
            "x = geheim\n",
            "regel 8: geen TOML: kijk naar haken, aanhalingstekens en `=`",
        ),
        (
            "[keys\n",
            "regel 8: geen TOML: kijk naar haken, aanhalingstekens en `=`",
        ),
        (
            "x = 010\n",
            "regel 8: geen TOML: kijk naar haken, aanhalingstekens en `=`",
        ),
    ] {
        refuses(more, &[], &format!("`/map/hub.toml`, {expected}"));
    }
    let said = read(b"", &[]).map(drop).unwrap_err();
    assert!(
        said.contains("3 fouten") && said.contains("`broker.url` ontbreekt"),
        "{said}"
    );
}
