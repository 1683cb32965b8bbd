//! A document -> the municipality where its subject lives on a day, or why a person must find out.

use super::pointer;
use crate::catalog::Catalog;
use crate::catalog::format;
use crate::catalog::place::{Meant, Municipality};
use crate::catalog::schema::{Kind, Meaning};
use crate::outcome::{Code, Stop};
use jiff::civil::Date;
use serde_json::Value;

/// Never guessed: not from the postcode, and not from the school.
pub(super) fn home(catalog: &Catalog, kind: &Kind, body: &Value, on: Date) -> Result<Municipality, Stop> {
    let unknown = |meaning, rule| Err(Stop::at(Code::NoResidence, pointer(kind, meaning), rule));
    if kind.text(Meaning::Country, body).is_some_and(|country| catalog.places.is_abroad(country)) {
        return unknown(Meaning::Country, "buitenland");
    }
    if kind.text(Meaning::Postcode, body).is_some_and(|postcode| !format::dutch_postcode(postcode)) {
        return unknown(Meaning::Postcode, "buitenland");
    }
    let code = kind.text(Meaning::Home, body).and_then(|code| code.parse::<Municipality>().ok());
    match code.map(|code| catalog.places.on(&code, on)) {
        Some(Meant::One(code)) => Ok(code),
        Some(Meant::Divided) => unknown(Meaning::Home, "verdeeld"),
        Some(Meant::Nowhere) => unknown(Meaning::Home, "buitenland"),
        Some(Meant::Unknown) | None => unknown(Meaning::Home, "required"),
    }
}
