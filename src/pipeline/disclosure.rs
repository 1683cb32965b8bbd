//! Triaged + facts -> a verdict for every candidate, with the row that said so. Cannot fail; what is not known withholds.

use super::conditions::{Circumstances, Shown, age, judge};
use super::consent::{Missing, Standing, Statement, Voices};
use super::free_text;
use super::propose::{Candidate, Triaged, fits};
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::policy::{Row, State};
use crate::catalog::term::Categories;
use crate::outcome::Code;
use jiff::civil::Date;
use std::sync::Arc;

/// The answer to a question, as of one moment.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day of sending, in the Netherlands.
    pub today: Date,
    /// Key (OIN and role) of whoever made the report that this answers; none where the register knows of none, or of several.
    pub reporter: Option<String>,
    /// What was said about consent for this subject, to this discloser.
    pub statements: Vec<Statement>,
    /// What was established about who may decide for this subject.
    pub standings: Vec<Standing>,
    /// A no was said that may be about this subject, and no person has looked yet.
    pub doubt: bool,
    /// The version of those statements; another one means: ask again.
    pub consent_version: i64,
    /// Some document has said that the address of this subject is secret, whether or not this one says so.
    pub secret_address: bool,
}

impl Facts {
    /// Nothing is known, or nothing was asked.
    pub const fn none(today: Date) -> Self {
        Self {
            today,
            reporter: None,
            statements: Vec::new(),
            standings: Vec::new(),
            doubt: false,
            consent_version: 0,
            secret_address: false,
        }
    }
}

/// What one candidate may have.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// These rows let something through.
    Share(Share),
    /// Nothing.
    Withhold {
        /// The row that came nearest; none where no row names the pair.
        row: Option<Arc<Row>>,
        /// Why.
        code: Code,
    },
}

/// A row, and the categories that it lets through: its own, or those that there is consent for.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The row.
    pub row: Arc<Row>,
    /// Never more than the row's.
    pub categories: Categories,
}

/// What may pass. Rows for one pair add up. Only `rule` and `narrowed` make one.
#[derive(Debug, Clone)]
pub struct Share {
    pub(super) grants: Vec<Grant>,
    pub(super) without: Vec<String>,
    pub(super) secret_address: bool,
}

/// What one row said about one candidate.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The row.
    pub row: Arc<Row>,
    /// The categories that it lets through, or why none.
    pub said: Result<Categories, Code>,
    /// The categories for which consent is missing, and from whom.
    pub missing: Vec<(String, Missing)>,
}

/// One candidate and its verdict.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The partner; none where nobody was found for the role.
    pub partner: Option<Arc<Partner>>,
    /// The role it would receive in.
    pub role: String,
    /// The rows that were asked, with what each said.
    pub asked: Vec<Asked>,
    /// The answer.
    pub verdict: Verdict,
}

/// All verdicts for one document.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// One for every candidate.
    pub judgements: Vec<Judgement>,
}

impl Ruling {
    /// Somebody may have something.
    pub fn shares(&self) -> bool {
        self.judgements.iter().any(|judgement| matches!(judgement.verdict, Verdict::Share(_)))
    }

    /// Whether somebody may have something, or something more, is for a person to decide: also where another row has another reason.
    pub fn asks_a_person(&self) -> bool {
        let banned = |verdict: &Verdict| matches!(verdict, Verdict::Withhold { code: Code::Prohibited, .. });
        let manual = |asked: &Asked| asked.said == Err(Code::Manual);
        self.judgements.iter().any(|judgement| !banned(&judgement.verdict) && judgement.asked.iter().any(manual))
    }
}

impl Share {
    /// The rows that let something through, and what.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Pointers, within `data`, that are taken out whatever the rows say.
    pub fn without(&self) -> &[String] {
        &self.without
    }

    /// The categories that pass, those that always go along included.
    pub fn categories(&self, catalog: &Catalog) -> Categories {
        let named = self.grants.iter().fold(catalog.terms.always, |sum, grant| sum.with(grant.categories));
        if self.secret_address { named.without(catalog.terms.secret) } else { named }
    }

    /// No wider than what was recorded: rows and categories that were not named then are left out. None when nothing is left.
    pub fn narrowed(mut self, rows: &[String], categories: Categories) -> Option<Self> {
        self.grants.retain_mut(|grant| {
            grant.categories = grant.categories.both(categories);
            rows.contains(&grant.row.id) && !grant.categories.is_empty()
        });
        (!self.grants.is_empty()).then_some(self)
    }
}

/// Asks the table for every candidate.
pub fn rule(catalog: &Catalog, triaged: &Triaged, facts: &Facts) -> Ruling {
    let years = triaged.born.map(|born| age(born, facts.today));
    let voices = Voices::new(&catalog.consent, &facts.statements, &facts.standings, years, facts.today);
    Ruling { judgements: triaged.candidates.iter().map(|candidate| ask(catalog, triaged, facts, &voices, candidate)).collect() }
}

fn ask(catalog: &Catalog, triaged: &Triaged, facts: &Facts, voices: &Voices<'_>, candidate: &Candidate) -> Judgement {
    let (partner, role) = match candidate {
        Candidate::Partner { partner, .. } => (Some(partner), partner.role.as_str()),
        Candidate::Reporter { role } => (reporter(catalog, triaged, facts, role), role.as_str()),
    };
    let asked = match partner {
        Some(partner) if partner.in_force(facts.today) => ask_rows(catalog, triaged, facts, voices, candidate, partner),
        _ => Vec::new(),
    };
    let verdict = match partner {
        Some(partner) if !partner.in_force(facts.today) => Verdict::Withhold { row: None, code: Code::PartnerEnded },
        Some(_) => verdict(triaged, facts, &asked),
        None => Verdict::Withhold { row: None, code: Code::Condition },
    };
    Judgement { partner: partner.map(Arc::clone), role: role.to_owned(), asked, verdict }
}

/// Why an organisation in a role is no candidate any more, for a document that it was promised.
pub fn no_candidate(catalog: &Catalog, oin: &str, role: &str, today: Date) -> Code {
    let connected = catalog.partner(oin, role).is_some_and(|partner| partner.in_force(today));
    if connected { Code::NoRow } else { Code::PartnerEnded }
}

/// Who made the report that this answers, when that was in this role and it is connected for what comes back.
fn reporter<'c>(catalog: &'c Catalog, triaged: &Triaged, facts: &Facts, role: &str) -> Option<&'c Arc<Partner>> {
    let key = facts.reporter.as_deref()?;
    let connected = |partner: &&Arc<Partner>| partner.kinds.contains(&triaged.valid.kind().name);
    let (oin, reported_as) = key.split_once('/')?;
    catalog.partner(oin, role).filter(|_| reported_as == role).filter(connected)
}

fn ask_rows(
    catalog: &Catalog,
    triaged: &Triaged,
    facts: &Facts,
    voices: &Voices<'_>,
    candidate: &Candidate,
    partner: &Partner,
) -> Vec<Asked> {
    let kind = triaged.valid.kind();
    let data = triaged.valid.body().expose().get("data");
    let given = Circumstances {
        shown: Shown {
            born: triaged.born,
            days: triaged.days,
            sending_day: Some(facts.today),
            field: &|dotted| dotted.split('.').try_fold(data?, |at, name| at.get(name)).cloned(),
        },
        agreed: &|name| catalog.agreed(name, &triaged.source.oin, &partner.oin, facts.today),
        switched_on: &|id| catalog.region.rows_on.contains(id),
        own_report: facts.reporter.as_ref() == Some(&partner.key()),
        takes_part: triaged.takes_part,
        flagged: free_text::categories(&triaged.flagged),
        voices,
        doubt: facts.doubt || triaged.unmatched,
        recipient: &partner.oin,
    };
    let rows = catalog.rows_for(&kind.name, &triaged.source.role, facts.today).filter(|row| fits(candidate, row));
    rows.map(|row| judge(catalog, row, &given)).collect()
}

fn verdict(triaged: &Triaged, facts: &Facts, asked: &[Asked]) -> Verdict {
    let banned = |asked: &&Asked| asked.row.state == State::Geblokkeerd && asked.said == Err(Code::Prohibited);
    if let Some(ban) = asked.iter().find(banned) {
        return Verdict::Withhold { row: Some(Arc::clone(&ban.row)), code: Code::Prohibited };
    }
    let grants: Vec<Grant> = asked.iter().filter_map(|a| Some(Grant { row: Arc::clone(&a.row), categories: a.said.ok()? })).collect();
    if !grants.is_empty() {
        let without = free_text::taken_out(&triaged.flagged, &grants);
        return Verdict::Share(Share { grants, without, secret_address: triaged.secret_address || facts.secret_address });
    }
    let reasons = asked.iter().filter_map(|asked| Some((&asked.row, asked.said.err()?)));
    match reasons.max_by_key(|(_, code)| weight(*code)) {
        Some((row, code)) => Verdict::Withhold { row: Some(Arc::clone(row)), code },
        None => Verdict::Withhold { row: None, code: Code::NoRow },
    }
}

/// Which of several reasons is told: the one that a person could least do something about.
fn weight(code: Code) -> u8 {
    match code {
        Code::Prohibited => 5,
        Code::Refused => 4,
        Code::Manual => 3,
        Code::NoConsent => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, weight};

    #[test]
    fn the_reason_that_a_person_could_least_do_something_about_is_the_one_that_is_told() {
        let codes = [Code::Condition, Code::NoConsent, Code::Manual, Code::Refused, Code::Prohibited];
        assert!(codes.is_sorted_by(|one, other| weight(*one) < weight(*other)));
    }
}
