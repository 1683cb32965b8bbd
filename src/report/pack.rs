//! The table and the texts -> the pages that the AVG asks for: register, DPIA, information for parents, annexes to agreements.

mod agreement;
mod dpia;
mod informing;
mod processor;
mod register;

use super::Page;
use super::entry::{Entry, title};
use super::texts::Texts;
use super::words;
use crate::catalog::Catalog;
use crate::catalog::term::Categories;

/// Every page of the pack.
pub(super) fn pages(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> Vec<Page> {
    vec![
        Page {
            path: "avg/register-art30.md",
            text: register::markdown(catalog, texts, entries),
        },
        Page {
            path: "avg/register-art30.csv",
            text: register::csv(catalog, texts, entries),
        },
        Page {
            path: "avg/dpia-bijlage.md",
            text: dpia::page(catalog, texts, entries),
        },
        Page {
            path: "avg/informatie-ouders.md",
            text: informing::page(catalog, texts, entries),
        },
        Page {
            path: "avg/convenant-bijlage.md",
            text: agreement::page(catalog, texts, entries),
        },
        Page {
            path: "avg/verwerkersovereenkomst-model.md",
            text: processor::page(catalog, texts, entries),
        },
    ]
}

/// `Verzuimmelding: school → leerplicht`.
fn name(catalog: &Catalog, entry: &Entry) -> String {
    let titles: Vec<&str> = entry
        .kinds()
        .into_iter()
        .filter_map(|kind| Some(title(catalog.kinds.get(kind)?)))
        .collect();
    format!(
        "{}: {}",
        words::listed(&titles, "en"),
        words::direction(&catalog.terms, entry)
    )
}

/// The most categories that may go, with those that go with everything, as far as they occur in these kinds.
fn shared(catalog: &Catalog, entry: &Entry) -> Categories {
    let kinds = entry
        .kinds()
        .into_iter()
        .filter_map(|kind| catalog.kinds.get(kind));
    let there = kinds.fold(Categories::default(), |all, kind| all.with(kind.categories));
    entry.row.categories.with(catalog.terms.always).both(there)
}

/// The purpose of an entry: the purposes of its kinds, and of the consent.
fn purpose(catalog: &Catalog, texts: &Texts, entry: &Entry) -> String {
    let consent = entry
        .row
        .consent
        .iter()
        .map(|code| format!("{}.", catalog.terms.name(code)));
    let purposes = entry
        .kinds()
        .into_iter()
        .filter_map(|kind| Some(texts.of_kind(kind)?.waarom.clone()));
    let mut sentences: Vec<String> = consent.chain(purposes).collect();
    sentences.dedup();
    sentences.join(" ")
}

/// The grounds for giving and receiving.
fn grounds(entry: &Entry) -> String {
    format!(
        "geven: {}; ontvangen: {}",
        entry.row.grounds.verstrekken, entry.row.grounds.ontvangen
    )
}
