//! The pure path, without a broker and without a store: bytes in, verdicts out.

mod bounds;
mod consents;
mod csv;
mod decoding;
mod events;
mod feedback;
mod minimising;
mod rows;

use schakel::catalog::{Catalog, Texts};
use schakel::load::{Folders, load};
use schakel::message::{Inbound, Private};
use schakel::outcome::Stop;
use schakel::pipeline::{self, Facts, Judged, Limits, Ruling, Triaged, Verdict};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

pub(crate) const LIMITS: Limits = Limits { message_bytes: 4 << 20, documents: 100 };
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = Folders {
        schemas: root.join("schemas"),
        adapters: root.join("adapters"),
        policies: root.join("policies"),
        region: root.join("deploy/regions/ijssel-vecht"),
        reference: root.join("deploy/reference"),
    };
    load(&folders).unwrap().texts
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

pub(crate) fn triage(inbound: &Inbound) -> Result<Vec<Judged>, Stop> {
    pipeline::triage(catalog(), LIMITS, inbound, "fingerprint", TODAY)
}

/// Nothing is known but the day.
pub(crate) fn facts() -> Facts {
    Facts::none(TODAY)
}

pub(crate) fn rule(triaged: &Triaged) -> Ruling {
    pipeline::rule(catalog(), triaged, &facts())
}

/// What becomes of every document, in one line each: `give leerplicht 1 | hold wijkteam disclosure.no_row`, or `stop code path rule`.
pub(crate) fn story(inbound: &Inbound) -> Vec<String> {
    match triage(inbound) {
        Err(stop) => vec![stopped(&stop)],
        Ok(judged) => judged.iter().map(|judged| judged.result.as_ref().map_or_else(stopped, |triaged| verdicts(&rule(triaged)))).collect(),
    }
}

fn stopped(stop: &Stop) -> String {
    let problems: Vec<String> = stop.problems.iter().map(|problem| format!("{} {}", problem.path, problem.rule)).collect();
    format!("stop {} {}", stop.code, problems.join(", ")).trim_end().to_owned()
}

fn verdicts(ruling: &Ruling) -> String {
    let told = ruling.judgements.iter().map(|judgement| match &judgement.verdict {
        Verdict::Share(share) => {
            let rows: Vec<&str> = share.grants().iter().map(|grant| grant.row.id.as_str()).collect();
            format!("give {} {}", judgement.role, rows.join("+"))
        }
        Verdict::Withhold { code, .. } => format!("hold {} {code}", judgement.role),
    });
    told.collect::<Vec<_>>().join(" | ")
}

#[track_caller]
pub(crate) fn check(inbound: &Inbound, expected: &[&str]) {
    assert_eq!(story(inbound), expected);
}

/// A good report as a CloudEvent, after `change`.
pub(crate) fn event(change: impl FnOnce(&mut Value)) -> Inbound {
    let text = include_str!("../../schemas/verzuimmelding/examples/valid/zestien-uur.json");
    let mut event = serde_json::from_str(text).unwrap();
    change(&mut event);
    inbound("meander", event.to_string())
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
