//! What people write in a free text that should not stand there: found, named by sort, and treated as the row says.

use super::{TODAY, catalog, event, facts, texts, triage};
use schakel::catalog::Catalog;
use schakel::catalog::schema::{Leaf, Shape};
use schakel::message::Inbound;
use schakel::party::Party;
use schakel::pipeline::{self, Verdict, minimise};
use serde_json::{Value, json};

/// A good report in which the reason says this.
fn report(reason: &str) -> Inbound {
    event(|event| event["data"]["verzuim"]["reden"] = json!(reason))
}

/// The sorts that are found in the reason.
fn sorts(reason: &str) -> Vec<String> {
    let judged = triage(&report(reason)).unwrap();
    let flagged = judged[0].result.as_ref().unwrap().flagged();
    flagged
        .iter()
        .flat_map(|flag| flag.sorts.iter().map(|sort| sort.as_str().to_owned()))
        .collect()
}

/// The catalog in which row 1 treats free text so.
fn with_row_1(treatment: &str) -> Result<Catalog, Vec<String>> {
    let mut texts = texts();
    let file = texts
        .policies
        .iter_mut()
        .find(|text| text.place == "leerplicht.toml")
        .unwrap();
    file.text = file
        .text
        .replacen("vrije_tekst = \"verwijderen\"", treatment, 1);
    Catalog::compile(&texts)
        .map_err(|complaints| complaints.iter().map(ToString::to_string).collect())
}

/// The reason as leerplicht gets it.
fn sent(catalog: &Catalog, reason: &str) -> Option<Value> {
    let judged = pipeline::triage(
        catalog,
        super::LIMITS,
        &report(reason),
        "fingerprint",
        super::TODAY,
    )
    .unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = pipeline::rule(catalog, triaged, &facts());
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
        catalog,
        triaged.valid(),
        share,
        &Party::new(oin, "leerplicht"),
        "2026-03-20T12:00:00.000+01:00",
    );
    serde_json::from_slice::<Value>(event.body().expose()).unwrap()["data"]["verzuim"]
        .get("reden")
        .cloned()
}

#[test]
fn what_is_found_is_named_by_its_sort() {
    let found = [
        ("broer 9999.00.043 is ook ziek", &["PERSOONSNUMMER"][..]),
        (
            "mail ouder@voorbeeld.nl of bel 038 123 45 67",
            &["EMAIL", "TELEFOON"],
        ),
        ("gepest, hij is homo", &["SEKSUEEL_LEVEN"]),
        ("moeder is actief voor de vakbond", &["VAKBOND"]),
        (
            "gezin van Turkse afkomst, vader stemt PVV",
            &["POLITIEK", "RAS_OF_AFKOMST"],
        ),
        (
            "heterogene groep, 16 uur in 4 weken, sinds 06-03-2026 10 uur",
            &[],
        ),
    ];
    for (reason, expected) in found {
        let mut sorts = sorts(reason);
        sorts.sort();
        assert_eq!(sorts, expected, "{reason}");
    }
}

#[test]
fn a_duty_goes_without_the_field_and_never_stays_behind_for_it() {
    for reason in [
        "mail ouder@voorbeeld.nl",
        "bel 06-12345678",
        "is homo",
        "bsn 999900043",
    ] {
        assert_eq!(sent(catalog(), reason), None, "{reason}");
    }
    assert_eq!(sent(catalog(), "vakantie"), Some(json!("vakantie")));
    let complaints = with_row_1("vrije_tekst = \"weigeren\"").unwrap_err();
    assert!(
        complaints.len() == 1
            && complaints[0]
                .contains("leerplicht.toml:4: rij `1`: een plicht wordt nooit geweigerd"),
        "{complaints:?}"
    );
    assert_eq!(
        sent(&with_row_1("").unwrap(), "is homo"),
        None,
        "a duty that says nothing takes the field out"
    );
}

#[test]
fn a_row_may_let_a_marked_field_go_but_never_a_personal_number() {
    let marks = with_row_1("vrije_tekst = \"markeren\"").unwrap();
    for reason in ["mail ouder@voorbeeld.nl", "bel 06-12345678", "is homo"] {
        assert_eq!(sent(&marks, reason), Some(json!(reason)), "{reason}");
    }
    assert_eq!(sent(&marks, "bsn 999900043, is homo"), None);
}

#[test]
fn each_text_of_a_list_is_searched() {
    let catalog = catalog();
    let leaf = Shape::Leaf(Leaf {
        category: catalog.terms.category("ZORG").unwrap(),
        free_text: true,
        restrictive: false,
        day: false,
        identifier: false,
        choices: None,
    });
    let shape = Shape::Object([("doelen".to_owned(), Shape::List(Box::new(leaf)))].into());
    let data = json!({ "doelen": ["rust in huis", "bel 06 12345678", "mail a@voorbeeld.nl"] });
    let flags = pipeline::free_text::flagged(&catalog.words, TODAY, &shape, &data);
    assert_eq!(
        flags
            .iter()
            .map(|flag| flag.pointer.as_str())
            .collect::<Vec<_>>(),
        ["/doelen/1", "/doelen/2"]
    );
}
