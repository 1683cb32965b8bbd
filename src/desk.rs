//! Orders of an operator to a running hub -> acts, on record, each answered with a value: a file for each act, and no
//! text for screens.
//!
//! Each act demands a right of its [`Actor`]. One act waits for another only where it must: `office.rs` says which do, and why.

mod actor;
mod alerts;
mod answer;
mod choice;
mod consent;
mod drop;
mod file;
mod keys;
mod look;
mod matches;
mod note;
mod office;
mod order;
mod reload;
mod replay;
mod resume;

/// Answers about a record: looks into the record, and statements taken down at the desk.
pub mod record {
    pub use super::consent::{BrokenOff, HowRecorded, NoStatement, Registered, StatementEnd};
    pub use super::file::{NoFile, Warning};
    pub use super::look::Looked;
    pub use super::look::list::{Established, RestsOn, Saying, SpokenOf, Statements, Today};
    pub use super::look::told::{Sent, To, Told};
}

/// Answers about sending and judging again.
pub mod again {
    pub use super::replay::{
        DocumentShown, NotFound, NotSent, Refused, ReplayTally, Replayed, Sent, Shown,
    };
    pub use crate::hub::errand::NotJudged;
}

use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::catalog::format::without_personal_data;
use crate::dutch;
use crate::hub::Operated;
use crate::hub::act::Act;
use crate::number::DocumentNo;
use crate::store::{StoreError, Writing};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use office::Office;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc;
use tracing::{info, warn};

pub use actor::{Actor, ActorProof, Right};
pub use alerts::{AlertSum, Group, Handled, How};
pub use answer::{ActRefused, Answer};
pub use choice::Chosen;
pub use drop::{Dropped, Ended};
pub use keys::{Retired, Rotated};
pub use matches::MatchAnswered;
pub use note::{Child, Look, Note, Verb};
pub use order::Order;
pub use reload::{Lacking, Reloaded};
pub use replay::Which;
pub use resume::Resumed;

/// Requests that may stand before the hub.
const BACKLOG: usize = 16;
/// Requests that are served at the same time.
const AT_ONCE: usize = 32;
/// Longer than any reason; a log line is not the place for a story.
const LONGEST_REASON: usize = 300;
const LONGEST_NAME: usize = 60;

/// Reads the catalog from its folders as at the start: the whole catalog, or all complaints.
pub type Catalogs = dyn Fn() -> Result<Catalog, Vec<Complaint>> + Send + Sync;

/// The key of a version of the aliases, or the reason why the key cannot be read.
pub type AliasKeys = dyn Fn(u32) -> Result<[u8; 32], String> + Send + Sync;

/// Pieces of the reply to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Progress of the act.
    Progress {
        /// Items that are done.
        done: usize,
        /// Items in all.
        of: usize,
    },
    /// The last piece: the result of the act.
    Answer(Box<Answer>),
}

/// A request, and the channel for its reply.
struct Request {
    order: Order,
    actor: Actor,
    reason: String,
    to: mpsc::Sender<Said>,
}

/// The place where operators give orders to the hub. Cheap to clone.
#[derive(Clone)]
pub struct Desk(mpsc::Sender<Request>);

/// The receiving end of a desk, for the hub.
pub struct Requests {
    waiting: mpsc::Receiver<Request>,
    catalogs: Arc<Catalogs>,
    keys: Option<Arc<AliasKeys>>,
}

impl Requests {
    /// Adds the place to read new keys from.
    #[must_use]
    pub fn with_keys(self, keys: Arc<AliasKeys>) -> Self {
        Self {
            keys: Some(keys),
            ..self
        }
    }

    /// The server of the requests, for the hub.
    pub fn served(self) -> impl AsyncFnOnce(Operated<'_>) -> Infallible {
        async move |operated: Operated<'_>| serve(self, operated).await
    }
}

/// Makes a desk, and the requests that the hub serves.
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
    /// Gives an order. The reply ends with [`Said::Answer`]; a reply that ends without an answer means that the hub
    /// has stopped.
    pub async fn ask(&self, order: Order, actor: Actor, reason: String) -> mpsc::Receiver<Said> {
        let (to, answers) = mpsc::channel(BACKLOG);
        // a hub that has stopped drops the request, and with it the channel for the reply
        drop(
            self.0
                .send(Request {
                    order,
                    actor,
                    reason,
                    to,
                })
                .await,
        );
        answers
    }
}

/// Serves the desk for ever.
async fn serve(requests: Requests, operated: Operated<'_>) -> Infallible {
    let Requests {
        mut waiting,
        catalogs,
        keys,
    } = requests;
    let office = Office::new(operated, catalogs, keys);
    let mut serving = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(request) = waiting.recv(), if serving.len() < AT_ONCE => {
                serving.push(answer(&office, request));
            }
            Some(()) = serving.next() => {}
            // no desk is left to ask, and the hub goes on
            else => std::future::pending::<()>().await,
        }
    }
}

async fn answer(office: &Office<'_>, request: Request) {
    let Request {
        order,
        actor,
        reason,
        to,
    } = request;
    let progress = Progress(to);
    let answer = match checked(&order, &actor, reason) {
        Err(refusal) => Answer::Refused(refusal),
        Ok(act) => {
            info!(
                order = order.sayable(),
                actor = act.actor,
                "an operator asks"
            );
            carry_out(office, order, act, &progress)
                .await
                .unwrap_or_else(|error| Answer::Store(dutch::of_store(&error)))
        }
    };
    // the operator may have gone; the act is on record
    std::mem::drop(progress.0.send(Said::Answer(Box::new(answer))).await);
}

async fn carry_out(
    office: &Office<'_>,
    order: Order,
    act: Act,
    progress: &Progress,
) -> Result<Answer, StoreError> {
    let hub = office.hub;
    Ok(match order {
        Order::Replay { which, dry_run } => {
            Answer::Replay(replay::replay(office, which, dry_run, &act, progress).await?)
        }
        Order::Drop { dispatch } => Answer::Drop(dispatch, drop::end(office, dispatch, act).await?),
        Order::Handle { alert } => Answer::Alerts(alerts::handle(hub, alert, act).await?),
        Order::HandleAll { group, how } => {
            Answer::Alerts(alerts::handle_all(hub, group, how, &act, progress).await?)
        }
        Order::Doubt { doubt, same } => {
            Answer::Match(doubt, matches::answer(hub, doubt, same, act).await?)
        }
        Order::Choose { document, reporter } => {
            let chosen = choice::choose(office, document, &reporter, act, progress).await?;
            Answer::Choice {
                document,
                reporter,
                chosen,
            }
        }
        Order::RotateKey { version } => {
            Answer::Rotate(version, keys::rotate(office, version, act).await?)
        }
        Order::RetireKey { version, accept } => {
            Answer::Retire(version, keys::retire(office, version, accept, act).await?)
        }
        Order::Resume { queue } => {
            let resumed = resume::resume(office, &queue, act).await?;
            Answer::Resume(queue, resumed)
        }
        Order::Reload => Answer::Reload(reload::reload(office, act).await?),
        Order::Consent { note } => Answer::Consent(consent::register(office, *note, act).await),
        Order::Look {
            what,
            source,
            child,
        } => Answer::Look(look::look(office, what, &source, &child, &act).await?),
    })
}

/// Makes the act that goes on record. Names and reasons are kept for ever and read by many: nothing about a person
/// may stand in them.
fn checked(order: &Order, actor: &Actor, reason: String) -> Result<Act, ActRefused> {
    let right = order.right();
    let Some(act) = actor.act(right, reason) else {
        warn!(right = ?right, "an order without the right to it was refused");
        return Err(ActRefused::NoRight {
            actor: actor.name.clone(),
            right,
        });
    };
    // a giver need not say why consent is given or withdrawn (AVG 7 lid 3)
    let needs_reason =
        !order.changes_nothing() && !matches!(order, Order::Reload | Order::Consent { .. });
    let fit = |text: &str, most: usize| {
        text.chars().count() <= most
            && !text.chars().any(char::is_control)
            && without_personal_data(text)
    };
    if needs_reason && act.reason.trim().is_empty() {
        return Err(ActRefused::NoReason);
    }
    if !fit(&act.reason, LONGEST_REASON) {
        return Err(ActRefused::BadReason(LONGEST_REASON));
    }
    if !fit(&act.actor, LONGEST_NAME) || act.actor.trim().is_empty() {
        return Err(ActRefused::BadName(LONGEST_NAME));
    }
    Ok(act)
}

/// Tells the operator how far an act is.
struct Progress(mpsc::Sender<Said>);

impl Progress {
    /// Tells the progress. False when the operator does not listen any more.
    async fn say(&self, done: usize, of: usize) -> bool {
        self.0.send(Said::Progress { done, of }).await.is_ok()
    }
}

/// The controller of a document, and of all acts on that document.
fn controller(store: &Writing<'_>, document: DocumentNo) -> Result<String, StoreError> {
    Ok(store
        .document(document)?
        .map(|document| document.controller)
        .unwrap_or_default())
}
