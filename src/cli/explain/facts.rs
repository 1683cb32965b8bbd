//! The facts that the hub would look up + those that a facts file names -> the facts, each with its origin.

use super::words::{Given, Named, Told};
use crate::catalog::Catalog;
use crate::catalog::policy::Place;
use crate::message::SubjectId;
use crate::number::DispatchNo;
use crate::party::Party;
use crate::pipeline::consent::{Standing, Statement};
use crate::pipeline::disclosure::{Doubtful, Perhaps};
use crate::pipeline::identity::sighting::Why;
use crate::pipeline::{Facts, Sent, Triaged};
use anyhow::Result;
use std::collections::BTreeSet;

/// The facts, each with its origin.
pub(super) struct Known {
    pub(super) facts: Facts,
    /// The reporter of the report that the document answers or corrects.
    pub(super) reporter: Option<String>,
    pub(super) sending_from: &'static str,
    pub(super) reporter_from: &'static str,
    pub(super) consent_from: &'static str,
    pub(super) standing_from: &'static str,
    pub(super) perhaps_from: &'static str,
    pub(super) secret_from: &'static str,
}

pub(super) const FILE: &str = "feitenbestand";
const STORE: &str = "opslag";
const NOWHERE: &str = "afwezig: geen feitenbestand en geen opslag";

/// The facts that were looked up, with those that the file names in their place. `stored`: there was a store to look in.
#[expect(
    clippy::too_many_lines,
    reason = "every field of the facts is named twice, so that a new one is not forgotten"
)]
pub(super) fn known(
    catalog: &Catalog,
    triaged: &Triaged,
    given: &Given,
    looked_up: Facts,
    stored: bool,
) -> Result<Known> {
    let question = triaged.question();
    let source = triaged.source().party();
    let looked = if stored { STORE } else { NOWHERE };
    let from = |named: bool, asked: bool, unasked: &'static str| match (asked, named) {
        (false, _) => unasked,
        (true, true) => FILE,
        (true, false) => looked,
    };
    let numbered = question.report_number.is_some();
    let heeds = question.consents_of.is_some();
    let names_standing = given.authority.is_some() || given.capability.is_some();
    let Facts {
        today,
        sent,
        chosen_reporter,
        statements,
        standings,
        doubt,
        perhaps,
        secret_address,
    } = looked_up;
    let named = numbered.then(|| named_sent(catalog, triaged, given));
    let named = named.transpose()?.flatten();
    let sent_named = named.is_some();
    let mut sent = named.unwrap_or(sent);
    // a choice of a person was made among the reporters on record
    let chosen_reporter = chosen_reporter.filter(|_| !sent_named);
    if question.consents_behind {
        sent.iter_mut().for_each(|sent| behind(sent, given));
    }
    let own = |party: &Option<Named>| party.as_ref().is_none_or(|party| party.is(&source));
    let statements =
        of_party(given.statements.as_ref().filter(|_| heeds), own).unwrap_or(statements);
    let standings = overlaid(given, standings, own, heeds);
    let (perhaps, doubt) = match &given.perhaps {
        Some((statements, standings)) if heeds => maybe(statements, standings, own),
        _ => (perhaps, doubt),
    };
    let secret_address = given.secret_address.unwrap_or(secret_address);
    let unheeded = "niet gevraagd: geen rij vraagt toestemming";
    Ok(Known {
        reporter: reporter(chosen_reporter.as_ref(), &sent),
        facts: Facts {
            today,
            sent,
            chosen_reporter,
            statements,
            standings,
            doubt,
            perhaps,
            secret_address,
        },
        sending_from: given.sending.map_or("vandaag", |_| FILE),
        reporter_from: from(
            sent_named,
            numbered,
            "niet gevraagd: het bericht antwoordt niet op een melding en wijzigt er geen",
        ),
        consent_from: from(given.statements.is_some(), heeds, unheeded),
        standing_from: from(names_standing, heeds, unheeded),
        perhaps_from: from(given.perhaps.is_some(), heeds, unheeded),
        secret_from: from(given.secret_address.is_some(), true, NOWHERE),
    })
}

/// The reporters in words: the one that a person chose, else all that sent a report.
fn reporter(chosen: Option<&Party>, sent: &[Sent]) -> Option<String> {
    if let Some(chosen) = chosen {
        return Some(format!("{chosen}, door een mens gekozen"));
    }
    let all: BTreeSet<String> = sent.iter().map(|sent| sent.reporter.to_string()).collect();
    (!all.is_empty()).then(|| all.into_iter().collect::<Vec<_>>().join(" en "))
}

/// The entries of a facts file that were told to the party in question, as `own` tells. None when the file has no such list.
fn of_party<T: Clone>(
    all: Option<&Told<T>>,
    own: impl Fn(&Option<Named>) -> bool,
) -> Option<Vec<T>> {
    Some(
        all?.iter()
            .filter(|(party, _)| own(party))
            .map(|(_, told)| told.clone())
            .collect(),
    )
}

/// Findings of gezag and of wilsbekwaamheid are two facts: a file that names one says nothing of the other.
fn overlaid(
    given: &Given,
    stored: Vec<Standing>,
    own: impl Fn(&Option<Named>) -> bool + Copy,
    heeds: bool,
) -> Vec<Standing> {
    let (capability, authority): (Vec<Standing>, Vec<Standing>) = stored
        .into_iter()
        .partition(|standing| standing.giver.is_none());
    let mut standings =
        of_party(given.authority.as_ref().filter(|_| heeds), own).unwrap_or(authority);
    standings
        .extend(of_party(given.capability.as_ref().filter(|_| heeds), own).unwrap_or(capability));
    standings
}

/// The statements and findings of a facts file about a possible match, as one possible match.
fn maybe(
    said: &Told<Statement>,
    found: &Told<Standing>,
    own: impl Fn(&Option<Named>) -> bool + Copy,
) -> (Perhaps, bool) {
    let statements = of_party(Some(said), own).unwrap_or_default();
    let standings = of_party(Some(found), own).unwrap_or_default();
    let withholds = statements.iter().any(Statement::may_withhold)
        || standings.iter().any(Standing::may_withhold);
    let somebody = Doubtful {
        subject: SubjectId([0; 16]),
        why: Why::NameBirth,
        withholds,
    };
    let matches = if statements.is_empty() && standings.is_empty() {
        Vec::new()
    } else {
        vec![somebody]
    };
    (
        Perhaps {
            statements,
            standings,
            matches,
        },
        withholds,
    )
}

/// Replaces the facts on record at the reporter by those that the file names for that reporter: an answer goes no further than the consent
/// at the reporter.
fn behind(sent: &mut Sent, given: &Given) {
    let reporter = sent.reporter.clone();
    let there = |party: &Option<Named>| party.as_ref().is_some_and(|party| party.is(&reporter));
    let names = |all: Option<&Told<Statement>>| {
        all.is_some_and(|all| all.iter().any(|(party, _)| there(party)))
    };
    if names(given.statements.as_ref()) {
        sent.statements = of_party(given.statements.as_ref(), there).unwrap_or_default();
    }
    let of = |all: &Option<Told<Standing>>| {
        all.as_ref()
            .filter(|all| all.iter().any(|(party, _)| there(party)))
            .cloned()
    };
    let (capability, authority): (Vec<Standing>, Vec<Standing>) =
        std::mem::take(&mut sent.standings)
            .into_iter()
            .partition(|standing| standing.giver.is_none());
    sent.standings = of_party(of(&given.authority).as_ref(), there).unwrap_or(authority);
    sent.standings
        .extend(of_party(of(&given.capability).as_ref(), there).unwrap_or(capability));
}

/// A report of this reporter that this party received; the file says no more.
fn sent_by_file(reporter: Party, to: Party) -> Sent {
    Sent {
        seq: DispatchNo::START,
        reporter,
        to,
        rows: Vec::new(),
        categories: Vec::new(),
        handed_over: false,
        subject: None,
        lane: None,
        same_person: true,
        statements: Vec::new(),
        standings: Vec::new(),
    }
}

/// The reports under the number as the file names them: sent to the party that the file names, else to the source that answers now, by the
/// reporter that the file names, else by the source itself. None where the file names neither.
fn named_sent(catalog: &Catalog, triaged: &Triaged, given: &Given) -> Result<Option<Vec<Sent>>> {
    let source = triaged.source().party();
    let kind = &triaged.valid().kind().name;
    // in an answer the reporter has one of the roles that a row sends the answer back to
    let rows = || {
        catalog
            .rows
            .get(kind)
            .into_iter()
            .flatten()
            .filter(|row| row.from == triaged.source().role)
    };
    let asked: BTreeSet<&str> = rows()
        .filter(|row| row.place == Place::EigenMelding)
        .map(|row| row.to.as_str())
        .collect();
    let reporter = |party: Option<&Named>| match party {
        Some(party) if triaged.follows() && party.is(&source) => Ok(source.clone()),
        Some(party) => party.meant("melder", &asked),
        None => Ok(source.clone()),
    };
    let Some(had) = &given.had else {
        let Some(party) = &given.reporter else {
            return Ok(None);
        };
        return Ok(Some(vec![sent_by_file(
            reporter(Some(party))?,
            source.clone(),
        )]));
    };
    let mut all = Vec::new();
    for had in had {
        let receives: BTreeSet<&str> = catalog
            .rows
            .values()
            .flatten()
            .filter(|row| row.id == had.row)
            .map(|row| row.to.as_str())
            .collect();
        let to = if triaged.follows() || !had.who.is(&source) {
            had.who.meant("wie", &receives)?
        } else {
            source.clone()
        };
        let (rows, categories) = (vec![had.row.clone()], had.categories.clone());
        let (handed_over, same_person) = (had.handed_over, had.same_person);
        let reporter = reporter(had.reporter.as_ref().or(given.reporter.as_ref()))?;
        all.push(Sent {
            rows,
            categories,
            handed_over,
            same_person,
            ..sent_by_file(reporter, to)
        });
    }
    Ok(Some(all))
}
