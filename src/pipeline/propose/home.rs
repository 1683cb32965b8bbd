//! A document -> the municipality where its subject lives on a day, or the one that is to help; or why a person must find out.

use super::pointer;
use crate::catalog::Catalog;
use crate::catalog::format;
use crate::catalog::place::{Meant, Municipality};
use crate::catalog::schema::{Kind, Meaning};
use crate::outcome::{Code, Stop};
use jiff::civil::Date;
use serde_json::Value;

/// The municipality that is to help: that of Jeugdwet 1.1, which is where the subject lives unless it says otherwise or stays elsewhere.
pub(super) fn of_youth_care(
    catalog: &Catalog,
    kind: &Kind,
    body: &Value,
    on: Date,
) -> Result<Municipality, Stop> {
    if kind.find(Meaning::HomeOfYouthCare, body).is_some() {
        return found(catalog, kind, body, Meaning::HomeOfYouthCare, on);
    }
    let stays = kind
        .find(Meaning::Stay, body)
        .is_some_and(|stay| *stay != Value::Bool(false));
    if stays {
        return Err(Stop::at(
            Code::NoResidence,
            pointer(kind, Meaning::Stay),
            "verblijf",
        ));
    }
    home(catalog, kind, body, on)
}

/// Never guessed: not from the postcode, and not from the school.
pub(super) fn home(
    catalog: &Catalog,
    kind: &Kind,
    body: &Value,
    on: Date,
) -> Result<Municipality, Stop> {
    found(catalog, kind, body, Meaning::Home, on)
}

fn found(
    catalog: &Catalog,
    kind: &Kind,
    body: &Value,
    meaning: Meaning,
    on: Date,
) -> Result<Municipality, Stop> {
    let unknown = |meaning, rule| Err(Stop::at(Code::NoResidence, pointer(kind, meaning), rule));
    if kind
        .text(Meaning::Country, body)
        .is_some_and(|country| catalog.places.is_abroad(country))
    {
        return unknown(Meaning::Country, "buitenland");
    }
    if kind
        .text(Meaning::Postcode, body)
        .is_some_and(|postcode| !format::dutch_postcode(postcode))
    {
        return unknown(Meaning::Postcode, "buitenland");
    }
    let meant = |meaning| {
        let code = kind.text(meaning, body)?.parse::<Municipality>().ok()?;
        Some(catalog.places.on(&code, on))
    };
    if meaning != Meaning::Home && matches!(meant(Meaning::Home), Some(Meant::Nowhere)) {
        return unknown(Meaning::Home, "buitenland");
    }
    match meant(meaning) {
        Some(Meant::One(code)) => Ok(code),
        Some(Meant::Divided) => unknown(meaning, "verdeeld"),
        Some(Meant::Nowhere) => unknown(meaning, "buitenland"),
        Some(Meant::Unknown) | None => unknown(meaning, "required"),
    }
}
