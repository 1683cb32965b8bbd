//! A message about consent -> statements for each category, or standings of givers; or the reason that the message cannot be kept.
//!
//! A yes that could never count is turned away, so that nobody relies on it. A no is never turned away for its
//! giver, for a category that no row asks, or for a recipient that is not connected today: the consent that a no
//! withdraws must end, also for a recipient that is connected again tomorrow.
//! A no without any effect is sent back: one that names neither a discloser nor its sender as the recipient, from a
//! sender that asks no consent.

mod said;

use super::asks::asked_about;
use super::consent::{Authority, Said, Standing, Statement};
use super::door::Door;
use crate::catalog::Catalog;
use crate::catalog::format::birth;
use crate::catalog::partner::Source;
use crate::catalog::schema::{Kind, Meaning, StatementSort};
use crate::outcome::{Code, Problem, Stop};
use jiff::civil::Date;
use serde_json::Value;

/// The giver has no gezag, or does not decide at that age; or no row asks for this consent.
const NO_YES: [&str; 3] = ["gezag", "leeftijd", "geen-rij"];

/// The statements and standings of one message, and the registers where they count.
pub(super) type ReadStatement = (Vec<Statement>, Vec<Standing>, Door);

/// A message that is being read, and its problems so far.
struct Form<'a> {
    kind: &'a Kind,
    body: &'a Value,
    problems: Vec<Problem>,
}

/// Reads a message about consent, on the day of arrival. All problems of the message are told at once.
pub(super) fn read_statement(
    catalog: &Catalog,
    source: &Source,
    kind: &Kind,
    body: &Value,
    sort: StatementSort,
    today: Date,
) -> Result<ReadStatement, Stop> {
    let mut form = Form {
        kind,
        body,
        problems: Vec::new(),
    };
    let day = form.day_said(today);
    let statement = match sort {
        StatementSort::Yes
        | StatementSort::No
        | StatementSort::Withdrawal
        | StatementSort::Change => {
            let said = form.statements(catalog, source, sort, day);
            let (said, door) = form.door(catalog, source, said)?;
            (said, Vec::new(), door)
        }
        StatementSort::Authority => {
            let giver = form.text(Meaning::Giver).to_owned();
            (
                Vec::new(),
                vec![Standing {
                    giver: Some(giver),
                    known: form.known(Meaning::Authority),
                    day,
                }],
                Door::of_sender(),
            )
        }
        StatementSort::Capability => (
            Vec::new(),
            vec![Standing {
                giver: None,
                known: form.known(Meaning::Capable),
                day,
            }],
            Door::of_sender(),
        ),
    };
    match stopped(form.problems) {
        None => Ok(statement),
        Some(stop) => Err(stop),
    }
}

/// The stop for all problems of a message, if there are any.
fn stopped(problems: Vec<Problem>) -> Option<Stop> {
    // well-formed, and still no yes
    let code = if problems
        .iter()
        .all(|problem| NO_YES.contains(&problem.rule.as_str()))
    {
        Code::CannotCount
    } else {
        Code::Invalid
    };
    (!problems.is_empty()).then_some(Stop {
        code,
        total: problems.len(),
        problems,
    })
}

impl<'a> Form<'a> {
    fn text(&self, meaning: Meaning) -> &'a str {
        self.kind.text(meaning, self.body).unwrap_or_default()
    }

    fn day(&self, meaning: Meaning) -> Option<Date> {
        self.text(meaning).parse().ok()
    }

    fn known(&self, meaning: Meaning) -> Authority {
        Authority::of(self.text(meaning))
    }

    fn wrong(&mut self, meaning: Meaning, rule: &str) {
        let path = self
            .kind
            .meanings
            .get(&meaning)
            .map(|pointer| format!("/data{pointer}"))
            .unwrap_or_default();
        self.problems.push(Problem {
            path,
            rule: rule.to_owned(),
        });
    }

    /// The day of the statement: not before the birth of the child, and not in the future.
    fn day_said(&mut self, today: Date) -> Date {
        let day = self.day(Meaning::StatementDay);
        let possible = |day: &Date| {
            *day <= today
                && birth::earliest(self.text(Meaning::BirthDate)).is_none_or(|born| born <= *day)
        };
        match day.filter(possible) {
            Some(day) => day,
            None => {
                self.wrong(
                    Meaning::StatementDay,
                    if day.is_some() { "dag" } else { "bekend" },
                );
                today
            }
        }
    }

    /// The registers where the statements count, and the statements that count there.
    /// A no that can count nowhere is sent back, for its sender believes that the no was heard.
    fn door(
        &mut self,
        catalog: &Catalog,
        source: &Source,
        mut said: Vec<Statement>,
    ) -> Result<(Vec<Statement>, Door), Stop> {
        let no = self.kind.statement.is_some_and(StatementSort::takes_away);
        if !no || !self.problems.is_empty() {
            return Ok((said, Door::of_sender()));
        }
        let [named, recipient, purpose] =
            [Meaning::Discloser, Meaning::Recipient, Meaning::Purpose]
                .map(|meaning| self.text(meaning));
        let no_effect = |meaning: Meaning| {
            let path = self
                .kind
                .meanings
                .get(&meaning)
                .map(|pointer| format!("/data{pointer}"))
                .unwrap_or_default();
            Err(Stop::at(Code::NoEffect, path, "geen-rij"))
        };
        if !named.is_empty() {
            let Some(door) = Door::named(catalog, source, named) else {
                self.wrong(Meaning::Discloser, "bekend");
                return Ok((said, Door::of_sender()));
            };
            if !door.own {
                // a yes comes only from the discloser
                said.retain(|statement| statement.said == Said::No);
            }
            let only_itself = door.own && door.others.is_empty();
            if !only_itself {
                return if said.is_empty() {
                    no_effect(Meaning::CategoryList)
                } else {
                    Ok((said, door))
                };
            }
        }
        let connected = catalog.of_organisation(recipient).next().is_some();
        if recipient == source.oin {
            return Ok((
                said,
                Door::of_recipient(catalog, source, recipient, purpose),
            ));
        }
        if connected && asked_about(catalog, &source.role, recipient, purpose).is_empty() {
            return no_effect(Meaning::Recipient);
        }
        Ok((said, Door::of_sender()))
    }
}
