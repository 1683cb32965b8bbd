//! The file of a child -> disclosures by partner, dispatches that waited and are stopped, and dispatches that still go.

use super::{Act, File, Office, looked};
use crate::desk::file::Warning;
use crate::hub::prepare::{self, Prepared};
use crate::outcome::Code;
use crate::store::{Dispatch, State, StoreError, StoredDocument};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most dispatches that are shown; a longer list is for the owner of the whole record.
const MOST: u32 = 500;

/// Ends of the dispatches about a child.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// This controller does not know the child.
    pub unknown_to: Option<String>,
    /// Dispatches that were delivered.
    pub told: Vec<Sent>,
    /// Dispatches that stood ready and are stopped.
    pub stopped: Vec<Sent>,
    /// Dispatches that stand ready and go.
    pub going: Vec<Sent>,
    /// Some of the stopped dispatches may be on their way at this moment.
    pub on_its_way: bool,
    /// No partner is named, because a partner would tell where the child lives.
    pub secret: bool,
    /// Some dispatches are of a source that is gone.
    pub gone: bool,
    /// The list holds the last so many dispatches, and there are more.
    pub more: Option<u32>,
    /// Why the list may be incomplete.
    pub warnings: Vec<Warning>,
}

/// One dispatch about the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The day on which it ended, or was recorded.
    pub day: Date,
    /// The kind of message, in the words of the catalog.
    pub kind: String,
    /// The categories, in the words of the catalog.
    pub what: Vec<String>,
    /// The partner and the rows; none where they would tell where the child lives.
    pub to: Option<To>,
}

/// The partner of a dispatch, and the rows that allowed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct To {
    /// Name of the partner.
    pub partner: String,
    /// Role of the partner, in the words of the catalog.
    pub role: String,
    /// The rows, each with its ground where the row is still in the table.
    pub rows: Vec<(String, Option<String>)>,
}

/// Lists the disclosures by the discloser of this file, after the look is on record.
pub(in crate::desk) async fn told(
    office: &Office<'_>,
    file: &File,
    act: &Act,
) -> Result<Told, StoreError> {
    looked(office, file, act, "record.told.shown").await?;
    let found = if file.subjects.is_empty() {
        Told {
            unknown_to: Some(file.source.controller.clone()),
            ..Told::default()
        }
    } else {
        look_up(office, file).await?
    };
    Ok(Told {
        secret: file.secret,
        warnings: file.warnings(),
        ..found
    })
}

/// Finds the dispatches about the child. Dispatches that still wait are judged anew, by the rules and facts of now.
async fn look_up(office: &Office<'_>, file: &File) -> Result<Told, StoreError> {
    let subjects = file.subjects.clone();
    let all = office.hub.store.read(move |store| {
        subjects
            .iter()
            .map(|subject| store.told_about(*subject, MOST))
            .collect::<Result<Vec<_>, _>>()
    });
    let found = all.await?.concat();
    let mut all = Told {
        more: (found.len() >= usize::try_from(MOST).unwrap_or(usize::MAX)).then_some(MOST),
        gone: found
            .iter()
            .any(|(_, document)| !file.catalog.sources.contains_key(&document.source)),
        ..Told::default()
    };
    let own = found
        .into_iter()
        .filter(|(_, document)| belongs(file, document));
    let mut waiting = Vec::new();
    for (dispatch, document) in own {
        let sent = sent(file, &dispatch, &document);
        match (dispatch.state, dispatch.code) {
            (State::Delivered, _) => all.told.push(sent),
            (State::Due | State::Parked, _) => waiting.push((dispatch, sent)),
            (State::Dropped, Some(Code::Refused | Code::NoConsent)) => all.stopped.push(sent),
            (State::Dropped | State::Superseded, _) => {}
        }
    }
    let due = waiting
        .iter()
        .map(|(dispatch, _)| dispatch.clone())
        .collect();
    let asked = prepare::prepare(
        &office.hub.store,
        Arc::clone(&file.catalog),
        due,
        office.hub.now().day(),
    )
    .await?;
    for ((dispatch, sent), Prepared { event, .. }) in waiting.into_iter().zip(asked) {
        if event.is_ok() {
            all.going.push(sent);
        } else {
            all.on_its_way |= dispatch.state == State::Due;
            all.stopped.push(sent);
        }
    }
    Ok(all)
}

/// Whether this discloser told the document. A source that is gone has no role any more: another role of the
/// organisation may not see its documents.
fn belongs(file: &File, document: &StoredDocument) -> bool {
    file.catalog
        .sources
        .get(&document.source)
        .is_some_and(|source| source.party() == file.source.party())
}

fn sent(file: &File, dispatch: &Dispatch, document: &StoredDocument) -> Sent {
    let catalog = &file.catalog;
    let kind = document.kind.as_deref().unwrap_or_default();
    let kind = catalog
        .kinds
        .get(kind)
        .map_or(kind, |kind| kind.title.as_str());
    let what = dispatch.categories.split(' ');
    Sent {
        day: dispatch.ended.unwrap_or(dispatch.recorded).day(),
        kind: kind.to_owned(),
        what: what
            .map(|code| catalog.terms.plain(code).to_owned())
            .collect(),
        to: (!file.secret).then(|| to(file, dispatch)),
    }
}

fn to(file: &File, dispatch: &Dispatch) -> To {
    let (catalog, party) = (&file.catalog, &dispatch.partner);
    let partner = catalog
        .partner(party)
        .map_or(party.oin.as_str(), |partner| partner.name.as_str());
    let ground = |id: &str| {
        let row = catalog.rows.values().flatten().find(|row| row.id == id);
        row.map(|row| row.grounds.verstrekken.to_string())
    };
    let rows = dispatch.rows.split(' ');
    To {
        partner: partner.to_owned(),
        role: catalog.terms.role_name(&party.role).to_owned(),
        rows: rows.map(|id| (id.to_owned(), ground(id))).collect(),
    }
}
