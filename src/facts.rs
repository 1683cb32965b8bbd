//! Questions -> facts, from the register, in one read for a whole batch.

use crate::pipeline::{Facts, Question, Sent};
use crate::store::{Found, Reading, Store, StoreError};
use jiff::civil::Date;

/// Answers all questions as of now. A register that does not answer is an error, never an empty answer.
pub async fn answer(store: &Store, questions: Vec<Question>, today: Date) -> Result<Vec<Facts>, StoreError> {
    let asks_nothing = |question: &Question| {
        let Question { identity, report_number, consents_of, .. } = question;
        let nobody = identity.pgn.is_none() && identity.fallback.is_none() && identity.near.name_birth.is_none();
        report_number.is_none() && consents_of.is_none() && nobody
    };
    if questions.iter().all(asks_nothing) {
        return Ok(questions.iter().map(|_| Facts::none(today)).collect());
    }
    store.read(move |register| questions.iter().map(|question| look_up(register, question, today)).collect()).await
}

/// Answers one question.
pub fn look_up(register: &Reading<'_>, question: &Question, today: Date) -> Result<Facts, StoreError> {
    let mut facts = Facts::none(today);
    let Question { controller, identity, .. } = question;
    let found = register.known_by(controller, identity)?;
    facts.sent = sent(register, question, &found)?;
    facts.secret_address = register.is_secret_for(controller, identity, found.all().chain(found.against))?;
    if let Some(discloser) = &question.consents_of {
        facts.consent_version = register.consent_version(&found)?;
        for subject in found.all() {
            facts.statements.extend(register.statements(subject, discloser)?);
            facts.standings.extend(register.standings(subject, discloser)?);
        }
        facts.doubt = !register.possibly(controller, identity, &found, discloser)?.is_empty();
    }
    Ok(facts)
}

/// What was sent under the number that a document answers or corrects, with what was said at the reporter where that matters.
pub fn sent(register: &Reading<'_>, question: &Question, found: &Found) -> Result<Vec<Sent>, StoreError> {
    let Some(number) = &question.report_number else { return Ok(Vec::new()) };
    let mut all = register.sent_under(number.expose())?;
    for sent in &mut all {
        let Some(subject) = sent.subject else { continue };
        let subject = register.current(subject)?;
        sent.subject = Some(subject);
        // who has the same number and another birth date is the same where a correction says so
        sent.same_person = found.all().chain(found.against).any(|known| known == subject);
        if question.consents_behind {
            sent.statements = register.statements(subject, &sent.reporter)?;
            sent.standings = register.standings(subject, &sent.reporter)?;
        }
    }
    Ok(all)
}
