//! Values and parts of a row -> words for a Dutch reader.

use super::entry::{Entry, title};
use crate::catalog::Catalog;
use crate::catalog::policy::school_year::SchoolYear;
use crate::catalog::policy::{
    AgeStart, Ages, Certainty, DayOf, FreeText, Place, Refusal, RowState,
};
use crate::catalog::term::{Categories, Terms};
use jiff::civil::Date;
use serde_json::Value;

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// The items as `a, b en c`.
pub(super) fn listed<T: AsRef<str>>(items: &[T], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., end] => format!(
            "{} {last} {}",
            first
                .iter()
                .map(AsRef::as_ref)
                .collect::<Vec<&str>>()
                .join(", "),
            end.as_ref()
        ),
    }
}

/// A day as people write it.
pub(super) fn day(day: Date) -> String {
    let month = usize::try_from(day.month() - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// A value of a field.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nee".to_owned(),
        Value::Null => "leeg".to_owned(),
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

fn any_of(values: &[Value]) -> String {
    listed(&values.iter().map(value).collect::<Vec<_>>(), "of")
}

/// The categories with code and name.
pub(super) fn categories(terms: &Terms, set: Categories) -> String {
    let named: Vec<String> = terms
        .codes(set)
        .into_iter()
        .map(|code| format!("`{code}` ({})", lower(terms.name(code))))
        .collect();
    named.join(", ")
}

/// A role, category or purpose for the middle of a sentence; `Veilig Thuis` and an abbreviation keep their capitals.
pub(super) fn lower(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next();
    if letters.clone().any(char::is_uppercase) {
        return name.to_owned();
    }
    first
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(letters)
        .collect()
}

/// The names of the roles.
pub(super) fn roles(terms: &Terms, codes: &[&str]) -> String {
    listed(
        &codes
            .iter()
            .map(|code| lower(terms.role_name(code)))
            .collect::<Vec<_>>(),
        "of",
    )
}

/// The titles of the kinds.
pub(super) fn kinds(catalog: &Catalog, names: &[&str]) -> String {
    let named = names.iter().map(|name| {
        format!(
            "{} (`{name}`)",
            catalog.kinds.get(*name).map_or(*name, |kind| title(kind))
        )
    });
    listed(&named.collect::<Vec<_>>(), "of")
}

/// The giver and the recipient, `school → leerplicht`.
pub(super) fn direction(terms: &Terms, entry: &Entry) -> String {
    format!(
        "{} → {}",
        roles(terms, &entry.givers()),
        roles(terms, &entry.recipients())
    )
}

/// The words for the recipient of an entry.
pub(super) const fn place(place: Place) -> &'static str {
    match place {
        Place::Woonplaats => "wie werkt voor de gemeente waar de jeugdige woont",
        Place::WoonplaatsJeugdwet => {
            "wie werkt voor de gemeente die woonplaats is in de zin van de Jeugdwet (1.1)"
        }
        Place::Woonwijk => {
            "één in de gemeente die woonplaats is in de zin van de Jeugdwet (1.1): wie de woonwijk bedient; is die onbekend of van niemand, \
             dan wie als enige in een geldige toestemming staat, en anders wie daar de toegang is"
        }
        Place::Schoolvestiging => "wie hoort bij de school die in het bericht staat",
        Place::EigenMelding => "alleen wie de melding deed waar dit het antwoord op is",
        Place::EerderGekregen => {
            "wie de melding heeft die hiermee wordt gewijzigd of ingetrokken, waar de jeugdige nu ook woont"
        }
        Place::Geadresseerde => "wie in het bericht als ontvanger staat, en deze rol heeft",
        Place::Deelnemer => {
            "wie in het bericht als deelnemer staat, en deze rol heeft; de gever moet er ook in staan"
        }
        Place::Hub => "het register van de hub; het gaat niet naar buiten",
        Place::Handmatig => "niemand: een mens doet dit zelf, buiten de hub om",
    }
}

/// The effect of a refusal or an objection.
pub(super) const fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Nee => "niets: dit is een plicht",
        Refusal::Blokkeert => "dan gaat er niets",
        Refusal::Mens => "dan beslist een mens",
    }
}

/// The treatment of a free text with forbidden content.
pub(super) const fn free_text(rule: FreeText) -> &'static str {
    match rule {
        FreeText::Verwijderen => {
            "staat er iets in dat er niet hoort, zoals een persoonsnummer, dan gaat die tekst eruit; de rest gaat"
        }
        FreeText::Markeren => {
            "staat er iets in dat er niet hoort, dan gaat die tekst mee en hoort de afzender het"
        }
        FreeText::Weigeren => {
            "staat er iets in dat er niet hoort, zoals een persoonsnummer, dan krijgt deze ontvanger niets"
        }
    }
}

/// How sure the reading of the law is.
pub(super) const fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::H => "gelezen in de wet of het besluit zelf",
        Certainty::M => "uit een gezaghebbende tweede bron, of uit een oudere wettekst",
        Certainty::L => "afgeleid, of plaatselijke praktijk",
        Certainty::Unknown => "niet nagegaan",
    }
}

/// Whether consent is asked, and for which purpose.
pub(super) fn consent(terms: &Terms, entry: &Entry) -> String {
    match &entry.row.consent {
        None => "nee".to_owned(),
        Some(purpose) => format!(
            "ja, voor het doel ‘{}’ (`{purpose}`)",
            lower(terms.name(purpose))
        ),
    }
}

/// The effect of an objection or a refusal on this row.
pub(super) fn objection(terms: &Terms, entry: &Entry) -> String {
    if entry.row.refusal != Refusal::Nee && !entry.row.heeds() {
        return "er is niemand over wie iemand bezwaar kan maken".to_owned();
    }
    let does = refusal(entry.row.refusal);
    let purpose = |code: &String| format!("‘{}’ (`{code}`)", lower(terms.name(code)));
    match entry.row.objections.iter().map(purpose).collect::<Vec<_>>() {
        none if none.is_empty() => does.to_owned(),
        some => format!(
            "{does}; ook bij een bezwaar in het doel {}",
            some.join(" of ")
        ),
    }
}

/// Each condition in a sentence.
pub(super) fn conditions(entry: &Entry) -> Vec<String> {
    let conditions = &entry.row.conditions;
    let mut sentences: Vec<String> = conditions.ages.iter().map(ages).collect();
    sentences.extend(
        conditions
            .fields
            .iter()
            .map(|(field, values)| format!("`{field}` is {}", any_of(values))),
    );
    sentences.extend(conditions.except.iter().map(|(field, values)| {
        format!(
            "`{field}` is niet {} (er niets over zeggen mag ook)",
            any_of(values)
        )
    }));
    sentences.extend(conditions.period.iter().map(|(first, last)| {
        format!("de dag van verzending ligt van `{first}` tot en met `{last}`")
    }));
    let first = (!conditions.stands_back_for.is_empty()).then(|| {
        let ids: Vec<String> = conditions
            .stands_back_for
            .iter()
            .map(|id| format!("`{id}`"))
            .collect();
        format!(
            "voor hetzelfde bericht geldt rij {} niet: die gaat voor",
            listed(&ids, "of")
        )
    });
    sentences.extend(first);
    sentences.extend(
        conditions
            .agreement
            .iter()
            .map(|name| format!("gever en ontvanger tekenden de afspraak `{name}`, en die loopt")),
    );
    sentences.extend(
        conditions
            .carried
            .then(|| "de toestemming waarop de melding ging is er nog: bij wie meldde niet geweigerd, ingetrokken of verlopen".to_owned()),
    );
    sentences
}

/// The subjects for which an age ends with a school year.
fn ends(year: &SchoolYear) -> String {
    let any_word = |(field, words): &(String, Vec<String>)| {
        format!(
            "`{field}` is {}",
            listed(
                &words
                    .iter()
                    .map(|word| format!("`{word}`"))
                    .collect::<Vec<_>>(),
                "of"
            )
        )
    };
    let fields: Vec<String> = year.fields.iter().map(any_word).collect();
    let month = usize::try_from(year.last.0 - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default();
    format!(
        "; als {}: niet langer dan tot en met {} {month} van het schooljaar waarin de jeugdige {} wordt",
        listed(&fields, "of"),
        year.last.1,
        year.age
    )
}

fn ages(ages: &Ages) -> String {
    let clock = match (ages.clock, ages.last_days) {
        (DayOf::Verzending, _) => "op de dag van verzending".to_owned(),
        (DayOf::Gebeurtenis, None) => "op de dag waar het bericht over gaat".to_owned(),
        (DayOf::Gebeurtenis, Some(last)) => {
            let each = |(field, values): &(String, Vec<Value>)| {
                format!(
                    "; op een van alle dagen als `{field}` {} is",
                    any_of(values)
                )
            };
            let every: String = ages.every_day.iter().map(each).collect();
            format!(
                "op een van de laatste {last} dagen van de afwezigheid, tot haar einde of de dag van de melding{every}"
            )
        }
    };
    let start = match ages.start {
        AgeStart::Verjaardag => "",
        AgeStart::MaandNaVerjaardag => {
            ", de ondergrens vanaf de eerste dag van de maand na die verjaardag"
        }
    };
    let ends = ages.ends.as_ref().map(ends).unwrap_or_default();
    format!(
        "de jeugdige is {} tot en met {} jaar {clock}{start}{ends}",
        ages.from, ages.to
    )
}

/// The fields that only pass with some values.
pub(super) fn values(entry: &Entry) -> String {
    let limited = entry
        .row
        .values
        .iter()
        .map(|(field, values)| format!("`{field}` alleen als het {} is", any_of(values)));
    limited.collect::<Vec<_>>().join("; ")
}

/// The first and last day of the row.
pub(super) fn in_force(entry: &Entry) -> String {
    let until = entry
        .row
        .days
        .until
        .map_or_else(String::new, |last| format!(" tot en met {}", day(last)));
    format!("vanaf {}{until}", day(entry.row.days.from))
}

/// The stricter reading of the row.
pub(super) fn strict<'c>(entry: &Entry<'c>) -> &'c str {
    entry
        .row
        .strict
        .as_deref()
        .unwrap_or("geen andere dan de rij zelf")
}

/// Whether the row may be used: one word.
pub(super) const fn state_word(entry: &Entry) -> &'static str {
    match (entry.row.place, entry.row.state) {
        (Place::Handmatig, _) => "handmatig",
        (_, RowState::Aan) => "aan",
        (_, RowState::Uit) => "uit",
        (_, RowState::Geblokkeerd) => "geblokkeerd",
    }
}

/// The meaning of the word for a row's state.
pub(super) fn state(word: &str) -> &'static str {
    match word {
        "aan" => "de rij geldt",
        "uit" => "de rij geldt alleen in een regio die haar aanzet",
        "geblokkeerd" => "dit is verboden, ook als een andere rij het zou toestaan",
        _ => {
            "dit doet een mens zelf, buiten de hub om; de hub stopt zo'n bericht en bewaart de inhoud niet"
        }
    }
}
