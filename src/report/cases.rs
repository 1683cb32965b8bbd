//! A case of the decision table -> a sentence: with these facts, the row shares these categories.

use super::words::{categories, day, listed, value};
use crate::catalog::case::{Case, CaseFacts};
use crate::catalog::days;
use crate::catalog::term::Terms;
use crate::outcome::Code;

/// A sentence of the case's name, its facts, and the answer of the row.
pub(super) fn sentence(terms: &Terms, case: &Case) -> String {
    let given = given(terms, &case.feiten);
    let given = if given.is_empty() {
        "verder niets".to_owned()
    } else {
        listed(&given, "en")
    };
    format!(
        "{}. Gegeven: {given}. De rij {}.",
        capital(&case.naam),
        says(terms, case)
    )
}

fn says(terms: &Terms, case: &Case) -> String {
    match (&case.deel, case.onthoud.as_deref()) {
        (Some(codes), _) => format!("deelt {}", named(terms, codes)),
        (None, Some(code)) => {
            let reason = code
                .parse()
                .map_or("om een onbekende reden", Code::in_dutch);
            format!("onthoudt: {reason} (`{code}`)")
        }
        (None, None) => "zegt niets".to_owned(),
    }
}

/// Every fact in words.
fn given(terms: &Terms, facts: &CaseFacts) -> Vec<String> {
    let mut given = shown(facts);
    given.extend(statements(terms, facts));
    given.extend(of_recipient(terms, facts));
    given
}

/// The facts of the message, and the agreements.
fn shown(facts: &CaseFacts) -> Vec<String> {
    let date = |datetime: &toml::value::Datetime| {
        days::day(datetime).map_or_else(|| datetime.to_string(), day)
    };
    let mut given = Vec::new();
    given.extend(facts.leeftijd.map(|years| format!("{years} jaar")));
    let born = facts.geboren.as_ref();
    given.extend(born.map(|born| format!("geboren op {}", date(born))));
    let happened = facts.gebeurtenis.as_ref();
    given.extend(happened.map(|on| format!("het gebeurde op {}", date(on))));
    let sent = facts.verzending.as_ref();
    given.extend(sent.map(|on| format!("het wordt verzonden op {}", date(on))));
    given.extend(
        facts
            .velden
            .iter()
            .map(|(field, what)| format!("`{field}` is {}", value(what))),
    );
    given.extend(
        facts
            .afspraken
            .iter()
            .map(|name| format!("de afspraak `{name}` loopt tussen beide")),
    );
    given
}

/// The statements of a case, and the facts about their givers.
fn statements(terms: &Terms, facts: &CaseFacts) -> Vec<String> {
    let about = |listed: &Option<Vec<String>>| {
        let listed = listed.as_ref().map(|codes| named(terms, codes));
        listed
            .map(|listed| format!(" voor {listed}"))
            .unwrap_or_default()
    };
    let mut given = Vec::new();
    given.extend(
        facts
            .ja
            .iter()
            .map(|who| format!("{who} zei ja{}", about(&facts.ja_voor))),
    );
    given.extend(
        facts
            .nee
            .iter()
            .map(|who| format!("{who} zei nee{}", about(&facts.nee_voor))),
    );
    let known = [
        (facts.gezag_onbekend, "of zij gezag hebben is niet bekend"),
        (
            facts.wilsonbekwaam,
            "vastgesteld is dat de jeugdige dit niet zelf kan beslissen",
        ),
        (
            facts.twijfel,
            "een nee gaat misschien over deze jeugdige, en dat is niet zeker",
        ),
    ];
    given.extend(holding(known));
    given
}

/// The facts about the region, the giver and the recipient.
fn of_recipient(terms: &Terms, facts: &CaseFacts) -> Vec<String> {
    let known = [
        (facts.ingeschakeld, "de regio heeft deze rij aangezet"),
        (facts.deelnemer == Some(true), "de gever doet mee"),
        (facts.deelnemer == Some(false), "de gever doet niet mee"),
        (facts.eigen_melding, "de ontvanger deed zelf de melding"),
        (
            facts.melding_ingetrokken,
            "de toestemming waarop de melding ging is geweigerd, ingetrokken of verlopen",
        ),
    ];
    let mut given: Vec<String> = holding(known).collect();
    given.extend(facts.gekregen.as_ref().map(|codes| {
        let by = facts
            .gekregen_doel
            .as_ref()
            .map(|purpose| format!(" met toestemming voor `{purpose}`"))
            .unwrap_or_default();
        format!("de ontvanger kreeg eerder {}{by}", named(terms, codes))
    }));
    given
}

fn named(terms: &Terms, codes: &[String]) -> String {
    categories(terms, terms.set(codes.iter().map(String::as_str)))
}

/// The words of the facts that hold.
fn holding<const N: usize>(known: [(bool, &'static str); N]) -> impl Iterator<Item = String> {
    known
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, words)| words.to_owned())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
