//! Who hears what of a report that was made before: rows 4, 12 and 13 on whole documents.

use super::{catalog, inbound, triage};
use jiff::civil::date;
use schakel::catalog::Catalog;
use schakel::number::DispatchNo;
use schakel::party::Party;
use schakel::pipeline::consent::{Authority, Said, Statement};
use schakel::pipeline::{self, Facts, Judgement, Ruling, Sent, Verdict};

const ZWOLLE: &str = "00000099000000001000";
const MEANDER: &str = "00000099000000003000";

/// A report that was sent to the wijkteam that answers, resting on nobody's consent.
pub(crate) fn sent(reporter: &str) -> Sent {
    Sent {
        seq: DispatchNo(1),
        reporter: reporter.parse().unwrap(),
        to: Party::new(ZWOLLE, "wijkteam"),
        rows: Vec::new(),
        categories: Vec::new(),
        handed_over: false,
        subject: None,
        lane: None,
        same_person: true,
        statements: Vec::new(),
        standings: Vec::new(),
    }
}

/// What becomes of the wijkteam's feedback.
fn ruled(catalog: &Catalog, reporter: &str, statements: &[Statement]) -> Ruling {
    let text = include_str!("../../../adapters/wijkteam-ggm/examples/02.in.json");
    let judged = triage(&inbound("wijkteam-zwolle", text)).unwrap();
    let triaged = judged[1].result.as_ref().unwrap();
    let facts = Facts {
        sent: vec![sent(reporter)],
        statements: statements.to_vec(),
        ..super::facts()
    };
    pipeline::rule(catalog, triaged, &facts)
}

/// The same for each role: categories, or the code.
fn told(catalog: &Catalog, reporter: &str, statements: &[Statement]) -> Vec<String> {
    let ruling = ruled(catalog, reporter, statements);
    let one = |verdict: &Verdict| match verdict {
        Verdict::Share(share) => catalog.terms.codes(share.categories(catalog)).join(" "),
        Verdict::Withhold { code, .. } => code.as_str().to_owned(),
    };
    let of_role = |judgement: &Judgement| {
        judgement
            .asked
            .iter()
            .all(|asked| asked.row.to == judgement.role)
    };
    assert!(
        ruling.judgements.iter().all(of_role),
        "no row about another role was asked"
    );
    ruling
        .judgements
        .iter()
        .map(|judgement| format!("{}: {}", judgement.role, one(&judgement.verdict)))
        .collect()
}

fn said(recipient: &str, category: &str, said: Said) -> Statement {
    Statement {
        recipient: recipient.to_owned(),
        unit: None,
        purpose: "terugkoppeling-hulp".to_owned(),
        category: category.to_owned(),
        giver: "een".to_owned(),
        capacity: "ouder".to_owned(),
        authority: Authority::Yes,
        said,
        day: date(2026, 3, 2),
        until: None,
    }
}

const NOTHING: &str = "disclosure.condition";
const STAND: &str = "CONT_BEHANDELAAR PROC_ONTVANGST PROC_STATUS REF";

#[track_caller]
fn check(reporter: &str, statements: &[Statement], school: &str, leerplicht: &str) {
    assert_eq!(
        told(catalog(), reporter, statements),
        [
            format!("leerplicht: {leerplicht}"),
            format!("school: {school}")
        ]
    );
}

#[test]
fn only_who_reported_in_that_role_hears_of_it() {
    check(&format!("{MEANDER}/school"), &[], STAND, NOTHING);
    check(&format!("{ZWOLLE}/leerplicht"), &[], NOTHING, STAND);
    // the same municipality, as the portal of parents and as the wijkteam itself; a school as something else; nobody that is known
    for reporter in [
        &format!("{ZWOLLE}/inwoner"),
        &format!("{ZWOLLE}/wijkteam"),
        &format!("{MEANDER}/leerplicht"),
        &format!("{MEANDER}/school/noord"),
        "x/school",
    ] {
        check(reporter, &[], NOTHING, NOTHING);
    }
}

#[test]
fn consent_adds_its_own_categories_and_no_others() {
    let reporter = format!("{MEANDER}/school");
    check(
        &reporter,
        &[said(MEANDER, "TOEW", Said::Yes)],
        "CONT_BEHANDELAAR PROC_ONTVANGST PROC_STATUS TOEW REF",
        NOTHING,
    );
    check(
        &reporter,
        &[said(ZWOLLE, "TOEW", Said::Yes)],
        STAND,
        NOTHING,
    );
}

#[test]
fn one_category_refused_leaves_only_that_it_was_received() {
    let reporter = format!("{MEANDER}/school");
    let statements = [
        said(MEANDER, "ZORG", Said::No),
        said(MEANDER, "TOEW", Said::Yes),
        said(MEANDER, "PROC_WACHT", Said::Yes),
    ];
    check(&reporter, &statements, "PROC_ONTVANGST REF", NOTHING);
    check(&reporter, &[said(ZWOLLE, "ZORG", Said::No)], STAND, NOTHING);
}

#[test]
fn a_reporter_that_is_not_connected_for_what_comes_back_gets_nothing() {
    let mut texts = super::texts();
    let kinds = "\"terugkoppeling.leerplicht/1\", \"terugkoppeling.wijkteam/1\"";
    assert!(texts.partners.text.contains(kinds));
    texts.partners.text = texts
        .partners
        .text
        .replace(kinds, "\"terugkoppeling.leerplicht/1\"");
    let catalog = Catalog::compile(&texts).unwrap();
    assert_eq!(
        told(&catalog, &format!("{MEANDER}/school"), &[]),
        [
            "leerplicht: disclosure.condition",
            "school: disclosure.condition"
        ]
    );
}

#[test]
fn a_reporter_that_is_connected_no_longer_gets_nothing() {
    let until = |day: &str| {
        let mut texts = super::texts();
        let head = "name       = \"Meander College\"\n";
        assert!(texts.partners.text.contains(head));
        texts.partners.text = texts
            .partners
            .text
            .replace(head, &format!("{head}until = {day}\n"));
        told(
            &Catalog::compile(&texts).unwrap(),
            &format!("{MEANDER}/school"),
            &[],
        )[1]
        .clone()
    };
    assert_eq!(until("2026-03-20"), format!("school: {STAND}"));
    assert_eq!(until("2026-03-19"), "school: disclosure.partner_ended");
}

#[test]
fn an_objection_against_the_receipt_goes_to_a_person_though_the_progress_is_refused() {
    let objection = Statement {
        purpose: "wettelijke-taak".to_owned(),
        ..said(MEANDER, "PROC_ONTVANGST", Said::No)
    };
    let ruling = ruled(
        catalog(),
        &format!("{MEANDER}/school"),
        std::slice::from_ref(&objection),
    );
    assert!(!ruling.shares() && ruling.asks_a_person());
    check(
        &format!("{MEANDER}/school"),
        &[objection],
        "disclosure.refused",
        NOTHING,
    );
}

/// A second number says that something goes on.
#[test]
fn after_a_refusal_nobody_reads_how_often_something_was_told() {
    let text = include_str!("../../../adapters/wijkteam-ggm/examples/02.in.json");
    let judged = triage(&inbound("wijkteam-zwolle", text)).unwrap();
    let triaged = judged[1].result.as_ref().unwrap();
    let reads = |statements: Vec<Statement>| {
        let facts = Facts {
            sent: vec![sent(&format!("{MEANDER}/school"))],
            statements,
            ..super::facts()
        };
        let ruling = pipeline::rule(catalog(), triaged, &facts);
        let Some(Verdict::Share(share)) = ruling
            .judgements
            .iter()
            .map(|judgement| &judgement.verdict)
            .nth(1)
        else {
            panic!()
        };
        let event = pipeline::minimise(
            catalog(),
            triaged.valid(),
            share,
            &Party::new(MEANDER, "school"),
            "2026-03-20T12:00:00Z",
        );
        serde_json::from_slice::<serde_json::Value>(event.body().expose()).unwrap()["data"].clone()
    };
    assert_eq!(reads(Vec::new())["volgnummer"], 2);
    let refused = reads(vec![said(MEANDER, "ZORG", Said::No)]);
    assert_eq!(
        refused,
        serde_json::json!({ "meldingsnummer": "02CD-Z-2026-0002", "ontvangenOp": "2026-03-16" })
    );
}

/// The wijkteam that answers is one of two under its OIN.
fn divided() -> Catalog {
    let mut texts = super::texts();
    let name = "name       = \"Sociaal wijkteam Zwolle\"\n";
    let (before, after) = texts.partners.text.split_once(name).unwrap();
    let before = before.rsplit_once("[[partner]]").unwrap();
    let (team, rest) = after.split_once("\n[[partner]]").unwrap();
    let unit = |unit: &str, wijk: &str| {
        let team = team
            .replace("[\"0193\"]", &format!("[\"0193\"], wijk = [\"{wijk}\"]"))
            .replace("to.wijkteam-zwolle", &format!("to.wijkteam-{unit}"));
        format!(
            "[[partner]]{}{name}onderdeel = \"{unit}\"\n{team}\n",
            before.1
        )
    };
    let both = unit("stad", "Assendorp") + &unit("noord", "Holtenbroek");
    texts.partners.text = format!("{}{both}[[partner]]{rest}", before.0);
    let source = "name       = \"wijkteam-zwolle\"\n";
    let named = format!("{source}onderdeel = \"stad\"\n");
    assert!(texts.sources.text.contains(source));
    texts.sources.text = texts.sources.text.replace(source, &named);
    Catalog::compile(&texts).unwrap()
}

#[test]
fn a_yes_to_no_unit_takes_back_no_refusal_to_the_one_that_answers() {
    let catalog = divided();
    let text = include_str!("../../../adapters/wijkteam-ggm/examples/02.in.json");
    let inbound = inbound("wijkteam-zwolle", text);
    let judged = pipeline::triage(&catalog, super::LIMITS, &inbound, "x", super::TODAY).unwrap();
    let triaged = judged[1].result.as_ref().unwrap();
    let answers = |statements: &[Statement]| {
        let mut report = sent(&format!("{MEANDER}/school"));
        report.to = triaged.source().party();
        report.rows = vec!["10".to_owned()];
        report.categories = vec!["ID".to_owned(), "ZORG".to_owned()];
        report.statements = statements.to_vec();
        let facts = Facts {
            sent: vec![report],
            ..super::facts()
        };
        let ruling = pipeline::rule(&catalog, triaged, &facts);
        let of_school = ruling.judgements.iter().find(|one| one.role == "school");
        match &of_school.unwrap().verdict {
            Verdict::Share(share) => catalog.terms.codes(share.categories(&catalog)).join(" "),
            Verdict::Withhold { code, .. } => code.as_str().to_owned(),
        }
    };
    let both = |unit: Option<&str>, word: Said, day: i8| {
        ["ID", "ZORG"].map(|category| Statement {
            unit: unit.map(str::to_owned),
            purpose: "hulp-aan-school".to_owned(),
            day: date(2026, 3, day),
            ..said(ZWOLLE, category, word)
        })
    };
    let stands = both(None, Said::Yes, 2);
    assert_eq!(answers(&stands), STAND);
    let refused = [both(Some("stad"), Said::No, 1), stands].concat();
    assert_eq!(answers(&refused), "PROC_ONTVANGST REF");
}

#[test]
fn a_person_chooses_only_between_reporters_whose_report_came_to_the_one_that_answers() {
    let among = |source: &str, text: &str, which: usize, sent: Vec<Sent>| -> Vec<String> {
        let judged = triage(&inbound(source, text)).unwrap();
        let facts = Facts {
            sent,
            ..super::facts()
        };
        let triaged = judged[which].result.as_ref().unwrap();
        let reporters = pipeline::to_choose_from(triaged, &facts);
        reporters.iter().map(ToString::to_string).collect()
    };
    let answer = include_str!("../../../adapters/wijkteam-ggm/examples/02.in.json");
    let (school, other) = (&*format!("{MEANDER}/school"), "x/school");
    let feedback = |sent| among("wijkteam-zwolle", answer, 1, sent);
    assert_eq!(
        feedback(vec![sent(school), sent(other), sent(other)]),
        [school, other]
    );
    assert_eq!(feedback(vec![sent(school)]), [""; 0], "it is this one");
    assert_eq!(feedback(Vec::new()), [""; 0]);
    let elsewhere = Sent {
        to: Party::new("y", "wijkteam"),
        ..sent(other)
    };
    assert_eq!(feedback(vec![sent(school), elsewhere]), [""; 0]);
    // a report is no answer, whoever used its number before
    let report = include_str!("../../../schemas/verzuimmelding/examples/valid/zestien-uur.json");
    let own = |reporter| Sent {
        to: school.parse().unwrap(),
        ..sent(reporter)
    };
    assert_eq!(
        among("meander", report, 0, vec![own(school), own(other)]),
        [""; 0]
    );
}

#[test]
fn a_consent_that_fell_for_a_report_to_another_takes_nothing_from_the_one_that_answers() {
    let text = include_str!("../../../adapters/wijkteam-ggm/examples/02.in.json");
    let judged = triage(&inbound("wijkteam-zwolle", text)).unwrap();
    let triaged = judged[1].result.as_ref().unwrap();
    let fell = |to: &str| Sent {
        to: to.parse().unwrap(),
        rows: vec!["6".to_owned()],
        categories: vec!["VERZ".to_owned()],
        statements: vec![Statement {
            purpose: "hulp-bij-verzuim".to_owned(),
            ..said(ZWOLLE, "VERZ", Said::No)
        }],
        ..sent(&format!("{MEANDER}/school"))
    };
    let school = |sent| {
        let facts = Facts {
            sent,
            ..super::facts()
        };
        let ruling = pipeline::rule(catalog(), triaged, &facts);
        let mut of_school = ruling.judgements.iter();
        let school = of_school
            .find(|judgement| judgement.role == "school")
            .unwrap();
        let mut asked = school.asked.iter();
        let progress = asked.find(|asked| asked.row.id == "12-stand").unwrap();
        progress.said.is_ok()
    };
    let by_law = || sent(&format!("{MEANDER}/school"));
    assert!(school(vec![by_law()]));
    assert!(school(vec![by_law(), fell("x/wijkteam")]));
    assert!(!school(vec![by_law(), fell(&format!("{ZWOLLE}/wijkteam"))]));
}
