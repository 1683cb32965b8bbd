//! Rows -> complaints about rows that can never apply, and about rows that contradict each other.

use super::{Conditions, DayOf, FreeText, Place, Refusal, Row, RowState};
use crate::catalog::schema::{Absence, Kind, Meaning, Shape};
use crate::catalog::term::Terms;
use serde_json::Value;
use std::sync::Arc;

/// Complaints about a row that would never let anything through for these kinds, or would do something else than it says.
pub(super) fn never_applies(row: &Row, kinds: &[&Kind], terms: &Terms) -> Vec<String> {
    let mut wrong = Vec::new();
    for kind in kinds {
        needs(row, kind, &mut wrong);
        ages(row, kind, &mut wrong);
        consent(row, kind, &mut wrong);
        fields(row, kind, &mut wrong);
    }
    if row.refusal == Refusal::Nee && row.free_text == FreeText::Weigeren {
        wrong.push("een plicht wordt nooit geweigerd om vrije tekst: `vrije_tekst` is \"verwijderen\" of \"markeren\"".to_owned());
    }
    if !kinds.is_empty() && row.place != Place::Hub {
        let absent = kinds
            .iter()
            .fold(row.categories, |rest, kind| rest.without(kind.categories));
        for code in terms.codes(absent) {
            wrong.push(format!("categorie `{code}` komt in het bericht niet voor"));
        }
    }
    wrong
}

/// Complaints about meanings that a kind lacks: without them the row finds no recipient, or knows no age.
fn needs(row: &Row, kind: &Kind, wrong: &mut Vec<String>) {
    let ages = row.conditions.ages.as_ref();
    let on_event = ages.filter(|ages| ages.clock == DayOf::Gebeurtenis);
    let needed = [
        row.place.needs().map(|meaning| (meaning, "`plaats`")),
        ages.map(|_| (Meaning::BirthDate, "`leeftijd`")),
        on_event.map(|_| (Meaning::EventDay, "`klok = \"gebeurtenis\"`")),
    ];
    for (meaning, why) in needed.into_iter().flatten() {
        if !kind.meanings.contains_key(&meaning) {
            wrong.push(format!(
                "{why}, maar `{}` heeft geen veld met de betekenis `{}`: zo geldt de rij nooit",
                kind.name,
                meaning.word()
            ));
        }
    }
}

fn ages(row: &Row, kind: &Kind, wrong: &mut Vec<String>) {
    let Some(ages) = &row.conditions.ages else {
        return;
    };
    if ages.last_days.is_some() && kind.absence != Some(Absence::Past) {
        wrong.push(format!(
            "`laatste_dagen`, maar `{}` gaat niet over afwezigheid die begonnen is (`afwezigheid`)",
            kind.name
        ));
    }
    for (field, values) in &ages.every_day {
        check_field(kind, field, values, wrong);
    }
    wrong.extend(ages.ends.as_ref().and_then(|ends| ends.unknown(kind)));
}

fn consent(row: &Row, kind: &Kind, wrong: &mut Vec<String>) {
    if row.heeds() && !tells_who(kind) {
        wrong.push(format!(
            "`toestemming` of `bezwaar`, maar `{}` heeft geen achternaam en geboortedatum: niemands verklaring wordt zo gevonden. \
             Zet erin over wie het gaat (bouwsteen `overWie`, die naar niemand gaat); gaat het over niemand, schrijf dan `bezwaar = []`",
            kind.name
        ));
    }
    if row.place != Place::Hub && row.consent.is_some() && kind.statement.is_some() {
        wrong.push(format!(
            "`{}` is zelf een verklaring over toestemming",
            kind.name
        ));
    }
}

/// Complaints about fields of the row that the kind lacks, or about values that a field cannot have.
fn fields(row: &Row, kind: &Kind, wrong: &mut Vec<String>) {
    let conditions = &row.conditions;
    for (field, values) in conditions.fields.iter().chain(&conditions.except) {
        check_field(kind, field, values, wrong);
    }
    for (field, values) in &row.values {
        check_field(kind, field, values, wrong);
    }
    for field in conditions
        .period
        .iter()
        .flat_map(|(first, last)| [first, last])
    {
        if !matches!(kind.at(field), Some(Shape::Leaf(_))) {
            wrong.push(format!("`data.{field}` is geen veld van `{}`", kind.name));
        }
    }
    for (field, barred) in &conditions.except {
        if let Some(Shape::Leaf(leaf)) = kind.at(field)
            && leaf
                .choices
                .as_ref()
                .is_some_and(|choices| choices.iter().all(|choice| barred.contains(choice)))
        {
            wrong.push(format!(
                "`behalve` sluit elke waarde van `{field}` uit: zo geldt de rij nooit"
            ));
        }
    }
}

/// Complaints about kinds with a subject, for a row that says that it is about no person.
pub(super) fn about_somebody(kinds: &[&Kind]) -> Vec<String> {
    let complain = |kind: &&Kind| {
        format!(
            "`bezwaar = []` zegt dat het over niemand gaat, maar `{}` heeft een achternaam en een geboortedatum: \
             noem het doel waarin iemand bezwaar kan maken",
            kind.name
        )
    };
    kinds
        .iter()
        .filter(|kind| tells_who(kind))
        .map(complain)
        .collect()
}

/// Whether a kind names its subject: statements are found by a surname and a birth date, at the least.
fn tells_who(kind: &Kind) -> bool {
    [Meaning::Surname, Meaning::BirthDate]
        .iter()
        .all(|meaning| kind.meanings.contains_key(meaning))
}

/// Complains of a condition that would never hold: on a field that is not there, or on a value that the field cannot have.
fn check_field(kind: &Kind, field: &str, values: &[Value], wrong: &mut Vec<String>) {
    match kind.at(field) {
        Some(Shape::Leaf(leaf)) => {
            if let Some(choices) = &leaf.choices
                && let Some(value) = values.iter().find(|value| !choices.contains(value))
            {
                wrong.push(format!("`{field}` kan nooit {value} zijn"));
            }
            if values.is_empty() {
                wrong.push(format!(
                    "`{field}` heeft geen enkele toegelaten waarde: zo geldt de rij nooit"
                ));
            }
        }
        _ => wrong.push(format!("`data.{field}` is geen veld van `{}`", kind.name)),
    }
}

/// Rows that contradict another row: the id of each, with the complaint against the other row.
pub(in crate::catalog) fn contradictions(rows: &[Arc<Row>]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, one) in rows.iter().enumerate() {
        for other in rows.iter().skip(at + 1).filter(|other| meet(one, other)) {
            if (one.state == RowState::Geblokkeerd) != (other.state == RowState::Geblokkeerd) {
                let (ban, open) = if one.state == RowState::Geblokkeerd {
                    (one, other)
                } else {
                    (other, one)
                };
                let text = format!(
                    "kan nooit iets delen: rij `{}` verbiedt hetzelfde van `{}` naar `{}`",
                    ban.id, ban.from, ban.to
                );
                found.push((open.id.clone(), text));
            } else if one.heeds() != other.heeds()
                && !one.categories.both(other.categories).is_empty()
            {
                let (asks, free) = if one.heeds() {
                    (one, other)
                } else {
                    (other, one)
                };
                let text = format!(
                    "geeft zonder toestemming of bezwaar te tellen wat rij `{}` daar wel van laat afhangen: één van beide klopt niet",
                    asks.id
                );
                found.push((free.id.clone(), text));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether both rows could apply to one message and one recipient.
fn meet(one: &Row, other: &Row) -> bool {
    let same = one.from == other.from
        && one.to == other.to
        && one.kind == other.kind
        && one.place == other.place;
    same && one.days.meet(&other.days) && !apart(&one.conditions, &other.conditions)
}

/// Whether two sets of conditions never hold together.
fn apart(one: &Conditions, other: &Conditions) -> bool {
    let ages = match (&one.ages, &other.ages) {
        (Some(a), Some(b)) => a.clock == b.clock && (a.to < b.from || b.to < a.from),
        _ => false,
    };
    let fields = one.fields.iter().any(|(field, values)| {
        let disjoint = |allowed: &Vec<Value>| !values.iter().any(|value| allowed.contains(value));
        other
            .fields
            .iter()
            .any(|(name, allowed)| name == field && disjoint(allowed))
            || other.except.iter().any(|(name, barred)| {
                name == field && values.iter().all(|value| barred.contains(value))
            })
    });
    let except = one.except.iter().any(|(field, barred)| {
        other.fields.iter().any(|(name, allowed)| {
            name == field && allowed.iter().all(|value| barred.contains(value))
        })
    });
    ages || fields || except
}
