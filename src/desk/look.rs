//! A question about the record of one child, at the desk of who discloses -> the answer, and the look on record.

mod list;
pub(super) mod told;

use super::file::{File, open};
use super::note::{Child, Look};
use super::{Act, Office, Tell};
use crate::hub::record::hex;
use crate::store::{StoreError, Writing};
use serde_json::json;

/// Shows what is on record. Who looked is on record before anything is shown.
pub(super) async fn look(
    office: &Office<'_>,
    what: Look,
    source: &str,
    child: &Child,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    match open(office, source, child).await? {
        Err(why) => Ok(tell.no(why).await),
        Ok(file) => {
            match what {
                Look::Statements => list::show(office, &file, &act, tell).await?,
                Look::Told => told::show(office, &file, &act, tell).await?,
            }
            Ok(true)
        }
    }
}

/// A look into somebody's record is itself on record (AVG 5 lid 2).
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
