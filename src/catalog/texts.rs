//! [`Texts`]: all declarative files as read, and the version of their catalog.

use super::complaint::Text;
use sha2::{Digest, Sha256};

/// All declarative files as read, not yet understood.
#[derive(Debug, Clone)]
pub struct Texts {
    /// `nlgov-cloudevent/v1.1.json`.
    pub envelope: Text,
    /// `bouwstenen/v1.json`.
    pub blocks: Text,
    /// `<kind>/v<major>.json`.
    pub schemas: Vec<Text>,
    /// `<name>/adapter.toml`.
    pub adapters: Vec<Text>,
    /// `termen.toml`.
    pub terms: Text,
    /// `toestemming.toml`.
    pub consent: Text,
    /// `woorden.toml`.
    pub words: Text,
    /// `labels.toml`.
    pub labels: Text,
    /// `opmerkingen.toml`.
    pub remarks: Text,
    /// `teksten/stappen.toml`.
    pub steps: Text,
    /// The other files of `policies/`.
    pub policies: Vec<Text>,
    /// `sources.toml`, `partners.toml`, `region.toml`, `agreements.toml` of one region.
    pub sources: Text,
    /// See `sources`.
    pub partners: Text,
    /// See `sources`.
    pub region: Text,
    /// See `sources`; may be empty.
    pub agreements: Text,
    /// `wijken.csv` of the region; may be empty.
    pub districts: Text,
    /// `gemeenten.csv` and `gemeenten-opgegaan.csv`.
    pub municipalities: Text,
    /// See `municipalities`.
    pub merged: Text,
    /// `buitenland.csv`; may be empty.
    pub abroad: Text,
}

impl Texts {
    /// Twelve hex digits that change with any of the texts.
    pub(super) fn version(&self) -> String {
        let mut hash = Sha256::new();
        let policies = [
            &self.envelope,
            &self.blocks,
            &self.terms,
            &self.consent,
            &self.words,
            &self.labels,
            &self.remarks,
            &self.steps,
        ];
        let region = [
            &self.sources,
            &self.partners,
            &self.region,
            &self.agreements,
            &self.districts,
        ];
        let lists = self
            .schemas
            .iter()
            .chain(&self.adapters)
            .chain(&self.policies);
        for text in policies.into_iter().chain(region).chain(lists).chain([
            &self.municipalities,
            &self.merged,
            &self.abroad,
        ]) {
            hash.update((text.text.len() as u64).to_be_bytes());
            hash.update(text.text.as_bytes());
        }
        hash.finalize()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
