//! Valid -> Triaged: the candidates that could receive the document, and the question about the facts that must be known first.

mod absent;
mod arrives;
mod barred;
mod candidate;
mod found;
mod home;
mod matter;
mod otherwise;
mod said;
mod team;
mod triaged;

pub use absent::{AbsentBecause, absent};
pub use candidate::Candidate;
pub(super) use candidate::fits;
pub use team::Choice;
pub use triaged::{Question, Triaged};

use super::conditions::Shown;
use super::consent::{Said, Statement};
use super::door::Door;
use super::free_text;
use super::identity::identity;
use super::remarks;
use super::span;
use super::statement;
use super::validate::Valid;
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::catalog::schema::{Kind, Meaning};
use crate::message::{Identity, Private};
use crate::outcome::{Problem, Stop};
use home::Homes;
use jiff::civil::Date;
use matter::Matter;
use otherwise::Otherwise;
use serde_json::Value;
use std::sync::Arc;

/// Finds the candidates for a document.
/// Stops when the home is unknown, the source speaks for another school, or a duty has no partner to go to.
pub fn propose(
    catalog: &Catalog,
    source: &Arc<Source>,
    valid: Valid,
    today: Date,
) -> Result<Triaged, Stop> {
    let (kind, body) = (valid.kind(), valid.body().expose());
    let data = body.get("data");
    let shown = Shown {
        born: born(kind, body),
        days: span::of(&valid),
        sending_day: Some(today),
        field: &|dotted| {
            dotted
                .split('.')
                .try_fold(data?, |at, name| at.get(name))
                .cloned()
        },
    };
    let matter = Matter::of(catalog, source, &valid, shown, today);
    matter.is_of_its_school()?;
    matter.goes_through_the_hub()?;
    matter.tells_the_age()?;
    let mut otherwise = Otherwise::of(matter.follows);
    let homes = home::homes(&matter, &mut otherwise)?;
    let (candidates, choices) = candidates(&matter, homes, &mut otherwise)?;
    let bans = arrives::bans(&matter, &candidates);
    arrives::addressee_is_known(&matter, &bans)?;
    let mut remarks = remarks::of(catalog, &valid, &matter.rows, &shown);
    if let Some(stop) = arrives::missed(&matter, &candidates, &bans)
        && let Err(stop) = otherwise.stop(stop)
    {
        return Err(stop.and(remarks));
    }
    let secret_address = says_secret(kind, body);
    let question = question(&matter, &candidates, secret_address);
    let (statements, standings, door) = statements_in(&matter)?;
    remarks.extend(of_consent(&matter, &statements));
    let flagged = data.map(|data| free_text::flagged(&catalog.words, today, &kind.shape, data));
    let unmatched = secret_address && question.identity.pgn.is_none();
    let takes_part = matter.participants.contains(&source.oin.as_str());
    Ok(Triaged {
        source: Arc::clone(source),
        candidates,
        choices,
        question,
        born: shown.born,
        days: shown.days,
        secret_address,
        unmatched,
        takes_part,
        flagged: flagged.unwrap_or_default(),
        follows: matter.follows,
        otherwise: otherwise.into_first(),
        left_out: Vec::new(),
        remarks,
        statements,
        standings,
        door,
        valid,
    })
}

/// All candidates that may be entitled to the document, and the choices by which one of several candidates is left.
fn candidates(
    matter: &Matter<'_>,
    homes: Homes,
    otherwise: &mut Otherwise,
) -> Result<(Vec<Candidate>, Vec<Choice>), Stop> {
    let mut candidates = found::by_address(matter, &homes);
    let mut choices = match team::choose(matter, &homes, &mut candidates) {
        Ok(choices) => choices,
        Err(stop) => {
            otherwise.stop(stop)?;
            Vec::new()
        }
    };
    choices.extend(team::units(&candidates));
    candidates.extend(homes.unplaced);
    candidates.extend(found::reporters(matter));
    let barred = barred::barred(matter, &candidates);
    candidates.extend(barred);
    Ok((candidates, choices))
}

/// The question about the facts that must be known before any partner receives the document.
fn question(matter: &Matter<'_>, candidates: &[Candidate], secret_address: bool) -> Question {
    let Matter {
        catalog,
        source,
        kind,
        body,
        today,
        ..
    } = *matter;
    let rows = || matter.rows.iter();
    let answers = candidates
        .iter()
        .any(|candidate| matches!(candidate, Candidate::Reporter { .. }));
    let heeds = rows().any(|row| row.heeds());
    Question {
        controller: source.controller.clone(),
        identity: identity(kind, body, secret_address, &catalog.terms.particles, today),
        report_number: matter
            .text(Meaning::ReportNumber)
            .filter(|_| answers || matter.follows)
            .map(|number| Private::new(number.to_owned())),
        consents_of: heeds.then(|| source.party()),
        consents_behind: rows().any(|row| row.conditions.carried),
    }
}

/// The statements and standings in a document about consent; none in any other document.
fn statements_in(matter: &Matter<'_>) -> Result<statement::ReadStatement, Stop> {
    let Matter {
        catalog,
        source,
        kind,
        body,
        today,
        ..
    } = *matter;
    match kind.statement {
        Some(sort) => statement::read_statement(catalog, source, kind, body, sort, today),
        None => Ok((Vec::new(), Vec::new(), Door::of_sender())),
    }
}

/// Remarks for the sender of a statement: a yes that counts for less than the sender may think.
fn of_consent(matter: &Matter<'_>, statements: &[Statement]) -> Vec<Problem> {
    let remark = |meaning, rule: &str| Problem {
        path: matter.pointer(meaning),
        rule: rule.to_owned(),
    };
    let names_no_unit = |said: &Statement| {
        said.said == Said::Yes
            && said.unit.is_none()
            && matter.catalog.has_units(&said.recipient, matter.today)
    };
    let mut remarks = Vec::new();
    if matter.is_born_in_part() {
        remarks.push(remark(Meaning::BirthDate, remarks::IN_PART));
    }
    if statements.iter().any(names_no_unit) {
        remarks.push(remark(Meaning::Recipient, remarks::NO_UNIT));
    }
    remarks
}

/// The day of birth, where the full date is known.
fn born(kind: &Kind, body: &Value) -> Option<Date> {
    kind.text(Meaning::BirthDate, body)?.parse().ok()
}

fn says_secret(kind: &Kind, body: &Value) -> bool {
    kind.find(Meaning::SecretAddress, body)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// The subject of a document that says the address is secret.
pub(super) fn hidden(catalog: &Catalog, valid: &Valid, today: Date) -> Option<Identity> {
    let (kind, body) = (valid.kind(), valid.body().expose());
    says_secret(kind, body).then(|| identity(kind, body, true, &catalog.terms.particles, today))
}
