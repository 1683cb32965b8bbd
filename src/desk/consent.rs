//! A note taken down at the desk of a discloser -> statements on record by the one way in, and their results:
//! disclosures made before, and dispatches that stop.

mod event;

use super::file::{File, NoFile, open};
use super::look::told::{self, Told};
use super::note::{Note, Verb};
use super::{Act, Office};
use crate::dutch;
use crate::hub::errand::SaidAtDesk;
use crate::message::Private;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Problem};
use crate::store::StoreError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Statements that go on record in one batch; between two batches the hub does its other work.
const AT_ONCE: usize = 100;

/// Result of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The verb of the note.
    pub verb: Verb,
    /// Each recipient and purpose of the note, with the end of its statement.
    pub entries: Vec<StatementEnd>,
    /// The controller that did not know the child until this note.
    pub unknown_to: Option<String>,
    /// Disclosures about the child before the note, and dispatches that still go.
    pub told: Option<Told>,
    /// Why these results are not complete.
    pub broken: Option<BrokenOff>,
}

/// One statement of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementEnd {
    /// The organisation that receives; none where the name would tell where the child lives.
    pub recipient: Option<String>,
    /// The purpose, in the words of the catalog.
    pub purpose: String,
    /// The day of the statement.
    pub day: Date,
    /// How the statement was recorded.
    pub end: HowRecorded,
}

/// How one statement of the desk ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowRecorded {
    /// The statement is in the register.
    Registered,
    /// The statement was in the register before.
    Known,
    /// The statement was stopped and is not in the register.
    Stopped(Code, Vec<Problem>),
    /// Another outcome, which no statement should have.
    Otherwise,
}

/// Why a note was recorded in part, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokenOff {
    /// The desk has no file of this child.
    NoFile(NoFile),
    /// The note does not make a statement.
    NoStatement(NoStatement),
    /// The hub is stopping: the register tells which statements were recorded.
    Stopping,
    /// The store failed; the reason as text.
    Store(String),
}

/// Why a note does not make a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoStatement {
    /// A yes needs the whole birth date.
    WholeBirthDate,
    /// A yes is for one recipient and one purpose.
    OneRecipient,
    /// No purpose of this source asks for consent.
    NothingAsked,
}

impl From<StoreError> for BrokenOff {
    fn from(error: StoreError) -> Self {
        Self::Store(dutch::of_store(&error))
    }
}

impl From<NoFile> for BrokenOff {
    fn from(none: NoFile) -> Self {
        Self::NoFile(none)
    }
}

/// Has the intake record a note, and returns the results. Every result comes after its commit.
pub(super) async fn register(office: &Office<'_>, note: Note, act: Act) -> Registered {
    let mut registered = Registered {
        verb: note.verb,
        entries: Vec::new(),
        unknown_to: None,
        told: None,
        broken: None,
    };
    registered.broken = record_note(office, &note, &act, &mut registered)
        .await
        .err();
    registered
}

/// Fills `registered` as far as nothing breaks: results of statements before an error stay.
async fn record_note(
    office: &Office<'_>,
    note: &Note,
    act: &Act,
    registered: &mut Registered,
) -> Result<(), BrokenOff> {
    let file = open(office, &note.source, &note.child).await??;
    let about = event::about(&file, note).map_err(BrokenOff::NoStatement)?;
    let named = note.verb.kind();
    let Some(kind) = file.catalog.kinds.get(named) else {
        return Err(NoFile::Kind(named.to_owned()).into());
    };
    for some in about.chunks(AT_ONCE) {
        let events = some
            .iter()
            .map(|about| Private::new(event::event(&file, kind, note, about)))
            .collect();
        // recorded or stopped: only statements in the register count
        let recorded = record(office, &file, note.verb, events, act).await;
        for (about, end) in some.iter().zip(recorded.ok_or(BrokenOff::Stopping)??) {
            registered.entries.push(StatementEnd {
                recipient: file.organisation(&about.recipient),
                purpose: file.catalog.terms.plain(&about.purpose).to_owned(),
                day: note.day.unwrap_or(file.today),
                end: ended(office, end).await?,
            });
        }
    }
    if note.verb == Verb::Withdraw && file.subjects.is_empty() {
        registered.unknown_to = Some(file.source.controller.clone());
    }
    if note.verb != Verb::Give {
        // the child may be known only since these statements
        let file = open(office, &note.source, &note.child).await??;
        registered.told = Some(told::told(office, &file, act).await?);
    }
    Ok(())
}

/// Has the intake record these events. None when the hub is stopping.
async fn record(
    office: &Office<'_>,
    file: &File,
    verb: Verb,
    events: Vec<Private<Value>>,
    act: &Act,
) -> Option<Result<Vec<(DocumentNo, Outcome)>, StoreError>> {
    let said = SaidAtDesk {
        source: file.source.name.clone(),
        kind: verb.kind().to_owned(),
        events,
        action: verb.action(),
        act: act.clone(),
    };
    office.intake.speak(said).await
}

/// The end of one statement, with the problems of a document that was stopped.
async fn ended(
    office: &Office<'_>,
    (document, outcome): (DocumentNo, Outcome),
) -> Result<HowRecorded, StoreError> {
    Ok(match outcome {
        Outcome::Register => HowRecorded::Registered,
        Outcome::Duplicate => HowRecorded::Known,
        Outcome::Stopped(code) => {
            let look = move |store: &crate::store::Reading<'_>| store.document(document);
            let stored = office.hub.store.read(look).await?;
            let problems = stored.map(|document| document.problems);
            HowRecorded::Stopped(code, problems.unwrap_or_default())
        }
        Outcome::Routed | Outcome::Nothing => HowRecorded::Otherwise,
    })
}
