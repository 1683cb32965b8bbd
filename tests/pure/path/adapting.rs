//! Each verb of an adapter, on values that it can read and values that it cannot.

use super::{LIMITS, catalog, inbound, triage, xml};
use crate::catalog::text;
use schakel::catalog::adapter;
use schakel::catalog::partner::{Reading, Source};
use schakel::pipeline::adapt;
use schakel::prove::adapted;
use serde_json::{Value, json};
use std::collections::BTreeSet;
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
        adapt::again(catalog(), &source, "verzuimmelding/1", item.clone(), "m1").unwrap();
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
fn a_text_is_kept_without_blanks_at_its_ends_and_an_empty_one_is_absent() {
    check("", &json!(" Jan  Jansen\n"), &json!("Jan  Jansen"));
    check("", &json!(17), &json!("17"));
    check("", &json!(-17), &json!("-17"));
    check("", &json!(u64::MAX), &json!("18446744073709551615"));
    // of these nobody knows how they were written
    for other in [
        json!(true),
        json!(false),
        json!(1.5),
        json!(1e5),
        json!(-0.0),
    ] {
        check("", &other, &json!("adapt.bad_value: a/b text-or-integer"));
    }
    for absent in [json!(""), json!("  "), Value::Null] {
        check("", &absent, &Value::Null);
    }
    for several in [json!([]), json!(["a"]), json!({}), json!({ "c": 1 })] {
        check("", &several, &json!("adapt.bad_value: a/b one-value"));
    }
}

#[test]
fn characters_are_taken_out_and_a_front_off_before_anything_is_read() {
    check("remove = \" .\"", &json!("80 11.AB"), &json!("8011AB"));
    check("strip = \"BSN:\"", &json!("BSN:12"), &json!("12"));
    check("strip = \"BSN:\"", &json!("12 BSN:"), &json!("12 BSN:"));
    check("strip = \"BSN:\"", &json!("BSN:"), &Value::Null);
    check(
        "remove = \" \", strip = \"AB\", number = \"integer\"",
        &json!("A B 1 2"),
        &json!(12),
    );
}

#[test]
fn a_date_is_read_in_its_notation_only() {
    check(
        "date = \"%d-%m-%Y\"",
        &json!("16-02-2026"),
        &json!("2026-02-16"),
    );
    for other in ["2026-02-16", "30-02-2026", "16-02-2026 12:00"] {
        check(
            "date = \"%d-%m-%Y\"",
            &json!(other),
            &json!("adapt.bad_value: a/b date"),
        );
    }
}

#[test]
fn a_year_has_four_digits_where_the_notation_has() {
    for (notation, wrong) in [
        ("%d-%m-%Y", "17-09-12"),
        ("%Y-%m-%d", "12-09-17"),
        ("%F", "12-9-17"),
        ("%d-%m-%Y", "17-09-012"),
    ] {
        check(
            &format!("date = \"{notation}\""),
            &json!(wrong),
            &json!("adapt.bad_value: a/b date"),
        );
    }
    check(
        "date = \"%d-%m-%Y\"",
        &json!("7-9-2012"),
        &json!("2012-09-07"),
    );
    check(
        "date = \"%d-%m-%y\"",
        &json!("17-09-12"),
        &json!("2012-09-17"),
    );
}

#[test]
fn a_moment_becomes_the_day_that_it_is_in_the_netherlands() {
    let moment =
        |text: &str, day: &str| check("date = \"%Y-%m-%dT%H:%M:%S%:z\"", &json!(text), &json!(day));
    moment("2026-02-15T23:00:00+00:00", "2026-02-16");
    moment("2026-02-15T23:00:00Z", "2026-02-16");
    moment("2026-02-15T22:59:59+00:00", "2026-02-15");
    moment("2026-07-14T22:00:00Z", "2026-07-15"); // summer time
    moment("2026-02-16T00:00:00+01:00", "2026-02-16");
    moment("2026-02-16T03:00:00+05:00", "2026-02-15");
    // a day with an offset has no hour to shift, and an hour without one is the clock on the wall
    check(
        "date = \"%Y-%m-%d%:z\"",
        &json!("2026-02-16+01:00"),
        &json!("2026-02-16"),
    );
    check(
        "date = \"%Y-%m-%dT%H:%M:%S\"",
        &json!("2026-02-15T23:30:00"),
        &json!("2026-02-15"),
    );
}

#[test]
fn of_several_notations_the_first_that_fits_is_taken() {
    let several = "date = [\"%d-%m-%Y\", \"%Y-%m-%d\", \"%Y-%m-%dT%H:%M:%S%:z\"]";
    for text in ["16-02-2026", "2026-02-16", "2026-02-15T23:00:00Z"] {
        check(several, &json!(text), &json!("2026-02-16"));
    }
    check(
        several,
        &json!("16/02/2026"),
        &json!("adapt.bad_value: a/b date"),
    );
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
fn a_code_is_looked_up_and_another_is_not_guessed_at() {
    check("codes = \"soort\"", &json!("L"), &json!("LUXE"));
    check(
        "codes = \"soort\"",
        &json!("l"),
        &json!("adapt.bad_value: a/b codes"),
    );
}

#[test]
fn a_flag_is_one_of_two_words() {
    check("flag = [\"J\", \"N\"]", &json!("J"), &json!(true));
    check("flag = [\"J\", \"N\"]", &json!("N"), &json!(false));
    check("flag = [\"true\", \"false\"]", &json!(false), &json!(false));
    check(
        "flag = [\"J\", \"N\"]",
        &json!("j"),
        &json!("adapt.bad_value: a/b flag"),
    );
}

#[test]
fn a_flag_that_can_only_take_away_is_never_lost() {
    let pupil = |field: &str, item: Value| {
        data(
            &format!(
                "{{ to = \"leerling.{field}\", from = \"g\", flag = [\"J\", \"N\"], optional = true }}"
            ),
            &item,
        )
    };
    for value in [
        json!("J"),
        json!("X"),
        json!("j"),
        json!(1.5),
        json!(true),
        Value::Null,
    ] {
        assert_eq!(
            pupil("geheimAdres", json!({ "g": value })),
            json!({ "leerling": { "geheimAdres": true } }),
            "{value}"
        );
    }
    assert_eq!(
        pupil("geheimAdres", json!({ "g": "N" })),
        json!({ "leerling": { "geheimAdres": false } })
    );
    assert_eq!(
        pupil("geheimAdres", json!({ "g": ["N"] })),
        "adapt.bad_value: g one-value"
    );
    assert_eq!(
        pupil("vrijgesteld", json!({ "g": null })),
        "adapt.bad_value: g beperkend"
    );
    assert_eq!(
        pupil("vrijgesteld", json!({ "g": "X" })),
        "adapt.bad_value: g flag"
    );
    for absent in [json!({}), json!({ "g": "" })] {
        assert_eq!(
            (
                pupil("geheimAdres", absent.clone()),
                pupil("vrijgesteld", absent)
            ),
            (json!({}), json!({}))
        );
    }
}

#[test]
fn numbers_are_read_as_the_source_writes_them() {
    check("number = \"integer\"", &json!("12"), &json!(12));
    check("number = \"nl\"", &json!("1.234,5"), &json!(1234.5));
    check("number = \"nl\"", &json!("-0,5"), &json!(-0.5));
    check(
        "number = \"nl\"",
        &json!("-12.345.678,90"),
        &json!(-12_345_678.9),
    );
    check("number = \"nl\"", &json!("1234"), &json!(1234.0));
    // a number of JSON is one already
    check("number = \"nl\"", &json!(16.5), &json!(16.5));
    check("number = \"integer\"", &json!(-3), &json!(-3));
    let integer = [
        "12,5",
        "1e3",
        "+5",
        "1.234",
        "-",
        "1 2",
        "12345678901234567890123",
    ]
    .map(|wrong| ("integer", json!(wrong)));
    let nl = [
        "1e3", "inf", "NaN", "1,2,3", "-", "16.5", "1.2.3", "1.23", "1234.567", ".500", "0.500",
        "1.234.5", "1.2345", "1,234.5", "--1", "1-",
    ];
    let typed = [
        ("integer", json!(16.5)),
        ("integer", json!(1e30)),
        ("nl", json!(true)),
    ];
    for (style, wrong) in integer
        .into_iter()
        .chain(nl.map(|wrong| ("nl", json!(wrong))))
        .chain(typed)
    {
        check(
            &format!("number = \"{style}\""),
            &wrong,
            &json!("adapt.bad_value: a/b number"),
        );
    }
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
        let stop = adapt::again(catalog(), &source, "verzuimmelding/1", item, "m1")
            .unwrap()
            .mapped
            .err()
            .unwrap();
        assert_eq!((stop.problems.len(), stop.total), (count.min(100), count));
    }
}

/// Ids of the documents, as an adapter with this head makes them.
fn ids(head: &str, payload: &Value) -> Vec<String> {
    ids_of(head, &payload.to_string())
}

fn ids_of(head: &str, payload: &str) -> Vec<String> {
    let tables = format!(
        "[[message]]\nkind = \"verzuimmelding/1\"\nwhen = [\"/m\", \"/n/o\"]\n{head}map = [{{ to = \"melder.naam\", value = \"M\" }}]\n"
    );
    let source = Source::for_example(
        Reading::Adapter(Arc::new(compile(&tables))),
        catalog().kinds.keys().cloned().collect(),
    );
    let inbound = schakel::message::Inbound {
        message_id: Some("bericht".to_owned()),
        ..inbound("x", payload)
    };
    let payload = schakel::pipeline::decode::decode(catalog(), &source, LIMITS, &inbound).unwrap();
    match adapt::documents(
        catalog(),
        &source,
        LIMITS,
        &inbound,
        payload,
        "vingerafdruk",
    ) {
        Err(stop) => vec![format!(
            "{} {} {}",
            stop.code, stop.problems[0].path, stop.problems[0].rule
        )],
        Ok(documents) => documents
            .into_iter()
            .map(|document| match document.mapped {
                Ok(mapped) => {
                    assert_eq!(mapped.body().expose()["id"], document.id);
                    document.id
                }
                Err(stop) => format!("{} {} {}", document.id, stop.code, stop.problems[0].path),
            })
            .collect(),
    }
}

#[test]
fn an_id_is_made_of_its_fields_and_else_of_the_message() {
    let two = json!({ "m": [{ "a": 1, "b": "x" }, { "a": 2, "b": "y" }] });
    assert_eq!(ids("id = [\"a\", \"b\"]\n", &two), ["1.x", "2.y"]);
    assert_eq!(
        ids("id = [\"a\", \"b\"]\nid_join = \":\"\n", &two),
        ["1:x", "2:y"]
    );
    assert_eq!(ids("", &two), ["bericht.1", "bericht.2"]);
    assert_eq!(ids("", &json!({ "m": [{ "a": 1 }] })), ["bericht"]);
    // too long for a number of 64 bits: by its digits all the same
    let long = [
        "12345678901234567890123",
        "12345678901234567890124",
        "-12345678901234567890123",
    ];
    let texts = long.map(|id| format!("{{\"m\":[{{\"a\":{id}}}]}}"));
    assert_eq!(
        texts.map(|text| ids_of("id = [\"a\"]\n", &text)),
        long.map(|id| vec![id.to_owned()])
    );
    assert_eq!(
        ids(
            "id = [\"a\"]\n",
            &json!({ "m": [{ "a": u64::MAX }, { "a": i64::MIN }] })
        ),
        [u64::MAX.to_string(), i64::MIN.to_string()]
    );
    for odd in ["true", "1E5", "1.0", "-0", "16.5"] {
        assert_eq!(
            ids_of("id = [\"a\"]\n", &format!("{{\"m\":[{{\"a\":{odd}}}]}}")),
            ["bericht adapt.bad_value a"],
            "{odd}"
        );
    }
    // incomplete: it is told, by the first of its fields
    assert_eq!(
        ids("id = [\"b\", \"a\"]\n", &json!({ "m": { "a": 1 } })),
        ["bericht adapt.missing b"]
    );
}

#[test]
fn documents_are_found_where_the_adapter_says() {
    assert_eq!(
        ids("", &json!({ "n": { "o": [{}, {}] } })),
        ["bericht.1", "bericht.2"]
    );
    assert_eq!(ids("", &json!({ "m": {} })), ["bericht"]);
    assert_eq!(ids("", &json!({ "n": {} })), ["adapt.unknown_kind  known"]);
    // nothing to tell is said by an empty list, or by nothing at all
    assert_eq!(ids("", &json!({ "m": [] })), ["adapt.empty  minItems"]);
    let each = "each = \"p/q\"\n";
    assert_eq!(
        ids(each, &json!({ "m": { "p": { "q": [{}, {}] } } })),
        ["bericht.1", "bericht.2"]
    );
    assert_eq!(
        ids(each, &json!({ "m": { "p": { "q": {} } } })),
        ["bericht"]
    );
    for nothing in [
        json!({ "p": {} }),
        json!({ "p": { "q": [] }, "made": "2026-03-20" }),
        json!({}),
        json!(null),
        json!({ "p": null }),
    ] {
        assert_eq!(
            ids(each, &json!({ "m": nothing })),
            ["adapt.empty p/q minItems"]
        );
    }
    assert_eq!(
        ids(each, &json!({ "m": { "p": { "other": [{}, 1] } } })),
        ["adapt.missing p/q minItems"]
    );
}

#[test]
fn every_part_of_a_payload_is_taken_once_and_what_nothing_takes_is_told() {
    assert_eq!(
        ids("", &json!({ "m": [{}, {}], "n": { "o": [{}] } })),
        ["bericht.1", "bericht.2", "bericht.3"]
    );
    assert_eq!(
        ids("", &json!({ "m": [], "n": { "o": [{}] } })),
        ["bericht"]
    );
    assert_eq!(
        ids("", &json!({ "m": [], "n": { "o": [] } })),
        ["adapt.empty  minItems"]
    );
    let told = "bericht.2 adapt.unknown_kind *";
    assert_eq!(
        ids("", &json!({ "m": [{}], "Jan Jansen": [{ "a": 1 }] })),
        ["bericht.1", told]
    );
    assert_eq!(
        ids("", &json!({ "n": { "o": [{}], "p": [{}] } })),
        ["bericht.1", "bericht.2 adapt.unknown_kind n/*"]
    );
    // what tells of the whole is no part of it
    assert_eq!(
        ids(
            "",
            &json!({ "m": [{}], "made": "2026-03-20", "by": { "name": "x" }, "tags": ["a"], "none": [] })
        ),
        ["bericht"]
    );
}

#[test]
fn a_payload_of_two_kinds_becomes_documents_of_both() {
    let text = "{\"aanmeldingen\":[{\"x\":1}],\"terugkoppelingen\":[{\"x\":1},{\"x\":2}],\"meldingen\":[{\"x\":1}]}";
    let told: Vec<_> = triage(&inbound("wijkteam-zwolle", text))
        .unwrap()
        .into_iter()
        .map(|judged| judged.kind.map(|kind| kind.name.clone()))
        .collect();
    let kinds = [
        "aanmelding.wijkteam/1",
        "terugkoppeling.wijkteam/1",
        "terugkoppeling.wijkteam/1",
    ];
    assert_eq!(
        told,
        kinds
            .map(|kind| Some(kind.to_owned()))
            .into_iter()
            .chain([None])
            .collect::<Vec<_>>()
    );
}

#[test]
fn as_many_documents_as_agreed_are_taken() {
    let list = |count: usize| ids("", &json!({ "m": vec![json!({}); count] }));
    assert_eq!(list(LIMITS.documents).len(), LIMITS.documents);
    assert_eq!(
        list(LIMITS.documents + 1),
        ["intake.too_large  maxDocuments:100"]
    );
}

#[test]
fn a_source_sends_only_the_kinds_that_it_is_connected_for() {
    let tables = "[[message]]\nkind = \"verzuimmelding/1\"\nwhen = \"/m\"\nmap = []\n";
    let source = Source::for_example(Reading::Adapter(Arc::new(compile(tables))), BTreeSet::new());
    let again = |kind: &str| {
        adapt::again(catalog(), &source, kind, json!({}), "m1")
            .and_then(|document| document.mapped)
            .err()
            .unwrap()
    };
    assert_eq!(
        again("verzuimmelding/1").problems[0].rule,
        "not-for-this-source"
    );
    assert_eq!(again("thuiszittersmelding/1").problems[0].rule, "known");
    let wrong = adapted(
        catalog(),
        Reading::Adapter(Arc::new(compile(tables))),
        b"{\"m\": {}}",
    );
    assert_eq!(wrong[0]["stop"], "validate.invalid");
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
