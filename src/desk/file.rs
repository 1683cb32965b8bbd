//! A child -> its file at one discloser: statements, established facts, and why the file may be incomplete.

pub(super) mod fields;

use super::Office;
use super::note::{Born, Child, Verb};
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::catalog::schema::Kind;
use crate::facts;
use crate::message::{Identity, SubjectId};
use crate::number::DocumentNo;
use crate::pipeline;
use crate::pipeline::consent::{Evidence, Standing, Statement};
use crate::pipeline::identity::sighting::Why;
use crate::store::{Reading, StoreError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why there is no file of a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoFile {
    /// There is no such source today.
    Source(String),
    /// The catalog does not have this kind.
    Kind(String),
    /// The details that were written down identify no child.
    Nobody,
}

/// Why a file may be incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// This controller knows the number with another birth date.
    BornAnotherDay(String),
    /// More may be on record under a subject that is possibly the same child.
    Unsure,
}

/// A child as one discloser knows it.
pub(super) struct File {
    pub(super) catalog: Arc<Catalog>,
    pub(super) source: Arc<Source>,
    pub(super) born: Born,
    pub(super) today: Date,
    /// Subjects of this child in the register; two, when they are one child but nothing on record says so yet.
    pub(super) subjects: Vec<SubjectId>,
    /// The address is secret: neither gemeente nor partner may be named.
    pub(super) secret: bool,
    /// Statements and established facts, each with its document.
    pub(super) said: Vec<(DocumentNo, Statement)>,
    pub(super) established: Vec<(DocumentNo, Standing)>,
    /// Evidence of these documents, where they name any.
    pub(super) evidence: BTreeMap<DocumentNo, Evidence>,
    /// More may be on record under a possible match.
    pub(super) doubt: bool,
    /// The number is known with another birth date.
    pub(super) born_another_day: bool,
}

impl File {
    fn load(&mut self, register: &Reading<'_>, identity: &Identity) -> Result<(), StoreError> {
        let (controller, discloser) = (&self.source.controller, self.source.party());
        let acquainted = register.acquainted(controller, identity, true)?;
        let matched = &acquainted.matched;
        for subject in matched.own.iter().copied() {
            self.subjects.push(subject);
            self.said.extend(register.sayings(subject, &discloser)?);
            self.established
                .extend(register.findings(subject, &discloser)?);
        }
        for document in self
            .said
            .iter()
            .map(|(document, _)| document)
            .chain(self.established.iter().map(|(document, _)| document))
        {
            if let Some(evidence) = register.evidence(*document)? {
                self.evidence.insert(*document, evidence);
            }
        }
        self.secret |= acquainted.may_be_secret();
        self.doubt = facts::is_doubtful(register, matched, &discloser)?;
        self.born_another_day = matched
            .perhaps
            .iter()
            .any(|possible| possible.why == Why::BirthDate);
        Ok(())
    }

    /// Reasons why the file may be incomplete.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.born_another_day {
            warnings.push(Warning::BornAnotherDay(self.source.controller.clone()));
        }
        if self.doubt {
            warnings.push(Warning::Unsure);
        }
        warnings
    }

    /// The organisation behind an OIN; none where the name would tell where the child lives.
    pub(super) fn organisation(&self, oin: &str) -> Option<String> {
        if self.secret {
            return None;
        }
        let partner = self.catalog.of_organisation(oin).next();
        Some(partner.map_or_else(|| oin.to_owned(), |partner| partner.controller.clone()))
    }
}

/// Opens the file of a child, or says why there is none.
pub(super) async fn open(
    office: &Office<'_>,
    of: &str,
    child: &Child,
) -> Result<Result<File, NoFile>, StoreError> {
    let (catalog, now) = (office.hub.catalog.load_full(), office.hub.now());
    let today = now.day();
    let Some(source) = catalog
        .sources
        .get(of)
        .filter(|source| source.in_force(today))
        .map(Arc::clone)
    else {
        return Ok(Err(NoFile::Source(of.to_owned())));
    };
    let named = Verb::Refuse.kind();
    let Some(kind) = catalog.kinds.get(named) else {
        return Ok(Err(NoFile::Kind(named.to_owned())));
    };
    let identity = identity(&catalog, kind, child, today);
    if !identity.is_somebody() {
        return Ok(Err(NoFile::Nobody));
    }
    let mut file = File {
        catalog,
        source,
        born: child.geboortedatum.clone(),
        today,
        subjects: Vec::new(),
        secret: child.geheim_adres,
        said: Vec::new(),
        established: Vec::new(),
        evidence: BTreeMap::new(),
        doubt: false,
        born_another_day: false,
    };
    Ok(Ok(office
        .hub
        .store
        .read(move |register| file.load(register, &identity).map(|()| file))
        .await?))
}

/// The identity of the child, as a message about the same child would give it.
fn identity(catalog: &Catalog, kind: &Kind, child: &Child, today: Date) -> Identity {
    let event = json!({ "data": fields::child(kind, child) });
    pipeline::identity(
        kind,
        &event,
        child.geheim_adres,
        &catalog.terms.particles,
        today,
    )
}
