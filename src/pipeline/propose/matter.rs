//! A valid document -> the matter that every step of `propose` reads: meanings of the document, and the rows about the document.

use crate::catalog::format::birth;
use crate::catalog::partner::Source;
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::{Kind, Meaning, StatementSort};
use crate::catalog::{Catalog, is_duty};
use crate::outcome::{Code, Stop};
use crate::pipeline::conditions::{Shown, applies};
use crate::pipeline::validate::Valid;
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// One document, read for a day.
pub(super) struct Matter<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) source: &'a Arc<Source>,
    pub(super) kind: &'a Kind,
    pub(super) body: &'a Value,
    pub(super) today: Date,
    pub(super) shown: Shown<'a>,
    /// The rows of the kind and the giver of the document.
    pub(super) rows: Vec<&'a Arc<Row>>,
    /// The school.
    pub(super) brin: Option<&'a str>,
    /// OIN of the organisation that the document is addressed to.
    pub(super) addressee: Option<&'a str>,
    /// OINs of the organisations that take part.
    pub(super) participants: Vec<&'a str>,
    /// The document corrects a report, and follows that report.
    pub(super) follows: bool,
}

impl<'a> Matter<'a> {
    pub(super) fn of(
        catalog: &'a Catalog,
        source: &'a Arc<Source>,
        valid: &'a Valid,
        shown: Shown<'a>,
        today: Date,
    ) -> Self {
        let (kind, body) = (valid.kind(), valid.body().expose());
        let rows: Vec<&Arc<Row>> = catalog.rows_for(&kind.name, &source.role, today).collect();
        let follows = rows
            .iter()
            .any(|row| row.place == Place::EerderGekregen && catalog.uses(row));
        Self {
            catalog,
            source,
            kind,
            body,
            today,
            shown,
            rows,
            brin: kind.text(Meaning::Brin, body),
            addressee: kind.text(Meaning::Addressee, body),
            participants: participants(kind, body),
            follows,
        }
    }

    /// A source speaks for its own schools only.
    pub(super) fn is_of_its_school(&self) -> Result<(), Stop> {
        match self.brin {
            Some(brin) if !self.source.brin.is_empty() && !self.source.brin.contains(brin) => {
                Err(Stop::at(
                    Code::SenderUnproven,
                    self.pointer(Meaning::Brin),
                    "brin-of-source",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Stops a kind that goes by hand.
    pub(super) fn goes_through_the_hub(&self) -> Result<(), Stop> {
        if self.found_by(&[Place::Handmatig]) {
            return Err(Stop::at(Code::Manual, "/type", "handmatig"));
        }
        Ok(())
    }

    /// Stops a birth date that is known in part, which is enough for a no and for nothing else.
    pub(super) fn tells_the_age(&self) -> Result<(), Stop> {
        let takes_away = self.kind.statement.is_some_and(StatementSort::takes_away);
        if self.is_born_in_part() && !takes_away {
            return Err(Stop::at(
                Code::NoBirthdate,
                self.pointer(Meaning::BirthDate),
                "onvolledig",
            ));
        }
        Ok(())
    }

    /// Whether the birth date is known in part.
    pub(super) fn is_born_in_part(&self) -> bool {
        self.text(Meaning::BirthDate).is_some_and(birth::incomplete)
    }

    /// Whether a row finds its recipient by one of these addresses.
    pub(super) fn found_by(&self, places: &[Place]) -> bool {
        self.rows.iter().any(|row| places.contains(&row.place))
    }

    /// Whether the row applies without asking any consent.
    pub(super) fn by_law(&self, row: &Row) -> bool {
        !matches!(row.place, Place::Hub | Place::EerderGekregen)
            && self.catalog.uses(row)
            && rests_on_law(row)
            && applies(self.catalog, row, &self.shown)
    }

    pub(super) fn text(&self, meaning: Meaning) -> Option<&'a str> {
        self.kind.text(meaning, self.body)
    }

    pub(super) fn pointer(&self, meaning: Meaning) -> String {
        pointer(self.kind, meaning)
    }
}

/// Whether the row asks nobody first. Consent and agreements are asked first: an organisation that is not connected has neither.
fn rests_on_law(row: &Row) -> bool {
    is_duty(row) || row.consent.is_none() && row.conditions.agreement.is_none()
}

/// OINs of the organisations that take part.
pub(super) fn participants<'v>(kind: &Kind, body: &'v Value) -> Vec<&'v str> {
    let list = kind
        .find(Meaning::Participants, body)
        .and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Pointer of the field with this meaning.
pub(super) fn pointer(kind: &Kind, meaning: Meaning) -> String {
    kind.meanings
        .get(&meaning)
        .map(|pointer| format!("/data{pointer}"))
        .unwrap_or_default()
}
