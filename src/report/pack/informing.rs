//! Kinds, rows and `teksten/informatie.toml` -> what parents and youth are told (AVG 13, 14), in plain words.

use super::shared;
use crate::catalog::Catalog;
use crate::report::entry::{Entry, title};
use crate::report::texts::Texts;
use crate::report::traits::{self, first};
use crate::report::words;
use std::collections::BTreeSet;

/// Who decides at which age, who is who, and each kind of message.
pub(super) fn page(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let ages = catalog.consent.steps().iter().map(|step| {
        let age = step.to.map_or_else(|| format!("{} jaar en ouder", step.from), |to| format!("{} tot en met {to} jaar", step.from));
        let groups: Vec<&str> = step.groups.iter().filter_map(|group| texts.group(group)).collect();
        format!("- **{age}:** {}\n", words::listed(&groups, "én"))
    });
    let used = entries.iter().flat_map(|entry| entry.givers().into_iter().chain(entry.recipients()));
    let parties = used.collect::<BTreeSet<&str>>().into_iter().filter_map(|role| Some((catalog.terms.role_name(role), texts.role(role)?)));
    let parties = parties.map(|(name, who)| format!("- **{name}:** {who}\n"));
    let messages = catalog.kinds.values().map(|kind| {
        let about: Vec<&Entry> = entries.iter().filter(|entry| entry.kinds().contains(&kind.name.as_str())).collect();
        let told = texts.told(&kind.name).map_or_else(String::new, |told| format!("{} {}", told.wat, told.waarom));
        let mut shares: Vec<String> = about.into_iter().map(|entry| share(catalog, texts, entry, &kind.name)).collect();
        shares.dedup();
        format!("### {}\n\n{told}\n\n{}", title(kind), shares.concat())
    });
    texts.filled(
        "informatie-ouders.md",
        &[("leeftijden", ages.collect()), ("partijen", parties.collect()), ("berichten", messages.collect())],
    )
}

fn share(catalog: &Catalog, texts: &Texts, entry: &Entry, kind: &str) -> String {
    let terms = &catalog.terms;
    let of_kind = |role: fn(&crate::catalog::policy::Row) -> &str| {
        let roles: BTreeSet<&str> = entry.rows.iter().filter(|row| row.kind == kind).map(|row| role(row)).collect();
        words::roles(terms, &roles.into_iter().collect::<Vec<_>>())
    };
    let what: Vec<&str> = terms.codes(shared(catalog, entry)).into_iter().map(|code| terms.plain(code)).collect();
    let traits = traits::of(catalog, texts, entry);
    let said = [first(&texts.informing.mag, &traits), first(&texts.informing.tegenhouden, &traits)];
    let (from, to) = (of_kind(|row| &row.from), of_kind(|row| &row.to));
    let said: Vec<&str> = said.into_iter().flatten().collect();
    format!("**Van {from} naar {to}.**\nHooguit dit: {}.\n{}\n\n", words::listed(&what, "en"), said.join("\n"))
}
