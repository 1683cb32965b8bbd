//! The verdicts of several teams + the statements about consent -> the one team that may have the document; the others get nothing.

use super::consent::{Recipient, Said, Statement};
use super::disclosure::{Asked, Judgement, Verdict};
use super::facts::Facts;
use super::propose::Choice;
use super::unmet::Unmet;
use crate::catalog::policy::Row;
use crate::outcome::Code;
use crate::party::Party;
use std::sync::Arc;

/// Chooses one team and returns the judgements of the others, for new verdicts. A valid yes that names exactly one
/// team chooses that team; else the access team is chosen.
/// Without an access team, a document that would have passed waits for a person.
pub(super) fn settle<'j>(
    choice: &Choice,
    facts: &Facts,
    judgements: &'j mut [Judgement],
) -> Vec<&'j mut Judgement> {
    let found = |asked: &Asked| choice.places.contains(&asked.row.place);
    let is_team = |judgement: &Judgement| {
        judgement
            .partner
            .as_ref()
            .is_some_and(|partner| choice.teams.contains(&partner.party()))
    };
    let said_yes =
        |asked: &Asked| found(asked) && asked.row.consent.is_some() && asked.said.is_ok();
    let party = |judgement: &Judgement| judgement.partner.as_ref().map(|partner| partner.party());
    let named: Vec<Party> = judgements
        .iter()
        .filter(|judgement| is_team(judgement) && judgement.asked.iter().any(said_yes))
        .filter_map(party)
        .collect();
    let chosen = match named.as_slice() {
        [only] => Some(only.clone()),
        _ => choice.access.clone(),
    };
    let mut others: Vec<&mut Judgement> = judgements
        .iter_mut()
        .filter(|judgement| is_team(judgement) && party(judgement) != chosen)
        .collect();
    for other in &mut others {
        let team = party(other);
        for asked in other.asked.iter_mut().filter(|asked| found(asked)) {
            if chosen.is_some() {
                (asked.said, asked.unmet) = (Err(Code::Condition), vec![Unmet::Team]);
                // a team that one giver named would be chosen if the other givers said yes as well
                let named = |said: &Statement| {
                    team.as_ref()
                        .is_some_and(|team| said.is_about(Recipient::of(team, true)))
                        && Some(&said.purpose) == asked.row.consent.as_ref()
                };
                if !facts
                    .statements
                    .iter()
                    .any(|said| named(said) && said.said == Said::Yes)
                {
                    asked.missing = Vec::new();
                }
            } else if asked.said.is_ok() {
                asked.said = Err(choice.open);
            }
        }
    }
    others
}

/// The judgement where the municipality that is to help is not known: a person must find out where a giver
/// consented to the purpose; without such consent there is nothing to find out for.
pub(super) fn unplaced(row: &Arc<Row>, facts: &Facts) -> Judgement {
    let wanted = facts.statements.iter().any(|statement| {
        Some(&statement.purpose) == row.consent.as_ref() && statement.said == Said::Yes
    });
    let code = if wanted {
        Code::NoResidence
    } else {
        Code::NoConsent
    };
    let asked = vec![Asked::closed(row, code)];
    Judgement {
        partner: None,
        role: row.to.clone(),
        asked,
        verdict: Verdict::Withhold {
            row: Some(Arc::clone(row)),
            code,
        },
    }
}
