//! How much is logged -> levels, or the level that is meant.

use super::{FILE, read, refuses_in_both, understands};
use schakel::config::{Levels, LogFormat};
use tracing::level_filters::LevelFilter;

#[test]
fn a_level_of_the_log_is_understood_or_refused() {
    let choose = "kent dit niveau niet: kies uit error, warn, info, debug, trace";
    let off = "mag niet `off` zijn: dan zwijgt de hub ook over fouten; bedoelt u `error`?";
    let comma = "scheidt niveaus met een komma, zoals `info,hyper_util=warn`";
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
