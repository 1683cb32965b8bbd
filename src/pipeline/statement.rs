//! A message about consent -> what it says of each category, or establishes of who may decide; or why it cannot be kept.
//!
//! A yes that could never count is turned away, so that nobody relies on it. A no is never turned away for who said it, for a category that
//! no row asks, or because its recipient is not connected today: what it withdraws must end, also for who is connected again tomorrow. One that
//! nobody would ever hear is sent back: it names neither who discloses, nor its sender as the recipient, and its sender asks no consent.

use super::asks::asked_about;
use super::conditions::age;
use super::consent::{Authority, Said, Standing, Statement};
use super::door::Door;
use crate::catalog::Catalog;
use crate::catalog::format::birth;
use crate::catalog::partner::{Partner, Source};
use crate::catalog::schema::{Kind, Meaning, StatementSort};
use crate::outcome::{Code, Problem, Stop};
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// Who says it has no gezag, or does not decide at that age; or no row asks for it.
const NO_YES: [&str; 3] = ["gezag", "leeftijd", "geen-rij"];

/// What one message says, and where that counts.
pub(super) type Read = (Vec<Statement>, Vec<Standing>, Door);

/// A message on its way to being read, and what is wrong with it.
struct Form<'a> {
    kind: &'a Kind,
    body: &'a Value,
    problems: Vec<Problem>,
}

/// Reads it, on the day that it came. All that is wrong with it is told at once.
pub(super) fn read(
    catalog: &Catalog,
    source: &Source,
    kind: &Kind,
    body: &Value,
    sort: StatementSort,
    today: Date,
) -> Result<Read, Stop> {
    let mut form = Form {
        kind,
        body,
        problems: Vec::new(),
    };
    let day = form.day_said(today);
    let read = match sort {
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
        None => Ok(read),
        Some(stop) => Err(stop),
    }
}

/// All that is wrong with it, where anything is.
fn stopped(problems: Vec<Problem>) -> Option<Stop> {
    // what is written as it should be, and still is no yes
    let code = if problems
        .iter()
        .all(|problem| NO_YES.contains(&problem.rule.as_str()))
    {
        Code::CannotCount
    } else {
        Code::Invalid
    };
    (!problems.is_empty()).then(|| Stop {
        code,
        total: problems.len(),
        problems,
    })
}

/// Whom and what the fields of a statement name.
struct Named<'a> {
    recipient: &'a str,
    unit: Option<&'a str>,
    purpose: &'a str,
    capacity: &'a str,
    listed: Vec<&'a str>,
    /// The recipient is connected, in some role.
    connected: bool,
    /// It has that unit, as far as anybody can tell.
    unit_known: bool,
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

    /// The day of the statement: not before the child was born, and not still to come.
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

    fn named(&self, catalog: &Catalog) -> Named<'a> {
        let list = self
            .kind
            .find(Meaning::CategoryList, self.body)
            .and_then(Value::as_array);
        let recipient = self.text(Meaning::Recipient);
        let unit = Some(self.text(Meaning::RecipientUnit)).filter(|unit| !unit.is_empty());
        let connected = catalog.of_organisation(recipient).next().is_some();
        let of_unit = |partner: &Arc<Partner>| unit.is_none() || partner.unit.as_deref() == unit;
        Named {
            recipient,
            unit,
            purpose: self.text(Meaning::Purpose),
            capacity: self.text(Meaning::Capacity),
            listed: list
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
            connected,
            unit_known: !connected || catalog.of_organisation(recipient).any(of_unit),
        }
    }

    fn statements(
        &mut self,
        catalog: &Catalog,
        source: &Source,
        sort: StatementSort,
        day: Date,
    ) -> Vec<Statement> {
        let named = self.named(catalog);
        let all_known = self.all_known(catalog, sort, &named);
        if sort == StatementSort::Yes && all_known {
            self.can_count(catalog, named.capacity, day);
            let asked = asked_about(catalog, &source.role, named.recipient, named.purpose);
            if !asked.contains(catalog.terms.set(named.listed.iter().copied())) {
                self.wrong(Meaning::CategoryList, "geen-rij");
            }
        }
        let mut said = self.of_each(catalog, sort, &named, day);
        let Named {
            connected,
            unit_known,
            ..
        } = named;
        if !connected || !unit_known || birth::incomplete(self.text(Meaning::BirthDate)) {
            // of a change the no is kept, for whoever it names and whoever it may be about
            said.retain(|statement| statement.said == Said::No);
            if sort == StatementSort::Change && said.is_empty() && !(connected && unit_known) {
                self.wrong(
                    if connected {
                        Meaning::RecipientUnit
                    } else {
                        Meaning::Recipient
                    },
                    "bekend",
                );
            }
        }
        said
    }

    /// What it names is known; whom a no names may be anybody.
    fn all_known(&mut self, catalog: &Catalog, sort: StatementSort, named: &Named<'_>) -> bool {
        let (terms, yes) = (&catalog.terms, sort == StatementSort::Yes);
        let says_something = !named.listed.is_empty() || sort == StatementSort::Change;
        let mut listed = named.listed.iter();
        let known = [
            (Meaning::Recipient, named.connected || !yes),
            (Meaning::RecipientUnit, named.unit_known || !yes),
            (Meaning::Purpose, terms.is_purpose(named.purpose)),
            (
                Meaning::Capacity,
                catalog.consent.capacity(named.capacity).is_some(),
            ),
            (
                Meaning::CategoryList,
                says_something && listed.all(|code| terms.category(code).is_some()),
            ),
        ];
        for (meaning, _) in known.iter().filter(|(_, known)| !known) {
            self.wrong(*meaning, "bekend");
        }
        known.iter().all(|(_, known)| *known)
    }

    /// One for each category that it is about: all that may be shared, where it says what changes.
    fn of_each(
        &self,
        catalog: &Catalog,
        sort: StatementSort,
        named: &Named<'_>,
        day: Date,
    ) -> Vec<Statement> {
        let gives = matches!(sort, StatementSort::Yes | StatementSort::Change);
        let about = if sort == StatementSort::Change {
            catalog.terms.all().without(catalog.terms.never)
        } else {
            catalog.terms.set(named.listed.iter().copied())
        };
        let one = |category: &str| Statement {
            recipient: named.recipient.to_owned(),
            unit: named.unit.map(str::to_owned),
            purpose: named.purpose.to_owned(),
            category: category.to_owned(),
            giver: self.text(Meaning::Giver).to_owned(),
            capacity: named.capacity.to_owned(),
            authority: self.known(Meaning::Authority),
            said: if gives && named.listed.contains(&category) {
                Said::Yes
            } else {
                Said::No
            },
            day,
            until: self.day(Meaning::ValidUntil),
        };
        catalog.terms.codes(about).into_iter().map(one).collect()
    }

    /// Where it counts, and what of it; a no that can count nowhere is sent back, for whoever sent it believes that it was heard.
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
                // a yes comes only from whoever discloses
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

    /// A yes of who may not decide at that age, or is known to have no gezag, would only look like one.
    fn can_count(&mut self, catalog: &Catalog, capacity: &str, day: Date) {
        let Some(capacity) = catalog.consent.capacity(capacity) else {
            return;
        };
        if capacity.needs_authority && self.known(Meaning::Authority) == Authority::No {
            self.wrong(Meaning::Authority, "gezag");
        }
        let by_age = self
            .day(Meaning::BirthDate)
            .map(|born| catalog.consent.groups(age(born, day)));
        let decides = |groups: &[String]| groups.contains(&capacity.counts_as);
        if by_age.is_some_and(|groups| !decides(groups)) && !decides(catalog.consent.incapable()) {
            self.wrong(Meaning::Capacity, "leeftijd");
        }
    }
}
