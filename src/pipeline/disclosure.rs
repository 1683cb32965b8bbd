//! The answer of the table: a verdict for each candidate, with the row that decided.

pub use super::facts::{Doubtful, Facts, Perhaps};

use super::consent::Missing;
use super::remarks::rules;
use super::unmet::Unmet;
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::policy::{Place, Row};
use crate::catalog::term::Categories;
use crate::outcome::Code;
use crate::party::Party;
use jiff::civil::Date;
use std::sync::Arc;

/// The verdict on one candidate.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Rows let categories through.
    Share(Share),
    /// Nothing.
    Withhold {
        /// The row that came nearest; none where no row names the pair.
        row: Option<Arc<Row>>,
        /// Reason to withhold.
        code: Code,
    },
}

/// A row, and the categories that the row lets through: its own, or those with consent.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The row.
    pub row: Arc<Row>,
    /// Never more than the row's.
    pub categories: Categories,
}

/// The data that may pass to one candidate. Rows for one pair add up. Only `rule` and `narrowed` make one.
#[derive(Debug, Clone)]
pub struct Share {
    pub(super) grants: Vec<Grant>,
    pub(super) without: Vec<String>,
    pub(super) secret_address: bool,
}

/// The answer of one row about one candidate.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The row.
    pub row: Arc<Row>,
    /// The categories that the row lets through, or the reason for none.
    pub said: Result<Categories, Code>,
    /// The categories for which consent is missing, each with the groups that have not said yes.
    pub missing: Vec<(String, Missing)>,
    /// The row would let through more if a possible match were the subject.
    pub more_perhaps: bool,
    /// The conditions that failed, where the answer is that a condition fails.
    pub unmet: Vec<Unmet>,
}

impl Asked {
    /// A row that was not asked further: closed for this reason.
    pub(super) fn closed(row: &Arc<Row>, code: Code) -> Self {
        Self {
            row: Arc::clone(row),
            said: Err(code),
            missing: Vec::new(),
            more_perhaps: false,
            unmet: Vec::new(),
        }
    }
}

/// One candidate and its verdict.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The partner; none where no partner was found for the role.
    pub partner: Option<Arc<Partner>>,
    /// The role in which the candidate would receive.
    pub role: String,
    /// The rows that were asked, each with its answer.
    pub asked: Vec<Asked>,
    /// The verdict.
    pub verdict: Verdict,
}

/// All verdicts for one document.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// A judgement for every candidate.
    pub judgements: Vec<Judgement>,
    /// The document corrects a report of another source or about another person: no partner gets the document
    /// before a person has looked.
    pub(super) stray: bool,
}

impl Ruling {
    /// Whether any partner may have data.
    pub fn shares(&self) -> bool {
        self.judgements
            .iter()
            .any(|judgement| matches!(judgement.verdict, Verdict::Share(_)))
    }

    /// Whether a person must decide if a partner may have data, or more data: also where another row has another reason.
    pub fn asks_a_person(&self) -> bool {
        self.for_a_person().is_some()
    }

    /// The question that a person must decide; none where no person is needed.
    pub fn for_a_person(&self) -> Option<Code> {
        let banned = |verdict: &Verdict| {
            matches!(
                verdict,
                Verdict::Withhold {
                    code: Code::Prohibited,
                    ..
                }
            )
        };
        // a partner that has the corrected report, and cannot be told any more
        let unheard = |asked: &&Asked| {
            asked.row.place == Place::EerderGekregen && asked.said == Err(Code::PartnerEnded)
        };
        let asked = || {
            let open = self
                .judgements
                .iter()
                .filter(|judgement| !banned(&judgement.verdict));
            open.flat_map(|judgement| &judgement.asked)
        };
        if self.stray || asked().any(|asked| unheard(&asked)) {
            return Some(Code::Manual);
        }
        let codes: Vec<Code> = asked().filter_map(|asked| asked.said.err()).collect();
        [Code::Manual, Code::NoWijk, Code::NoResidence]
            .into_iter()
            .find(|code| codes.contains(code))
    }

    /// The rule of the problem that a person is asked about: a consent that names no unit, else any other question.
    pub fn asks_about(&self) -> &'static str {
        let all = self
            .judgements
            .iter()
            .flat_map(|judgement| &judgement.asked);
        let unit = all
            .flat_map(|asked| &asked.missing)
            .any(|(_, missing)| missing.unit);
        if unit { rules::NO_UNIT } else { "mens" }
    }

    /// Whether a partner would have data, or more data, if a possible match were the subject.
    pub fn more_perhaps(&self) -> bool {
        self.judgements
            .iter()
            .flat_map(|judgement| &judgement.asked)
            .any(|asked| asked.more_perhaps)
    }
}

impl Share {
    /// The rows that let categories through, with those categories.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Pointers, within `data`, that are taken out even where the rows let them pass.
    pub fn without(&self) -> &[String] {
        &self.without
    }

    /// The categories that pass, those that always go along included.
    pub fn categories(&self, catalog: &Catalog) -> Categories {
        let named = self.grants.iter().fold(catalog.terms.always, |sum, grant| {
            sum.with(grant.categories)
        });
        if self.secret_address {
            named.without(catalog.terms.secret)
        } else {
            named
        }
    }

    /// The event type under which a recipient hears that its report no longer holds, where only the number is left of that report.
    pub(super) fn withdrawn_as(&self, catalog: &Catalog) -> Option<&str> {
        let nothing_else = self
            .categories(catalog)
            .without(catalog.terms.always)
            .is_empty();
        let (_, event_type) = self
            .grants
            .iter()
            .find_map(|grant| grant.row.withdrawn_as.as_ref())
            .filter(|_| nothing_else)?;
        Some(event_type)
    }

    /// Whether the document goes to a partner because that partner has the report being corrected.
    pub fn follows(&self) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.row.place == Place::EerderGekregen)
    }

    /// Narrows the share to the recorded rows and categories; others are left out. None when nothing is left.
    pub fn narrowed(mut self, rows: &[String], categories: Categories) -> Option<Self> {
        self.grants.retain_mut(|grant| {
            grant.categories = grant.categories.both(categories);
            rows.contains(&grant.row.id) && !grant.categories.is_empty()
        });
        (!self.grants.is_empty()).then_some(self)
    }
}

/// The reason that an organisation in a role is no candidate any more, for a document that was promised to the organisation.
pub fn no_candidate(catalog: &Catalog, partner: &Party, today: Date) -> Code {
    let connected = catalog
        .partner(partner)
        .is_some_and(|partner| partner.in_force(today));
    if connected {
        Code::NoRow
    } else {
        Code::PartnerEnded
    }
}
