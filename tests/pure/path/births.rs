//! A birth date that the BRP knows in part: a person, whatever the message; of a no it is heard of whoever it may be about.

use super::{LIMITS, TODAY, catalog, check, event, inbound, xml};
use crate::catalog::text;
use crate::given::{about, outspoken};
use schakel::catalog::adapter;
use schakel::catalog::partner::{Reading, Source};
use schakel::catalog::schema::{self, Meaning};
use schakel::pipeline::adapt::{self, Mapped};
use schakel::pipeline::consent::Said;
use schakel::pipeline::{self, validate};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

const STOPPED: &str = "stop propose.no_birthdate /data/leerling/geboortedatum onvolledig";

fn born(day: &'static str) -> impl FnOnce(&mut Value) {
    move |event| event["data"]["leerling"]["geboortedatum"] = json!(day)
}

#[test]
fn a_birth_date_that_is_known_in_part_is_for_a_person() {
    for day in ["2012-05-00", "2012-00-00", "0000-00-00"] {
        check(&event(born(day)), &[STOPPED]);
    }
    for day in ["2012-13-00", "2012-00-12", "0000-05-00", "2012-05-32"] {
        check(
            &event(born(day)),
            &["stop validate.invalid /data/leerling/geboortedatum format:geboortedatum"],
        );
    }
}

#[test]
fn it_cannot_be_in_the_future_or_after_what_is_told() {
    for day in ["2027-00-00", "2026-04-00", "1899-00-00"] {
        check(
            &event(born(day)),
            &["stop validate.invalid /data/leerling/geboortedatum geboortedag"],
        );
    }
    check(
        &event(born("2026-03-00")),
        &["stop validate.invalid /data/verzuim/begindatum begin-na-geboorte"],
    );
    check(&event(born("2026-02-00")), &[STOPPED]);
}

#[test]
fn every_kind_with_a_birth_date_takes_one_that_is_known_in_part() {
    let mut seen = HashSet::new();
    let loaded = schakel::load::load(&crate::given::folders("ijssel-vecht")).unwrap();
    let source = Source::for_example(Reading::CloudEvents, BTreeSet::new());
    for file in loaded
        .schema_examples
        .iter()
        .filter(|file| file.place.contains("/examples/valid/"))
    {
        let Some(kind) = catalog()
            .kinds
            .get(&format!("{}/1", file.place.split('/').next().unwrap()))
        else {
            continue;
        };
        let Some(pointer) = kind.meanings.get(&Meaning::BirthDate) else {
            continue;
        };
        let mut event: Value = serde_json::from_slice(&file.bytes).unwrap();
        let year = event["data"]
            .pointer(pointer)
            .and_then(Value::as_str)
            .map_or("2012", |born| &born[..4])
            .to_owned();
        let dotted = pointer.trim_start_matches('/').replace('/', ".");
        schema::put(
            event["data"].as_object_mut().unwrap(),
            &dotted,
            json!(format!("{year}-00-00")),
        );
        let stop = validate::validate(
            Mapped::stored(Arc::clone(kind), event),
            &source,
            schakel::prove::EXAMPLE_DAY,
        )
        .err();
        let told = stop
            .into_iter()
            .flat_map(|stop| stop.problems)
            .find(|problem| problem.path == format!("/data{pointer}"));
        assert_eq!(told, None, "{}", file.place);
        seen.insert(kind.name.clone());
    }
    let all: HashSet<String> = catalog()
        .kinds
        .values()
        .filter(|kind| kind.meanings.contains_key(&Meaning::BirthDate))
        .map(|kind| kind.name.clone())
        .collect();
    assert_eq!(seen, all);
}

/// What is said in a message of this kind, or why it is stopped.
fn said(kind: &str) -> String {
    let event = about(kind, |data| {
        data["leerling"]["geboortedatum"] = json!("2018-09-00");
        if kind.starts_with("wilsbekwaamheid") {
            data["wilsbekwaam"] = json!("nee");
            data.as_object_mut().unwrap().remove("gever");
        } else if kind.starts_with("gezag") {
            data["gever"]["gezag"] = json!("nee");
        }
    });
    let judged = pipeline::triage(
        &outspoken(),
        LIMITS,
        &inbound("meander", event.to_string()),
        "x",
        TODAY,
    )
    .unwrap()
    .remove(0);
    match judged.result {
        Ok(triaged) => {
            let noes = triaged
                .statements()
                .iter()
                .filter(|statement| statement.said == Said::No)
                .count();
            format!("{} of {} say no", noes, triaged.statements().len())
        }
        Err(stop) => format!(
            "{} {} {}",
            stop.code, stop.problems[0].path, stop.problems[0].rule
        ),
    }
}

#[test]
fn of_a_no_it_is_kept_and_of_a_yes_or_a_fact_a_person_is_asked() {
    assert_eq!(said("toestemming.geweigerd"), "4 of 4 say no");
    assert_eq!(said("toestemming.ingetrokken"), "4 of 4 say no");
    let all = catalog().terms.all().without(catalog().terms.never);
    let others = catalog().terms.codes(all).len() - 4;
    assert_eq!(
        said("toestemming.gewijzigd"),
        format!("{others} of {others} say no"),
        "nobody knows for whom the yes would count"
    );
    for kind in [
        "toestemming.verleend",
        "gezag.vastgesteld",
        "wilsbekwaamheid.vastgesteld",
    ] {
        assert_eq!(
            said(kind),
            "propose.no_birthdate /data/leerling/geboortedatum onvolledig",
            "{kind}"
        );
    }
}

#[test]
fn an_adapter_passes_on_what_is_not_known() {
    for day in ["20120500", "20120000", "00000000"] {
        check(&inbound("thorbecke", xml(&[("20120917", day)])), &[STOPPED]);
    }
    check(
        &inbound("thorbecke", xml(&[("20120917", "20121300")])),
        &["stop validate.invalid /data/leerling/geboortedatum format:geboortedatum"],
    );
    // any other day is one
    check(
        &inbound("thorbecke", xml(&[("20260302", "20260300")])),
        &["stop adapt.bad_value MeldingRelatiefVerzuim/Begindatum date"],
    );
}

/// The birth date by an adapter that reads a code beside it, as iJw and the Gemeentelijk Gegevensmodel have it.
fn by_code(item: &Value) -> String {
    let rule = "{ to = \"leerling.geboortedatum\", from = \"born/day\", date = \"%Y-%m-%d\", \
                incomplete = { from = \"born/use\", day = \"1\", month = \"2\", all = [\"3\"], complete = [\"0\", \"V\"] } }";
    let tables = format!(
        "format = \"json\"\nencodings = [\"utf-8\"]\n[[message]]\nkind = \"verzuimmelding/1\"\nwhen = \"/m\"\nmap = [{rule}]\n"
    );
    let adapter = adapter::compile(
        &text("proef/adapter.toml", tables),
        "proef",
        &catalog().kinds,
    )
    .unwrap();
    let source = Source::for_example(
        Reading::Adapter(Arc::new(adapter)),
        catalog().kinds.keys().cloned().collect(),
    );
    match adapt::readapt(catalog(), &source, "verzuimmelding/1", item.clone(), "m1")
        .unwrap()
        .mapped
    {
        Ok(mapped) => mapped.body().expose()["data"]["leerling"]["geboortedatum"]
            .as_str()
            .unwrap()
            .to_owned(),
        Err(stop) => format!(
            "{} {} {}",
            stop.code, stop.problems[0].path, stop.problems[0].rule
        ),
    }
}

#[test]
fn a_code_beside_the_date_says_what_of_it_is_made_up() {
    let read = |code: Value| by_code(&json!({ "born": { "day": "2012-01-01", "use": code } }));
    assert_eq!(read(json!("1")), "2012-01-00");
    assert_eq!(read(json!(2)), "2012-00-00");
    assert_eq!(read(json!("3")), "0000-00-00");
    assert_eq!(read(json!("V")), "2012-01-01");
    assert_eq!(read(Value::Null), "2012-01-01");
    assert_eq!(
        read(json!("x")),
        "adapt.bad_value born/day codes",
        "a code that says who knows what"
    );
    assert_eq!(
        by_code(&json!({ "born": { "day": "2012-05-00" } })),
        "2012-05-00"
    );
}
