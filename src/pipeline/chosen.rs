//! What each of several teams would get + what was said about consent -> the one that may have it; the others nothing.

use super::consent::{Recipient, Said, Statement};
use super::disclosure::{Asked, Judgement, Verdict};
use super::facts::Facts;
use super::propose::Choice;
use super::unmet::Unmet;
use crate::catalog::policy::Row;
use crate::outcome::Code;
use crate::party::Party;
use std::sync::Arc;

/// The teams that are not the one, for their verdicts to be given anew: a valid yes that names exactly one team makes it that, else the
/// access has it. Where there is no access, whatever would have passed waits for a person.
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
        .filter(|one| is_team(one) && one.asked.iter().any(said_yes))
        .filter_map(party)
        .collect();
    let chosen = match named.as_slice() {
        [only] => Some(only.clone()),
        _ => choice.access.clone(),
    };
    let mut others: Vec<&mut Judgement> = judgements
        .iter_mut()
        .filter(|one| is_team(one) && party(one) != chosen)
        .collect();
    for other in &mut others {
        let team = party(other);
        for asked in other.asked.iter_mut().filter(|asked| found(asked)) {
            if chosen.is_some() {
                (asked.said, asked.unmet) = (Err(Code::Condition), vec![Unmet::Team]);
                // whoever was named by somebody would be the one, if the others said yes as well
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

/// Nobody knows which municipality is to help: where somebody consented for what is asked, a person must find out; else there is nothing
/// to find out for.
pub(super) fn unplaced(row: &Arc<Row>, facts: &Facts) -> Judgement {
    let wanted = facts
        .statements
        .iter()
        .any(|one| Some(&one.purpose) == row.consent.as_ref() && one.said == Said::Yes);
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
