//! The catalog of the repository, and messages to give to it.

use schakel::catalog::complaint::Complaint;
use schakel::catalog::{Catalog, Texts};
use schakel::load::{Folders, load};
use schakel::message::{Content, Inbound, Private, Proof};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// The day on which the tests' messages arrive and are sent.
pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 3, 20);

/// The catalog of the repository, to look at.
pub(crate) fn catalog() -> &'static Catalog {
    // a failure is remembered as well: else each of hundreds of tests would compile it anew, only to fail
    static CATALOG: OnceLock<Result<Catalog, Vec<Complaint>>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Catalog::compile(&files()))
        .as_ref()
        .unwrap()
}

/// What it is made of, to change something. Of a change nothing can be told while it has faults without one.
pub(crate) fn texts() -> Texts {
    catalog();
    files()
}

fn files() -> Texts {
    load(&folders("ijssel-vecht")).unwrap().texts
}

/// Where the files of the repository are.
pub(crate) fn folders(region: &str) -> Folders {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Folders {
        schemas: root.join("schemas"),
        adapters: root.join("adapters"),
        policies: root.join("policies"),
        region: root.join("deploy/regions").join(region),
        reference: root.join("deploy/reference"),
    }
}

/// A message of a source as its own user sends it.
pub(crate) fn inbound(source: &str, body: impl Into<Vec<u8>>) -> Inbound {
    Inbound {
        source: source.to_owned(),
        proof: Proof::AmqpUser(source.to_owned()),
        content: Content::Payload,
        message_id: None,
        content_type: (source == "meander").then(|| "application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(body.into()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    }
}

/// A good report as XML, with some of its text replaced.
pub(crate) fn xml(replace: &[(&str, &str)]) -> String {
    let mut text = "<MeldenRelatiefVerzuim><Verzuimgeval><Brin>01AB</Brin><Nummer>7</Nummer><PGN>999900031</PGN>\
        <Achternaam>Voorbeeld</Achternaam><Geboortedatum>20120917</Geboortedatum><Woongemeente>0193</Woongemeente>\
        <MeldingRelatiefVerzuim><Soort>luxe verzuim</Soort><Begindatum>20260302</Begindatum><Reden>vakantie</Reden></MeldingRelatiefVerzuim>\
        <Melder><Achternaam>Melder</Achternaam></Melder></Verzuimgeval></MeldenRelatiefVerzuim>"
        .to_owned();
    for (from, to) in replace {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

/// The catalog of the repository, in which Meander may say everything that can be said about consent.
pub(crate) fn outspoken() -> Catalog {
    let mut texts = texts();
    let more = "\"thuiszittersmelding/1\", \"toestemming.gewijzigd/1\", \"gezag.vastgesteld/1\", \"wilsbekwaamheid.vastgesteld/1\",";
    texts.sources.text = texts
        .sources
        .text
        .replacen("\"thuiszittersmelding/1\",", more, 1);
    Catalog::compile(&texts).unwrap()
}

/// A message about consent by Meander, after a change.
pub(crate) fn about(kind: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut data = json!({
        "leerling": { "achternaam": "Voorbeeld", "geboortedatum": "2018-09-17", "postcode": "8021BC", "huisnummer": 4 },
        "gever": { "kenmerk": "gezag-1", "hoedanigheid": "ouder", "gezag": "ja" },
        "dag": "2026-03-02", "bewijs": "formulier-17",
    });
    if kind.starts_with("toestemming") {
        data["ontvanger"] = json!("00000099000000001000");
        data["doel"] = json!("hulp-bij-verzuim");
        data["categorieen"] = json!(["ID", "ADRES", "CONT_MELDER", "VERZ"]);
    } else {
        data["bron"] = json!(if kind.starts_with("gezag") {
            "GEZAGSREGISTER"
        } else {
            "ARTS"
        });
    }
    if matches!(kind, "toestemming.verleend" | "toestemming.gewijzigd") {
        data["tekstversie"] = json!("2026-1");
    }
    change(&mut data);
    let of = |kind: &str| kind.replacen("toestemming.", "toestemmingen.", 1);
    let kind = if kind == "toestemming.gewijzigd" {
        kind.to_owned()
    } else {
        of(kind)
    };
    json!({
        "specversion": "1.0", "id": "verklaring", "type": format!("nl.onderwijsjeugdhulp.{kind}.v1"),
        "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json", "data": data,
    })
}
