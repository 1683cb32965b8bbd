//! A document -> the municipality where its subject lives on a day, or the municipality that is to help; or the
//! reason that a person must find out.

use super::candidate::Candidate;
use super::matter::{Matter, pointer};
use super::otherwise::Otherwise;
use crate::catalog::Catalog;
use crate::catalog::format;
use crate::catalog::place::{Meant, Municipality};
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::{Kind, Meaning};
use crate::outcome::{Code, Stop};
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// The places that follow the municipality that is to help.
pub(super) const HELP: [Place; 2] = [Place::WoonplaatsJeugdwet, Place::Woonwijk];

/// The municipalities of a subject, each as far as it is known.
pub(super) struct Homes {
    /// The municipality where the subject lives.
    pub(super) lives: Option<Municipality>,
    /// The municipality that is to help.
    pub(super) helps: Option<Municipality>,
    /// Candidates whose municipality a person must find out.
    pub(super) unplaced: Vec<Candidate>,
}

/// Finds both municipalities. Stops where a row that goes by law needs a municipality that is not known.
pub(super) fn homes(matter: &Matter<'_>, otherwise: &mut Otherwise) -> Result<Homes, Stop> {
    let Matter {
        catalog,
        kind,
        body,
        today,
        ..
    } = *matter;
    let lives = match home(catalog, kind, body, today) {
        Ok(home) => Some(home),
        Err(stop) => {
            if matter.found_by(&[Place::Woonplaats]) {
                otherwise.stop(stop)?;
            }
            None
        }
    };
    let (helps, unplaced) = match of_youth_care(catalog, kind, body, today) {
        Ok(home) => (Some(home), Vec::new()),
        Err(stop) if matter.found_by(&HELP) && must_be_helped(matter) => {
            otherwise.stop(stop)?;
            (None, Vec::new())
        }
        Err(_) => (None, unplaced(matter)),
    };
    Ok(Homes {
        lives,
        helps,
        unplaced,
    })
}

/// Whether a municipality must help by law, or no other municipality is looked for.
fn must_be_helped(matter: &Matter<'_>) -> bool {
    let helps_by_law = |row: &&Arc<Row>| HELP.contains(&row.place) && matter.by_law(row);
    !matter.found_by(&[Place::Woonplaats]) || matter.rows.iter().any(helps_by_law)
}

fn unplaced(matter: &Matter<'_>) -> Vec<Candidate> {
    let helping = matter.rows.iter().filter(|row| HELP.contains(&row.place));
    helping
        .map(|row| Candidate::Unplaced {
            row: Arc::clone(row),
        })
        .collect()
}

/// The municipality that is to help (Jeugdwet 1.1): the home, unless the document names another municipality or the
/// subject stays elsewhere.
pub(super) fn of_youth_care(
    catalog: &Catalog,
    kind: &Kind,
    body: &Value,
    on: Date,
) -> Result<Municipality, Stop> {
    if kind.find(Meaning::HomeOfYouthCare, body).is_some() {
        return municipality_in(catalog, kind, body, Meaning::HomeOfYouthCare, on);
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

/// The municipality of the home. Never guessed: not from the postcode, and not from the school.
pub(super) fn home(
    catalog: &Catalog,
    kind: &Kind,
    body: &Value,
    on: Date,
) -> Result<Municipality, Stop> {
    municipality_in(catalog, kind, body, Meaning::Home, on)
}

fn municipality_in(
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
