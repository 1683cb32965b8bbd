//! A document -> the identity of its subject; and the sightings of the register -> the match of that identity.

pub mod fold;
pub mod matching;
pub mod sighting;

use crate::catalog::particles::Particles;
use crate::catalog::schema::{Kind, Meaning};
use crate::message::{Former, Identity, Private};
use jiff::civil::Date;
use serde_json::Value;

/// The identity of the subject: the number, and name, birth date and address to match on where no number may be
/// used (as Jeugdwet 7.2.4), on the day `today`.
/// A secret address is not matched on, and so not kept in any form.
pub fn identity(
    kind: &Kind,
    body: &Value,
    secret_address: bool,
    particles: &Particles,
    today: Date,
) -> Identity {
    let text = |meaning| match kind.find(meaning, body) {
        Some(Value::String(text)) => Some(text.to_lowercase()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let at_home = |meaning| text(meaning).filter(|_| !secret_address);
    let (pgn, name, born) = (
        text(Meaning::Pgn),
        text(Meaning::Surname),
        text(Meaning::BirthDate),
    );
    let (postcode, house) = (at_home(Meaning::Postcode), at_home(Meaning::HouseNumber));
    let address = postcode.as_ref().zip(house.as_ref());
    let address = address
        .map(|(postcode, house)| format!("{}|{}", closed(postcode), house.trim_start_matches('0')));
    let surname = kind
        .text(Meaning::Surname, body)
        .and_then(|name| fold::surname(name, particles, today));
    let first_name = kind
        .text(Meaning::FirstNames, body)
        .and_then(fold::first_name);
    Identity {
        former: former(
            pgn.as_ref(),
            name.as_ref(),
            born.as_ref(),
            postcode.as_ref(),
            house.as_ref(),
        ),
        pgn: pgn.map(Private::new),
        surname: surname.map(Private::new),
        first_name: first_name.map(Private::new),
        birth_date: born.map(Private::new),
        address: address.map(Private::new),
    }
}

fn closed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The forms in which stores of before 2026-12 kept marks, for looking up only.
fn former(
    pgn: Option<&String>,
    name: Option<&String>,
    born: Option<&String>,
    postcode: Option<&String>,
    house: Option<&String>,
) -> Former {
    let joined = |parts: &[Option<&str>]| {
        let complete: Option<Vec<&str>> = parts.iter().copied().collect();
        complete.map(|parts| Private::new(parts.join("|")))
    };
    let letters: Option<String> = name.map(|name| {
        name.chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect()
    });
    let [pgn, name, born, postcode, house] =
        [pgn, name, born, postcode, house].map(|part| part.map(String::as_str));
    Former {
        fallback: joined(&[name, born, postcode, house]),
        name_birth: joined(&[letters.as_deref(), born]),
        birth_address: joined(&[born, postcode, house]),
        pgn_birth: joined(&[pgn, born]),
    }
}
