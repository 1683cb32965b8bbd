//! An organisation that a facts file names -> the connected party that is meant.

use crate::party::Party;
use anyhow::{Result, bail};
use std::collections::BTreeSet;

/// An organisation, as the file names it: an OIN, with `/` and a role or without, and a unit after that.
#[derive(Debug, Clone)]
pub(in crate::cli::explain) struct Named {
    pub(super) oin: String,
    pub(super) role: Option<String>,
    pub(super) unit: Option<String>,
    /// All connected parties of this OIN.
    pub(super) parties: BTreeSet<Party>,
}

impl Named {
    /// Whether the name fits this party, in any of the party's roles unless the name has a role.
    pub(in crate::cli::explain) fn is(&self, party: &Party) -> bool {
        let unit = self.unit.is_none() || self.unit == party.unit;
        self.oin == party.oin && self.role.as_ref().is_none_or(|role| *role == party.role) && unit
    }

    /// The party that is meant: the only one of the `expected` roles, else the only one that the name fits. Several are an error.
    pub(in crate::cli::explain) fn meant(
        &self,
        name: &str,
        expected: &BTreeSet<&str>,
    ) -> Result<Party> {
        let named: Vec<&Party> = self.parties.iter().filter(|party| self.is(party)).collect();
        let fitting: Vec<&Party> = named
            .iter()
            .copied()
            .filter(|party| expected.contains(party.role.as_str()))
            .collect();
        match (fitting.as_slice(), named.as_slice()) {
            ([only], _) | (_, [only]) => Ok((*only).clone()),
            (_, all) => {
                let all: Vec<String> = all.iter().map(|party| format!("`{party}`")).collect();
                bail!(
                    "`{name} = \"{}\"` is er in meer dan één rol of onderdeel: schrijf {}",
                    self.oin,
                    all.join(" of ")
                )
            }
        }
    }
}
