//! Agreements, their signatories, and the rows -> the annex to a convenant: the exchanges between these parties, and their grounds.

use super::{grounds, name};
use crate::catalog::Catalog;
use crate::catalog::policy::{Refusal, Row};
use crate::catalog::region::Agreement;
use crate::report::entry::{Entry, title};
use crate::report::markdown::table_of;
use crate::report::texts::Texts;
use crate::report::words;
use std::collections::{BTreeMap, BTreeSet};

/// One organisation that signed: its names, and the roles in which it gives and receives here.
#[derive(Default)]
struct AgreementParty<'c> {
    names: BTreeSet<&'c str>,
    gives: BTreeSet<&'c str>,
    gets: BTreeSet<&'c str>,
}

/// The page: each agreement that a row names, with its signatories in this region.
pub(super) fn page(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let names: BTreeSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.row.conditions.agreement.as_deref())
        .collect();
    let parts = names.into_iter().map(|agreement| {
        let rows = entries.iter().filter(|entry| entry.row.conditions.agreement.as_deref() == Some(agreement));
        let heads = ["Rij", "Uitwisseling", "Ten hoogste", "Grond", "Bij een weigering", "Zekerheid en strengere lezing"];
        let table = table_of(heads, rows.map(|entry| conditional(catalog, entry)));
        let signed = catalog.agreements().iter().filter(|one| one.name() == agreement).map(|one| signed(catalog, entries, one));
        let signed = signed.collect::<String>();
        format!("## De afspraak `{agreement}`\n\nDeze rijen gelden alleen zolang de afspraak loopt:\n\n{table}\n{signed}")
    });
    texts.filled("convenant-bijlage.md", &[("afspraken", parts.collect())])
}

/// A line for a row that holds by this agreement alone.
fn conditional(catalog: &Catalog, entry: &Entry) -> [String; 6] {
    [
        entry.row.id.clone(),
        name(catalog, entry),
        words::categories(&catalog.terms, entry.row.categories),
        grounds(entry),
        words::objection(&catalog.terms, entry),
        format!("{}: {}", entry.row.certainty.as_str(), words::strict(entry)),
    ]
}

/// The signatories, their days, and all exchanges between them.
fn signed(catalog: &Catalog, entries: &[Entry], agreement: &Agreement) -> String {
    let parties = parties(catalog, agreement);
    let until = agreement.days.until.map_or_else(
        || "zonder einddatum".to_owned(),
        |last| format!("tot en met {}", words::day(last)),
    );
    let list: String = parties
        .iter()
        .map(|(oin, party)| format!("- {} (OIN {oin})\n", called(party)))
        .collect();
    // rows that are forbidden, off or done by hand let nothing go between parties; nor do rows that had ended before the agreement
    let open = entries.iter().filter(|entry| {
        words::state_word(entry) == "aan" || catalog.region.rows_on.contains(&entry.row.id)
    });
    let open = open.filter(|entry| entry.row.days.meet(&agreement.days));
    let lines = open.flat_map(|entry| between(catalog, &parties, entry));
    let heads = ["Rij", "Bericht", "Van", "Naar", "Ten hoogste", "Rust op"];
    let (region, from) = (&catalog.region.name, words::day(agreement.days.from));
    let table = table_of(heads, lines);
    format!(
        "### Getekend in regio {region}\n\nVan {from} {until}, door:\n\n{list}\nAlles wat tussen deze partijen kan gaan:\n\n{table}\n"
    )
}

fn parties<'c>(
    catalog: &'c Catalog,
    agreement: &'c Agreement,
) -> BTreeMap<&'c str, AgreementParty<'c>> {
    let mut parties: BTreeMap<&str, AgreementParty> = BTreeMap::new();
    for source in catalog
        .sources
        .values()
        .filter(|source| agreement.parties().contains(&source.oin))
    {
        let party = parties.entry(&source.oin).or_default();
        party.names.insert(&source.controller);
        party.gives.insert(&source.role);
    }
    for partner in catalog
        .partners
        .iter()
        .filter(|partner| agreement.parties().contains(&partner.oin))
    {
        let party = parties.entry(&partner.oin).or_default();
        party.names.insert(&partner.controller);
        party.gets.insert(&partner.role);
    }
    parties
}

/// A line for each two parties of which one may give this and the other may get it.
fn between(
    catalog: &Catalog,
    parties: &BTreeMap<&str, AgreementParty>,
    entry: &Entry,
) -> Vec<[String; 6]> {
    let terms = &catalog.terms;
    let as_role = |party: &AgreementParty, role: &str| {
        format!("{} als {}", called(party), words::roles(terms, &[role]))
    };
    let kinds: Vec<&str> = entry
        .kinds()
        .into_iter()
        .filter_map(|kind| Some(title(catalog.kinds.get(kind)?)))
        .collect();
    let roles: BTreeSet<(&str, &str)> = entry
        .rows
        .iter()
        .map(|row| (row.from.as_str(), row.to.as_str()))
        .collect();
    let mut lines = Vec::new();
    for (from, to) in roles {
        let givers = parties
            .iter()
            .filter(|(_, party)| party.gives.contains(from));
        let pairs = givers.flat_map(|giver| {
            parties
                .iter()
                .filter(|(_, party)| party.gets.contains(to))
                .map(move |other| (giver, other))
        });
        for ((_, giver), (_, recipient)) in
            pairs.filter(|((giver, _), (recipient, _))| giver != recipient)
        {
            let (id, kinds) = (entry.row.id.clone(), words::listed(&kinds, "en"));
            let categories = terms.codes(entry.row.categories).join(" ");
            lines.push([
                id,
                kinds,
                as_role(giver, from),
                as_role(recipient, to),
                categories,
                rests_on(entry.row),
            ]);
        }
    }
    lines
}

fn called(party: &AgreementParty) -> String {
    words::listed(&Vec::from_iter(&party.names), "en")
}

fn rests_on(row: &Row) -> String {
    match (&row.conditions.agreement, &row.consent, row.refusal) {
        (Some(agreement), Some(_), _) => format!("toestemming, en de afspraak `{agreement}`"),
        (Some(agreement), None, _) => format!("de wet, en de afspraak `{agreement}`"),
        (None, Some(_), _) => "toestemming".to_owned(),
        (None, None, Refusal::Nee) => "de wet: een plicht".to_owned(),
        (None, None, _) => "de wet".to_owned(),
    }
}
