//! The store on real files in scratch folders: what it promises when all goes well, and when it does not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail loudly"
)]

mod along;
mod before;
mod bench;
mod copies;
mod group;
mod identity;
mod lent;
mod rotation;
mod rules;
mod safety;
mod secret;
mod sent;
mod tampering;
mod words;

use crate::moment::ms;
use schakel::decision::{Settled, settle, sighted};
use schakel::keys::Keys;
use schakel::message::{Identity, Private, SubjectId};
use schakel::number::DocumentNo;
use schakel::outcome::{Code, Outcome};
use schakel::party::Party;
use schakel::store::{NewDispatch, NewDocument, Reading, Store, StoreError, Writing};
use std::path::PathBuf;
use tempfile::TempDir;
use uuid::Uuid;

fn keys() -> Keys {
    Keys::from_master(&[7; 32])
}

/// A store in a folder of its own, which goes with it.
struct Scratch {
    store: Store,
    folder: TempDir,
}

impl Scratch {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
        Self { store, folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("hub.db")
    }

    /// A connection past the store, for what only a stranger would do.
    fn stranger(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    /// Closes the store and hands over its folder.
    fn close(self) -> TempDir {
        self.folder
    }

    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write(job).await.unwrap()
    }

    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.read(question).await.unwrap()
    }
}

/// A document about somebody came in: its subject, and the sighting.
fn meet(
    store: &Writing<'_>,
    controller: &str,
    identity: &Identity,
    even_so: bool,
) -> Result<Settled, StoreError> {
    let acquainted = store.acquainted(controller, identity, false)?;
    let mut changes = Vec::new();
    let settled = settle(
        controller,
        identity,
        &acquainted,
        (even_so, false),
        &mut changes,
    );
    let seen = (None, false);
    sighted(
        controller,
        identity,
        &acquainted,
        &settled,
        seen,
        &mut changes,
    );
    store.apply(&changes, ms(1))?;
    Ok(settled)
}

/// A document of source `school` whose content is told by one byte.
fn document(id: &str, content: u8, outcome: Outcome) -> NewDocument<'_> {
    NewDocument {
        source: "school",
        id,
        digest: [content; 32],
        kind: Some("verzuimmelding/1"),
        labels: "",
        controller: "c1",
        subject: None,
        outcome,
        problems: &[],
        total: 0,
        verdicts: &[],
        arrived: ms(1),
        catalog: "v1",
    }
}

/// A partner that is told by a word.
fn partner(word: &str) -> Party {
    Party::new(word, "leerplicht")
}

/// A dispatch of a document that is due at once; its event is told by one number.
fn dispatch<'a>(
    document: DocumentNo,
    event: u128,
    partner: &'a Party,
    subject: Option<u8>,
) -> NewDispatch<'a> {
    NewDispatch {
        event: Uuid::from_u128(event),
        document,
        partner,
        subject: subject.map(|byte| SubjectId([byte; 16])),
        rows: "7",
        categories: "verzuim",
        recorded: ms(10),
        due: ms(10),
    }
}

/// Somebody whose words are all of one name.
fn person(pgn: Option<&str>, name: Option<&str>) -> Identity {
    let private = |text: &str| Private::new(text.to_owned());
    let [surname, first_name, birth_date, address] =
        [name, name, name, name].map(|name| name.map(private));
    Identity {
        pgn: pgn.map(private),
        surname,
        first_name,
        birth_date,
        address,
        ..Identity::default()
    }
}

const CONFLICT: Outcome = Outcome::Stopped(Code::IdConflict);
const INVALID: Outcome = Outcome::Stopped(Code::Invalid);
