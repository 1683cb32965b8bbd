//! A gemeente that is no more: its code is its successor's, who served it is told, and one that was divided is for a person.

use super::{DAY, event, region, story, texts};
use schakel::catalog::Catalog;
use schakel::pipeline::Facts;
use serde_json::json;

const REPORT: &str = include_str!("inputs/zestien-uur-dalfsen.json");

fn living(home: &str) -> String {
    let event = event(REPORT, |event| {
        event["data"]["leerling"]["woongemeente"] = json!(home)
    });
    story(region(), "vo", &event, &Facts::none(DAY))
}

#[test]
fn a_code_of_2010_or_later_is_no_schema_error() {
    // Appingedam is Eemsdelta, which nobody here serves; Boarnsterhim, Haaren and Winsum were divided
    assert_eq!(
        living("0003"),
        "stop propose.no_partner /data/leerling/woongemeente role:leerplicht"
    );
    for divided in ["0055", "0788", "0053"] {
        assert_eq!(
            living(divided),
            "stop propose.no_residence /data/leerling/woongemeente verdeeld"
        );
    }
    assert_eq!(
        living("0001"),
        "stop validate.invalid /data/leerling/woongemeente format:gemeentecode"
    );
}

#[test]
fn a_partner_of_a_gemeente_that_is_no_more_serves_nobody_and_hears_so() {
    let with = |area: &str, until: &str| {
        let mut texts = texts();
        let (before, after) = (
            "area = { gemeente = [\"0244\"] }",
            format!("area = {{ gemeente = [{area}] }}{until}"),
        );
        texts.partners.text = texts.partners.text.replacen(before, &after, 1);
        texts.region.text = texts.region.text.replace(
            "\"0074\"]",
            "\"0074\", \"0003\", \"1979\", \"1908\", \"1949\"]",
        );
        Catalog::compile(&texts)
            .map(|_| ())
            .map_err(|wrong| wrong.iter().map(|one| one.text.clone()).collect::<Vec<_>>())
    };
    let told = "partner `Leerplicht Hattem` bedient `0003`, dat per 2021-01-01 opging in 1979: zet dat erbij, of geef de partner een eerdere `until`";
    assert_eq!(with("\"0244\", \"0003\"", ""), Err(vec![told.to_owned()]));
    assert_eq!(with("\"0244\", \"0003\", \"1979\"", ""), Ok(()));
    assert_eq!(with("\"0244\", \"0003\"", "\nuntil = 2020-12-31"), Ok(()));
    // twice: Menameradiel into Waadhoeke, which is served
    assert_eq!(with("\"0244\", \"1908\", \"1949\"", ""), Ok(()));
}
