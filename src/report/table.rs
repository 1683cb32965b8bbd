//! A catalog -> the blocks of the decision table: its introduction, the closed lists, an index, and every row with its cases.

mod lists;

use super::block::{Block, Cell, Piece, Table, cell, row_heading, rows};
use super::cases::sentence;
use super::entry::{Entry, title};
use super::texts::Texts;
use super::{markdown, prose, words};
use crate::catalog::Catalog;
use sha2::{Digest, Sha256};

/// The whole page of the decision table.
pub(super) fn blocks(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> Vec<Block> {
    let table: Vec<Block> = entries
        .iter()
        .flat_map(|entry| row(catalog, entry))
        .collect();
    let mut blocks = prose::blocks(texts.template("beslistabel.md"));
    blocks.extend(counts(catalog, entries, &mark(&table)));
    blocks.extend(lists::blocks(catalog, entries));
    blocks.push(Block::Heading(2, "Alle rijen in het kort".to_owned()));
    blocks.push(in_short(catalog, entries));
    blocks.push(Block::Heading(2, "Alle rijen met hun gevallen".to_owned()));
    blocks.extend(table);
    blocks
}

/// Twelve hex digits that change with any row or case as written on this page, and with nothing else.
fn mark(table: &[Block]) -> String {
    Sha256::digest(markdown::page(table))
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn counts(catalog: &Catalog, entries: &[Entry], mark: &str) -> Vec<Block> {
    let cases: usize = entries.iter().map(|entry| entry.cases.len()).sum();
    let count =
        |holds: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| holds(entry)).count();
    let sure = ["H", "M", "L", "?"].map(|letter| {
        format!(
            "{} met zekerheid {letter}",
            count(&|entry| entry.row.certainty.as_str() == letter)
        )
    });
    let states = ["aan", "uit", "geblokkeerd", "handmatig"].map(|word| {
        format!(
            "{} {word}",
            count(&|entry| words::state_word(entry) == word)
        )
    });
    let consent = count(&|entry| entry.row.consent.is_some());
    let list = vec![
        format!(
            "{} rijen met samen {cases} gevallen, over {} berichtsoorten",
            entries.len(),
            catalog.kinds.len()
        ),
        states.join(", "),
        sure.join(", "),
        format!(
            "{consent} rijen vragen toestemming, {} niet",
            entries.len() - consent
        ),
        format!(
            "kenmerk van alle rijen en gevallen: `{mark}`; het verandert zodra één daarvan verandert"
        ),
    ];
    vec![
        Block::Heading(2, "In getallen".to_owned()),
        Block::List(list),
    ]
}

fn in_short(catalog: &Catalog, entries: &[Entry]) -> Block {
    let terms = &catalog.terms;
    let line = |entry: &Entry| {
        vec![
            rows([entry.row.id.as_str()].into_iter()),
            cell(titles(catalog, entry)),
            cell(words::direction(terms, entry)),
            cell(if entry.row.consent.is_some() {
                "ja"
            } else {
                "nee"
            }),
            cell(terms.codes(entry.row.categories).join(" ")),
            cell(words::listed(&words::conditions(entry), "en")),
            cell(entry.row.certainty.as_str()),
            cell(words::state_word(entry)),
        ]
    };
    let heads = [
        "Rij",
        "Bericht",
        "Van → naar",
        "Toestemming",
        "Ten hoogste",
        "Als",
        "Zekerheid",
        "Stand",
    ];
    Block::Table(Table {
        caption: "Wat geen rij doorlaat, blijft in de hub.".to_owned(),
        heads: heads.map(str::to_owned).to_vec(),
        lines: entries.iter().map(line).collect(),
    })
}

fn titles(catalog: &Catalog, entry: &Entry) -> String {
    let titles: Vec<&str> = entry
        .kinds()
        .into_iter()
        .filter_map(|kind| Some(title(catalog.kinds.get(kind)?)))
        .collect();
    words::listed(&titles, "en")
}

fn row(catalog: &Catalog, entry: &Entry) -> Vec<Block> {
    let terms = &catalog.terms;
    let mut facts = when(catalog, entry);
    facts.extend(what(catalog, entry));
    facts.extend(why(entry));
    let cases = entry
        .cases
        .iter()
        .map(|case| sentence(terms, case))
        .collect();
    vec![
        Block::Heading(3, row_heading(&entry.row.id)),
        Block::Text(format!(
            "{}: {}",
            titles(catalog, entry),
            words::direction(terms, entry)
        )),
        Block::Facts(facts),
        Block::List(cases),
    ]
}

type Fact = (&'static str, Cell);

fn or_none(said: String) -> Cell {
    cell(if said.is_empty() {
        "geen".to_owned()
    } else {
        said
    })
}

/// The facts about when a row is asked, and about which subjects.
fn when(catalog: &Catalog, entry: &Entry) -> Vec<Fact> {
    let (terms, row) = (&catalog.terms, entry.row);
    vec![
        (
            "Stand",
            cell(format!(
                "{}: {}",
                words::state_word(entry),
                words::state(words::state_word(entry))
            )),
        ),
        ("Bericht", cell(words::kinds(catalog, &entry.kinds()))),
        ("Van → naar", cell(words::direction(terms, entry))),
        ("Wie precies", cell(words::place(row.place))),
        ("Voorwaarden", or_none(words::conditions(entry).join("; "))),
    ]
}

/// The categories that a row lets through, and the consent that the row asks.
fn what(catalog: &Catalog, entry: &Entry) -> Vec<Fact> {
    let (terms, row) = (&catalog.terms, entry.row);
    vec![
        ("Toestemming", cell(words::consent(terms, entry))),
        ("Bij een weigering", cell(words::objection(terms, entry))),
        (
            "Informeren",
            cell(if row.inform {
                "ja (AVG 13 en 14)"
            } else {
                "nee"
            }),
        ),
        (
            "Ten hoogste",
            cell(words::categories(terms, row.categories)),
        ),
        ("Waarden", or_none(words::values(entry))),
        (
            "Vrije tekst",
            cell(if entry.has_free_text(catalog) {
                words::free_text(row.free_text)
            } else {
                "gaat niet mee"
            }),
        ),
    ]
}

/// The grounds of a row, with their source, certainty and days.
fn why(entry: &Entry) -> Vec<Fact> {
    let row = entry.row;
    vec![
        ("Grond om te geven", cell(&row.grounds.verstrekken)),
        ("Grond om te ontvangen", cell(&row.grounds.ontvangen)),
        ("Bron", cell(&row.source)),
        (
            "Zekerheid",
            cell(format!(
                "{}: {}",
                row.certainty.as_str(),
                words::certainty(row.certainty)
            )),
        ),
        ("Strengere lezing", cell(words::strict(entry))),
        ("Geldig", cell(words::in_force(entry))),
    ]
}

/// The links of an index: each row once.
fn linked(ids: &[&str]) -> Cell {
    if ids.is_empty() {
        vec![Piece::Words("–".to_owned())]
    } else {
        rows(ids.iter().copied())
    }
}
