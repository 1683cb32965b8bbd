//! An entry of the table -> its traits, in the words that the texts can ask for.

use super::entry::Entry;
use super::texts::Texts;
use crate::catalog::Catalog;
use crate::catalog::policy::{Certainty, FreeText, Place, Refusal, RowState};
use std::collections::BTreeSet;

/// The traits of an entry.
pub(super) fn of(catalog: &Catalog, texts: &Texts, entry: &Entry) -> BTreeSet<&'static str> {
    let row = entry.row;
    let any = |codes: &[String]| {
        !row.categories
            .both(catalog.terms.set(codes.iter().map(String::as_str)))
            .is_empty()
    };
    let conditions = &row.conditions;
    let truths = [
        ("toestemming", row.consent.is_some()),
        ("bezwaar", !row.objections.is_empty()),
        ("plicht", row.refusal == Refusal::Nee),
        ("blokkeert", row.refusal == Refusal::Blokkeert),
        ("mens", row.refusal == Refusal::Mens),
        ("bijzonder", any(texts.special())),
        ("pgn", any(texts.numbers())),
        ("adres", any(texts.homes())),
        ("vrije tekst", entry.has_free_text(catalog)),
        ("tekst eruit", row.free_text == FreeText::Verwijderen),
        ("tekst gemeld", row.free_text == FreeText::Markeren),
        ("informeren", row.inform),
        ("afspraak", conditions.agreement.is_some()),
        ("voorwaarde", !super::words::conditions(entry).is_empty()),
        ("leeftijd", conditions.ages.is_some()),
        ("gelezen", row.certainty == Certainty::H),
        ("eigen melding", row.place == Place::EigenMelding),
        ("eerder gekregen", row.place == Place::EerderGekregen),
        ("geadresseerde", row.place == Place::Geadresseerde),
        ("deelnemer", row.place == Place::Deelnemer),
        ("register", row.place == Place::Hub),
        ("over een kind", entry.is_about_a_child(catalog)),
        (
            "zelf gevraagd",
            entry
                .givers()
                .iter()
                .all(|role| texts.asks_for_itself(role)),
        ),
        ("uit", row.state == RowState::Uit),
        ("verboden", row.state == RowState::Geblokkeerd),
        ("handmatig", row.place == Place::Handmatig),
    ];
    truths
        .into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(word, _)| word)
        .collect()
}
