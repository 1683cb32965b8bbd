//! A document -> whether it may end before anybody is asked, and as what: the order in which that is seen is itself a ruling.

use super::{
    case::{Case, Partner},
    judge::{Why, judge},
    table::{Place, Row},
};
use schakel::outcome::Code;

/// Lives abroad: another country is named, the postcode is of another country, or the gemeente is that of who is no resident (RNI).
fn abroad(case: &Case) -> bool {
    let address = |field: &str| case.of_child("adres").and_then(|address| address.get(field)).or_else(|| case.of_child(field));
    let land = address("land").and_then(|land| land.as_str());
    let postcode = address("postcode").and_then(|postcode| postcode.as_str());
    let dutch = |text: &str| {
        text.len() == 6 && text.chars().take(4).all(|sign| sign.is_ascii_digit()) && !text.ends_with(|sign: char| sign.is_ascii_digit())
    };
    case.home() == Some("1999") || land.is_some_and(|land| land != "NL") || postcode.is_some_and(|text| !dutch(text))
}

/// Haaren was divided among four gemeenten in 2021, Littenseradiel among three in 2018: which one it is now the code does not say.
fn divided(code: &str) -> bool {
    ["0788", "0140"].contains(&code)
}

/// Ruling 6 and 25: where a row looks at the home and nobody in the country knows it, a person decides about the whole document.
pub(super) fn home_is_for_a_person(rows: &[Row], case: &Case) -> bool {
    let asks_home =
        rows.iter().any(|row| row.kinds.contains(&&*case.kind) && row.from.contains(&&*case.giver_role) && row.place == Place::Home);
    asks_home && (case.home().is_none_or(divided) || abroad(case))
}

/// What is wrong with how the program ended it, if anything. `stop` is none where it went on to ask.
pub(super) fn wrong(rows: &[Row], case: &Case, partners: &[Partner], stop: Option<Code>) -> Option<String> {
    let person = home_is_for_a_person(rows, case);
    if person != (stop == Some(Code::NoResidence)) {
        return Some(format!("the home is for a person to find out: {person}, and the program says {stop:?}"));
    }
    // ruling 25: a prohibition is told before it is asked whether somebody else is connected
    let banned = |partner: &&Partner| judge(rows, case, partner).why.contains(&Why::Prohibited);
    let ban = partners.iter().find(banned).filter(|_| stop == Some(Code::NoPartner));
    ban.map(|partner| format!("to {} it is forbidden, and the program says that nobody is connected", partner.name))
}
