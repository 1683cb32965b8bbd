//! A catalog -> the lists that a reader of the rows looks up: legend, groups that consent at each age, closed lists, and two indexes.

use super::linked;
use crate::catalog::Catalog;
use crate::catalog::policy::{Certainty, Place, Refusal, Row, RowState};
use crate::catalog::term::Categories;
use crate::report::block::{Block, Cell, Table, cell};
use crate::report::entry::{Entry, title};
use crate::report::words;
use std::collections::{BTreeMap, BTreeSet};

/// All blocks between the counts and the rows.
pub(super) fn blocks(catalog: &Catalog, entries: &[Entry]) -> Vec<Block> {
    let heading = |text: &str| Block::Heading(2, text.to_owned());
    vec![
        heading("Legenda"),
        legend(),
        heading("Wie toestemming geeft"),
        ages(catalog),
        capacities(catalog),
        heading("De gesloten lijsten"),
        Block::Text(
            "Een rij, een schema of een aansluiting kan alleen kiezen uit wat hier staat."
                .to_owned(),
        ),
        categories(catalog),
        named(
            "Rollen",
            "Rol",
            catalog
                .terms
                .role_codes()
                .map(|code| (code, catalog.terms.role_name(code))),
        ),
        named(
            "Doelen",
            "Doel",
            catalog
                .terms
                .purpose_codes()
                .map(|code| (code, catalog.terms.name(code))),
        ),
        heading("De berichten"),
        kinds(catalog, entries),
        heading("Van wie naar wie"),
        index(catalog, entries),
        matrix(catalog, entries),
    ]
}

fn table(caption: &str, heads: &[&str], lines: Vec<Vec<Cell>>) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        lines,
    })
}

fn legend() -> Block {
    let certainties = [Certainty::H, Certainty::M, Certainty::L, Certainty::Unknown];
    let certainties = certainties.map(|certainty| {
        (
            format!("Zekerheid {}", certainty.as_str()),
            words::certainty(certainty),
        )
    });
    let refusals = [
        ("nee", Refusal::Nee),
        ("blokkeert", Refusal::Blokkeert),
        ("mens", Refusal::Mens),
    ];
    let refusals =
        refusals.map(|(word, refusal)| (format!("Weigering `{word}`"), words::refusal(refusal)));
    let states = ["aan", "uit", "geblokkeerd", "handmatig"]
        .map(|word| (format!("Stand `{word}`"), words::state(word)));
    let lines = states
        .into_iter()
        .chain(certainties)
        .chain(refusals)
        .map(|(word, meaning)| vec![cell(word), cell(meaning)]);
    table("", &["Woord", "Betekenis"], lines.collect())
}

fn ages(catalog: &Catalog) -> Block {
    let line = |step: &crate::catalog::consent::AgeStep| {
        let age = step.to.map_or_else(
            || format!("{} en ouder", step.from),
            |to| format!("{} tot en met {to}", step.from),
        );
        vec![
            cell(age),
            cell(words::listed(&step.groups, "én")),
            cell(&step.source),
        ]
    };
    let incapable = [
        cell("wilsonbekwaam"),
        cell(words::listed(catalog.consent.incapable(), "én")),
        cell("op elke leeftijd, als dat is vastgesteld"),
    ];
    let lines = catalog
        .consent
        .steps()
        .iter()
        .map(line)
        .chain([incapable.into()])
        .collect();
    table(
        "Naar leeftijd op de dag van verzending. Ieder die hier staat moet ja zeggen, en niemand van hen nee.",
        &["Leeftijd", "Wie", "Bron"],
        lines,
    )
}

fn capacities(catalog: &Catalog) -> Block {
    let lines = catalog.consent.capacities().map(|(code, capacity)| {
        let authority = if capacity.needs_authority {
            "ja: een ja telt alleen als het gezag vaststaat"
        } else {
            "nee"
        };
        vec![cell(code), cell(&capacity.counts_as), cell(authority)]
    });
    table(
        "In welke hoedanigheid iemand iets zegt.",
        &["Hoedanigheid", "Telt als", "Gezag nodig"],
        lines.collect(),
    )
}

fn categories(catalog: &Catalog) -> Block {
    let terms = &catalog.terms;
    let within =
        |set: Categories, code: &str| terms.category(code).is_some_and(|one| set.contains(one));
    let line = |code: &str| {
        let shared = match (within(terms.always, code), within(terms.never, code)) {
            (true, _) => "met elke verstrekking mee",
            (_, true) => "verlaat de hub nooit",
            _ => "waar een rij haar noemt",
        };
        let secret = if within(terms.secret, code) {
            "; bij een geheim adres nooit"
        } else {
            ""
        };
        vec![
            cell(format!("`{code}`")),
            cell(terms.name(code)),
            cell(format!("{shared}{secret}")),
        ]
    };
    table(
        "Categorieën van gegevens",
        &["Categorie", "Naam", "Wanneer"],
        terms.category_codes().map(line).collect(),
    )
}

fn named<'n>(caption: &str, head: &str, names: impl Iterator<Item = (&'n str, &'n str)>) -> Block {
    table(
        caption,
        &[head, "Naam"],
        names
            .map(|(code, name)| vec![cell(format!("`{code}`")), cell(name)])
            .collect(),
    )
}

fn kinds(catalog: &Catalog, entries: &[Entry]) -> Block {
    let lines = catalog.kinds.values().map(|kind| {
        let about: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.kinds().contains(&kind.name.as_str()))
            .collect();
        let ids: Vec<&str> = about.iter().map(|entry| entry.row.id.as_str()).collect();
        let cases: usize = about.iter().map(|entry| entry.cases.len()).sum();
        vec![
            cell(title(kind)),
            cell(format!("`{}`", kind.name)),
            linked(&ids),
            cell(cases.to_string()),
        ]
    });
    table(
        "Elk bericht met de rijen die erover gaan.",
        &["Bericht", "Soort", "Rijen", "Gevallen"],
        lines.collect(),
    )
}

/// A kind, the roles that give and receive it, and the state of the rows.
type Exchange<'e> = (&'e str, Vec<&'e str>, Vec<&'e str>, &'e str);

/// The index of exchanges: rows of one kind between the same roles, and in the same state, share a line.
fn index(catalog: &Catalog, entries: &[Entry]) -> Block {
    let mut lines: BTreeMap<Exchange, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        for kind in entry.kinds() {
            let (givers, recipients) = entry.between(kind);
            lines
                .entry((kind, givers, recipients, words::state_word(entry)))
                .or_default()
                .push(&entry.row.id);
        }
    }
    let line = |((kind, givers, recipients, state), ids): (Exchange, Vec<&str>)| {
        let named = catalog.kinds.get(kind).map_or(kind, |kind| title(kind));
        let roles = |codes: &[&str]| cell(words::roles(&catalog.terms, codes));
        vec![
            cell(named),
            roles(&givers),
            roles(&recipients),
            linked(&ids),
            cell(state),
        ]
    };
    let heads = ["Bericht", "Van", "Naar", "Rijen", "Stand"];
    table(
        "Elk bericht met wie het geeft en wie het krijgt. Wat hier niet staat, gaat niet.",
        &heads,
        lines.into_iter().map(line).collect(),
    )
}

fn matrix(catalog: &Catalog, entries: &[Entry]) -> Block {
    let shares = |row: &&&Row| row.place != Place::Hub && row.state != RowState::Geblokkeerd;
    let all: Vec<&&Row> = entries
        .iter()
        .flat_map(|entry| &entry.rows)
        .filter(shares)
        .collect();
    let givers: BTreeSet<&str> = all.iter().map(|row| row.from.as_str()).collect();
    let recipients: BTreeSet<&str> = all.iter().map(|row| row.to.as_str()).collect();
    let heads: Vec<&str> = std::iter::once("Van \\ naar")
        .chain(recipients.iter().map(|role| catalog.terms.role_name(role)))
        .collect();
    let line = |from: &&str| {
        let between = |to: &&str| {
            let both = |entry: &&Entry| {
                entry
                    .rows
                    .iter()
                    .filter(shares)
                    .any(|row| row.from == **from && row.to == **to)
            };
            linked(
                &entries
                    .iter()
                    .filter(both)
                    .map(|entry| entry.row.id.as_str())
                    .collect::<Vec<_>>(),
            )
        };
        std::iter::once(cell(catalog.terms.role_name(from)))
            .chain(recipients.iter().map(between))
            .collect()
    };
    let caption = "Dezelfde rijen, naar wie geeft en wie ontvangt; zonder wat in het register van de hub blijft en zonder wat verboden is.";
    table(caption, &heads, givers.iter().map(line).collect())
}
