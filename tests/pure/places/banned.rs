//! A prohibition is told before it is asked whether anybody is connected.

use super::{DAY, check, event, region, story, texts};
use schakel::catalog::Catalog;
use schakel::pipeline::Facts;
use serde_json::json;

const START: &str = include_str!("inputs/start-aan-school.json");
const AANBIEDER: &str = "aanbieder";

#[test]
fn a_start_of_youth_care_to_a_school_is_forbidden_also_where_the_chain_runs_through_the_hub() {
    check(
        AANBIEDER,
        &event(START, |_| {}),
        "hold School vo disclosure.prohibited",
    );
}

#[test]
fn it_is_forbidden_to_a_school_that_is_connected_for_nothing_of_the_kind() {
    // connected, not for this kind
    let mut texts = texts();
    let kinds = texts
        .partners
        .text
        .replace("\"start.jeugdhulp/1\", ", "")
        .replace("\"start.jeugdhulp/1\"", "");
    texts.partners.text = kinds;
    let narrow = Catalog::compile(&texts).unwrap();
    let told = story(&narrow, AANBIEDER, &event(START, |_| {}), &Facts::none(DAY));
    assert_eq!(told, "hold school disclosure.prohibited");
}

#[test]
fn it_is_forbidden_to_a_school_that_only_sends() {
    let mut texts = texts();
    let at = texts.partners.text.find("name = \"School vo\"").unwrap();
    let from = texts.partners.text[..at].rfind("[[partner]]").unwrap();
    let to = at + texts.partners.text[at..].find("[[partner]]").unwrap();
    texts.partners.text.replace_range(from..to, "");
    let without = Catalog::compile(&texts).unwrap();
    assert_eq!(
        story(
            &without,
            AANBIEDER,
            &event(START, |_| {}),
            &Facts::none(DAY)
        ),
        "hold school disclosure.prohibited"
    );
}

#[test]
fn the_gemeente_still_gets_it_and_a_stranger_is_still_nobody() {
    let to = |oin: &str| event(START, |event| event["data"]["geadresseerde"] = json!(oin));
    let zwolle = story(
        region(),
        AANBIEDER,
        &to("00000099000000001000"),
        &Facts::none(DAY),
    );
    assert_eq!(
        zwolle,
        "hold Leerplicht Zwolle disclosure.prohibited | give Gemeente Zwolle 15-start-stop"
    );
    check(
        AANBIEDER,
        &to("00000099000000999000"),
        "stop propose.no_partner /data/geadresseerde bekend",
    );
    // to whom no row says anything the chain has nobody to go to
    check(
        AANBIEDER,
        &to("00000099000000007600"),
        "stop propose.no_partner /data/geadresseerde role:gemeente",
    );
}
