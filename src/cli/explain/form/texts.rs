//! `policies/formulier.toml` -> texts with places for names, each checked before it is used.

use super::page::{Block, Page};
use crate::catalog::Catalog;
use crate::catalog::complaint::refused;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

const PLACES: [&str; 7] = [
    "kind",
    "geboren",
    "gever",
    "ontvanger",
    "verantwoordelijke",
    "doel",
    "lijst",
];

/// All words of the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Texts {
    versie: String,
    /// Dotted fields that make up a name.
    pub(super) naam: Vec<String>,
    groep: Vec<Group>,
    handtekening: Signature,
    tekst: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    code: String,
    wie: String,
    gezag: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    alleen: String,
    ja: String,
    nee: String,
    regels: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    voor: BTreeSet<String>,
    titel: String,
    deel: Vec<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    kop: String,
    tekst: String,
    #[serde(default)]
    lijst: bool,
}

/// Reads the texts of this folder.
pub(in crate::cli) fn read(policies: &Path) -> Result<Texts> {
    let path = policies.join("formulier.toml");
    let text =
        crate::load::read_text(&path).map_err(|error| crate::cli::unreadable(&path, &error))?;
    match toml::from_str::<Texts>(&text) {
        Ok(texts) => texts
            .checked()
            .with_context(|| format!("`{}`", path.display())),
        Err(error) => bail!("`{}`, {}", path.display(), refused(&error, &text)),
    }
}

impl Texts {
    fn checked(self) -> Result<Self> {
        let parts = self.tekst.iter().flat_map(|text| &text.deel);
        let texts = parts
            .flat_map(|part| [&part.kop, &part.tekst])
            .chain(self.tekst.iter().map(|text| &text.titel));
        let groups = self
            .groep
            .iter()
            .flat_map(|group| [Some(&group.wie), group.gezag.as_ref()])
            .flatten();
        for text in texts.chain(groups).chain([&self.handtekening.alleen]) {
            for (_, rest) in text.match_indices('{').map(|(at, _)| text.split_at(at)) {
                let name = rest
                    .get(1..)
                    .and_then(|rest| rest.split_once('}'))
                    .map(|(name, _)| name);
                if !name.is_some_and(|name| PLACES.contains(&name)) {
                    bail!(
                        "onbekende plek in `{rest}`; bekend zijn {}",
                        PLACES.map(|place| format!("{{{place}}}")).join(" ")
                    );
                }
            }
        }
        Ok(self)
    }

    /// The groups of signers at any age without a text, in Dutch.
    pub(in crate::cli) fn gaps(&self, catalog: &Catalog) -> Vec<String> {
        let mut gaps = BTreeSet::new();
        for age in 0..=120 {
            let groups = catalog.consent.groups(age);
            // any of the groups may have said yes already
            for chosen in 1_u32..1 << groups.len().min(16) {
                let some = (0..)
                    .zip(groups)
                    .filter(|(at, _)| chosen >> at & 1 == 1)
                    .map(|(_, group)| group.as_str())
                    .collect();
                if self.text_for(&some).is_err() {
                    gaps.insert(some.into_iter().collect::<Vec<_>>().join(" en "));
                }
            }
        }
        gaps.into_iter()
            .map(|groups| {
                format!("formulier.toml: er is geen `[[tekst]]` of `[[groep]]` voor {groups}")
            })
            .collect()
    }

    fn text_for(&self, groups: &BTreeSet<&str>) -> Result<&Text> {
        let known = groups
            .iter()
            .all(|code| self.groep.iter().any(|group| group.code == *code));
        let text = self.tekst.iter().find(|text| {
            known
                && text
                    .voor
                    .iter()
                    .map(String::as_str)
                    .eq(groups.iter().copied())
        });
        text.with_context(|| {
            format!(
                "formulier.toml: er is geen tekst voor {}",
                Vec::from_iter(groups.iter().copied()).join(" en ")
            )
        })
    }

    /// One page. `signers`: each group, and the part that the group is asked for when that is not everything.
    pub(super) fn page<'g>(
        &self,
        groups: &BTreeSet<&str>,
        values: &[(&str, String)],
        list: &[String],
        signers: impl Iterator<Item = (&'g str, Option<String>)>,
        day: &str,
    ) -> Result<Page> {
        let text = self.text_for(groups)?;
        let mut blocks = vec![Block::Title(fill(&text.titel, values))];
        for part in &text.deel {
            blocks.push(Block::Heading(fill(&part.kop, values)));
            blocks.push(Block::Text(fill(&part.tekst, values)));
            if part.lijst {
                blocks.push(Block::List(list.to_vec()));
            }
        }
        let Signature {
            alleen,
            ja,
            nee,
            regels,
        } = &self.handtekening;
        for (code, only) in signers {
            let Some(group) = self.groep.iter().find(|group| group.code == code) else {
                continue;
            };
            let only = only.map(|list| fill(alleen, &[("lijst", list)]));
            let says = group
                .gezag
                .iter()
                .map(|text| fill(text, values))
                .chain(only)
                .collect();
            blocks.push(Block::Signature {
                who: fill(&group.wie, values),
                choices: vec![ja.clone(), nee.clone()],
                says,
                lines: regels.clone(),
            });
        }
        blocks.push(Block::Foot(format!(
            "Formulier versie {}, afgedrukt op {day}.",
            self.versie
        )));
        Ok(Page(blocks))
    }
}

fn fill(text: &str, values: &[(&str, String)]) -> String {
    // one pass: text in a name is never taken for a place
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        filled.push_str(
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| value),
        );
        rest = after;
    }
    filled.push_str(rest);
    filled
}
