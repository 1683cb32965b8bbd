//! A case of the decision table -> a sentence: given this, the row shares that.

use super::words::{categories, day, listed, value};
use crate::catalog::case::{Case, CaseFacts};
use crate::catalog::days;
use crate::catalog::term::Terms;
use crate::outcome::Code;

/// What the case shows, what is given, and what the row then does.
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
        (Some(codes), _) => format!(
            "deelt {}",
            categories(terms, terms.set(codes.iter().map(String::as_str)))
        ),
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
    let CaseFacts {
        leeftijd,
        geboren,
        gebeurtenis,
        verzending,
        velden,
        afspraken,
        ja,
        ja_voor,
        nee,
        nee_voor,
        ..
    } = facts;
    let CaseFacts {
        gezag_onbekend,
        wilsonbekwaam,
        eigen_melding,
        deelnemer,
        ingeschakeld,
        twijfel,
        ..
    } = facts;
    let date = |datetime: &toml::value::Datetime| {
        days::day(datetime).map_or_else(|| datetime.to_string(), day)
    };
    let mut given = Vec::new();
    given.extend(leeftijd.map(|years| format!("{years} jaar")));
    given.extend(
        geboren
            .as_ref()
            .map(|born| format!("geboren op {}", date(born))),
    );
    given.extend(
        gebeurtenis
            .as_ref()
            .map(|on| format!("het gebeurde op {}", date(on))),
    );
    given.extend(
        verzending
            .as_ref()
            .map(|on| format!("het wordt verzonden op {}", date(on))),
    );
    given.extend(
        velden
            .iter()
            .map(|(field, what)| format!("`{field}` is {}", value(what))),
    );
    given.extend(
        afspraken
            .iter()
            .map(|name| format!("de afspraak `{name}` loopt tussen beide")),
    );
    let about = |listed: &Option<Vec<String>>| {
        let listed = listed
            .as_ref()
            .map(|codes| categories(terms, terms.set(codes.iter().map(String::as_str))));
        listed
            .map(|listed| format!(" voor {listed}"))
            .unwrap_or_default()
    };
    given.extend(
        ja.iter()
            .map(|who| format!("{who} zei ja{}", about(ja_voor))),
    );
    given.extend(
        nee.iter()
            .map(|who| format!("{who} zei nee{}", about(nee_voor))),
    );
    given.extend(gezag_onbekend.then(|| "of zij gezag hebben is niet bekend".to_owned()));
    given.extend(
        wilsonbekwaam
            .then(|| "vastgesteld is dat de jeugdige dit niet zelf kan beslissen".to_owned()),
    );
    given.extend(
        twijfel
            .then(|| "een nee gaat misschien over deze jeugdige, en dat is niet zeker".to_owned()),
    );
    given.extend(ingeschakeld.then(|| "de regio heeft deze rij aangezet".to_owned()));
    given.extend(deelnemer.map(|takes_part| {
        if takes_part {
            "de gever doet mee"
        } else {
            "de gever doet niet mee"
        }
        .to_owned()
    }));
    given.extend(eigen_melding.then(|| "de ontvanger deed zelf de melding".to_owned()));
    given.extend(facts.melding_ingetrokken.then(|| {
        "de toestemming waarop de melding ging is geweigerd, ingetrokken of verlopen".to_owned()
    }));
    given.extend(facts.gekregen.as_ref().map(|codes| {
        let by = facts
            .gekregen_doel
            .as_ref()
            .map(|purpose| format!(" met toestemming voor `{purpose}`"))
            .unwrap_or_default();
        format!(
            "de ontvanger kreeg eerder {}{by}",
            categories(terms, terms.set(codes.iter().map(String::as_str)))
        )
    }));
    given
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
