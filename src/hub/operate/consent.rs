//! What somebody says at the desk of who discloses -> on record by the one way in, and told back: what was sent already and what is stopped.

mod born;
mod event;
mod list;
mod told;

use super::{Act, Operated, Tell};
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::catalog::schema::{Kind, Meaning};
use crate::clock;
use crate::facts;
use crate::hub::errand::{Errand, Spoken};
use crate::hub::record::hex;
use crate::message::{Identity, Private, SubjectId};
use crate::outcome::{Outcome, Problem};
use crate::pipeline;
use crate::pipeline::consent::{Evidence, Standing, Statement};
use crate::pipeline::identity::sighting::Why;
use crate::store::{Reading, StoreError, Writing};
use born::Born;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use tokio::sync::oneshot;

/// So many statements are on record in one go; between two goes the hub does its other work.
const AT_ONCE: usize = 100;

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Yes.
    Give,
    /// No.
    Refuse,
    /// No more.
    Withdraw,
}

/// What is looked at in the record of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// What was said about consent, and what that comes to today.
    Statements,
    /// What was told to whom, and what still waits.
    Told,
}

/// Who it is about, in the words of the file that the desk wrote: personal data, which cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    pgn: Option<String>,
    voornamen: Option<String>,
    achternaam: String,
    geboortedatum: Born,
    postcode: Option<String>,
    huisnummer: Option<u32>,
    #[serde(default, rename = "geheimAdres")]
    geheim_adres: bool,
}

/// What somebody said, as the person at the desk took it down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Yes or no.
    pub verb: Verb,
    /// Name of the source whose desk it is.
    pub source: String,
    /// Whom it is about.
    pub child: Child,
    /// What tells the givers of one child apart.
    pub giver: String,
    /// In what capacity.
    pub capacity: String,
    /// Whether the giver has gezag: `ja`, `nee`, `onbekend`.
    pub authority: String,
    /// OIN of who may not or may receive; none: everybody.
    pub recipient: Option<String>,
    /// Which of its units; none: whichever it has.
    pub unit: Option<String>,
    /// What for; none: every purpose.
    pub purpose: Option<String>,
    /// Which categories; none: all.
    pub categories: Vec<String>,
    /// The day on which it was said; none: today.
    pub day: Option<Date>,
    /// The last day of a yes.
    pub until: Option<Date>,
    /// Where the evidence lies.
    pub evidence: Option<String>,
    /// Version of the text that the giver read.
    pub wording: Option<String>,
}

impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(private)")
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}", self.verb, self.source)
    }
}

impl Verb {
    /// The kind of message that says the same.
    const fn kind(self) -> &'static str {
        match self {
            Verb::Give => "toestemming.verleend/1",
            Verb::Refuse => "toestemming.geweigerd/1",
            Verb::Withdraw => "toestemming.ingetrokken/1",
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Verb::Give => "consent.given",
            Verb::Refuse => "consent.refused",
            Verb::Withdraw => "consent.withdrawn",
        }
    }

    const fn in_dutch(self) -> &'static str {
        match self {
            Verb::Give => "gegeven",
            Verb::Refuse => "geweigerd",
            Verb::Withdraw => "ingetrokken",
        }
    }
}

/// A child as one discloser knows it.
struct File {
    catalog: Arc<Catalog>,
    source: Arc<Source>,
    born: Born,
    today: Date,
    /// Whom the register knows by it; two, when these are one but nothing has said so on record.
    subjects: Vec<SubjectId>,
    /// Neither gemeente nor partner may be named.
    secret: bool,
    /// What was said, and what was established, each with its document.
    said: Vec<(i64, Statement)>,
    established: Vec<(i64, Standing)>,
    /// What these documents rest on, where they say so.
    evidence: BTreeMap<i64, Evidence>,
    /// It is not certain that this is all that was said.
    doubt: bool,
    /// The number is known, with another birth date.
    born_another_day: bool,
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
    fn warnings(&self) -> Vec<String> {
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
    fn organisation(&self, oin: &str) -> String {
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
async fn open(
    hub: &Operated<'_>,
    source: &str,
    child: &Child,
) -> Result<Result<File, String>, StoreError> {
    let (catalog, now) = (hub.hub.catalog.load_full(), hub.hub.now());
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
    Ok(Ok(hub
        .hub
        .store
        .read(move |register| file.read(register, &identity).map(|()| file))
        .await?))
}

/// Who it is about, as a message about the same child would say it.
fn identity(catalog: &Catalog, kind: &Kind, child: &Child, today: Date) -> Identity {
    let event = json!({ "data": event::child(kind, child) });
    pipeline::identity(
        kind,
        &event,
        child.geheim_adres,
        &catalog.terms.particles,
        today,
    )
}

/// Has the intake record what was said, and tells what came of it. Every answer comes after the commit.
pub(super) async fn register(
    hub: &Operated<'_>,
    note: Note,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let file = match open(hub, &note.source, &note.child).await? {
        Ok(file) => file,
        Err(why) => return Ok(tell.no(why).await),
    };
    let about = match event::about(&file, &note) {
        Ok(about) => about,
        Err(why) => return Ok(tell.no(why).await),
    };
    let Some(kind) = file.catalog.kinds.get(note.verb.kind()) else {
        return Ok(tell
            .no(format!("deze catalogus kent geen `{}`", note.verb.kind()))
            .await);
    };
    let mut all = true;
    for some in about.chunks(AT_ONCE) {
        let events: Vec<Private<Value>> = some
            .iter()
            .map(|about| Private::new(event::event(&file, kind, &note, about)))
            .collect();
        let (reply, recorded) = oneshot::channel();
        let (source, kind, action) = (
            file.source.name.clone(),
            kind.name.clone(),
            note.verb.action(),
        );
        let spoken = Spoken {
            source,
            kind,
            events,
            action,
            act: act.clone(),
            reply,
        };
        // whether or not it was taken: what is in the register is what counts
        let recorded = match hub.errands.send(Errand::Spoken(spoken)).await {
            Ok(()) => recorded.await.ok(),
            Err(_) => None,
        };
        let Some(recorded) = recorded else {
            return Ok(tell.no("de hub stopt: kijk na de volgende start met `schakel toestemming lijst` of het is vastgelegd").await);
        };
        for (about, (document, outcome)) in some.iter().zip(recorded?) {
            all &= ended(hub, &file, &note, about, document, outcome, tell).await?;
        }
    }
    if note.verb == Verb::Withdraw && file.subjects.is_empty() {
        let known = &file.source.controller;
        tell.line(format!(
            "Let op: dit kind was tot nu toe niet bekend bij {known}. Klopt het bestand? Voor een mens staat er een melding."
        ))
        .await;
    }
    if note.verb != Verb::Give {
        // the child may be known only since this moment
        match open(hub, &note.source, &note.child).await? {
            Ok(file) => told::show(hub, &file, &act, tell).await?,
            Err(why) => return Ok(tell.no(why).await),
        }
    }
    Ok(all)
}

/// True when it is in the register.
async fn ended(
    hub: &Operated<'_>,
    file: &File,
    note: &Note,
    about: &event::About,
    document: i64,
    outcome: Outcome,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let what = format!(
        "{}, {}",
        file.organisation(&about.recipient),
        file.catalog.terms.plain(&about.purpose)
    );
    let day = note.day.unwrap_or(file.today).strftime("%d-%m-%Y");
    match outcome {
        Outcome::Register => {
            tell.line(format!("{}: {what} (vanaf {day})", note.verb.in_dutch()))
                .await
        }
        Outcome::Duplicate => {
            tell.line(format!("stond er al: {what} (vanaf {day})"))
                .await
        }
        Outcome::Stopped(code) => {
            tell.line(format!("NIET vastgelegd: {what}: {}", code.in_dutch()))
                .await;
            let stored = hub
                .hub
                .store
                .read(move |store| store.document(document))
                .await?;
            for problem in stored.into_iter().flat_map(|document| document.problems) {
                tell.line(format!("  {}: {}", problem.path, why(&problem)))
                    .await;
            }
            return Ok(false);
        }
        Outcome::Routed | Outcome::Nothing => return Ok(false), // no statement ends like this
    }
    Ok(true)
}

/// What a rule about statements asks, for who is at the desk.
fn why(problem: &Problem) -> &str {
    match problem.rule.as_str() {
        "bekend" => "dit kent de hub niet",
        "geen-rij" => {
            "hiervoor wordt van u aan deze ontvanger geen toestemming gevraagd; zo'n ja zou niets openen"
        }
        "leeftijd" => "wie dit zegt, beslist hier op deze leeftijd niet over",
        "gezag" => "wie geen gezag heeft, kan geen toestemming geven",
        "dag" => "deze dag kan niet: hij moet nog komen, of ligt voor de geboorte",
        "volgorde" => "de laatste dag ligt voor de eerste",
        "required" => "dit ontbreekt",
        "subject" => "met deze gegevens is niet te zien om wie het gaat",
        other => other,
    }
}

/// Shows what is on record. Who looked is on record before anything is shown.
pub(super) async fn look(
    hub: &Operated<'_>,
    what: Look,
    source: &str,
    child: &Child,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    match open(hub, source, child).await? {
        Err(why) => Ok(tell.no(why).await),
        Ok(file) => {
            match what {
                Look::Statements => list::show(hub, &file, &act, tell).await?,
                Look::Told => told::show(hub, &file, &act, tell).await?,
            }
            Ok(true)
        }
    }
}

/// A look into somebody's record is itself on record (AVG 5 lid 2).
async fn looked(
    hub: &Operated<'_>,
    file: &File,
    act: &Act,
    action: &'static str,
) -> Result<(), StoreError> {
    let (act, now, controller) = (act.clone(), hub.hub.now(), file.source.controller.clone());
    let about = json!({ "source": file.source.name, "subjects": file.subjects.iter().map(|subject| hex(&subject.0)).collect::<Vec<_>>() });
    hub.hub
        .store
        .write(move |store: &Writing<'_>| act.record(store, now, &controller, action, &about))
        .await
}
