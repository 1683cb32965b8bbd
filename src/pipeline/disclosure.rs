//! Triaged + facts -> a verdict for every candidate, with the row that said so. Cannot fail; what is not known withholds.

use super::chosen;
use super::conditions::{Circumstances, Shown, age, judge};
use super::consent::{Missing, Standing, Statement, Voices};
use super::free_text;
use super::identity::matching::{Basis, Why};
use super::propose::{Candidate, Triaged, fits};
use super::sent::{self, Had, Sent};
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::policy::{Place, Row, State};
use crate::catalog::term::Categories;
use crate::message::SubjectId;
use crate::outcome::Code;
use jiff::civil::Date;
use std::sync::Arc;

/// The answer to a question, as of one moment.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day of sending, in the Netherlands.
    pub today: Date,
    /// What was sent under the number that this answers or corrects, in the order of recording.
    pub sent: Vec<Sent>,
    /// What was said about consent for this subject, to this discloser.
    pub statements: Vec<Statement>,
    /// What was established about who may decide for this subject.
    pub standings: Vec<Standing>,
    /// A no was said that may be about this subject, and no person has looked yet.
    pub doubt: bool,
    /// Everything that was said of whom this subject may be, and no person has looked yet.
    pub perhaps: Perhaps,
    /// What the answer rests on; when it is another, it must be asked again.
    pub basis: Basis,
    /// Some document has said that the address of this subject is secret, whether or not this one says so.
    pub secret_address: bool,
}

/// Statements and findings that may be about the subject, or about another.
#[derive(Debug, Clone, Default)]
pub struct Perhaps {
    /// What was said about consent.
    pub statements: Vec<Statement>,
    /// What was established about who may decide.
    pub standings: Vec<Standing>,
    /// Who else it may be, of whom anything of this was told.
    pub matches: Vec<Doubtful>,
}

/// A possible match about whom something was said to the discloser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubtful {
    /// Who.
    pub subject: SubjectId,
    /// Why it may be the same.
    pub why: Why,
    /// Any of it may take away what another statement gave.
    pub withholds: bool,
}

impl Facts {
    /// Nothing is known, or nothing was asked.
    pub const fn none(today: Date) -> Self {
        Self {
            today,
            sent: Vec::new(),
            statements: Vec::new(),
            standings: Vec::new(),
            doubt: false,
            perhaps: Perhaps { statements: Vec::new(), standings: Vec::new(), matches: Vec::new() },
            basis: Basis { own: Vec::new(), perhaps: Vec::new(), unsure: Vec::new() },
            secret_address: false,
        }
    }
}

impl Facts {
    /// The lane in which somebody has, or waits for, what a source sent under this number.
    pub fn lane(&self, reporter: &str, to: &str) -> Option<SubjectId> {
        self.sent.iter().filter(|sent| sent.reporter == reporter && sent.to == to).find_map(|sent| sent.lane)
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
    /// It would let through more, were the subject whom it may be.
    pub more_perhaps: bool,
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
    /// It corrects a report that is not its source's, or is not about the same person: nobody gets it before a person has looked.
    stray: bool,
}

impl Ruling {
    /// Somebody may have something.
    pub fn shares(&self) -> bool {
        self.judgements.iter().any(|judgement| matches!(judgement.verdict, Verdict::Share(_)))
    }

    /// Whether somebody may have something, or something more, is for a person to decide: also where another row has another reason.
    pub fn asks_a_person(&self) -> bool {
        self.for_a_person().is_some()
    }

    /// The same, and which question it is.
    pub fn for_a_person(&self) -> Option<Code> {
        let banned = |verdict: &Verdict| matches!(verdict, Verdict::Withhold { code: Code::Prohibited, .. });
        // who has what this corrects, and cannot be told any more
        let unheard = |asked: &&Asked| asked.row.place == Place::EerderGekregen && asked.said == Err(Code::PartnerEnded);
        let asked = || {
            let open = self.judgements.iter().filter(|judgement| !banned(&judgement.verdict));
            open.flat_map(|judgement| &judgement.asked)
        };
        if self.stray || asked().any(|asked| unheard(&asked)) {
            return Some(Code::Manual);
        }
        let codes: Vec<Code> = asked().filter_map(|asked| asked.said.err()).collect();
        [Code::Manual, Code::NoWijk, Code::NoResidence].into_iter().find(|code| codes.contains(code))
    }

    /// Somebody would have something, or something more, were the subject whom it may be.
    pub fn more_perhaps(&self) -> bool {
        self.judgements.iter().flat_map(|judgement| &judgement.asked).any(|asked| asked.more_perhaps)
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

    /// Only the number is left of what a recipient has: the event type under which it hears that the report no longer holds.
    pub(super) fn withdrawn_as(&self, catalog: &Catalog) -> Option<&str> {
        let nothing_else = self.categories(catalog).without(catalog.terms.always).is_empty();
        let (_, event_type) = self.grants.iter().find_map(|grant| grant.row.withdrawn_as.as_ref()).filter(|_| nothing_else)?;
        Some(event_type)
    }

    /// It goes to who has the report that it corrects.
    pub fn follows(&self) -> bool {
        self.grants.iter().any(|grant| grant.row.place == Place::EerderGekregen)
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

/// Asks the table for every candidate, and for whoever has the report that this corrects.
pub fn rule(catalog: &Catalog, triaged: &Triaged, facts: &Facts) -> Ruling {
    let years = triaged.born.map(|born| age(born, facts.today));
    let heard = |statements, standings| Voices::new(&catalog.consent, statements, standings, years, facts.today);
    let voices = heard(&facts.statements, &facts.standings);
    let statements = [&facts.statements[..], &facts.perhaps.statements].concat();
    let standings = [&facts.standings[..], &facts.perhaps.standings].concat();
    let perhaps = (!facts.perhaps.statements.is_empty()).then(|| heard(&statements, &standings));
    let carried = !triaged.question().consents_behind || sent::consent_stands(catalog, triaged, facts, years);
    let known = Known { catalog, triaged, facts, voices: &voices, perhaps: perhaps.as_ref(), carried };
    let sent::Follows { had, stray } = sent::follows(catalog, triaged, facts);
    let mut judgements: Vec<Judgement> = Vec::new();
    for candidate in &triaged.candidates {
        let key = candidate.key().unwrap_or_default();
        match had.get(&key) {
            Some(had) => judgements.push(known.follow(&key, Some(candidate), had)),
            // what stops it leaves only who has it already
            None if triaged.otherwise().is_some() => {}
            None => judgements.push(known.ask(candidate, None)),
        }
    }
    let proposed: Vec<String> = triaged.candidates.iter().filter_map(Candidate::key).collect();
    judgements.extend(had.iter().filter(|(key, _)| !proposed.contains(key)).map(|(key, had)| known.follow(key, None, had)));
    for choice in &triaged.choices {
        for judgement in chosen::settle(choice, &mut judgements) {
            judgement.verdict = verdict(triaged, facts, &judgement.asked);
        }
    }
    if stray {
        judgements.iter_mut().for_each(Judgement::waits);
    }
    Ruling { judgements, stray }
}

impl Judgement {
    /// Whatever the rows say, a person must look first.
    fn waits(&mut self) {
        self.asked.iter_mut().filter(|asked| asked.said.is_ok()).for_each(|asked| asked.said = Err(Code::Manual));
        let row = match &self.verdict {
            Verdict::Withhold { code: Code::Prohibited, .. } => return,
            Verdict::Withhold { row, .. } => row.clone(),
            Verdict::Share(share) => share.grants.first().map(|grant| Arc::clone(&grant.row)),
        };
        self.verdict = Verdict::Withhold { row, code: Code::Manual };
    }
}

/// What is known when the table is asked.
struct Known<'a> {
    catalog: &'a Catalog,
    triaged: &'a Triaged,
    facts: &'a Facts,
    /// What was said of whom it is for certain.
    voices: &'a Voices<'a>,
    /// The same, with what was said of whom it may be; none where nothing was.
    perhaps: Option<&'a Voices<'a>>,
    /// The consent on which the report went that this answers still stands.
    carried: bool,
}

impl Known<'_> {
    fn ask(&self, candidate: &Candidate, had: Option<&Had>) -> Judgement {
        let Self { catalog, triaged, facts, .. } = *self;
        let (partner, role) = match candidate {
            Candidate::Partner { partner, .. } => (Some(partner), partner.role.as_str()),
            Candidate::Reporter { role } => match sent::asked(triaged, facts) {
                sent::Asked::BySeveral => return self.unsure(candidate, role),
                sent::Asked::By(key) => (reporter(catalog, triaged, key, role), role.as_str()),
                sent::Asked::Never => (None, role.as_str()),
            },
            Candidate::Barred { row } => return forbidden(row),
            Candidate::Unplaced { row } => return chosen::unplaced(row, facts),
        };
        let there = partner.is_some_and(|partner| partner.in_force(facts.today));
        let asked = match partner {
            Some(partner) if there => self.ask_rows(candidate, partner, had),
            _ => Vec::new(),
        };
        let verdict = match partner {
            Some(_) if !there => Verdict::Withhold { row: None, code: Code::PartnerEnded },
            Some(_) => verdict(triaged, facts, &asked),
            None => Verdict::Withhold { row: None, code: Code::Condition },
        };
        Judgement { partner: partner.map(Arc::clone), role: role.to_owned(), asked, verdict }
    }

    /// Two reports of one number were sent to the one who answers: a person chooses.
    fn unsure(&self, candidate: &Candidate, role: &str) -> Judgement {
        let rows = self.catalog.rows_for(&self.triaged.valid.kind().name, &self.triaged.source.role, self.facts.today);
        let waits = |row: &Arc<Row>| Asked { row: Arc::clone(row), said: Err(Code::Manual), missing: Vec::new(), more_perhaps: false };
        let asked: Vec<Asked> = rows.filter(|row| self.catalog.uses(row) && fits(candidate, row)).map(waits).collect();
        let row = asked.first().map(|asked| Arc::clone(&asked.row));
        Judgement { partner: None, role: role.to_owned(), asked, verdict: Verdict::Withhold { row, code: Code::Manual } }
    }

    /// Who has the report, whether or not it is a candidate by an address of today.
    fn follow(&self, key: &str, candidate: Option<&Candidate>, had: &Had) -> Judgement {
        let (oin, role) = key.split_once('/').unwrap_or((key, ""));
        let kind = &self.triaged.valid.kind().name;
        let partner = self.catalog.partner(oin, role);
        match partner {
            Some(partner) if partner.in_force(self.facts.today) && partner.kinds.contains(kind) && self.names(kind, role) => {
                let elsewhere = Candidate::Partner { partner: Arc::clone(partner), places: Vec::new() };
                self.ask(candidate.unwrap_or(&elsewhere), Some(had))
            }
            _ => {
                let ended = partner.is_none_or(|partner| !partner.in_force(self.facts.today));
                let code = if ended { Code::PartnerEnded } else { Code::Manual };
                let mut rows = self.catalog.rows_for(kind, &self.triaged.source.role, self.facts.today);
                let row = rows.find(|row| row.place == Place::EerderGekregen).map(Arc::clone);
                let asked = row
                    .iter()
                    .map(|row| Asked { row: Arc::clone(row), said: Err(code), missing: Vec::new(), more_perhaps: false })
                    .collect();
                Judgement { partner: partner.map(Arc::clone), role: role.to_owned(), asked, verdict: Verdict::Withhold { row, code } }
            }
        }
    }

    /// Does a correction of this kind follow to this role?
    fn names(&self, kind: &str, role: &str) -> bool {
        let mut rows = self.catalog.rows_for(kind, &self.triaged.source.role, self.facts.today);
        rows.any(|row| row.place == Place::EerderGekregen && row.to == role)
    }

    fn ask_rows(&self, candidate: &Candidate, partner: &Partner, had: Option<&Had>) -> Vec<Asked> {
        let Self { catalog, triaged, facts, voices, perhaps, carried } = *self;
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
            own_report: matches!(candidate, Candidate::Reporter { .. }),
            carried,
            had,
            takes_part: triaged.takes_part,
            flagged: free_text::categories(&triaged.flagged),
            voices,
            perhaps,
            doubt: facts.doubt || triaged.unmatched,
            recipient: &partner.oin,
        };
        let follows = |row: &Row| had.is_some() && row.place == Place::EerderGekregen && row.to == partner.role;
        let only_follows = triaged.otherwise().is_some();
        let rows = catalog.rows_for(&triaged.valid.kind().name, &triaged.source.role, facts.today);
        rows.filter(|row| follows(row) || !only_follows && fits(candidate, row)).map(|row| judge(catalog, row, &given)).collect()
    }
}

/// Said of an organisation that is not connected for this: whatever is done about that, it may not have it.
fn forbidden(row: &Arc<Row>) -> Judgement {
    let asked = vec![Asked { row: Arc::clone(row), said: Err(Code::Prohibited), missing: Vec::new(), more_perhaps: false }];
    let verdict = Verdict::Withhold { row: Some(Arc::clone(row)), code: Code::Prohibited };
    Judgement { partner: None, role: row.to.clone(), asked, verdict }
}

/// Who made the report that this answers, when that was in this role and it is connected for what comes back.
fn reporter<'c>(catalog: &'c Catalog, triaged: &Triaged, key: &str, role: &str) -> Option<&'c Arc<Partner>> {
    let connected = |partner: &&Arc<Partner>| partner.kinds.contains(&triaged.valid.kind().name);
    let (oin, reported_as) = key.split_once('/')?;
    catalog.partner(oin, role).filter(|_| reported_as == role).filter(connected)
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
        Code::Manual | Code::NoWijk | Code::NoResidence => 3,
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
