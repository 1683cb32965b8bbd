//! What an operator asks of a running hub -> done, on record, and told in Dutch. One request at a time.

mod alerts;
mod choice;
mod consent;
mod drop;
mod keys;
mod reload;
mod replay;
mod resume;
mod subjects;

use super::answers::Answers;
use super::errand::Errand;
use super::incoming::Incoming;
use super::outgoing::Outgoing;
use super::{Hub, Mailboxes};
use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::catalog::format::without_personal_data;
use crate::dutch;
use crate::store::{StoreError, Writing};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc;
use tracing::info;

pub use super::act::Act;
pub use alerts::{Group, How};
pub use consent::{Child, Look, Note, Verb};
pub use replay::Which;

/// Requests that may stand before the hub.
const BACKLOG: usize = 16;
/// Longer than any reason; a log line is not the place for a story.
const LONGEST_REASON: usize = 300;
const LONGEST_NAME: usize = 60;

/// Reads the catalog from its folders as at the start: all of it, or all complaints.
pub type Catalogs = dyn Fn() -> Result<Catalog, Vec<Complaint>> + Send + Sync;

/// The key of a version of the aliases, or why it cannot be read.
pub type AliasKeys = dyn Fn(u32) -> Result<[u8; 32], String> + Send + Sync;

/// What can be asked of a running hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Send again what was parked or delivered, and judge again what was stopped.
    Replay {
        /// Which.
        which: Which,
        /// Only show which.
        dry_run: bool,
    },
    /// End a dispatch without sending it.
    Drop {
        /// Its number.
        dispatch: i64,
    },
    /// An alert has been handled.
    Handle {
        /// Its number.
        alert: i64,
    },
    /// All open alerts of one cause have been handled.
    HandleAll {
        /// Which.
        group: Group,
        /// Or only count them.
        how: How,
    },
    /// Two subjects are one, or are two.
    Doubt {
        /// The number of the doubt.
        doubt: i64,
        /// They are one.
        same: bool,
    },
    /// Whose report a document answers, where several reporters used one number.
    Choose {
        /// The number of the document.
        document: i64,
        /// The reporter, as `OIN/role` or `OIN/role/unit`.
        reporter: String,
    },
    /// Write aliases with a new key from now on.
    RotateKey {
        /// Its version.
        version: u32,
    },
    /// Take an old key of aliases out of use.
    RetireKey {
        /// Its version.
        version: u32,
        /// Also when somebody is known by it alone.
        accept: bool,
    },
    /// Read a queue again that was set aside.
    Resume {
        /// Its name.
        queue: String,
    },
    /// Read the catalog again.
    Reload,
    /// Register what somebody said about consent, at the desk of who discloses.
    Consent {
        /// What was said.
        note: Box<Note>,
    },
    /// Look into the record of one child, at the desk of who discloses.
    Look {
        /// At what.
        what: Look,
        /// Name of the source whose desk it is.
        source: String,
        /// Whom it is about.
        child: Child,
    },
}

/// What the operator sees, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A line.
    Line(String),
    /// How far it is.
    Progress {
        /// So many are done.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// The last piece: whether everything asked for was done.
    End(bool),
}

/// A request, and where the answers go.
struct Request {
    order: Order,
    act: Act,
    tell: Tell,
}

/// Where operators come with what they ask. Cheap to clone.
#[derive(Clone)]
pub struct Desk(mpsc::Sender<Request>);

/// What they ask, for the hub.
pub struct Requests {
    waiting: mpsc::Receiver<Request>,
    catalogs: Arc<Catalogs>,
    keys: Option<Arc<AliasKeys>>,
}

impl Requests {
    /// With a place to read new keys from.
    #[must_use]
    pub fn with_keys(self, keys: Arc<AliasKeys>) -> Self {
        Self {
            keys: Some(keys),
            ..self
        }
    }
}

/// A desk, and what the hub needs to serve it.
pub fn desk(catalogs: Arc<Catalogs>) -> (Desk, Requests) {
    let (desk, waiting) = mpsc::channel(BACKLOG);
    (
        Desk(desk),
        Requests {
            waiting,
            catalogs,
            keys: None,
        },
    )
}

impl Desk {
    /// Asks. The answers come until [`Said::End`]; when they end without it the hub has stopped.
    pub async fn ask(&self, order: Order, act: Act) -> mpsc::Receiver<Said> {
        let (tell, answers) = mpsc::channel(BACKLOG);
        // a hub that has stopped drops the request, and with it the way to answer
        drop(
            self.0
                .send(Request {
                    order,
                    act,
                    tell: Tell(tell),
                })
                .await,
        );
        answers
    }
}

/// Everything of the hub that operators can change.
pub struct Operated<'a> {
    pub(super) hub: &'a Arc<Hub>,
    pub(super) outgoing: &'a Outgoing,
    pub(super) answers: &'a Answers,
    pub(super) mailboxes: &'a Mailboxes,
    pub(super) incoming: Option<&'a Incoming>,
    pub(super) errands: mpsc::Sender<Errand>,
}

/// Serves the desk for ever.
pub(super) async fn run(mut requests: Requests, operated: Operated<'_>) -> Infallible {
    loop {
        let Some(Request { order, act, tell }) = requests.waiting.recv().await else {
            // nobody can ask any more, and the hub goes on
            std::future::pending::<()>().await;
            continue;
        };
        let done = match checked(&order, act) {
            Err(complaint) => tell.no(complaint).await,
            Ok(act) => {
                info!(
                    order = sayable(&order),
                    actor = act.actor,
                    "an operator asks"
                );
                match carry_out(order, act, &requests, &operated, &tell).await {
                    Ok(done) => done,
                    Err(error) => {
                        tell.no(format!("de opslag: {}", dutch::of_store(&error)))
                            .await
                    }
                }
            }
        };
        tell.say(Said::End(done)).await;
    }
}

async fn carry_out(
    order: Order,
    act: Act,
    requests: &Requests,
    hub: &Operated<'_>,
    tell: &Tell,
) -> Result<bool, StoreError> {
    match order {
        Order::Replay { which, dry_run } => replay::replay(hub, which, dry_run, &act, tell).await,
        Order::Drop { dispatch } => drop::end(hub, dispatch, act, tell).await,
        Order::Handle { alert } => alerts::handle(hub.hub, alert, act, tell).await,
        Order::HandleAll { group, how } => {
            alerts::handle_all(hub.hub, group, how, &act, tell).await
        }
        Order::Doubt { doubt, same } => subjects::answer(hub.hub, doubt, same, act, tell).await,
        Order::Choose { document, reporter } => {
            choice::choose(hub, document, reporter, act, tell).await
        }
        Order::RotateKey { version } => {
            keys::rotate(hub.hub, version, requests.keys.as_deref(), act, tell).await
        }
        Order::RetireKey { version, accept } => {
            keys::retire(hub.hub, version, accept, act, tell).await
        }
        Order::Resume { queue } => resume::resume(hub, queue, act, tell).await,
        Order::Reload => reload::reload(hub, &requests.catalogs, act, tell).await,
        Order::Consent { note } => consent::register(hub, *note, act, tell).await,
        Order::Look {
            what,
            source,
            child,
        } => consent::look(hub, what, &source, &child, act, tell).await,
    }
}

/// An order may name what a person typed, such as an id: what may be somebody's number stays out of the log.
fn sayable(order: &Order) -> String {
    let said = format!("{order:?}");
    if without_personal_data(&said) {
        said
    } else {
        "(names what may be personal data)".to_owned()
    }
}

/// Names and reasons are kept for ever and read by many: nothing about a person may stand in them.
fn checked(order: &Order, act: Act) -> Result<Act, String> {
    // nobody has to say why consent is given or withdrawn (AVG 7 lid 3)
    let looks = matches!(
        order,
        Order::Replay { dry_run: true, .. }
            | Order::HandleAll {
                how: How::DryRun,
                ..
            }
    );
    let needs_reason = !looks && !matches!(order, Order::Reload | Order::Consent { .. });
    let said = |text: &str, most: usize| {
        text.chars().count() <= most
            && !text.chars().any(char::is_control)
            && without_personal_data(text)
    };
    if needs_reason && act.reason.trim().is_empty() {
        return Err("zeg met `--reden` waarom: het komt in het logboek".to_owned());
    }
    if !said(&act.reason, LONGEST_REASON) {
        return Err(format!(
            "de reden mag geen persoonsnummer, mailadres of regeleinde bevatten en ten hoogste {LONGEST_REASON} tekens"
        ));
    }
    match said(&act.actor, LONGEST_NAME) && !act.actor.trim().is_empty() {
        true => Ok(act),
        false => Err(format!(
            "de naam achter `--door` heeft 1 tot {LONGEST_NAME} tekens, zonder persoonsnummer of mailadres"
        )),
    }
}

/// Where the answers to one request go.
struct Tell(mpsc::Sender<Said>);

impl Tell {
    /// False when nobody listens any more.
    async fn say(&self, said: Said) -> bool {
        self.0.send(said).await.is_ok()
    }

    async fn line(&self, line: impl Into<String>) {
        self.say(Said::Line(line.into())).await;
    }

    /// The line that says why not.
    async fn no(&self, line: impl Into<String>) -> bool {
        self.line(line).await;
        false
    }
}

/// To whom a document, and what is done with it, belongs.
fn controller(store: &Writing<'_>, document: i64) -> Result<String, StoreError> {
    Ok(store
        .document(document)?
        .map(|document| document.controller)
        .unwrap_or_default())
}
