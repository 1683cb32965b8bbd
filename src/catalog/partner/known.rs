//! The lists that entries of `sources.toml` and `partners.toml` are checked against.

use crate::catalog::adapter::Adapter;
use crate::catalog::complaint::{CatalogFault, Complaint, Text};
use crate::catalog::format;
use crate::catalog::label::Labels;
use crate::catalog::place::Municipalities;
use crate::catalog::schema::Kind;
use crate::catalog::term::Terms;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The complaint about the days of an entry.
pub(super) const NO_DAYS: &str = "`from` en `until` zijn datums, de eerste niet na de laatste";

/// The lists that both files are checked against.
pub struct Known<'a> {
    /// The roles.
    pub terms: &'a Terms,
    /// Kinds by name.
    pub kinds: &'a BTreeMap<String, Arc<Kind>>,
    /// Municipalities.
    pub places: &'a Municipalities,
    /// Adapters by name.
    pub adapters: &'a BTreeMap<String, Arc<Adapter>>,
    /// The labels that documents may be counted under.
    pub labels: &'a Labels,
}

impl Known<'_> {
    /// Complaints about an organisation, as a sender or a receiver.
    pub(super) fn party(&self, oin: &str, role: &str, brin: &BTreeSet<String>) -> Vec<String> {
        let mut wrong = Vec::new();
        if !format::oin(oin) {
            wrong.push("`oin` is geen OIN: acht cijfers van een bekende soort en twaalf cijfers of hoofdletters".to_owned());
        }
        if !self.terms.is_role(role) {
            wrong.push(format!("rol `{role}` staat niet in termen.toml"));
        }
        wrong.extend(
            brin.iter()
                .filter(|brin| !format::brin(brin))
                .map(|brin| format!("`{brin}` is geen BRIN")),
        );
        wrong
    }

    /// Complaints about the kinds of an organisation that the catalog does not have.
    pub(super) fn missing_kinds(&self, kinds: &[String]) -> Vec<CatalogFault> {
        kinds
            .iter()
            .filter(|kind| !self.kinds.contains_key(*kind))
            .map(|kind| CatalogFault::missing(kind, format!("berichtsoort `{kind}` bestaat niet")))
            .collect()
    }
}

/// Adds all complaints about one entry of a file.
pub(super) fn complain(
    text: &Text,
    table: &str,
    name: &str,
    wrong: Vec<impl Into<CatalogFault>>,
    to: &mut Vec<Complaint>,
) {
    let (header, quoted) = (format!("[[{table}]]"), format!("\"{name}\""));
    let about = format!("{table} `{name}`");
    let blame = |fault: _| text.blame(&[&header, &quoted], &about, Into::into(fault));
    to.extend(wrong.into_iter().map(blame));
}

pub(super) fn no_unit(unit: Option<&str>) -> Option<String> {
    let wrong = unit.is_some_and(|unit| !format::plain_name(unit));
    wrong.then(|| "`onderdeel` bestaat uit kleine letters, cijfers en koppeltekens".to_owned())
}
