//! A case and a partner -> what may go, at most, or why nothing may.

use std::collections::BTreeSet;

use super::{
    case::{Case, Partner},
    consent::{consented, consented_to_some, objected, refused},
    district::{is_the_team, no_team_is_the_one},
    nameless::lacks_its_name,
    stops::home_is_for_a_person,
    table::{Place, Refusal, Row, Stand},
    units::{Whom, at_a_named_oin},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    NoRow,
    Place,
    Prohibited,
    Condition,
    Agreement,
    Refused,
    Manual,
    Consent,
    ByHand,
    /// Refused, or without consent, or for a person: that depends on a category of which no source says whether the row has it.
    Either,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// What may go.
    pub(super) may: BTreeSet<String>,
    /// What may go or stay: no source decides.
    pub(super) open: BTreeSet<String>,
    /// It had what this corrects, and hears of it, if only that it is withdrawn.
    pub(super) follows: bool,
    /// Why rows gave nothing.
    pub(super) why: BTreeSet<Why>,
}

pub(super) fn judge(table: &[Row], case: &Case, partner: &Partner) -> Answer {
    let mut answer = Answer::default();
    let pair = |row: &&Row| {
        let gives = row.kinds.contains(&&*case.kind) && row.from.contains(&&*case.giver_role);
        gives && row.to.contains(&&*partner.role)
    };
    let rows: Vec<&Row> = table.iter().filter(pair).collect();
    if rows.is_empty() {
        answer.why.insert(Why::NoRow);
    }
    for row in &rows {
        let there = row.place != Place::Wijk || is_the_team(table, case, partner);
        let found = if there {
            one(row, case, partner)
        } else {
            Err(Why::Place)
        };
        match at_a_named_oin(table, case, partner, row, found) {
            Ok((may, open)) => {
                answer.follows |= row.place == Place::Had;
                answer.may.extend(may);
                answer.open.extend(open);
            }
            Err(why) => {
                answer.why.insert(why);
            }
        }
    }
    // precedence (a): a prohibition wins
    let blocked: Vec<&&Row> = rows
        .iter()
        .filter(|row| row.stand == Stand::Blocked)
        .collect();
    if !blocked.is_empty() {
        let there = blocked.iter().any(|row| row.place.holds(case, partner));
        answer = Answer {
            why: BTreeSet::from([if there { Why::Prohibited } else { Why::Place }]),
            ..Answer::default()
        };
    }
    // ruling 6: where nobody knows the home, a person decides about the whole document
    if home_is_for_a_person(table, case) || no_team_is_the_one(table, case) {
        // but a correction follows its report, wherever the child lives now
        let had = rows
            .iter()
            .find(|row| row.place == Place::Had)
            .and_then(|row| one(row, case, partner).ok());
        let (follows, why) = (had.is_some(), BTreeSet::from([Why::Manual]));
        answer = Answer {
            may: had.unwrap_or_default().0,
            follows,
            why,
            ..Answer::default()
        };
    }
    // ruling 20: of somebody else's report, or about another child; or to one that no row lets it follow to
    let corrects = table
        .iter()
        .any(|row| row.kinds.contains(&&*case.kind) && row.place == Place::Had);
    let unheard = case.had(partner) && !rows.iter().any(|row| row.place == Place::Had);
    if corrects && (case.is_stray() || unheard) {
        answer = Answer {
            why: BTreeSet::from([Why::Manual]),
            ..Answer::default()
        };
    }
    // ruling 19: where the BRP does not know the birth date, a person decides about the whole document, and about every correction of it
    if case.birth_is_incomplete() {
        answer = Answer {
            why: BTreeSet::from([Why::Manual]),
            ..Answer::default()
        };
    }
    answer
}

/// Whom it is about and how to reach somebody: that goes along with what is said, and by consent never without it.
pub(super) fn says_something(code: &str) -> bool {
    !["ID", "ADRES", "PGN", "SCHOOL", "CONT_MELDER", "CONT_OUDER"].contains(&code)
}

pub(super) type Check = fn(&Case, Whom, &str, &str) -> bool;
type Categories = BTreeSet<String>;

pub(super) fn one(
    row: &Row,
    case: &Case,
    partner: &Partner,
) -> Result<(Categories, Categories), Why> {
    match row.stand {
        Stand::On => (),
        Stand::Off if case.rows_on.iter().any(|on| on == row.number) => (),
        Stand::Off => return Err(Why::NoRow),
        Stand::Blocked => return Err(Why::Prohibited),
        Stand::ByHand => return Err(Why::ByHand),
    }
    if !row.place.holds(case, partner) {
        return Err(Why::Place);
    }
    if !row.conditions.iter().all(|condition| condition(case)) {
        return Err(Why::Condition);
    }
    if row
        .agreement
        .is_some_and(|name| !case.agreed(name, &partner.oin))
    {
        return Err(Why::Agreement);
    }
    // ruling 23: the number carries what was said at the one who reported
    if row.carried && case.consent_behind_is_gone() {
        return Err(Why::Refused);
    }
    // ruling 20: no more than then, whatever the new contents are
    if row.place == Place::Had {
        let mut may = case.follows(partner, &row.most)?;
        may.retain(|code| row.most.contains(&code.as_str()));
        hide(case, &mut may);
        return Ok((may, Categories::new()));
    }
    let whom = case.whom(partner);
    // ruling 2: what a refusal or an objection does
    match row.refusal {
        Refusal::Nothing => (),
        Refusal::Person if objected(case, whom, "wettelijke-taak") => return Err(Why::Manual),
        Refusal::Blocks(purpose)
            if (row.consent.is_none() || row.as_a_whole) && objected(case, whom, purpose) =>
        {
            return Err(Why::Refused);
        }
        // disputed: feedback on progress heeds a refusal of feedback (ruling 8); an objection stops the receipt, so it stops the progress too
        Refusal::Blocks("terugkoppeling-hulp")
            if row.consent.is_none() && objected(case, whom, "wettelijke-taak") =>
        {
            return Err(Why::Refused);
        }
        Refusal::Person | Refusal::Blocks(_) => (),
    }
    // ruling 7: a statement that may be about this child; ruling 6: nobody to match by address
    let unsure = case.doubt || (case.secret_address() && !case.has_pgn());
    if unsure && row.refusal != Refusal::Nothing {
        // a no that is known for sure is still a no
        let purpose = row.consent.unwrap_or_default();
        let any = |codes: &[&str], check: Check| {
            codes.iter().any(|code| check(case, whom, purpose, code))
        };
        let (certain, perhaps) = (any(&row.most, refused), any(&row.open, refused));
        let telling = |codes: &[&str]| {
            codes
                .iter()
                .any(|code| says_something(code) && consented(case, whom, purpose, code))
        };
        let nameless = lacks_its_name(row, case, partner, consented);
        let (granted, perhaps_granted) = (
            !nameless && telling(&row.most),
            !nameless && telling(&row.open),
        );
        return Err(match (certain && !granted, perhaps) {
            // a yes for a category that the row may not have: then it is refused, or a person must look
            (true, _) if perhaps_granted => Why::Either,
            (true, _) => Why::Refused,
            (false, true) => Why::Either,
            (false, false) => Why::Manual,
        });
    }
    let mut may: Categories = row.most.iter().map(|code| code.to_string()).collect();
    let mut open: Categories = row.open.iter().map(|code| code.to_string()).collect();
    if let Some(purpose) = row.consent {
        let no = |codes: &Categories| codes.iter().any(|code| refused(case, whom, purpose, code));
        let (certain, perhaps) = (no(&may), no(&open));
        may.retain(|code| consented(case, whom, purpose, code));
        open.retain(|code| consented(case, whom, purpose, code));
        let nameless = lacks_its_name(row, case, partner, consented);
        let telling =
            |codes: &Categories| !nameless && codes.iter().any(|code| says_something(code));
        if !telling(&may) && telling(&open) {
            open.append(&mut may); // all of it goes with a category of which nobody knows whether the row has it
        }
        if !telling(&may) && !telling(&open) {
            // ruling 21: a yes that names none of several, and that nothing else refuses, is for a person, whatever may come of it
            let unnamed = |codes: &[&str]| {
                let only_so = |code: &&&str| {
                    consented_to_some(case, whom, purpose, code)
                        && !consented(case, whom, purpose, code)
                };
                codes.iter().any(|code| only_so(&code))
            };
            return Err(match (certain, perhaps) {
                (true, _) => Why::Refused,
                (false, true) => Why::Either,
                (false, false) if unnamed(&row.most) => Why::Manual,
                (false, false) if unnamed(&row.open) => Why::Either,
                (false, false) => Why::Consent,
            });
        }
    }
    // ruling 6: with a secret address, for every recipient
    hide(case, &mut may);
    hide(case, &mut open);
    Ok((may, open))
}

fn hide(case: &Case, may: &mut Categories) {
    if case.secret_address() {
        for hidden in ["ADRES", "CONT_OUDER"] {
            may.remove(hidden);
        }
    }
}
