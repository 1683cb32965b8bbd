//! What leaves the hub: only leaves of categories that a row lets through.

mod event;

use super::{TODAY, catalog, event, rule, triage};
use schakel::catalog::Catalog;
use schakel::catalog::schema::{self, Kind, Shape, Shared};
use schakel::message::Inbound;
use schakel::party::Party;
use schakel::pipeline::adapt::Mapped;
use schakel::pipeline::validate::validate;
use schakel::pipeline::{self, Verdict, minimise};
use serde_json::{Value, json};
use std::sync::Arc;

/// The event for leerplicht.
fn sent(inbound: &Inbound) -> Value {
    let judged = triage(inbound).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = rule(triaged);
    let judgement = ruling
        .judgements
        .iter()
        .find(|judgement| judgement.role == "leerplicht")
        .unwrap();
    let Verdict::Share(share) = &judgement.verdict else {
        panic!("{:?}", judgement.verdict)
    };
    let oin = &judgement.partner.as_ref().unwrap().oin;
    let event = minimise(
        catalog(),
        triaged.valid(),
        share,
        &Party::new(oin, "leerplicht"),
        "2026-03-20T12:00:00.000+01:00",
    );
    serde_json::from_slice(event.body().expose()).unwrap()
}

#[test]
fn a_secret_address_takes_address_and_contact_of_parents_out_for_everybody() {
    let sent = sent(&event(|event| {
        event["data"]["leerling"]["geheimAdres"] = json!(true)
    }));
    assert_eq!(sent["data"]["leerling"].get("adres"), None);
    assert_eq!(sent["data"].get("ouder"), None);
    assert_eq!(sent["data"]["leerling"]["achternaam"], "Voorbeeld");
}

#[test]
fn a_flagged_free_text_is_left_out_and_its_neighbour_is_not() {
    let sent = sent(&event(|event| {
        event["data"]["verzuim"]["reden"] = json!("bsn 999900043")
    }));
    assert_eq!(sent["data"]["verzuim"].get("reden"), None);
    assert_eq!(
        sent["data"]["verzuim"]["ondernomenActie"],
        "Gesprek met leerling en ouders"
    );
}

#[test]
fn row_3_passes_no_free_text() {
    let text = super::xml(&[("luxe verzuim", "signaal verzuim")]);
    let sent = sent(&super::inbound("thorbecke", text));
    assert_eq!(
        sent["data"]["verzuim"],
        json!({ "soort": "OVERIG", "begindatum": "2026-03-02" })
    );
}

/// Every leaf of the schema, with its category.
fn leaves(shape: &Shape, path: &str, found: &mut Vec<(String, String)>) {
    match shape {
        Shape::Leaf(leaf) => found.push((
            path.to_owned(),
            catalog().terms.codes(leaf.category).join(""),
        )),
        Shape::Object(fields) => fields
            .iter()
            .for_each(|(name, inner)| leaves(inner, &format!("{path}/{name}"), found)),
        Shape::List(inner) => leaves(inner, &format!("{path}/0"), found),
    }
}

#[test]
fn no_leaf_of_another_category_than_the_row_names_ever_passes() {
    let kind = &catalog().kinds["verzuimmelding/1"];
    let mut all = Vec::new();
    leaves(&kind.shape, "", &mut all);
    let full = event(|event| {
        event["data"]["nummerDuo"] = json!("D1");
        event["data"]["verzuim"]["dagen"] =
            json!([{ "datum": "2026-02-16", "heleDag": true, "lesuur": 1 }]);
        event["data"]["verzuim"]["soort"] = json!("LUXE");
    });
    let sent = sent(&full);
    let row = &catalog().rows["verzuimmelding/1"]
        .iter()
        .find(|row| row.id == "1")
        .unwrap()
        .categories;
    let allowed = catalog().terms.codes(row.with(catalog().terms.always));
    let before: Value = serde_json::from_slice(full.body.expose()).unwrap();
    let mut passed = 0;
    for (path, category) in all {
        let there = before["data"].pointer(&path).is_some();
        let passes = sent["data"].pointer(&path).is_some();
        assert_eq!(
            passes,
            there && allowed.contains(&category.as_str()),
            "{path} {category}"
        );
        passed += usize::from(passes);
    }
    assert!(passed > 20);
}

#[test]
fn a_re_ruling_can_only_narrow() {
    let judged = triage(&event(|_| {})).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = schakel::pipeline::rule(catalog(), triaged, &super::facts());
    let Verdict::Share(share) = &ruling.judgements[0].verdict else {
        panic!()
    };
    let all = share.categories(catalog());
    let rows = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert!(share.clone().narrowed(&rows(&["1", "99"]), all).is_some());
    assert!(share.clone().narrowed(&rows(&["3"]), all).is_none());
    let id = catalog().terms.category("ID").unwrap();
    let narrow = share.clone().narrowed(&rows(&["1"]), id).unwrap();
    assert_eq!(
        catalog().terms.codes(narrow.categories(catalog())),
        ["ID", "REF"]
    );
}

/// What passes of a report when one row lets these categories through; without the number that goes with every share.
fn passed(codes: &[&str], change: impl FnOnce(&mut Value)) -> Value {
    let judged = triage(&event(change)).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = rule(triaged);
    let Verdict::Share(share) = &ruling.judgements[0].verdict else {
        panic!()
    };
    let share = share
        .clone()
        .narrowed(
            &["1".to_owned()],
            catalog().terms.set(codes.iter().copied()),
        )
        .unwrap();
    let made = minimise(
        catalog(),
        triaged.valid(),
        &share,
        &Party::new("00000099000000001000", "leerplicht"),
        "2026-03-20T12:00:00.000+01:00",
    );
    let mut event: Value = serde_json::from_slice(made.body().expose()).unwrap();
    event["data"]
        .as_object_mut()
        .unwrap()
        .remove("meldingsnummer")
        .unwrap();
    event["data"].take()
}

#[test]
fn what_stays_empty_is_not_written_at_all() {
    let days = json!([{ "datum": "2026-02-16", "heleDag": true }]);
    let with_days = |event: &mut Value| event["data"]["verzuim"]["dagen"] = days.clone();
    assert_eq!(passed(&["ID"], with_days).get("verzuim"), None);
    assert_eq!(passed(&["VERZ"], with_days)["verzuim"]["dagen"], days);
    assert_eq!(passed(&["VERZ"], with_days).get("leerling"), None);
}

#[test]
fn a_row_may_let_a_field_pass_with_some_values_only_also_in_a_list() {
    let catalog =
        one_row("waarden = { \"verzuim.soort\" = [\"LUXE\"], \"verzuim.dagen.lesuur\" = [3] }");
    let passed = |sort: &str| {
        let inbound = event(|event| {
            event["data"]["verzuim"]["soort"] = json!(sort);
            event["data"]["verzuim"]["dagen"] = json!([{ "datum": "2026-02-16", "lesuur": 3 }, { "datum": "2026-02-17", "lesuur": 4 }]);
        });
        let judged = pipeline::triage(
            &catalog,
            super::LIMITS,
            &inbound,
            "fingerprint",
            super::TODAY,
        )
        .unwrap();
        let triaged = judged[0].result.as_ref().unwrap();
        let ruling = pipeline::rule(&catalog, triaged, &super::facts());
        let Verdict::Share(share) = &ruling.judgements[0].verdict else {
            panic!()
        };
        let made = minimise(
            &catalog,
            triaged.valid(),
            share,
            &Party::new("00000099000000001000", "leerplicht"),
            "2026-03-20T12:00:00.000+01:00",
        );
        let mut event: Value = serde_json::from_slice(made.body().expose()).unwrap();
        event["data"]["verzuim"].take()
    };
    let days = json!([{ "datum": "2026-02-16", "lesuur": 3 }, { "datum": "2026-02-17" }]);
    assert_eq!(
        (
            passed("LUXE")["soort"].clone(),
            passed("LUXE")["dagen"].clone()
        ),
        (json!("LUXE"), days.clone())
    );
    assert_eq!(
        (
            passed("ZESTIEN_UUR").get("soort").cloned(),
            passed("ZESTIEN_UUR")["dagen"].clone()
        ),
        (None, days)
    );
}

#[test]
fn a_leaf_that_holds_more_than_one_value_or_none_never_passes() {
    let judged = triage(&event(|_| {})).unwrap();
    let ruling = rule(judged[0].result.as_ref().unwrap());
    let Verdict::Share(share) = &ruling.judgements[0].verdict else {
        panic!()
    };
    for fixed in [json!(null), json!({ "a": 1 }), json!([1])] {
        let kind = Arc::new(proof(&fixed));
        let mut event = json!({ "specversion": "1.0", "id": "1", "source": "urn:nld:oin:00000099000000003000:systeem:las", "type": kind.event_type });
        event["data"] = json!({ "vast": fixed, "nummer": "n" });
        let valid = validate(
            Mapped::stored(kind, event),
            judged[0].result.as_ref().unwrap().source(),
            TODAY,
        )
        .unwrap();
        let made = minimise(
            catalog(),
            &valid,
            share,
            &Party::new("00000099000000001000", "leerplicht"),
            "2026-03-20T12:00:00.000+01:00",
        );
        let made: Value = serde_json::from_slice(made.body().expose()).unwrap();
        assert_eq!(made["data"], json!({ "nummer": "n" }));
    }
}

/// A kind with a field that always has this value, of a category that goes with every share.
fn proof(fixed: &Value) -> Kind {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:schakel:proef:1",
        "title": "Proef",
        "allOf": [{ "$ref": "urn:schakel:nlgov-cloudevent:1.1" }],
        "properties": {
            "type": { "const": "nl.example.proeven.v1" },
            "data": {
                "type": "object",
                "additionalProperties": false,
                "gegevenscategorie": "REF",
                "properties": { "vast": { "const": fixed }, "nummer": { "type": "string" } },
            },
        },
    });
    let texts = super::texts();
    let (envelope, blocks) = (texts.envelope.json().unwrap(), texts.blocks.json().unwrap());
    let shared = Shared {
        envelope: &envelope,
        blocks: &blocks,
        terms: &catalog().terms,
        places: &catalog().places,
    };
    schema::compile(
        &crate::catalog::text("proef/v1.json", schema.to_string()),
        "proef",
        1,
        &shared,
    )
    .unwrap()
}

/// One kind, one school, one leerplicht, and a row between them with one line more.
fn one_row(line: &str) -> Catalog {
    let mut texts = super::texts();
    texts.remarks.text.clear();
    texts
        .schemas
        .retain(|schema| schema.place == "verzuimmelding/v1.json");
    texts.adapters.clear();
    let head = "role = \"leerplicht\"\ncontroller = \"G\"\nkinds = [\"verzuimmelding/1\"]\nfrom = 2026-01-01\noin = \"00000099000000001000\"\n";
    texts.partners.text = format!(
        "[[partner]]\nname = \"L\"\n{head}area = {{ gemeente = [\"0148\"] }}\nchannel = {{ amqp = {{ exchange = \"to.l\" }} }}\n"
    );
    let head = head
        .replace("leerplicht", "school")
        .replace("00000099000000001000", "00000099000000003000");
    texts.sources.text = format!(
        "[[source]]\nname = \"meander\"\n{head}adapter = \"cloudevents\"\nuser = \"meander\"\n"
    );
    texts.region.text =
        "name = \"proef\"\noin = \"00000099000000010000\"\nserves = [\"0148\"]".to_owned();
    texts.agreements.text = String::new();
    let case = "[[geval]]\nrij = \"1\"\nnaam = \"x\"\nfeiten = {}\n";
    let row = "[[rij]]\nid = \"1\"\nbericht = \"verzuimmelding/1\"\nvan = \"school\"\nnaar = \"leerplicht\"\nplaats = \"woonplaats\"\n\
        toestemming = \"nee\"\nweigering = \"nee\"\ninformeren = true\ncategorieen = [\"VERZ\"]\nbron = \"proef\"\nzekerheid = \"H\"\n\
        grondslag = { verstrekken = \"proef\", ontvangen = \"proef\" }\ngeldig_van = 2026-01-01\n";
    let rows =
        format!("{row}{line}\n{case}deel = [\"VERZ\"]\n{case}onthoud = \"disclosure.condition\"\n");
    texts.policies = vec![crate::catalog::text("proef.toml", rows)];
    Catalog::compile(&texts).unwrap()
}

#[test]
fn a_share_tells_what_it_leaves_out_and_a_ruling_whether_anybody_gets_anything() {
    let ruled = |change: &dyn Fn(&mut Value)| {
        let judged = triage(&event(change)).unwrap();
        rule(judged[0].result.as_ref().unwrap())
    };
    let flagged = ruled(&|event| event["data"]["verzuim"]["reden"] = json!("bsn 999900043"));
    let Verdict::Share(share) = &flagged.judgements[0].verdict else {
        panic!()
    };
    assert_eq!(share.without(), ["/verzuim/reden"]);
    let nobody = ruled(&|event| event["data"]["verzuim"]["soort"] = json!("OVERIG"));
    assert!(flagged.shares() && !nobody.shares());
}
