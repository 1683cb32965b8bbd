//! Agreements, who signed them, and the rows -> the annex to a convenant: what goes between these parties, and on what ground.

use super::{grounds, name};
use crate::catalog::Catalog;
use crate::catalog::region::Agreement;
use crate::report::entry::{Entry, title};
use crate::report::markdown::table_of;
use crate::report::texts::Texts;
use crate::report::words;
use std::collections::{BTreeMap, BTreeSet};

/// Each agreement that a row names, and then who signed it here.
pub(super) fn page(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let names: BTreeSet<&str> = entries.iter().filter_map(|entry| entry.row.conditions.agreement.as_deref()).collect();
    let parts = names.into_iter().map(|agreement| {
        let rows = entries.iter().filter(|entry| entry.row.conditions.agreement.as_deref() == Some(agreement));
        let rows = rows.map(|entry| line(catalog, entry));
        let heads = ["Rij", "Uitwisseling", "Ten hoogste", "Grond", "Bij een weigering", "Zekerheid en strengere lezing"];
        let signed = catalog.agreements().iter().filter(|one| one.name() == agreement).map(|one| between(catalog, entries, one));
        format!(
            "## De afspraak `{agreement}`\n\nDeze rijen gelden alleen zolang de afspraak loopt:\n\n{}\n{}",
            table_of(heads, rows),
            signed.collect::<String>()
        )
    });
    texts.filled("convenant-bijlage.md", &[("afspraken", parts.collect())])
}

fn line(catalog: &Catalog, entry: &Entry) -> [String; 6] {
    [
        entry.row.id.clone(),
        name(catalog, entry),
        words::categories(&catalog.terms, entry.row.categories),
        grounds(entry),
        words::objection(&catalog.terms, entry),
        format!("{}: {}", entry.row.certainty.as_str(), words::strict(entry)),
    ]
}

/// Everything that may go between who signed, not by this agreement alone.
fn between(catalog: &Catalog, entries: &[Entry], agreement: &Agreement) -> String {
    let mut gives: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut gets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in catalog.sources.values().filter(|source| agreement.parties().contains(&source.oin)) {
        gives.entry(&source.oin).or_default().insert(&source.role);
        names.entry(&source.oin).or_default().insert(&source.controller);
    }
    for partner in catalog.partners.iter().filter(|partner| agreement.parties().contains(&partner.oin)) {
        gets.entry(&partner.oin).or_default().insert(&partner.role);
        names.entry(&partner.oin).or_default().insert(&partner.controller);
    }
    let named = |oin: &str| names.get(oin).map_or_else(String::new, |names| words::listed(&Vec::from_iter(names), "en"));
    let mut lines = Vec::new();
    for entry in entries {
        for row in &entry.rows {
            for giver in gives.iter().filter(|(_, roles)| roles.contains(row.from.as_str())).map(|(oin, _)| *oin) {
                for recipient in gets.iter().filter(|(oin, roles)| **oin != giver && roles.contains(row.to.as_str())).map(|(oin, _)| *oin) {
                    let kind = catalog.kinds.get(&row.kind).map_or(row.kind.as_str(), |kind| title(kind));
                    let terms = &catalog.terms;
                    let from = format!("{} als {}", named(giver), words::roles(terms, &[&row.from]));
                    let to = format!("{} als {}", named(recipient), words::roles(terms, &[&row.to]));
                    lines.push([row.id.clone(), kind.to_owned(), from, to, terms.codes(row.categories).join(" "), rests_on(entry)]);
                }
            }
        }
    }
    let (first, last) = agreement.days();
    let until = last.map_or_else(|| "zonder einddatum".to_owned(), |last| format!("tot en met {}", words::day(last)));
    let parties: String = names.keys().map(|oin| format!("- {} (OIN {oin})\n", named(oin))).collect();
    let heads = ["Rij", "Bericht", "Van", "Naar", "Ten hoogste", "Rust op"];
    format!(
        "### Getekend in regio {}\n\nVan {} {until}, door:\n\n{parties}\nAlles wat tussen deze partijen kan gaan:\n\n{}\n",
        catalog.region.name,
        words::day(first),
        table_of(heads, lines.into_iter())
    )
}

fn rests_on(entry: &Entry) -> String {
    let row = entry.row;
    let said = match (&row.conditions.agreement, &row.consent, row.refusal) {
        (Some(agreement), _, _) => format!("deze of een andere afspraak: `{agreement}`"),
        (_, Some(_), _) => "toestemming".to_owned(),
        (_, _, crate::catalog::policy::Refusal::Nee) => "een plicht".to_owned(),
        _ => "de wet, zonder toestemming".to_owned(),
    };
    said
}
