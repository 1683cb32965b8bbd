//! A question about the record of one child, at the desk of a discloser -> the answer, and the look on record.

pub(super) mod list;
pub(super) mod told;

use super::file::{File, NoFile, open};
use super::note::{Child, Look};
use super::{Act, Office};
use crate::decision::hex;
use crate::store::{StoreError, Writing};
use list::Statements;
use serde::{Deserialize, Serialize};
use serde_json::json;
use told::Told;

/// The answer to a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// The desk has no such file.
    NoFile(NoFile),
    /// Statements about consent.
    Statements(Statements),
    /// Disclosures about the child.
    Told(Told),
}

/// Looks into the record. The look is on record before anything is shown.
pub(super) async fn look(
    office: &Office<'_>,
    what: Look,
    source: &str,
    child: &Child,
    act: &Act,
) -> Result<Looked, StoreError> {
    let file = match open(office, source, child).await? {
        Err(why) => return Ok(Looked::NoFile(why)),
        Ok(file) => file,
    };
    Ok(match what {
        Look::Statements => Looked::Statements(list::statements(office, &file, act).await?),
        Look::Told => Looked::Told(told::told(office, &file, act).await?),
    })
}

/// Puts a look into the record of a person on record (AVG 5 lid 2).
async fn looked(
    office: &Office<'_>,
    file: &File,
    act: &Act,
    action: &'static str,
) -> Result<(), StoreError> {
    let (act, now, controller) = (
        act.clone(),
        office.hub.now(),
        file.source.controller.clone(),
    );
    let about = json!({ "source": file.source.name, "subjects": file.subjects.iter().map(|subject| hex(&subject.0)).collect::<Vec<_>>() });
    office
        .hub
        .store
        .write(move |store: &Writing<'_>| act.record(store, now, &controller, action, &about))
        .await
}
