//! Which row lets what through, and which does not: rows 1 to 3 on whole documents.

use super::{check, event, inbound, xml};
use serde_json::json;

const GIVEN: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";
const HELD: &str =
    "hold leerplicht disclosure.condition | hold doorstroompunt disclosure.condition";

#[track_caller]
fn soort(soort: &str, expected: &str) {
    let text = xml(&[
        ("luxe verzuim", soort),
        (
            "</Begindatum>",
            "</Begindatum><Einddatum>20260313</Einddatum>",
        ),
    ]);
    let expected = format!(
        "{expected} | hold wijkteam disclosure.no_consent | hold doorstroompunt disclosure.condition"
    );
    check(&inbound("thorbecke", text), &[&expected]);
}

#[test]
fn the_five_kinds_of_2009_find_their_row() {
    soort("luxe verzuim", "give leerplicht 1");
    soort("16 uur in 4 lesweken", "give leerplicht 1");
    soort("1 maand of langer", "give leerplicht 1");
    // row 3: Thorbecke and Zwolle signed the agreement
    soort("signaal verzuim", "give leerplicht 3");
    soort("beginnend verzuim", "give leerplicht 3");
}

#[test]
fn other_absence_goes_nowhere_without_an_agreement_of_both() {
    let other = |home: &str| {
        let home = home.to_owned();
        event(move |event| {
            event["data"]["verzuim"]["soort"] = json!("OVERIG");
            event["data"]["leerling"]["woongemeente"] = json!(home);
        })
    };
    check(&other("0148"), &[HELD]);
    check(&other("0175"), &[HELD]);
}

#[track_caller]
fn born(day: &str, expected: &str) {
    let day = day.to_owned();
    check(
        &event(move |event| event["data"]["leerling"]["geboortedatum"] = json!(day)),
        &[expected],
    );
}

#[test]
fn of_sixteen_hours_every_day_of_the_absence_counts() {
    // from 16 February up to and including 13 March 2026
    born("2008-02-17", GIVEN); // eighteen the day after the first
    born("2008-02-16", HELD); // eighteen on the first
    born("2021-02-28", GIVEN); // five in February: obliged from 1 March
    born("2021-03-01", HELD); // five in March: obliged from 1 April
    born("2022-01-01", HELD);
}

#[test]
fn eighteen_and_older_goes_to_the_doorstroompunt_until_the_border_of_that_day() {
    let adult = |born: &str, change: &dyn Fn(&mut serde_json::Value)| {
        let inbound = event(|event| {
            event["data"]["verzuim"]["soort"] = json!("DOORSTROOMPUNT_18PLUS");
            event["data"]["leerling"]["geboortedatum"] = json!(born);
            change(event);
        });
        super::story(&inbound).remove(0)
    };
    let given = "hold leerplicht disclosure.condition | give doorstroompunt 2";
    // from 16 February up to and including 13 March 2026: the last four weeks of it, and all of it
    assert_eq!(adult("2008-03-13", &|_| {}), given);
    assert_eq!(adult("1999-02-17", &|_| {}), given); // twenty-six on the first day
    assert_eq!(adult("1999-02-16", &|_| {}), HELD); // twenty-seven that day
    assert_eq!(adult("2008-03-14", &|_| {}), HELD); // seventeen: not leerplicht either, for it was reported as 18-plus
    assert_eq!(
        adult(
            "2005-01-01",
            &|event| event["data"]["leerling"]["startkwalificatie"] = json!(true)
        ),
        HELD
    );
    let long = |event: &mut serde_json::Value| {
        event["data"]["verzuim"]["soort"] = json!("LANGDURIG_RELATIEF")
    };
    assert_eq!(
        adult("2005-01-01", &long),
        HELD,
        "nothing was said about a startkwalificatie"
    );
    let without = |event: &mut serde_json::Value| {
        long(event);
        event["data"]["leerling"]["startkwalificatie"] = json!(false);
    };
    assert_eq!(adult("2005-01-01", &without), format!("{given}-langdurig"));
}

#[test]
fn the_border_moved_on_1_january_2026_whatever_day_the_absence_began() {
    let mut texts = super::texts();
    for text in [&mut texts.partners, &mut texts.sources, &mut texts.region] {
        text.text = text
            .text
            .replace("from       = 2026-01-01", "from       = 2025-01-01")
            .replace("from    = 2026-01-01", "from    = 2025-01-01");
    }
    let catalog = schakel::catalog::Catalog::compile(&texts).unwrap();
    let on = |day: jiff::civil::Date| {
        let inbound = event(|event| {
            event["data"]["verzuim"]["soort"] = json!("DOORSTROOMPUNT_18PLUS");
            event["data"]["verzuim"]["begindatum"] = json!("2025-11-10");
            event["data"]["leerling"]["geboortedatum"] = json!("2001-06-01");
        });
        let judged =
            schakel::pipeline::triage(&catalog, super::LIMITS, &inbound, "fingerprint", day)
                .unwrap();
        let facts = schakel::pipeline::Facts {
            today: day,
            ..super::facts()
        };
        super::verdicts(&schakel::pipeline::rule(
            &catalog,
            judged[0].result.as_ref().unwrap(),
            &facts,
        ))
    };
    assert_eq!(on(jiff::civil::date(2025, 12, 31)), HELD);
    assert_eq!(
        on(jiff::civil::date(2026, 1, 1)),
        "hold leerplicht disclosure.condition | give doorstroompunt 2"
    );
}

#[test]
fn who_is_born_on_29_february_comes_of_age_on_1_march() {
    let on = |first: &str| {
        let first = first.to_owned();
        event(move |event| {
            event["data"]["leerling"]["geboortedatum"] = json!("2008-02-29");
            event["data"]["verzuim"]["begindatum"] = json!(first);
        })
    };
    check(&on("2026-02-28"), &[GIVEN]);
    check(&on("2026-03-01"), &[HELD]);
}

#[test]
fn the_home_decides_and_never_the_school() {
    // the school of `meander` stands in none of these
    for (home, partner) in [
        ("0193", "Leerplicht Zwolle"),
        ("0166", "Leerplicht Zwolle"),
        ("0175", "Leerplicht Ommen"),
        ("0180", "Leerplicht Staphorst"),
    ] {
        let inbound = event(|event| event["data"]["leerling"]["woongemeente"] = json!(home));
        let judged = super::triage(&inbound).unwrap();
        let ruling = super::rule(judged[0].result.as_ref().unwrap());
        let names: Vec<&str> = ruling
            .judgements
            .iter()
            .filter(|j| j.role == "leerplicht")
            .map(|j| j.partner.as_ref().unwrap().name.as_str())
            .collect();
        assert_eq!(names, [partner], "{home}");
    }
}

#[test]
fn an_unknown_home_waits_for_a_person() {
    let nowhere = event(|event| {
        drop(
            event["data"]["leerling"]
                .as_object_mut()
                .unwrap()
                .remove("woongemeente"),
        )
    });
    check(
        &nowhere,
        &["stop propose.no_residence /data/leerling/woongemeente required"],
    );
}

#[test]
fn a_duty_with_nobody_to_go_to_waits_for_a_person() {
    let far = event(|event| event["data"]["leerling"]["woongemeente"] = json!("0599"));
    check(
        &far,
        &["stop propose.no_partner /data/leerling/woongemeente role:leerplicht"],
    );
}

#[test]
fn a_merged_municipality_is_its_successor() {
    // Weesp became part of Amsterdam: known, and nobody here serves it
    let old = event(|event| event["data"]["leerling"]["woongemeente"] = json!("0457"));
    check(
        &old,
        &["stop propose.no_partner /data/leerling/woongemeente role:leerplicht"],
    );
}

#[test]
fn a_personal_number_in_a_free_text_does_not_hold_up_a_duty() {
    let inbound =
        event(|event| event["data"]["verzuim"]["reden"] = json!("broer (9999.00.043) is ook ziek"));
    check(&inbound, &[GIVEN]);
    let judged = super::triage(&inbound).unwrap();
    let flagged = judged[0].result.as_ref().unwrap().flagged();
    assert_eq!(
        flagged
            .iter()
            .map(|flag| flag.pointer.as_str())
            .collect::<Vec<_>>(),
        ["/verzuim/reden"]
    );
}

#[test]
fn a_partner_that_no_row_names_gets_nothing() {
    let mut texts = super::texts();
    texts.partners.text.push_str(
        "[[partner]]\noin = \"00000099000000005000\"\nname = \"Samenwerkingsverband\"\nrole = \"samenwerkingsverband\"\ncontroller = \"Swv\"\n\
         area = { gemeente = [\"0148\"] }\nkinds = [\"verzuimmelding/1\"]\nchannel = { amqp = { exchange = \"to.swv\" } }\nfrom = 2026-01-01\n",
    );
    let catalog = schakel::catalog::Catalog::compile(&texts).unwrap();
    let judged = schakel::pipeline::triage(
        &catalog,
        super::LIMITS,
        &event(|_| {}),
        "fingerprint",
        super::TODAY,
    )
    .unwrap();
    let ruling = schakel::pipeline::rule(
        &catalog,
        judged[0].result.as_ref().unwrap(),
        &super::facts(),
    );
    assert_eq!(
        super::verdicts(&ruling),
        "give leerplicht 1 | hold doorstroompunt disclosure.condition | hold samenwerkingsverband disclosure.no_row"
    );
}
