//! The fields of a statement -> the answer for each category, and the fields that are not known or could never count.

use super::Form;
use crate::catalog::Catalog;
use crate::catalog::format::birth;
use crate::catalog::partner::{Partner, Source};
use crate::catalog::schema::{Meaning, StatementSort};
use crate::pipeline::asks::asked_about;
use crate::pipeline::conditions::age;
use crate::pipeline::consent::{Authority, Said, Statement};
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// The recipients, purposes and categories that the fields of a statement name.
struct NamedRecipients<'a> {
    recipient: &'a str,
    unit: Option<&'a str>,
    purpose: &'a str,
    capacity: &'a str,
    listed: Vec<&'a str>,
    /// The recipient is connected, in some role.
    connected: bool,
    /// The recipient has that unit, as far as the catalog tells.
    unit_known: bool,
}

impl<'a> Form<'a> {
    fn named(&self, catalog: &Catalog) -> NamedRecipients<'a> {
        let list = self
            .kind
            .find(Meaning::CategoryList, self.body)
            .and_then(Value::as_array);
        let recipient = self.text(Meaning::Recipient);
        let unit = Some(self.text(Meaning::RecipientUnit)).filter(|unit| !unit.is_empty());
        let connected = catalog.of_organisation(recipient).next().is_some();
        let of_unit = |partner: &Arc<Partner>| unit.is_none() || partner.unit.as_deref() == unit;
        NamedRecipients {
            recipient,
            unit,
            purpose: self.text(Meaning::Purpose),
            capacity: self.text(Meaning::Capacity),
            listed: list
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
            connected,
            unit_known: !connected || catalog.of_organisation(recipient).any(of_unit),
        }
    }

    pub(super) fn statements(
        &mut self,
        catalog: &Catalog,
        source: &Source,
        sort: StatementSort,
        day: Date,
    ) -> Vec<Statement> {
        let named = self.named(catalog);
        let all_known = self.all_known(catalog, sort, &named);
        if sort == StatementSort::Yes && all_known {
            self.can_count(catalog, named.capacity, day);
            let asked = asked_about(catalog, &source.role, named.recipient, named.purpose);
            if !asked.contains(catalog.terms.set(named.listed.iter().copied())) {
                self.wrong(Meaning::CategoryList, "geen-rij");
            }
        }
        let mut said = self.of_each(catalog, sort, &named, day);
        let NamedRecipients {
            connected,
            unit_known,
            ..
        } = named;
        if !connected || !unit_known || birth::incomplete(self.text(Meaning::BirthDate)) {
            // of a change the no is kept, for any recipient that the change names and any child that it may be about
            said.retain(|statement| statement.said == Said::No);
            if sort == StatementSort::Change && said.is_empty() && !(connected && unit_known) {
                self.wrong(
                    if connected {
                        Meaning::RecipientUnit
                    } else {
                        Meaning::Recipient
                    },
                    "bekend",
                );
            }
        }
        said
    }

    /// Whether the names in the statement are known; the recipient of a no may be any organisation.
    fn all_known(
        &mut self,
        catalog: &Catalog,
        sort: StatementSort,
        named: &NamedRecipients<'_>,
    ) -> bool {
        let (terms, yes) = (&catalog.terms, sort == StatementSort::Yes);
        let says_something = !named.listed.is_empty() || sort == StatementSort::Change;
        let mut listed = named.listed.iter();
        let known = [
            (Meaning::Recipient, named.connected || !yes),
            (Meaning::RecipientUnit, named.unit_known || !yes),
            (Meaning::Purpose, terms.is_purpose(named.purpose)),
            (
                Meaning::Capacity,
                catalog.consent.capacity(named.capacity).is_some(),
            ),
            (
                Meaning::CategoryList,
                says_something && listed.all(|code| terms.category(code).is_some()),
            ),
        ];
        for (meaning, _) in known.iter().filter(|(_, known)| !known) {
            self.wrong(*meaning, "bekend");
        }
        known.iter().all(|(_, known)| *known)
    }

    /// A statement for each category that the message names; for a change, for all categories that may be shared.
    fn of_each(
        &self,
        catalog: &Catalog,
        sort: StatementSort,
        named: &NamedRecipients<'_>,
        day: Date,
    ) -> Vec<Statement> {
        let gives = matches!(sort, StatementSort::Yes | StatementSort::Change);
        let about = if sort == StatementSort::Change {
            catalog.terms.all().without(catalog.terms.never)
        } else {
            catalog.terms.set(named.listed.iter().copied())
        };
        let one = |category: &str| Statement {
            recipient: named.recipient.to_owned(),
            unit: named.unit.map(str::to_owned),
            purpose: named.purpose.to_owned(),
            category: category.to_owned(),
            giver: self.text(Meaning::Giver).to_owned(),
            capacity: named.capacity.to_owned(),
            authority: self.known(Meaning::Authority),
            said: if gives && named.listed.contains(&category) {
                Said::Yes
            } else {
                Said::No
            },
            day,
            until: self.day(Meaning::ValidUntil),
        };
        catalog.terms.codes(about).into_iter().map(one).collect()
    }

    /// Turns away a yes of a giver that may not decide at that age, or is known to have no gezag: such a yes would
    /// only look like one.
    fn can_count(&mut self, catalog: &Catalog, capacity: &str, day: Date) {
        let Some(capacity) = catalog.consent.capacity(capacity) else {
            return;
        };
        if capacity.needs_authority && self.known(Meaning::Authority) == Authority::No {
            self.wrong(Meaning::Authority, "gezag");
        }
        let by_age = self
            .day(Meaning::BirthDate)
            .map(|born| catalog.consent.groups(age(born, day)));
        let decides = |groups: &[String]| groups.contains(&capacity.counts_as);
        if by_age.is_some_and(|groups| !decides(groups)) && !decides(catalog.consent.incapable()) {
            self.wrong(Meaning::Capacity, "leeftijd");
        }
    }
}
