//! Who was sent what under a report number: who may answer it, to whom that goes, and whom a correction follows.
//! Rulings 8, 20 and 23; AVG 16 and 19 say that who has a report hears that it was wrong.

use std::collections::BTreeSet;

use super::{
    case::{Case, Partner, Standing, Statement},
    consent::{consented, consented_to_some, expired, refused},
    judge::{Check, Why, says_something},
};

/// An organisation in one role, or one of its units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Who {
    pub(super) oin: String,
    pub(super) role: String,
    pub(super) unit: Option<String>,
}

/// One report, or one matter that was handed over, that went to somebody.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) reporter: Who,
    pub(super) to: Who,
    /// The number of the row that it rested on.
    pub(super) row: &'static str,
    /// The purpose of the consent that it rested on.
    pub(super) purpose: Option<&'static str>,
    pub(super) categories: BTreeSet<String>,
    pub(super) handed_over: bool,
    pub(super) same_child: bool,
    /// What was said at the reporter about the child of the report.
    pub(super) said: Vec<Statement>,
    pub(super) established: Vec<Standing>,
}

/// Rows that a report may have gone by: number, purpose of the consent, what it holds at most.
pub(super) const BY: [(&str, Option<&str>, &str); 6] = [
    (
        "1",
        None,
        "ID ADRES PGN CONT_MELDER CONT_OUDER SCHOOL VERZ REDEN",
    ),
    ("3", None, "ID ADRES PGN CONT_MELDER SCHOOL VERZ"),
    (
        "2",
        None,
        "ID ADRES PGN CONT_MELDER CONT_OUDER SCHOOL VERZ REDEN",
    ),
    ("6", Some("hulp-bij-verzuim"), "ID ADRES CONT_MELDER VERZ"),
    (
        "10",
        Some("hulp-aan-school"),
        "ID ADRES CONT_MELDER CONT_OUDER ZORG MED",
    ),
    ("5", Some("hulp-bij-verzuim"), "ID ADRES CONT_MELDER VERZ"),
];

impl Case {
    fn giver(&self) -> Who {
        Who {
            oin: self.giver_oin.clone(),
            role: self.giver_role.clone(),
            unit: self.giver_unit.clone(),
        }
    }

    /// Ruling 23: whose report was sent to the one who answers now. Nobody's: nothing to answer. Of two: a person chooses.
    pub(super) fn asked_by(&self) -> Result<Who, Why> {
        let mut asked: BTreeSet<&Who> = BTreeSet::new();
        for sent in self.sent.iter().filter(|sent| sent.to == self.giver()) {
            asked.insert(&sent.reporter);
        }
        match asked.into_iter().collect::<Vec<_>>()[..] {
            [] => Err(Why::Place),
            [one] => Ok(one.clone()),
            _ => Err(Why::Manual),
        }
    }

    /// Ruling 23: the consent on which the report went was refused, withdrawn or has expired at the one who told. A yes that names none of
    /// several is none of these: the report may have gone before there were several.
    pub(super) fn consent_behind_is_gone(&self) -> bool {
        let Ok(reporter) = self.asked_by() else {
            return false;
        };
        self.sent
            .iter()
            .filter(|sent| sent.reporter == reporter && sent.to == self.giver())
            .any(|sent| {
                let Some(purpose) = sent.purpose else {
                    return false;
                };
                let mut there = self.clone();
                there.statements.clone_from(&sent.said);
                there.standings.clone_from(&sent.established);
                let recipient = self.whom_of_giver();
                let gone = |category: &String| {
                    refused(&there, recipient, purpose, category)
                        || !consented_to_some(&there, recipient, purpose, category)
                            && expired(&there, recipient, purpose, category)
                };
                sent.categories.iter().any(gone)
            })
    }

    /// Ruling 20: a correction of somebody else's report, or about another child: a person.
    pub(super) fn is_stray(&self) -> bool {
        let own: Vec<&Sent> = self.own().collect();
        !self.sent.is_empty() && (own.is_empty() || own.iter().any(|sent| !sent.same_child))
    }

    fn own(&self) -> impl Iterator<Item = &Sent> {
        self.sent
            .iter()
            .filter(|sent| sent.reporter == self.giver() && !sent.handed_over)
    }

    /// Did this partner get the report that is corrected?
    pub(super) fn had(&self, partner: &Partner) -> bool {
        self.own().any(|sent| sent.to == partner.who())
    }

    /// Ruling 20: what follows to a partner that had the report. What went by law, and of what went by consent what there is consent for
    /// today; who it is about goes with what is said. Nothing at all: the partner hears that the report is withdrawn, and no more.
    /// Ruling 21: a yes that names none of several is for a person, where it would add anything and nothing of the purpose is refused.
    pub(super) fn follows(
        &self,
        partner: &Partner,
        most: &[&str],
    ) -> Result<BTreeSet<String>, Why> {
        let (mut may, mut perhaps) = (BTreeSet::new(), BTreeSet::new());
        for sent in self.own().filter(|sent| sent.to == partner.who()) {
            let Some(purpose) = sent.purpose else {
                may.extend(sent.categories.iter().cloned());
                continue;
            };
            if self.doubt || (self.secret_address() && !self.has_pgn()) {
                return Err(Why::Manual);
            }
            let still = |heard: Check| -> BTreeSet<String> {
                sent.categories
                    .iter()
                    .filter(|category| heard(self, self.whom(partner), purpose, category))
                    .cloned()
                    .collect()
            };
            let tells = |codes: &BTreeSet<String>| codes.iter().any(|code| says_something(code));
            if tells(&still(consented)) {
                may.extend(still(consented));
            } else if still(refused).is_empty()
                && still(consented).len() < still(consented_to_some).len()
            {
                perhaps.extend(sent.categories.iter().cloned());
            }
        }
        perhaps.retain(|code| most.contains(&code.as_str()));
        if perhaps.is_subset(&may) {
            Ok(may)
        } else {
            Err(Why::Manual)
        }
    }
}
