//! The table -> a model of the verwerkersovereenkomst (AVG 28) with the operator of the hub, its annexes filled.

use super::shared;
use crate::catalog::Catalog;
use crate::catalog::policy::RowState;
use crate::catalog::term::Categories;
use crate::report::entry::{Entry, title};
use crate::report::texts::Texts;

/// The page: the whole model agreement.
pub(super) fn page(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let all = entries
        .iter()
        .filter(|entry| entry.row.state != RowState::Geblokkeerd)
        .fold(catalog.terms.never, |all: Categories, entry| {
            all.with(shared(catalog, entry))
        });
    let codes = catalog.terms.codes(all);
    let listed = |items: &mut dyn Iterator<Item = String>| {
        items.map(|item| format!("- {item}\n")).collect::<String>()
    };
    let values = [
        (
            "berichten",
            listed(
                &mut catalog
                    .kinds
                    .values()
                    .map(|kind| format!("{} (`{}`)", title(kind), kind.name)),
            ),
        ),
        (
            "betrokkenen",
            listed(&mut texts.persons(&codes).into_iter().map(str::to_owned)),
        ),
        (
            "categorieen",
            listed(
                &mut codes
                    .iter()
                    .map(|code| format!("`{code}`: {}", catalog.terms.name(code))),
            ),
        ),
        ("maatregelen", texts.measures()),
    ];
    texts.filled("verwerkersovereenkomst-model.md", &values)
}
