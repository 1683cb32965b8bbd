//! A document -> the partners in a role that a row names which are no candidate for it, each with the reason; for who wants to know why.

use super::matter::participants;
use super::triaged::Triaged;
use super::{home, team};
use crate::catalog::Catalog;
use crate::catalog::district::District;
use crate::catalog::partner::Partner;
use crate::catalog::place::Municipality;
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::{Kind, Meaning};
use crate::party::Party;
use crate::pipeline::span::Span;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why a partner is no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AbsentBecause {
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

/// What a document tells of where its subject lives, and whom it names.
struct Addresses<'a> {
    today: Date,
    lives: Option<Municipality>,
    helped: Option<Municipality>,
    district: Option<District>,
    brin: Option<&'a str>,
    addressee: Option<&'a str>,
    participants: Vec<&'a str>,
}

impl<'a> Addresses<'a> {
    fn of(catalog: &Catalog, kind: &Kind, body: &'a Value, today: Date) -> Self {
        let lives = home::home(catalog, kind, body, today).ok();
        let helped = home::of_youth_care(catalog, kind, body, today).ok();
        Self {
            today,
            district: team::district(catalog, kind, body, lives.as_ref(), helped.as_ref()),
            lives,
            helped,
            brin: kind.text(Meaning::Brin, body),
            addressee: kind.text(Meaning::Addressee, body),
            participants: participants(kind, body),
        }
    }

    fn serves(&self, partner: &Partner, home: Option<&Municipality>) -> bool {
        home.is_some_and(|home| partner.serves(home, self.today))
    }

    /// None where the place is no address; else whether the partner is found by it, or why not.
    fn found(&self, partner: &Partner, place: Place) -> Option<Result<(), AbsentBecause>> {
        let lives = || self.serves(partner, self.lives.as_ref());
        let helped = || self.serves(partner, self.helped.as_ref());
        let home = self.district.as_ref();
        let (found, absence) = match place {
            Place::Woonplaats => (lives(), AbsentBecause::Municipality),
            Place::WoonplaatsJeugdwet => (helped(), AbsentBecause::Municipality),
            Place::Woonwijk if !helped() => (false, AbsentBecause::Municipality),
            Place::Woonwijk => (
                home.is_some_and(|home| partner.serves_district(home)),
                AbsentBecause::District,
            ),
            Place::Schoolvestiging => (
                self.brin.is_some_and(|brin| partner.schools.contains(brin)),
                AbsentBecause::School,
            ),
            Place::Geadresseerde => (
                self.addressee == Some(partner.oin.as_str()),
                AbsentBecause::Unnamed,
            ),
            Place::Deelnemer => (
                self.participants.contains(&partner.oin.as_str()),
                AbsentBecause::Unnamed,
            ),
            Place::EigenMelding | Place::EerderGekregen | Place::Hub | Place::Handmatig => {
                return None;
            }
        };
        Some(if found { Ok(()) } else { Err(absence) })
    }
}

/// All of them, in the order of the file. `asked`: those about whom the table was asked.
pub fn absent(
    catalog: &Catalog,
    triaged: &Triaged,
    asked: &BTreeSet<Party>,
    today: Date,
) -> Vec<(Arc<Partner>, AbsentBecause)> {
    let (kind, body) = (triaged.valid.kind(), triaged.valid.body().expose());
    let rows: Vec<&Arc<Row>> = catalog
        .rows_for(&kind.name, &triaged.source.role, today)
        .filter(|row| catalog.uses(row))
        .collect();
    let addresses = Addresses::of(catalog, kind, body, today);
    let why = |partner: &Partner| {
        let places = rows
            .iter()
            .filter(|row| row.to == partner.role)
            .filter_map(|row| addresses.found(partner, row.place));
        // the nearest counts: who is found by one address, or misses one by the neighbourhood alone
        let nearest = places.min()?.err().unwrap_or(AbsentBecause::District);
        Some(match nearest {
            AbsentBecause::District if !partner.in_force(today) => AbsentBecause::NotInForce,
            AbsentBecause::District if !partner.kinds.contains(&kind.name) => AbsentBecause::Kind,
            nearest => nearest,
        })
    };
    let others = catalog
        .partners
        .iter()
        .filter(|partner| !asked.contains(&partner.party()) && !triaged.source.speaks_for(partner));
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
