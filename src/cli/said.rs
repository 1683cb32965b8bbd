//! The answer to an order -> the Dutch lines for its operator, and whether all that was asked for was done.

mod alerts;
mod consent;
mod keys;
mod look;
mod reload;
mod replay;
mod single;

use crate::desk::{ActRefused, Answer};

/// The lines for an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Line by line.
    pub lines: Vec<String>,
    /// Whether all that was asked for was done.
    pub done: bool,
}

impl Words {
    /// Lines about what was done, or could not be done.
    fn all(lines: Vec<String>, done: bool) -> Self {
        Self { lines, done }
    }

    /// One line about what was done.
    fn yes(line: impl Into<String>) -> Self {
        Self::all(vec![line.into()], true)
    }

    /// The line that says why not.
    fn no(line: impl Into<String>) -> Self {
        Self::all(vec![line.into()], false)
    }
}

/// An answer of the desk in Dutch.
pub fn in_dutch(answer: &Answer) -> Words {
    match answer {
        Answer::Refused(refusal) => Words::no(refused(refusal)),
        Answer::Store(why) => Words::no(of_the_store(why)),
        Answer::Replay(replayed) => replay::replayed(replayed),
        Answer::Drop(seq, dropped) => single::dropped(*seq, dropped),
        Answer::Alerts(handled) => alerts::handled(handled),
        Answer::Match(n, matched) => single::matched(*n, matched),
        Answer::Choice {
            document,
            reporter,
            chosen,
        } => replay::chosen(*document, reporter, chosen),
        Answer::Rotate(version, rotated) => keys::rotated(*version, rotated),
        Answer::Retire(version, retired) => keys::retired(*version, retired),
        Answer::Resume(queue, resumed) => single::resumed(queue, resumed),
        Answer::Reload(reloaded) => reload::reloaded(reloaded),
        Answer::Consent(registered) => consent::registered(registered),
        Answer::Look(looked) => look::looked(looked),
    }
}

/// The reason that an order was not begun.
fn refused(refusal: &ActRefused) -> String {
    match refusal {
        ActRefused::Stranger => "alleen de gebruiker van de hub en root mogen dit".to_owned(),
        ActRefused::Unreadable => {
            "dit verzoek is niet te lezen: gebruik het programma van dezelfde versie als de hub"
                .to_owned()
        }
        ActRefused::NoRight { actor, .. } => {
            format!("dit vraagt een recht dat `{actor}` niet heeft")
        }
        ActRefused::NoReason => "zeg met `--reden` waarom: het komt in het logboek".to_owned(),
        ActRefused::BadReason(most) => format!(
            "de reden mag geen persoonsnummer, mailadres of regeleinde bevatten en ten hoogste {most} tekens"
        ),
        ActRefused::BadName(most) => format!(
            "de naam achter `--door` heeft 1 tot {most} tekens, zonder persoonsnummer of mailadres"
        ),
    }
}

fn of_the_store(why: &str) -> String {
    format!("de opslag: {why}")
}
