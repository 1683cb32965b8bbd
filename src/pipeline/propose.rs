//! Valid -> who could get it, and what must be known before anybody does.

mod absent;
mod barred;
mod home;
mod said;
mod team;

pub use absent::{Absence, absent};
pub use team::Choice;

use super::conditions::{Shown, applies};
use super::consent::{Said, Standing, Statement};
use super::door::Door;
use super::free_text::{self, Flag};
use super::identity::identity;
use super::remarks;
use super::span::{self, Span};
use super::statement;
use super::validate::Valid;
use crate::catalog::format::birth;
use crate::catalog::partner::{Partner, Source};
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::{Kind, Meaning, StatementSort};
use crate::catalog::{Catalog, is_duty};
use crate::message::{Identity, Private};
use crate::outcome::{Code, Problem, Stop};
use crate::party::Party;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Somebody who may be entitled to something.
#[derive(Debug, Clone)]
pub enum Candidate {
    /// A partner, found by an address.
    Partner {
        /// The partner.
        partner: Arc<Partner>,
        /// By which addresses.
        places: Vec<Place>,
    },
    /// Whoever, in this role, made the report that this answers.
    Reporter {
        /// The role.
        role: String,
    },
    /// An organisation that the document names, that is not connected for it, and to which a law forbids it.
    Barred {
        /// The prohibition.
        row: Arc<Row>,
    },
    /// Whoever is to help, where nobody knows which municipality that is.
    Unplaced {
        /// The row that would find it.
        row: Arc<Row>,
    },
}

impl Candidate {
    /// Which partner it is.
    pub(super) fn party(&self) -> Option<Party> {
        match self {
            Candidate::Partner { partner, .. } => Some(partner.party()),
            Candidate::Reporter { .. } | Candidate::Barred { .. } | Candidate::Unplaced { .. } => {
                None
            }
        }
    }
}

/// The places that follow who is to help.
const HELP: [Place; 2] = [Place::WoonplaatsJeugdwet, Place::Woonwijk];

/// What the shell must look up.
#[derive(Debug, Clone)]
pub struct Question {
    /// Within which controller the subject is known.
    pub controller: String,
    /// Who it is about.
    pub identity: Identity,
    /// Which report it answers or corrects; none when it does neither.
    pub report_number: Option<Private<String>>,
    /// The discloser whose consents must be known; none when no row asks for any.
    pub consents_of: Option<Party>,
    /// What was said at the one who reported must be known as well: an answer goes no further than the consent on which the report went.
    pub consents_behind: bool,
}

/// A document with its candidates and its question. Only `propose` makes one.
#[derive(Debug)]
pub struct Triaged {
    pub(super) valid: Valid,
    pub(super) source: Arc<Source>,
    pub(super) candidates: Vec<Candidate>,
    /// Of whom only one may be left.
    pub(super) choices: Vec<Choice>,
    pub(super) question: Question,
    pub(super) born: Option<Date>,
    pub(super) days: Option<Span>,
    pub(super) secret_address: bool,
    /// Its address is secret and there is no number: nobody can tell whose statements count.
    pub(super) unmatched: bool,
    /// The giver stands in the list of who takes part.
    pub(super) takes_part: bool,
    pub(super) flagged: Vec<Flag>,
    /// It corrects a report, and follows it.
    follows: bool,
    /// What stops it for everybody but those who have the report that it corrects.
    otherwise: Option<Stop>,
    /// The optional texts that were wrong, and are not in it.
    left_out: Vec<Problem>,
    /// What its sender should know, though it goes on.
    remarks: Vec<Problem>,
    pub(super) statements: Vec<Statement>,
    pub(super) standings: Vec<Standing>,
    /// At whose register it counts.
    door: Door,
}

impl Triaged {
    /// What must be known.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The document.
    pub fn valid(&self) -> &Valid {
        &self.valid
    }

    /// The source that sent it.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The free texts in which something stands that should not.
    pub fn flagged(&self) -> &[Flag] {
        &self.flagged
    }

    /// The optional texts that were wrong, of a duty that goes without them.
    pub fn left_out(&self) -> &[Problem] {
        &self.left_out
    }

    /// What its sender should know, though it goes on.
    pub fn remarks(&self) -> &[Problem] {
        &self.remarks
    }

    /// The same, of which these were left out.
    pub(super) fn without(self, left_out: Vec<Problem>) -> Self {
        Self { left_out, ..self }
    }

    /// It corrects a report, and follows it to whoever has that.
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// What stops it for everybody but those who have the report that it corrects: a home that is not known, a duty that nobody can be given.
    pub fn otherwise(&self) -> Option<&Stop> {
        self.otherwise.as_ref()
    }

    /// Nobody may learn where the subject lives.
    pub fn secret_address(&self) -> bool {
        self.secret_address
    }
}

/// Finds the candidates. Stops when the home is unknown, the source speaks for another school, or a duty has nobody to go to.
pub fn propose(
    catalog: &Catalog,
    source: &Arc<Source>,
    valid: Valid,
    today: Date,
) -> Result<Triaged, Stop> {
    let kind = Arc::clone(valid.kind());
    let body = valid.body().expose();
    let brin = kind.text(Meaning::Brin, body);
    if let Some(brin) = brin
        && !source.brin.is_empty()
        && !source.brin.contains(brin)
    {
        return Err(Stop::at(
            Code::SenderUnproven,
            pointer(&kind, Meaning::Brin),
            "brin-of-source",
        ));
    }
    let rows: Vec<&Arc<Row>> = catalog.rows_for(&kind.name, &source.role, today).collect();
    if rows.iter().any(|row| row.place == Place::Handmatig) {
        return Err(Stop::at(Code::Manual, "/type", "handmatig"));
    }
    let follows = rows
        .iter()
        .any(|row| row.place == Place::EerderGekregen && catalog.uses(row));
    let mut otherwise = None;
    let incomplete = kind
        .text(Meaning::BirthDate, body)
        .is_some_and(birth::incomplete);
    if incomplete && !kind.statement.is_some_and(StatementSort::takes_away) {
        return Err(Stop::at(
            Code::NoBirthdate,
            pointer(&kind, Meaning::BirthDate),
            "onvolledig",
        ));
    }
    let found_by = |places: &[Place]| rows.iter().any(|row| places.contains(&row.place));
    let home = match home::home(catalog, &kind, body, today) {
        Ok(home) => Some(home),
        Err(stop) if found_by(&[Place::Woonplaats]) && !follows => return Err(stop),
        Err(stop) => {
            otherwise = found_by(&[Place::Woonplaats]).then_some(stop);
            None
        }
    };
    let addressee = kind.text(Meaning::Addressee, body);
    let participants = participants(&kind, body);
    let born = kind
        .text(Meaning::BirthDate, body)
        .and_then(|text| text.parse::<Date>().ok());
    let days = span::of(&valid);
    let data = body.get("data");
    let shown = Shown {
        born,
        days,
        sending_day: Some(today),
        field: &|dotted| {
            dotted
                .split('.')
                .try_fold(data?, |at, name| at.get(name))
                .cloned()
        },
    };
    let to_somebody = |row: &Row| !matches!(row.place, Place::Hub | Place::EerderGekregen);
    let by_law = |row: &Row| {
        to_somebody(row) && catalog.uses(row) && rests_on_law(row) && applies(catalog, row, &shown)
    };
    let helps = home::of_youth_care(catalog, &kind, body, today);
    let must_help = !found_by(&[Place::Woonplaats])
        || rows
            .iter()
            .any(|row| HELP.contains(&row.place) && by_law(row));
    let unplaced = match &helps {
        Err(stop) if found_by(&HELP) && must_help && !follows => return Err(stop.clone()),
        Err(stop) if found_by(&HELP) && must_help => {
            otherwise.get_or_insert_with(|| stop.clone());
            Vec::new()
        }
        Err(_) => rows
            .iter()
            .filter(|row| HELP.contains(&row.place))
            .map(|row| Candidate::Unplaced {
                row: Arc::clone(row),
            })
            .collect(),
        Ok(_) => Vec::new(),
    };
    let helps = helps.ok();
    let by_oin = addressee
        .into_iter()
        .chain(participants.iter().copied())
        .flat_map(|oin| catalog.of_organisation(oin));
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut seen: BTreeSet<*const Partner> = BTreeSet::new();
    for partner in catalog
        .near(home.as_ref(), brin)
        .chain(catalog.near(helps.as_ref(), None))
        .chain(by_oin)
    {
        if !partner.kinds.contains(&kind.name)
            || !partner.in_force(today)
            || !seen.insert(Arc::as_ptr(partner))
        {
            continue;
        }
        let mut places = Vec::new();
        if home
            .as_ref()
            .is_some_and(|home| partner.serves(home, today))
        {
            places.push(Place::Woonplaats);
        }
        if helps
            .as_ref()
            .is_some_and(|home| partner.serves(home, today))
        {
            places.extend(HELP.into_iter().filter(|place| {
                rows.iter()
                    .any(|row| row.place == *place && row.to == partner.role)
            }));
        }
        if brin.is_some_and(|brin| partner.schools.contains(brin)) {
            places.push(Place::Schoolvestiging);
        }
        if addressee == Some(partner.oin.as_str()) {
            places.push(Place::Geadresseerde);
        }
        if participants.contains(&partner.oin.as_str()) && partner.party() != source.party() {
            places.push(Place::Deelnemer);
        }
        if !places.is_empty() {
            candidates.push(Candidate::Partner {
                partner: Arc::clone(partner),
                places,
            });
        }
    }
    let district = team::district(catalog, &kind, body, home.as_ref(), helps.as_ref());
    let mut choices = match team::choose(
        catalog,
        &kind,
        &rows,
        district.as_ref(),
        &mut candidates,
        &by_law,
    ) {
        Ok(choices) => choices,
        Err(stop) if !follows => return Err(stop),
        Err(stop) => {
            otherwise.get_or_insert(stop);
            Vec::new()
        }
    };
    choices.extend(team::units(&candidates));
    candidates.extend(unplaced);
    let reporters: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.place == Place::EigenMelding)
        .map(|row| row.to.as_str())
        .collect();
    candidates.extend(reporters.into_iter().map(|role| Candidate::Reporter {
        role: role.to_owned(),
    }));
    let takers = participants
        .iter()
        .filter(|oin| **oin != source.oin)
        .map(|oin| (Place::Deelnemer, *oin));
    let named: Vec<(Place, &str)> = addressee
        .map(|oin| (Place::Geadresseerde, oin))
        .into_iter()
        .chain(takers)
        .collect();
    let barred = barred::barred(catalog, &rows, &named, &shown, &candidates);
    candidates.extend(barred);
    let bans: Vec<Place> = (rows.iter())
        .filter(|row| {
            barred::forbids(catalog, row, &shown)
                && candidates.iter().any(|candidate| fits(candidate, row))
        })
        .map(|row| row.place)
        .collect();
    if let Some(oin) = addressee
        && rows
            .iter()
            .any(|row| row.place == Place::Geadresseerde && catalog.uses(row))
        && catalog.of_organisation(oin).next().is_none()
        && bans.is_empty()
    {
        return Err(Stop::at(
            Code::NoPartner,
            pointer(&kind, Meaning::Addressee),
            "bekend",
        ));
    }
    let reaches = |row: &&Arc<Row>| candidates.iter().any(|candidate| fits(candidate, row));
    let (reached, unmet): (Vec<&Arc<Row>>, Vec<_>) = rows
        .iter()
        .copied()
        .filter(|row| by_law(row))
        .partition(reaches);
    let mut remarks = remarks::of(catalog, &valid, &rows, &shown);
    // each duty must arrive; of what else the law lets pass, somebody must be there to have it. Whoever asks for what is forbidden hears that
    let missed = |row: &&&Arc<Row>| {
        if is_duty(row) {
            !bans.contains(&row.place)
        } else {
            reached.is_empty() && bans.is_empty()
        }
    };
    if let Some(row) = unmet.iter().find(missed) {
        let place = row.place.needs().unwrap_or(Meaning::Home);
        otherwise.get_or_insert_with(|| {
            Stop::at(
                Code::NoPartner,
                pointer(&kind, place),
                format!("role:{}", row.to),
            )
        });
    }
    let otherwise = match otherwise {
        Some(stop) if !follows => return Err(stop.and(remarks)),
        otherwise => otherwise,
    };
    if incomplete {
        remarks.push(Problem {
            path: pointer(&kind, Meaning::BirthDate),
            rule: remarks::IN_PART.to_owned(),
        });
    }
    let answers = candidates
        .iter()
        .any(|candidate| matches!(candidate, Candidate::Reporter { .. }));
    let heeds = rows.iter().any(|row| row.heeds());
    let secret_address = says_secret(&kind, body);
    let identity = identity(&kind, body, secret_address, &catalog.terms.particles, today);
    let unmatched = secret_address && identity.pgn.is_none();
    let takes_part = participants.contains(&source.oin.as_str());
    let question = Question {
        controller: source.controller.clone(),
        identity,
        report_number: kind
            .text(Meaning::ReportNumber, body)
            .filter(|_| answers || follows)
            .map(|number| Private::new(number.to_owned())),
        consents_of: heeds.then(|| source.party()),
        consents_behind: rows.iter().any(|row| row.conditions.carried),
    };
    let (statements, standings, door) = match kind.statement {
        Some(sort) => statement::read(catalog, source, &kind, body, sort, today)?,
        None => (Vec::new(), Vec::new(), Door::of_sender()),
    };
    if statements.iter().any(|said| {
        said.said == Said::Yes && said.unit.is_none() && catalog.has_units(&said.recipient, today)
    }) {
        remarks.push(Problem {
            path: pointer(&kind, Meaning::Recipient),
            rule: remarks::NO_UNIT.to_owned(),
        });
    }
    let flagged = body
        .get("data")
        .map(|data| free_text::flagged(&catalog.words, today, &kind.shape, data))
        .unwrap_or_default();
    Ok(Triaged {
        valid,
        source: Arc::clone(source),
        candidates,
        choices,
        question,
        born,
        days,
        secret_address,
        unmatched,
        takes_part,
        flagged,
        follows,
        otherwise,
        left_out: Vec::new(),
        remarks,
        statements,
        standings,
        door,
    })
}

/// Nobody is asked first. Consent and signatures are: who is not connected has neither.
fn rests_on_law(row: &Row) -> bool {
    is_duty(row) || row.consent.is_none() && row.conditions.agreement.is_none()
}

/// Could the row be about this candidate, by role and address?
pub(super) fn fits(candidate: &Candidate, row: &Row) -> bool {
    match candidate {
        Candidate::Partner { partner, places } => {
            partner.role == row.to && places.contains(&row.place)
        }
        Candidate::Reporter { role } => row.place == Place::EigenMelding && *role == row.to,
        Candidate::Unplaced { .. } => false,
        Candidate::Barred { row: ban } => row.id == ban.id && row.to == ban.to,
    }
}

/// Who takes part, by OIN.
fn participants<'v>(kind: &Kind, body: &'v Value) -> Vec<&'v str> {
    let list = kind
        .find(Meaning::Participants, body)
        .and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn pointer(kind: &Kind, meaning: Meaning) -> String {
    kind.meanings
        .get(&meaning)
        .map(|pointer| format!("/data{pointer}"))
        .unwrap_or_default()
}

fn says_secret(kind: &Kind, body: &Value) -> bool {
    kind.find(Meaning::SecretAddress, body)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// Who a document is about that says that the address is secret.
pub(super) fn hidden(catalog: &Catalog, valid: &Valid, today: Date) -> Option<Identity> {
    let (kind, body) = (valid.kind(), valid.body().expose());
    says_secret(kind, body).then(|| identity(kind, body, true, &catalog.terms.particles, today))
}
