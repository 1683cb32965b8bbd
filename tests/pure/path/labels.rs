//! What documents are counted under: from a closed list, on its days, and for nobody else to see. And agreements, which end on their day.

use super::{TODAY, catalog, check, event, facts, inbound, texts, triage, verdicts, xml};
use jiff::civil::date;
use schakel::catalog::Catalog;
use schakel::message::Inbound;
use schakel::pipeline::adapt::Mapped;
use schakel::pipeline::{self, Facts, Verdict, minimise};
use serde_json::{Value, json};
use std::sync::Arc;

fn labels(catalog: &Catalog, inbound: &Inbound) -> Vec<String> {
    pipeline::triage(catalog, super::LIMITS, inbound, "fingerprint", TODAY)
        .unwrap()
        .remove(0)
        .labels
}

#[test]
fn a_label_comes_from_the_message_or_else_from_its_source() {
    let mut texts = texts();
    texts.sources.text = texts.sources.text.replace(
        "user       = \"meander\"",
        "user = \"meander\"\nlabels = [\"proeftuin-wijk\", \"lea-verzuim\"]",
    );
    let catalog = Catalog::compile(&texts).unwrap();
    assert_eq!(
        labels(&catalog, &event(|_| {})),
        ["proeftuin-wijk", "lea-verzuim"]
    );
    assert_eq!(
        labels(
            &catalog,
            &event(|event| event["proeftuin"] = json!("proeftuin-so"))
        ),
        ["proeftuin-so", "lea-verzuim"]
    );
    assert_eq!(
        labels(
            super::catalog(),
            &event(|event| event["thema"] = json!("lea-verzuim"))
        ),
        ["lea-verzuim"]
    );
    assert_eq!(labels(super::catalog(), &event(|_| {})), [""; 0]);
    texts.sources.text = texts
        .sources
        .text
        .replace("\"lea-verzuim\"]", "\"lea-verzuin\"]");
    let complaints = Catalog::compile(&texts).unwrap_err();
    assert!(
        complaints.len() == 1
            && complaints[0]
                .text
                .contains("label `lea-verzuin` staat niet in"),
        "{complaints:?}"
    );
}

#[test]
fn a_label_that_is_unknown_or_of_another_sort_or_day_is_a_stop() {
    let stop = "stop validate.invalid /proeftuin bekend";
    for label in [
        json!("proeftuin-onbekend"),
        json!("lea-verzuim"),
        json!(3),
        json!(""),
    ] {
        check(&event(|event| event["proeftuin"] = label), &[stop]);
    }
    check(
        &event(|event| event["thema"] = json!("proeftuin-wijk")),
        &["stop validate.invalid /thema bekend"],
    );
    let named = event(|event| {
        event["proeftuin"] = json!("proeftuin-wijk");
        event["data"]["verzuim"]["begindatum"] = json!("2025-12-31");
    });
    let on = |day| {
        pipeline::triage(catalog(), super::LIMITS, &named, "fingerprint", day).unwrap()[0]
            .result
            .is_ok()
    };
    assert!(on(date(2026, 1, 1)) && on(date(2030, 12, 31)));
    assert!(!on(date(2031, 1, 1)));
}

#[test]
fn a_label_goes_to_nobody() {
    let judged = triage(&event(|event| {
        event["proeftuin"] = json!("proeftuin-wijk");
        event["thema"] = json!("lea-verzuim");
    }));
    let judged = judged.unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = super::rule(triaged);
    let Verdict::Share(share) = &ruling.judgements[0].verdict else {
        panic!("{ruling:?}")
    };
    let partner = ruling.judgements[0].partner.as_ref().unwrap();
    let event = minimise(
        catalog(),
        triaged.valid(),
        share,
        &partner.party(),
        "2026-03-20T12:00:00.000+01:00",
    );
    let text = String::from_utf8(event.body().expose().clone()).unwrap();
    assert!(
        !text.contains("proeftuin") && !text.contains("thema") && !text.contains("lea-"),
        "{text}"
    );
}

#[test]
fn an_agreement_that_ends_closes_its_route_the_day_after_also_for_what_still_waits() {
    let mut texts = texts();
    let until = format!("until   = {TODAY}\nsort = \"oogo\"\ntitle = \"Afspraak van het oogo\"");
    texts.agreements.text = texts
        .agreements
        .text
        .replacen("until   = 2028-12-31", &until, 1);
    assert!(texts.agreements.text.contains("oogo"));
    let catalog = Catalog::compile(&texts).unwrap();
    let signal = inbound("thorbecke", xml(&[("luxe verzuim", "signaal verzuim")]));
    let judged = pipeline::triage(&catalog, super::LIMITS, &signal, "fingerprint", TODAY).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    // a dispatch that waits is ruled on again from the body that was kept, on the day that it would go
    let on = |day| {
        let body: Value = triaged.valid().body().expose().clone();
        let again = pipeline::candidates(
            &catalog,
            triaged.source(),
            Mapped::stored(Arc::clone(triaged.valid().kind()), body),
            TODAY,
            day,
        )
        .unwrap();
        verdicts(&pipeline::rule(
            &catalog,
            &again,
            &Facts {
                today: day,
                ..facts()
            },
        ))
    };
    assert!(on(TODAY).starts_with("give leerplicht 3"), "{}", on(TODAY));
    let day_after = TODAY.tomorrow().unwrap();
    assert!(
        on(day_after).starts_with("hold leerplicht disclosure.condition"),
        "{}",
        on(day_after)
    );
}
