//! What somebody says at the desk of who discloses -> on record by the one way in, and what came of it: what was sent already and what is
//! stopped.

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

/// So many statements are on record in one go; between two goes the hub does its other work.
const AT_ONCE: usize = 100;

/// What came of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// What was said.
    pub verb: Verb,
    /// Each recipient and purpose, with what came of it.
    pub entries: Vec<StatementEnd>,
    /// This controller did not know the child until now.
    pub unknown_to: Option<String>,
    /// What was told about the child before, and what still goes.
    pub told: Option<Told>,
    /// Why this is not all.
    pub broken: Option<BrokenOff>,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementEnd {
    /// The organisation that receives; none where that tells where the child lives.
    pub recipient: Option<String>,
    /// What for, in the words of the catalog.
    pub purpose: String,
    /// The day on which it was said.
    pub day: Date,
    /// What came of it.
    pub end: HowRecorded,
}

/// How one document of the desk ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowRecorded {
    /// It is in the register.
    Registered,
    /// It was there already.
    Known,
    /// It is not in the register.
    Stopped(Code, Vec<Problem>),
    /// As no statement ends.
    Otherwise,
}

/// Why nothing, or not everything, was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokenOff {
    /// There is no such child at this desk.
    NoFile(NoFile),
    /// This cannot be said.
    NoStatement(NoStatement),
    /// The hub is stopping: what is in the register is what counts.
    Stopping,
    /// The store did not do it.
    Store(String),
}

/// Why nothing can be said as it was taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoStatement {
    /// A yes needs the whole birth date.
    WholeBirthDate,
    /// A yes is for one recipient and one purpose.
    OneRecipient,
    /// There is nothing that is asked consent for.
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

/// Has the intake record what was said, and says what came of it. Every answer comes after the commit.
pub(super) async fn register(office: &Office<'_>, note: Note, act: Act) -> Registered {
    let mut registered = Registered {
        verb: note.verb,
        entries: Vec::new(),
        unknown_to: None,
        told: None,
        broken: None,
    };
    registered.broken = all(office, &note, &act, &mut registered).await.err();
    registered
}

/// What is done until something breaks stands in `registered` by then.
async fn all(
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
        // whether or not it was taken: what is in the register is what counts
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
        // the child may be known only since this moment
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

/// How one document ended.
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
