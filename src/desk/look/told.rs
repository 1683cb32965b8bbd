//! A child's file -> what was told to whom, what waited and is stopped, and what still goes.

use super::{Act, File, Office, looked};
use crate::desk::file::Warning;
use crate::hub::prepare::{self, Prepared};
use crate::outcome::Code;
use crate::store::{Dispatch, State, StoreError, StoredDocument};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// More than this is for who has the whole record.
const MOST: u32 = 500;

/// What became of what there was to tell about a child.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// This controller does not know the child.
    pub unknown_to: Option<String>,
    /// What was told.
    pub told: Vec<Sent>,
    /// What stood ready and goes no more.
    pub stopped: Vec<Sent>,
    /// What stands ready and goes.
    pub going: Vec<Sent>,
    /// Some of what is stopped may be on its way at this moment.
    pub on_its_way: bool,
    /// Nobody is named, because that would tell where the child lives.
    pub secret: bool,
    /// Some are of a source that is gone.
    pub gone: bool,
    /// These are the last so many, and there are more.
    pub more: Option<u32>,
    /// Why this may not be all.
    pub warnings: Vec<Warning>,
}

/// One dispatch about the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The day on which it ended, or was recorded.
    pub day: Date,
    /// What sort of message it is, in the words of the catalog.
    pub kind: String,
    /// The categories, in the words of the catalog.
    pub what: Vec<String>,
    /// To whom, and why; none where that tells where the child lives.
    pub to: Option<To>,
}

/// To whom something was sent, and by which rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct To {
    /// The partner, by name.
    pub partner: String,
    /// Its role, in the words of the catalog.
    pub role: String,
    /// The rows, each with its ground where it is still in the table.
    pub rows: Vec<(String, Option<String>)>,
}

/// What was told is told by this discloser, and the look is on record.
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

/// What still waits is asked about anew, by the rules and facts of now.
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
        office.hub.now(),
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

/// Told by this discloser. Of a source that is gone nobody can tell what it told as: another role of the organisation may not see it.
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
