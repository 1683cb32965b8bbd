//! A catalog + the texts -> the parts of the catalog that no text speaks of.

use super::{Avg, Texts};
use crate::catalog::Catalog;
use crate::report::choice::first;
use crate::report::entry::{Entry, entries};
use crate::report::traits;
use std::collections::BTreeSet;

impl Texts {
    /// The gaps, one sentence each, in the order of the files.
    pub(in crate::report) fn gaps(&self, catalog: &Catalog) -> Vec<String> {
        let mut gaps = BTreeSet::new();
        gaps.extend(self.unknown_categories(catalog));
        gaps.extend(self.unknown_roles(catalog));
        gaps.extend(self.kinds_untold(catalog));
        gaps.extend(self.groups_unnamed(catalog));
        for entry in entries(catalog) {
            gaps.extend(self.roles_unnamed(&entry));
            gaps.extend(self.unanswered(catalog, &entry));
        }
        gaps.into_iter().collect()
    }

    fn unknown_categories(&self, catalog: &Catalog) -> impl Iterator<Item = String> {
        let Avg {
            bijzonder,
            persoonsnummer,
            woonadres,
            betrokkenen,
            ..
        } = &self.avg;
        [bijzonder, persoonsnummer, woonadres]
            .into_iter()
            .chain(betrokkenen.iter().map(|persons| &persons.categorieen))
            .flatten()
            .filter(|code| catalog.terms.category(code).is_none())
            .map(|code| format!("avg.toml: categorie `{code}` bestaat niet"))
    }

    fn unknown_roles(&self, catalog: &Catalog) -> impl Iterator<Item = String> {
        self.avg
            .zelf_gevraagd
            .iter()
            .filter(|role| !catalog.terms.is_role(role))
            .map(|role| format!("avg.toml: rol `{role}` bestaat niet"))
    }

    fn kinds_untold(&self, catalog: &Catalog) -> impl Iterator<Item = String> {
        catalog
            .kinds
            .keys()
            .filter(|kind| self.of_kind(kind).is_none())
            .map(|kind| format!("informatie.toml: er is geen `[[bericht]]` met soort = \"{kind}\""))
    }

    fn groups_unnamed(&self, catalog: &Catalog) -> impl Iterator<Item = String> {
        catalog
            .consent
            .steps()
            .iter()
            .flat_map(|step| &step.groups)
            .chain(catalog.consent.incapable())
            .filter(|group| self.group(group).is_none())
            .map(|group| format!("informatie.toml: er is geen `[[groep]]` met code = \"{group}\""))
    }

    fn roles_unnamed(&self, entry: &Entry) -> impl Iterator<Item = String> {
        entry
            .givers()
            .into_iter()
            .chain(entry.recipients())
            .filter(|role| self.role(role).is_none())
            .map(|role| format!("informatie.toml: er is geen `[[rol]]` met code = \"{role}\""))
    }

    /// The questions to which no answer fits the entry.
    fn unanswered(&self, catalog: &Catalog, entry: &Entry) -> impl Iterator<Item = String> {
        let traits = traits::of(catalog, self, entry);
        let questions = self
            .questions()
            .iter()
            .map(|question| (question.vraag.as_str(), &question.antwoord));
        questions
            .chain([
                ("mag", &self.informing.mag),
                ("tegenhouden", &self.informing.tegenhouden),
            ])
            .filter(move |(_, choices)| first(choices, &traits).is_none())
            .map(|(what, _)| {
                format!(
                    "teksten: `{what}` heeft geen antwoord dat past bij rij `{}`",
                    entry.row.id
                )
            })
    }
}
