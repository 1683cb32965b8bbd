//! A note of the desk -> the events that a system of the same organisation would have sent: one for each recipient and purpose.

use super::NoStatement;
use crate::catalog::schema::{Kind, Meaning};
use crate::desk::file::File;
use crate::desk::file::fields::{child, fill};
use crate::desk::note::{Note, Verb};
use crate::pipeline::asked_about;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The recipient, unit and purpose of one statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct About {
    pub(super) recipient: String,
    /// The unit of the recipient; none: whichever unit it has.
    pub(super) unit: Option<String>,
    pub(super) purpose: String,
}

/// All recipients and purposes that a note is about.
pub(super) fn about(file: &File, note: &Note) -> Result<Vec<About>, NoStatement> {
    if note.verb == Verb::Give && file.born.whole().is_none() {
        return Err(NoStatement::WholeBirthDate);
    }
    if let (Some(recipient), Some(purpose)) = (&note.recipient, &note.purpose) {
        return Ok(vec![About {
            recipient: recipient.clone(),
            unit: note.unit.clone(),
            purpose: purpose.clone(),
        }]);
    }
    if note.verb == Verb::Give {
        return Err(NoStatement::OneRecipient);
    }
    let meant = |about: &About| {
        note.recipient
            .as_ref()
            .is_none_or(|recipient| *recipient == about.recipient)
            && note
                .purpose
                .as_ref()
                .is_none_or(|purpose| *purpose == about.purpose)
    };
    // all earlier statements, also those about partners that have left; and all consent that can be asked, for a yes
    // may still be on its way
    let said = file.said.iter().map(|(_, said)| About {
        recipient: said.recipient.clone(),
        unit: None,
        purpose: said.purpose.clone(),
    });
    let all = askable(file).into_iter().chain(said).filter(meant);
    let all: BTreeSet<About> = all
        .map(|about| About {
            unit: note.unit.clone(),
            ..about
        })
        .collect();
    if all.is_empty() {
        return Err(NoStatement::NothingAsked);
    }
    Ok(all.into_iter().collect())
}

/// Recipients that are connected, with each purpose for which this source would need consent.
fn askable(file: &File) -> BTreeSet<About> {
    let (catalog, role) = (&file.catalog, file.source.role.as_str());
    let rows = catalog
        .rows
        .values()
        .flatten()
        .filter(|row| row.from == role);
    let purposes: BTreeSet<&String> = rows
        .flat_map(|row| row.consent.iter().chain(&row.objections))
        .collect();
    let recipients: BTreeSet<&str> = catalog
        .partners
        .iter()
        .map(|partner| partner.oin.as_str())
        .collect();
    let all = recipients
        .into_iter()
        .flat_map(|recipient| purposes.iter().map(move |purpose| (recipient, *purpose)));
    all.filter(|(recipient, purpose)| !asked_about(catalog, role, recipient, purpose).is_empty())
        .map(|(recipient, purpose)| About {
            recipient: recipient.to_owned(),
            unit: None,
            purpose: purpose.clone(),
        })
        .collect()
}

/// The event of one statement, without an id.
pub(super) fn event(file: &File, kind: &Kind, note: &Note, about: &About) -> Value {
    let terms = &file.catalog.terms;
    let categories = match (note.categories.is_empty(), note.verb) {
        (false, _) => note.categories.iter().map(String::as_str).collect(),
        (true, Verb::Give) => terms.codes(asked_about(
            &file.catalog,
            &file.source.role,
            &about.recipient,
            &about.purpose,
        )),
        (true, Verb::Refuse | Verb::Withdraw) => terms.codes(terms.all().without(terms.never)),
    };
    let mut data = child(kind, &note.child);
    let day = |day: jiff::civil::Date| json!(day.to_string());
    let fields = [
        (Meaning::Giver, Some(json!(note.giver))),
        (Meaning::Capacity, Some(json!(note.capacity))),
        (Meaning::Authority, Some(json!(note.authority))),
        (Meaning::Recipient, Some(json!(about.recipient))),
        (
            Meaning::RecipientUnit,
            about.unit.as_ref().map(|unit| json!(unit)),
        ),
        (Meaning::Purpose, Some(json!(about.purpose))),
        (Meaning::CategoryList, Some(json!(categories))),
        (
            Meaning::StatementDay,
            Some(day(note.day.unwrap_or(file.today))),
        ),
        (Meaning::ValidUntil, note.until.map(day)),
        (
            Meaning::Evidence,
            note.evidence.as_ref().map(|place| json!(place)),
        ),
        (
            Meaning::Wording,
            note.wording.as_ref().map(|version| json!(version)),
        ),
    ];
    fill(kind, &mut data, fields);
    json!({
        "specversion": "1.0",
        "source": format!("urn:nld:oin:{}:systeem:{}", file.source.oin, file.source.name),
        "type": kind.event_type,
        "datacontenttype": "application/json",
        "data": data,
    })
}
