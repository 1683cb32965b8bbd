//! [`Catalog`] -> rows, partners, agreements and kinds, as the other modules look them up.

use super::Catalog;
use super::partner::Partner;
use super::place::Municipality;
use super::policy::{Place, Row, RowState};
use super::region::Agreement;
use super::schema::{ATTRIBUTES, Kind};
use crate::party::Party;
use jiff::civil::Date;
use std::sync::Arc;

impl Catalog {
    /// The rows for a kind that a giver may use on a day.
    pub fn rows_for<'a>(
        &'a self,
        kind: &str,
        giver: &'a str,
        on: Date,
    ) -> impl Iterator<Item = &'a Arc<Row>> {
        self.rows
            .get(kind)
            .into_iter()
            .flatten()
            .filter(move |row| row.from == giver && row.in_force(on))
    }

    /// Whether this region uses the row to let something pass.
    pub fn uses(&self, row: &Row) -> bool {
        match row.state {
            RowState::Aan => true,
            RowState::Uit => self.region.rows_on.contains(&row.id),
            RowState::Geblokkeerd => false,
        }
    }

    /// Whether documents of this kind stay out of the hub, for a person to bring by telephone. The hub keeps nothing of them.
    pub fn by_hand(&self, kind: &str) -> bool {
        self.rows
            .get(kind)
            .into_iter()
            .flatten()
            .any(|row| row.place == Place::Handmatig)
    }

    /// Whether an agreement of this name holds between two organisations on a day.
    pub fn agreed(&self, name: &str, giver: &str, recipient: &str, on: Date) -> bool {
        self.agreements
            .iter()
            .any(|agreement| agreement.binds(name, giver, recipient, on))
    }

    /// The agreements between organisations of this region, in the order of the file.
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// The partner with this OIN, role and unit.
    pub fn partner(&self, party: &Party) -> Option<&Arc<Partner>> {
        self.of_organisation(&party.oin)
            .find(|partner| partner.role == party.role && partner.unit == party.unit)
    }

    /// Whether the organisation has several units in this role on this day.
    pub fn is_divided(&self, oin: &str, role: &str, on: Date) -> bool {
        self.of_organisation(oin)
            .filter(|partner| partner.role == role && partner.in_force(on))
            .nth(1)
            .is_some()
    }

    /// Whether the organisation has several units in any role on this day.
    pub fn has_units(&self, oin: &str, on: Date) -> bool {
        self.of_organisation(oin)
            .any(|partner| self.is_divided(oin, &partner.role, on))
    }

    /// The partners of one organisation, one for each role and unit.
    pub fn of_organisation(&self, oin: &str) -> impl Iterator<Item = &Arc<Partner>> {
        self.areas
            .of_organisation(oin)
            .iter()
            .filter_map(|at| self.partners.get(*at))
    }

    /// The partners that serve this home, on some day, or this school; in the order of the file.
    pub fn near(
        &self,
        home: Option<&Municipality>,
        school: Option<&str>,
    ) -> impl Iterator<Item = &Arc<Partner>> {
        self.areas
            .near(home, school)
            .into_iter()
            .filter_map(|at| self.partners.get(at))
    }

    /// Whether a CloudEvent of the catalog's kinds may have this name somewhere. Any other name may not be shown.
    pub fn names(&self, name: &str) -> bool {
        ATTRIBUTES.contains(&name) || self.kinds.values().any(|kind| kind.shape.names(name))
    }

    /// The kind that a CloudEvents type names.
    pub fn kind_of_type(&self, event_type: &str) -> Option<&Arc<Kind>> {
        self.kinds
            .values()
            .find(|kind| kind.event_type == event_type)
    }
}
