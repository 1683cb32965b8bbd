//! A no and who sent it -> at whose register it counts. Who says no need not know which of two organisations asked for the yes.

use super::asks::asked_about;
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::party::Party;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One discloser, by all its sources of one controller.
#[derive(Debug, Clone)]
pub struct Discloser {
    /// As which its statements are kept.
    pub party: Party,
    /// Who knows the children of these sources.
    pub controller: String,
    /// At least one, in the order of their names.
    pub sources: Vec<Arc<Source>>,
}

/// Where a statement counts.
#[derive(Debug, Clone)]
pub struct Door {
    /// At the discloser that sent it.
    pub own: bool,
    /// And at these.
    pub others: Vec<Discloser>,
    /// At those only where the child is known for certain; else also where it is not, to wait for it.
    pub certain_only: bool,
}

impl Door {
    /// Where every other statement counts.
    pub(super) const fn of_sender() -> Self {
        Self {
            own: true,
            others: Vec::new(),
            certain_only: false,
        }
    }

    /// At an organisation that the no names; none where no source of it is known.
    pub(super) fn named(catalog: &Catalog, source: &Source, oin: &str) -> Option<Self> {
        let of_oin = disclosers(catalog, |other| other.oin == oin);
        if of_oin.is_empty() {
            return None;
        }
        let (mine, others): (Vec<_>, Vec<_>) =
            of_oin.into_iter().partition(|one| is_sender(one, source));
        Some(Self {
            own: !mine.is_empty(),
            others,
            certain_only: false,
        })
    }

    /// At everybody who would tell this recipient: what somebody says there is meant for all of them.
    pub(super) fn of_recipient(
        catalog: &Catalog,
        source: &Source,
        recipient: &str,
        purpose: &str,
    ) -> Self {
        let asks =
            |other: &Source| !asked_about(catalog, &other.role, recipient, purpose).is_empty();
        let others = disclosers(catalog, asks)
            .into_iter()
            .filter(|one| !is_sender(one, source))
            .collect();
        Self {
            own: true,
            others,
            certain_only: true,
        }
    }
}

fn is_sender(one: &Discloser, source: &Source) -> bool {
    one.party == source.party() && one.controller == source.controller
}

fn disclosers(catalog: &Catalog, meant: impl Fn(&Source) -> bool) -> Vec<Discloser> {
    let mut found: BTreeMap<(Party, &str), Vec<Arc<Source>>> = BTreeMap::new();
    for source in catalog.sources.values().filter(|source| meant(source)) {
        found
            .entry((source.party(), &source.controller))
            .or_default()
            .push(Arc::clone(source));
    }
    let one = |((party, controller), sources): ((Party, &str), _)| Discloser {
        party,
        controller: controller.to_owned(),
        sources,
    };
    found.into_iter().map(one).collect()
}
