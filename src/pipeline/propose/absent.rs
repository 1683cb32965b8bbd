//! A document -> the partners in a role of a row that are no candidates for the document, each with the reason; for
//! the reader of `explain`.

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

/// The reason that a partner is no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AbsentBecause {
    /// The partner is not connected on this day.
    NotInForce,
    /// The partner is not connected for this kind.
    Kind,
    /// The partner serves another neighbourhood, or another team goes first.
    District,
    /// The partner serves another municipality.
    Municipality,
    /// The partner is not this school, and does not serve this school.
    School,
    /// The message does not name the partner.
    Unnamed,
}

/// The addresses that a document tells: the homes of its subject, and the organisations that it names.
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

    /// Whether this address leads to the partner, else the reason that it does not; none where the place is no address.
    fn leads_to(&self, partner: &Partner, place: Place) -> Option<Result<(), AbsentBecause>> {
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

/// All absent partners, in the order of the file. `asked`: the partners about which the table was asked.
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
            .filter_map(|row| addresses.leads_to(partner, row.place));
        // the nearest reason counts: a partner found by one address, or missed by the neighbourhood alone
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
    /// Birth date of the subject, where the full date is known.
    pub fn born(&self) -> Option<Date> {
        self.born
    }

    /// The days that the document is about.
    pub fn days(&self) -> Option<Span> {
        self.days
    }
}
