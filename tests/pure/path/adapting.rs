//! Each verb of an adapter, on values that it can read and values that it cannot.

mod documents;
mod values;

use super::{catalog, inbound, triage, xml};
use crate::catalog::text;
use documents::ids;
use schakel::catalog::adapter;
use schakel::catalog::partner::{Reading, Source};
use schakel::pipeline::adapt;
use serde_json::{Value, json};
use std::sync::Arc;

const HEAD: &str = "format = \"json\"\nencodings = [\"utf-8\"]\n";

fn compile(tables: &str) -> adapter::Adapter {
    adapter::compile(
        &text("proef/adapter.toml", format!("{HEAD}{tables}")),
        "proef",
        &catalog().kinds,
    )
    .unwrap()
}

/// What an adapter with these rules for `verzuimmelding/1` makes of one document: its `data`, or the code and its problems.
fn data(rules: &str, item: &Value) -> Value {
    let tables = format!(
        "[[message]]\nkind = \"verzuimmelding/1\"\nwhen = \"/m\"\nmap = [{rules}]\n[codes.soort]\nL = \"LUXE\"\n"
    );
    let source = Source::for_example(
        Reading::Adapter(Arc::new(compile(&tables))),
        catalog().kinds.keys().cloned().collect(),
    );
    let document =
        adapt::readapt(catalog(), &source, "verzuimmelding/1", item.clone(), "m1").unwrap();
    match document.mapped {
        Ok(mapped) => mapped.body().expose()["data"].clone(),
        Err(stop) => {
            assert_eq!(stop.total, stop.problems.len());
            let problems: Vec<String> = stop
                .problems
                .iter()
                .map(|problem| format!("{} {}", problem.path, problem.rule))
                .collect();
            json!(format!("{}: {}", stop.code, problems.join(", ")))
        }
    }
}

#[track_caller]
fn check(rule: &str, value: &Value, expected: &Value) {
    let rule = format!("{{ to = \"school.naam\", from = \"a/b\", optional = true, {rule} }}")
        .replace(", optional = true,  }", ", optional = true }");
    let given = data(
        &rule.replace("school.naam", "melder.naam"),
        &json!({ "a": { "b": value } }),
    );
    let expected = if expected.is_null() {
        json!({})
    } else if expected
        .as_str()
        .is_some_and(|text| text.starts_with("adapt."))
    {
        expected.clone()
    } else {
        json!({ "melder": { "naam": expected } })
    };
    assert_eq!(given, expected, "{rule} of {value}");
}

#[test]
fn a_list_on_the_way_is_never_passed_by() {
    let rule = "{ to = \"melder.naam\", from = \"a/b/c\", optional = true }";
    let told = |item: Value| data(rule, &item);
    for item in [
        json!({ "a": [{ "b": { "c": "x" } }] }),
        json!({ "a": { "b": [] } }),
        json!({ "a": { "b": [{ "c": "x" }] } }),
        json!([]),
    ] {
        assert_eq!(
            told(item.clone()),
            "adapt.bad_value: a/b/c one-value",
            "{item}"
        );
    }
    for item in [json!({ "a": "x" }), json!({ "a": { "b": 1 } })] {
        assert_eq!(
            told(item.clone()),
            "adapt.bad_value: a/b/c no-fields",
            "{item}"
        );
    }
    for item in [
        json!({}),
        json!({ "a": null }),
        json!({ "a": {} }),
        json!({ "a": { "b": "" } }),
        json!({ "a": { "b": null } }),
    ] {
        assert_eq!(told(item.clone()), json!({}), "{item}");
    }
    let list = "{ to = \"verzuim.dagen\", each = \"d/e\", map = [{ to = \"lesuur\", from = \"l\", number = \"integer\", optional = true }] }";
    assert_eq!(
        data(list, &json!({ "d": [{ "e": [{ "l": 1 }] }, { "e": [] }] })),
        "adapt.bad_value: d/e one-value"
    );
    assert_eq!(
        ids(
            "each = \"p/q\"\n",
            &json!({ "m": { "p": [{ "q": [{}] }] } })
        ),
        ["adapt.bad_value p/q one-value"]
    );
}

#[test]
fn what_must_be_there_is_told_when_it_is_not() {
    let rules = "{ to = \"melder.naam\", from = \"a\" }, { to = \"melder.functie\", from = [\"b/c\", \"d\"], join = \"-\" }";
    assert_eq!(
        data(rules, &json!({ "b": { "c": "x" } })),
        "adapt.missing: a required"
    );
    assert_eq!(
        data(rules, &json!({ "a": "y", "d": " " })),
        "adapt.missing: b/c required"
    );
    assert_eq!(
        data(rules, &json!({ "a": "y", "d": "z" })),
        json!({ "melder": { "naam": "y", "functie": "z" } })
    );
    let whole = json!({ "a": "y", "b": { "c": "x" }, "d": "z" });
    assert_eq!(
        data(rules, &whole),
        json!({ "melder": { "naam": "y", "functie": "x-z" } })
    );
    // the first problem gives its code
    let rules = "{ to = \"melder.naam\", from = \"a\", number = \"nl\" }, { to = \"melder.functie\", from = \"b\" }";
    assert_eq!(
        data(rules, &json!({ "a": "x" })),
        "adapt.bad_value: a number, b required"
    );
}

#[test]
fn a_list_is_mapped_entry_by_entry_also_when_it_has_one_that_is_no_list() {
    let rules = "{ to = \"verzuim.dagen\", each = \"d/e\", map = [{ to = \"lesuur\", from = \"l\", number = \"integer\", optional = true }, { to = \"heleDag\", value = true }] }";
    let entry = |hour: i32| json!({ "lesuur": hour, "heleDag": true });
    let of = |value: Value| data(rules, &json!({ "d": { "e": value } }));
    assert_eq!(
        of(json!([{ "l": 1 }, { "l": 2 }])),
        json!({ "verzuim": { "dagen": [entry(1), entry(2)] } })
    );
    assert_eq!(
        of(json!({ "l": 3 })),
        json!({ "verzuim": { "dagen": [entry(3)] } })
    );
    assert_eq!(of(json!([])), json!({ "verzuim": { "dagen": [] } }));
    assert_eq!(data(rules, &json!({})), json!({}));
    assert_eq!(of(json!([{ "l": "x" }])), "adapt.bad_value: l number");
}

#[test]
fn a_hundred_problems_are_kept_and_all_are_counted() {
    let rules =
        "{ to = \"verzuim.dagen\", each = \"d\", map = [{ to = \"lesuur\", from = \"l\" }] }";
    let tables =
        format!("[[message]]\nkind = \"verzuimmelding/1\"\nwhen = \"/m\"\nmap = [{rules}]\n");
    let source = Source::for_example(
        Reading::Adapter(Arc::new(compile(&tables))),
        catalog().kinds.keys().cloned().collect(),
    );
    for count in [99, 100, 101] {
        let item = json!({ "d": vec![json!({}); count] });
        let stop = adapt::readapt(catalog(), &source, "verzuimmelding/1", item, "m1")
            .unwrap()
            .mapped
            .err()
            .unwrap();
        assert_eq!((stop.problems.len(), stop.total), (count.min(100), count));
    }
}

#[test]
fn what_an_adapter_makes_says_who_sent_it() {
    let judged = triage(&inbound("thorbecke", xml(&[]))).unwrap();
    let body = judged[0].result.as_ref().unwrap().valid().body().expose();
    let told = ["specversion", "id", "source", "type", "datacontenttype"]
        .map(|name| body[name].as_str().unwrap());
    let source = "urn:nld:oin:00000099000000002000:systeem:thorbecke";
    assert_eq!(
        told,
        [
            "1.0",
            "01AB.7",
            source,
            "nl.onderwijsjeugdhulp.verzuimmeldingen.v1",
            "application/json"
        ]
    );
}
