//! Questions -> facts, from the register.

use crate::decision::Acquainted;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::consent::{Standing, Statement};
use crate::pipeline::disclosure::Doubtful;
use crate::pipeline::identity::sighting::{Matched, Possible, Why};
use crate::pipeline::{Facts, Question, Sent};
use crate::store::{Reading, StoreError};
use jiff::civil::Date;

/// A document as it arrives: its source, its id and the keyed digest of its content.
#[derive(Debug, Clone, Copy)]
pub struct AsItComes<'a> {
    /// The source of the document.
    pub source: &'a str,
    /// The id within the source.
    pub id: &'a str,
    /// The keyed digest.
    pub digest: [u8; 32],
}

/// Answers a question about a document that arrives now. The document may be on record already, with a reporter that
/// a person chose.
pub fn of_arrival(
    register: &Reading<'_>,
    question: &Question,
    comes: AsItComes<'_>,
    today: Date,
) -> Result<Facts, StoreError> {
    let AsItComes { source, id, digest } = comes;
    match register.document_as_it_came(source, id, &digest)? {
        Some(document) => of_document(register, question, document, today),
        None => look_up(register, question, today),
    }
}

/// Answers a question about a document that is on record, with the reporter that a person chose for that document.
pub fn of_document(
    register: &Reading<'_>,
    question: &Question,
    document: DocumentNo,
    today: Date,
) -> Result<Facts, StoreError> {
    let acquainted = register.acquainted(&question.controller, &question.identity, false)?;
    of_match(register, question, &acquainted, Some(document), today)
}

/// Answers a question without a document on record.
pub fn look_up(
    register: &Reading<'_>,
    question: &Question,
    today: Date,
) -> Result<Facts, StoreError> {
    let acquainted = register.acquainted(&question.controller, &question.identity, false)?;
    of_match(register, question, &acquainted, None, today)
}

/// Answers a question about a match, as of now. `document`: the document of the question, when on record. A register
/// that does not answer is an error, never an empty answer.
pub fn of_match(
    register: &Reading<'_>,
    question: &Question,
    acquainted: &Acquainted,
    document: Option<DocumentNo>,
    today: Date,
) -> Result<Facts, StoreError> {
    let matched = &acquainted.matched;
    let mut facts = Facts::none(today);
    facts.sent = sent(register, question, matched)?;
    facts.secret_address = acquainted.may_be_secret();
    if let Some(document) = document {
        facts.chosen_reporter = register.chosen_reporter(document)?;
    }
    if let Some(discloser) = &question.consents_of {
        add_statements(register, matched, discloser, &mut facts)?;
    }
    Ok(facts)
}

/// Whether statements to this discloser may be about this subject, or about another.
pub fn is_doubtful(
    register: &Reading<'_>,
    matched: &Matched,
    discloser: &Party,
) -> Result<bool, StoreError> {
    let mut facts = Facts::none(Date::MIN);
    add_statements(register, matched, discloser, &mut facts)?;
    Ok(!facts.perhaps.matches.is_empty())
}

/// Adds the statements to a discloser about the subject, and about its possible matches.
fn add_statements(
    register: &Reading<'_>,
    matched: &Matched,
    discloser: &Party,
    facts: &mut Facts,
) -> Result<(), StoreError> {
    for subject in &matched.own {
        let sure = |document: &DocumentNo| !matched.unsure.contains(document);
        let (said, unsure) = statements_in(register, *subject, discloser, sure)?;
        facts.statements.extend(said.0);
        facts.standings.extend(said.1);
        if !(unsure.0.is_empty() && unsure.1.is_empty()) {
            // the possible match is the twin that a person must tell from this subject
            let twins = matched
                .perhaps
                .iter()
                .filter(|possible| possible.why == Why::Twins)
                .map(|possible| possible.subject);
            let twins: Vec<SubjectId> = twins.collect();
            add_doubtful(
                facts,
                if twins.is_empty() {
                    vec![*subject]
                } else {
                    twins
                },
                Why::Twins,
                unsure,
            );
        }
    }
    for possible in &matched.perhaps {
        let meant = |document: &DocumentNo| {
            possible
                .only
                .as_ref()
                .is_none_or(|only| only.contains(document))
        };
        let (said, _) = statements_in(register, possible.subject, discloser, meant)?;
        add_doubtful(facts, [possible.subject], possible.why, said);
    }
    Ok(())
}

type Told = (Vec<Statement>, Vec<Standing>);

/// Statements and standings of a subject, in documents that are meant, and in others.
fn statements_in(
    register: &Reading<'_>,
    subject: SubjectId,
    discloser: &Party,
    meant: impl Fn(&DocumentNo) -> bool,
) -> Result<(Told, Told), StoreError> {
    let (said, unmeant) = register
        .sayings(subject, discloser)?
        .into_iter()
        .partition::<Vec<_>, _>(|(document, _)| meant(document));
    let (found, unfound) = register
        .findings(subject, discloser)?
        .into_iter()
        .partition::<Vec<_>, _>(|(document, _)| meant(document));
    let told = |said: Vec<(DocumentNo, Statement)>, found: Vec<(DocumentNo, Standing)>| {
        (
            said.into_iter().map(|(_, said)| said).collect(),
            found.into_iter().map(|(_, found)| found).collect(),
        )
    };
    Ok((told(said, found), told(unmeant, unfound)))
}

fn add_doubtful(
    facts: &mut Facts,
    whom: impl IntoIterator<Item = SubjectId>,
    why: Why,
    (said, found): Told,
) {
    if said.is_empty() && found.is_empty() {
        return;
    }
    let withholds =
        said.iter().any(Statement::may_withhold) || found.iter().any(Standing::may_withhold);
    facts.doubt |= withholds;
    for subject in whom {
        match facts
            .perhaps
            .matches
            .iter_mut()
            .find(|known| known.subject == subject)
        {
            Some(known) => known.withholds |= withholds,
            None => facts.perhaps.matches.push(Doubtful {
                subject,
                why,
                withholds,
            }),
        }
    }
    facts.perhaps.statements.extend(said);
    facts.perhaps.standings.extend(found);
}

/// Dispatches under the report number that a document answers or corrects, with the statements at the reporter where
/// they matter.
pub fn sent(
    register: &Reading<'_>,
    question: &Question,
    matched: &Matched,
) -> Result<Vec<Sent>, StoreError> {
    let Some(number) = &question.report_number else {
        return Ok(Vec::new());
    };
    let mut all = register.sent_under(number.expose())?;
    for sent in &mut all {
        let Some(subject) = sent.subject else {
            continue;
        };
        let subject = register.current(subject)?;
        sent.subject = Some(subject);
        // a subject with the same number and another birth date is the same where a correction says so
        let against =
            |possible: &Possible| possible.why == Why::BirthDate && possible.subject == subject;
        sent.same_person = matched.own.contains(&subject) || matched.perhaps.iter().any(against);
        if question.consents_behind {
            sent.statements = register.statements(subject, &sent.reporter)?;
            sent.standings = register.standings(subject, &sent.reporter)?;
        }
    }
    Ok(all)
}
