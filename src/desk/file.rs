//! A child -> its file at one discloser: what was said and established, and why that may not be all.

mod born;
pub(super) mod fields;

pub(super) use born::Born;

use super::Office;
use super::note::{Child, Verb};
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::catalog::schema::Kind;
use crate::clock;
use crate::facts;
use crate::message::{Identity, SubjectId};
use crate::pipeline;
use crate::pipeline::consent::{Evidence, Standing, Statement};
use crate::pipeline::identity::sighting::Why;
use crate::store::{Reading, StoreError};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A child as one discloser knows it.
pub(super) struct File {
    pub(super) catalog: Arc<Catalog>,
    pub(super) source: Arc<Source>,
    pub(super) born: Born,
    pub(super) today: Date,
    /// Whom the register knows by it; two, when these are one but nothing has said so on record.
    pub(super) subjects: Vec<SubjectId>,
    /// Neither gemeente nor partner may be named.
    pub(super) secret: bool,
    /// What was said, and what was established, each with its document.
    pub(super) said: Vec<(i64, Statement)>,
    pub(super) established: Vec<(i64, Standing)>,
    /// What these documents rest on, where they say so.
    pub(super) evidence: BTreeMap<i64, Evidence>,
    /// It is not certain that this is all that was said.
    pub(super) doubt: bool,
    /// The number is known, with another birth date.
    pub(super) born_another_day: bool,
}

impl File {
    fn read(&mut self, register: &Reading<'_>, identity: &Identity) -> Result<(), StoreError> {
        let (controller, discloser) = (&self.source.controller, self.source.party());
        let matched = register.matched(controller, identity, true)?;
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
        self.secret |= facts::is_secret(register, &matched)?;
        self.doubt = facts::is_doubtful(register, &matched, &discloser)?;
        self.born_another_day = matched
            .perhaps
            .iter()
            .any(|possible| possible.why == Why::BirthDate);
        Ok(())
    }

    /// Why what is shown may not be all that there is.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.born_another_day {
            let known = &self.source.controller;
            warnings.push(format!(
                "Let op: dit nummer is bij {known} bekend met een andere geboortedatum. Klopt het bestand? Vraag het privacyteam."
            ));
        }
        if self.doubt {
            let unsure = "Let op: het is niet zeker dat alles over dit kind hier staat. Wat toestemming vraagt, gaat niet weg tot een mens heeft gekeken.";
            warnings.push(unsure.to_owned());
        }
        warnings
    }

    /// The organisation behind an OIN, unless that tells where the child lives.
    pub(super) fn organisation(&self, oin: &str) -> String {
        if self.secret {
            return "een ontvanger die hier niet staat".to_owned();
        }
        self.catalog
            .of_organisation(oin)
            .next()
            .map_or_else(|| oin.to_owned(), |partner| partner.controller.clone())
    }
}

/// Opens the file of a child, or says why there is none.
pub(super) async fn open(
    office: &Office<'_>,
    source: &str,
    child: &Child,
) -> Result<Result<File, String>, StoreError> {
    let (catalog, now) = (office.hub.catalog.load_full(), office.hub.now());
    let today = clock::day(now);
    let Some(source) = catalog
        .sources
        .get(source)
        .filter(|source| source.in_force(today))
        .map(Arc::clone)
    else {
        return Ok(Err(format!(
            "bron `{source}` staat niet in sources.toml, of is vandaag niet aangesloten"
        )));
    };
    let Some(kind) = catalog.kinds.get(Verb::Refuse.kind()) else {
        return Ok(Err(format!(
            "deze catalogus kent geen `{}`",
            Verb::Refuse.kind()
        )));
    };
    let identity = identity(&catalog, kind, child, today);
    if !identity.is_somebody() {
        return Ok(Err("het bestand heeft een `pgn` nodig, of `postcode` en `huisnummer`; bij een geheim adres een `pgn`".to_owned()));
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
        .read(move |register| file.read(register, &identity).map(|()| file))
        .await?))
}

/// Who it is about, as a message about the same child would say it.
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
