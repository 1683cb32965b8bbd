//! Kinds, rows and `teksten/informatie.toml` -> the information for parents and youth (AVG 13, 14), in plain words.

use super::shared;
use crate::catalog::Catalog;
use crate::report::choice::first;
use crate::report::entry::{Entry, title};
use crate::report::texts::Texts;
use crate::report::traits;
use crate::report::words;
use std::collections::BTreeSet;

/// The page: the groups that decide at each age, the roles, and each kind of message.
pub(super) fn page(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let ages = catalog.consent.steps().iter().map(|step| {
        let age = step.to.map_or_else(
            || format!("{} jaar en ouder", step.from),
            |to| format!("{} tot en met {to} jaar", step.from),
        );
        let groups: Vec<&str> = step
            .groups
            .iter()
            .filter_map(|group| texts.group(group))
            .collect();
        format!("- **{age}:** {}\n", words::listed(&groups, "én"))
    });
    let unable: Vec<&str> = catalog
        .consent
        .incapable()
        .iter()
        .filter_map(|group| texts.group(group))
        .collect();
    let unable = format!(
        "- **wie dit niet zelf kan beslissen:** {}\n",
        words::listed(&unable, "én")
    );
    let used = entries
        .iter()
        .flat_map(|entry| entry.givers().into_iter().chain(entry.recipients()));
    let parties = used
        .collect::<BTreeSet<&str>>()
        .into_iter()
        .filter_map(|role| Some((catalog.terms.role_name(role), texts.role(role)?)));
    let parties = parties.map(|(name, who)| format!("- **{name}:** {who}\n"));
    let messages = catalog.kinds.values().map(|kind| {
        let about: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.kinds().contains(&kind.name.as_str()))
            .collect();
        let about_kind = texts
            .of_kind(&kind.name)
            .map_or_else(String::new, |text| format!("{} {}", text.wat, text.waarom));
        let mut shares: Vec<String> = about
            .into_iter()
            .map(|entry| share(catalog, texts, entry, &kind.name))
            .collect();
        shares.dedup();
        format!("### {}\n\n{about_kind}\n\n{}", title(kind), shares.concat())
    });
    texts.filled(
        "informatie-ouders.md",
        &[
            ("leeftijden", ages.chain([unable]).collect()),
            ("partijen", parties.collect()),
            ("berichten", messages.collect()),
        ],
    )
}

fn share(catalog: &Catalog, texts: &Texts, entry: &Entry, kind: &str) -> String {
    let terms = &catalog.terms;
    let (from, to) = entry.between(kind);
    let (from, to) = (words::roles(terms, &from), words::roles(terms, &to));
    let traits = traits::of(catalog, texts, entry);
    let informing = &texts.informing;
    if let Some(outside) = first(&informing.buiten, &traits) {
        return format!("**Van {from} naar {to}.** {outside}\n\n");
    }
    let sentences: Vec<&str> = [&informing.mag, &informing.soms, &informing.tegenhouden]
        .into_iter()
        .filter_map(|choices| first(choices, &traits))
        .collect();
    let what = terms
        .codes(shared(catalog, entry))
        .into_iter()
        .map(|code| format!("- {}\n", terms.plain(code)));
    let listed = if traits.contains("register") {
        "Dit bewaart het knooppunt:"
    } else {
        "Hooguit dit gaat mee:"
    };
    format!(
        "**Van {from} naar {to}.** {} {listed}\n\n{}\n",
        sentences.join(" "),
        what.collect::<String>()
    )
}
