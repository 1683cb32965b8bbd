//! One value -> a text, a day, a code, a flag or a number, or why it is none.

use super::{check, data};
use serde_json::{Value, json};

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
