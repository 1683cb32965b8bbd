//! A key that stands twice in an object says two things: which one counts is nobody's to guess.

use super::{check, event, inbound, story};
use schakel::message::{Inbound, Private};

/// The good report, with a piece of its text replaced.
fn report(from: &str, to: &str) -> Inbound {
    let good = event(|_| {});
    let text = String::from_utf8(good.body.expose().clone()).unwrap();
    assert!(text.contains(from), "{from}");
    Inbound {
        body: Private::new(text.replacen(from, to, 1).into_bytes()),
        ..good
    }
}

#[test]
fn a_key_that_stands_twice_is_refused_by_its_place() {
    let secret = "\"geheimAdres\":false";
    let twice = "stop decode.malformed /data/leerling/geheimAdres json:duplicate-key";
    check(
        &report(secret, "\"geheimAdres\":true,\"geheimAdres\":false"),
        &[twice],
    );
    check(
        &report(secret, "\"geheimAdres\":false,\"geheimAdres\":false"),
        &[twice],
    );
    check(
        &report(secret, "\"geheim\\u0041dres\":true,\"geheimAdres\":false"),
        &[twice],
    );
    check(
        &report("\"specversion\"", "\"id\":\"x\",\"specversion\""),
        &["stop decode.malformed /id json:duplicate-key"],
    );
}

#[test]
fn all_of_them_are_told_also_in_a_list_and_no_name_that_a_sender_made_up() {
    let days = "\"dagen\":[{\"datum\":\"2026-02-16\"},{\"datum\":\"2026-02-17\",\"datum\":\"2026-02-18\"}],\"uren\":1,\"uren\"";
    let told = "stop decode.malformed /data/verzuim/dagen/1/datum json:duplicate-key, /data/verzuim/uren json:duplicate-key";
    check(&report("\"uren\"", days), &[told]);
    check(
        &report("\"uren\"", "\"Jan Jansen\":1,\"Jan Jansen\":2,\"uren\""),
        &["stop decode.malformed /data/verzuim/* json:duplicate-key"],
    );
}

#[test]
fn a_thousand_of_them_are_counted_and_a_hundred_are_told() {
    let many = "\"uren\":1,".repeat(1000) + "\"uren\"";
    let stop = super::triage(&report("\"uren\"", &many)).unwrap_err();
    assert_eq!((stop.problems.len(), stop.total), (100, 1000));
}

#[test]
fn the_data_of_a_binary_event_is_read_as_strictly() {
    let whole: serde_json::Value = serde_json::from_slice(event(|_| {}).body.expose()).unwrap();
    let data = whole["data"].to_string().replacen(
        "\"geheimAdres\":false",
        "\"geheimAdres\":true,\"geheimAdres\":false",
        1,
    );
    let headers = ["id", "source", "specversion", "type"];
    let binary = Inbound {
        content_type: Some("application/json".to_owned()),
        headers: headers
            .iter()
            .map(|name| {
                (
                    format!("ce-{name}"),
                    whole[name].as_str().unwrap().to_owned(),
                )
            })
            .collect(),
        ..inbound("meander", data)
    };
    check(
        &binary,
        &["stop decode.malformed /data/leerling/geheimAdres json:duplicate-key"],
    );
}

#[test]
fn through_an_adapter_its_own_names_are_told() {
    let text = "{\"aanmeldingen\":[{\"Client\":{\"geheimAdres\":true,\"geheimAdres\":false},\"x\":1,\"x\":2}]}";
    let told = "stop decode.malformed /aanmeldingen/0/Client/geheimAdres json:duplicate-key, /aanmeldingen/0/* json:duplicate-key";
    assert_eq!(story(&inbound("wijkteam-zwolle", text)), [told]);
}
