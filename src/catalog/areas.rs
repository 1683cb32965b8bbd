//! Partners -> the partners of a home, a school or an OIN, found without a search through all partners.

use super::partner::Partner;
use super::place::Municipality;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Indexes of partners, in the order of their file, by the areas that they serve.
#[derive(Debug, Default)]
pub(super) struct Areas {
    homes: BTreeMap<Municipality, Vec<usize>>,
    schools: BTreeMap<String, Vec<usize>>,
    oins: BTreeMap<String, Vec<usize>>,
}

impl Areas {
    pub(super) fn of(partners: &[Arc<Partner>]) -> Self {
        let mut areas = Self::default();
        for (at, partner) in partners.iter().enumerate() {
            for home in partner.residents_of.keys() {
                areas.homes.entry(home.clone()).or_default().push(at);
            }
            for school in &partner.schools {
                areas.schools.entry(school.clone()).or_default().push(at);
            }
            areas.oins.entry(partner.oin.clone()).or_default().push(at);
        }
        areas
    }

    /// The partners that serve this home or this school, each once, in the order of the file.
    pub(super) fn near(
        &self,
        home: Option<&Municipality>,
        school: Option<&str>,
    ) -> BTreeSet<usize> {
        let homes = home.and_then(|home| self.homes.get(home));
        let schools = school.and_then(|school| self.schools.get(school));
        homes
            .into_iter()
            .chain(schools)
            .flatten()
            .copied()
            .collect()
    }

    /// The partners of one organisation.
    pub(super) fn of_organisation(&self, oin: &str) -> &[usize] {
        self.oins.get(oin).map(Vec::as_slice).unwrap_or_default()
    }
}
