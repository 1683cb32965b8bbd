//! A document -> whether it may end before anybody is asked, and as what: the order in which that is seen is itself a ruling.

use super::{
    case::{Case, Partner},
    district::{no_team_is_the_one, youth_home},
    judge::{Why, judge},
    table::{Place, Row},
};
use schakel::outcome::Code;

/// Lives abroad: another country is named, the postcode is of another country, or the gemeente is that of who is no resident (RNI).
fn abroad(case: &Case) -> bool {
    let address = |field: &str| {
        case.of_child("adres")
            .and_then(|address| address.get(field))
            .or_else(|| case.of_child(field))
    };
    let land = address("land").and_then(|land| land.as_str());
    let postcode = address("postcode").and_then(|postcode| postcode.as_str());
    let dutch = |text: &str| {
        text.len() == 6
            && text.chars().take(4).all(|sign| sign.is_ascii_digit())
            && !text.ends_with(|sign: char| sign.is_ascii_digit())
    };
    case.home() == Some("1999")
        || land.is_some_and(|land| land != "NL")
        || postcode.is_some_and(|text| !dutch(text))
}

/// Haaren was divided among four gemeenten in 2021, Littenseradiel among three in 2018: which one it is now the code does not say.
fn divided(code: &str) -> bool {
    ["0788", "0140"].contains(&code)
}

/// Ruling 6 and 25: where a row looks at the home and nobody in the country knows it, a person decides about the whole document.
pub(super) fn home_is_for_a_person(rows: &[Row], case: &Case) -> bool {
    let asks = |place: Place| rows.iter().any(|row| row.is_of(case) && row.place == place);
    // what asks nobody must find who is to help; what asks consent waits until there is one
    let must_help = rows.iter().any(|row| {
        let free = row.consent.is_none() && row.conditions.iter().all(|holds| holds(case));
        row.is_of(case) && [Place::Youth, Place::Wijk].contains(&row.place) && free
    });
    let nowhere = |code: Option<&str>| code.is_none_or(divided) || abroad(case);
    let only_help = !asks(Place::Home) && (asks(Place::Youth) || asks(Place::Wijk));
    asks(Place::Home) && nowhere(case.home())
        || (must_help || only_help) && nowhere(youth_home(case))
}

/// What is wrong with how the program ended it, if anything. `stop` is none where it went on to ask.
pub(super) fn wrong(
    rows: &[Row],
    case: &Case,
    partners: &[Partner],
    stop: Option<Code>,
) -> Option<String> {
    // ruling 19: who does not know the birth date needs no home
    if case.birth_is_incomplete() && stop == Some(Code::NoBirthdate) {
        return None;
    }
    let person = home_is_for_a_person(rows, case);
    if person != (stop == Some(Code::NoResidence)) {
        return Some(format!(
            "the home is for a person to find out: {person}, and the program says {stop:?}"
        ));
    }
    let no_team = !person && no_team_is_the_one(rows, case);
    if no_team != (stop == Some(Code::NoWijk)) {
        return Some(format!(
            "no team is there for this child: {no_team}, and the program says {stop:?}"
        ));
    }
    // ruling 25: a prohibition is told before it is asked whether somebody else is connected
    let banned = |partner: &&Partner| judge(rows, case, partner).why.contains(&Why::Prohibited);
    let ban = partners
        .iter()
        .find(banned)
        .filter(|_| stop == Some(Code::NoPartner));
    ban.map(|partner| {
        format!(
            "to {} it is forbidden, and the program says that nobody is connected",
            partner.name
        )
    })
}
