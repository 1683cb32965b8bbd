//! A no and its sender -> the registers where the no counts. The sender of a no need not know which of two
//! organisations asked for the yes.

use super::asks::asked_about;
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::party::Party;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One discloser, by all its sources of one controller.
#[derive(Debug, Clone)]
pub struct Discloser {
    /// Party under which the statements of the discloser are kept.
    pub party: Party,
    /// Controller that knows the children of these sources.
    pub controller: String,
    /// At least one, in the order of their names.
    pub sources: Vec<Arc<Source>>,
}

/// The registers where a statement counts.
#[derive(Debug, Clone)]
pub struct Door {
    /// The statement counts at the discloser that sent it.
    pub own: bool,
    /// Other disclosers where the statement counts.
    pub others: Vec<Discloser>,
    /// The statement counts at the others only where the child is known for certain; else also where the child is
    /// not known, to wait for that child.
    pub certain_only: bool,
}

impl Door {
    /// The register of the sender, where any statement but a no counts.
    pub(super) const fn of_sender() -> Self {
        Self {
            own: true,
            others: Vec::new(),
            certain_only: false,
        }
    }

    /// The registers of an organisation that the no names; none where no source of that organisation is known.
    pub(super) fn named(catalog: &Catalog, source: &Source, oin: &str) -> Option<Self> {
        let of_oin = disclosers(catalog, |other| other.oin == oin);
        if of_oin.is_empty() {
            return None;
        }
        let (mine, others): (Vec<_>, Vec<_>) = of_oin
            .into_iter()
            .partition(|discloser| is_sender(discloser, source));
        Some(Self {
            own: !mine.is_empty(),
            others,
            certain_only: false,
        })
    }

    /// The registers of all disclosers that would tell this recipient: a no at the recipient is meant for all of them.
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
            .filter(|discloser| !is_sender(discloser, source))
            .collect();
        Self {
            own: true,
            others,
            certain_only: true,
        }
    }
}

fn is_sender(discloser: &Discloser, source: &Source) -> bool {
    discloser.party == source.party() && discloser.controller == source.controller
}

fn disclosers(catalog: &Catalog, meant: impl Fn(&Source) -> bool) -> Vec<Discloser> {
    let mut found: BTreeMap<(Party, &str), Vec<Arc<Source>>> = BTreeMap::new();
    for source in catalog.sources.values().filter(|source| meant(source)) {
        found
            .entry((source.party(), &source.controller))
            .or_default()
            .push(Arc::clone(source));
    }
    let discloser = |((party, controller), sources): ((Party, &str), _)| Discloser {
        party,
        controller: controller.to_owned(),
        sources,
    };
    found.into_iter().map(discloser).collect()
}
