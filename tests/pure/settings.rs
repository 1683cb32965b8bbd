//! What an operator wrote -> settings, or what is said about it: never a value, always the place.

mod address;
mod level;
mod numbers;
mod places;

use schakel::config::{Origin, Settings, understood};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

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
