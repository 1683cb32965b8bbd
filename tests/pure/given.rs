//! The catalog of the repository, and messages to give to it.

use schakel::catalog::{Catalog, Texts};
use schakel::load::{Folders, load};
use schakel::message::{Inbound, Private};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// The day on which the tests' messages arrive and are sent.
pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 3, 20);

/// The catalog of the repository, to look at.
pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(compiled)
}

/// The catalog of the repository, to give to a hub.
pub(crate) fn compiled() -> Catalog {
    Catalog::compile(&texts()).unwrap()
}

/// What it is made of, to change something.
pub(crate) fn texts() -> Texts {
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
        user_id: Some(source.to_owned()),
        message_id: None,
        content_type: (source == "meander").then(|| "application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(body.into()),
        redelivered: false,
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
