//! A document -> the partners in a role that a row names which are no candidate for it, each with the reason; for who wants to know why.

use super::matter::participants;
use super::triaged::Triaged;
use super::{home, team};
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::place::Municipality;
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::Meaning;
use crate::party::Party;
use crate::pipeline::span::Span;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why a partner is no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// It is not connected on this day.
    NotInForce,
    /// It is not connected for this kind.
    Kind,
    /// It serves another neighbourhood, or another team goes first.
    District,
    /// It serves another municipality.
    Municipality,
    /// It is not this school, and does not serve it.
    School,
    /// The message does not name it.
    Unnamed,
}

/// All of them, in the order of the file. `asked`: those about whom the table was asked.
pub fn absent(
    catalog: &Catalog,
    triaged: &Triaged,
    asked: &BTreeSet<Party>,
    today: Date,
) -> Vec<(Arc<Partner>, Absence)> {
    let (kind, body) = (triaged.valid.kind(), triaged.valid.body().expose());
    let rows: Vec<&Arc<Row>> = catalog
        .rows_for(&kind.name, &triaged.source.role, today)
        .filter(|row| catalog.uses(row))
        .collect();
    let lives = home::home(catalog, kind, body, today).ok();
    let helped = home::of_youth_care(catalog, kind, body, today).ok();
    let district = team::district(catalog, kind, body, lives.as_ref(), helped.as_ref());
    let (brin, addressee) = (
        kind.text(Meaning::Brin, body),
        kind.text(Meaning::Addressee, body),
    );
    let participants = participants(kind, body);
    let serves = |partner: &Partner, home: &Option<Municipality>| {
        home.as_ref()
            .is_some_and(|home| partner.serves(home, today))
    };
    // none where the place is no address; then whether it is found by it, or why not
    let found = |partner: &Partner, place: Place| {
        let or = |found: bool, absence| Some(if found { Ok(()) } else { Err(absence) });
        match place {
            Place::Woonplaats => or(serves(partner, &lives), Absence::Municipality),
            Place::WoonplaatsJeugdwet => or(serves(partner, &helped), Absence::Municipality),
            Place::Woonwijk if !serves(partner, &helped) => Some(Err(Absence::Municipality)),
            Place::Woonwijk => or(
                district
                    .as_ref()
                    .is_some_and(|home| partner.serves_district(home)),
                Absence::District,
            ),
            Place::Schoolvestiging => or(
                brin.is_some_and(|brin| partner.schools.contains(brin)),
                Absence::School,
            ),
            Place::Geadresseerde => or(addressee == Some(partner.oin.as_str()), Absence::Unnamed),
            Place::Deelnemer => or(
                participants.contains(&partner.oin.as_str()),
                Absence::Unnamed,
            ),
            Place::EigenMelding | Place::EerderGekregen | Place::Hub | Place::Handmatig => None,
        }
    };
    let why = |partner: &Partner| {
        let places = rows
            .iter()
            .filter(|row| row.to == partner.role)
            .filter_map(|row| found(partner, row.place));
        // the nearest counts: who is found by one address, or misses one by the neighbourhood alone
        let nearest = places.min()?.err().unwrap_or(Absence::District);
        Some(match nearest {
            Absence::District if !partner.in_force(today) => Absence::NotInForce,
            Absence::District if !partner.kinds.contains(&kind.name) => Absence::Kind,
            nearest => nearest,
        })
    };
    let others = catalog.partners.iter().filter(|partner| {
        !asked.contains(&partner.party()) && partner.party() != triaged.source.party()
    });
    others
        .filter_map(|partner| Some((Arc::clone(partner), why(partner)?)))
        .collect()
}

impl Triaged {
    /// Birth date of the subject, where it is known in full.
    pub fn born(&self) -> Option<Date> {
        self.born
    }

    /// The days that it is about.
    pub fn days(&self) -> Option<Span> {
        self.days
    }
}
