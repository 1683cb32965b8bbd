//! What an operator asks of a running hub -> done, on record, and told in Dutch. One order waits for another only where it must: see [`office`].

mod actor;
mod alerts;
mod choice;
mod consent;
mod drop;
mod file;
mod keys;
mod look;
mod matches;
mod note;
mod office;
mod reload;
mod replay;
mod resume;

use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::catalog::format::without_personal_data;
use crate::hub::Operated;
use crate::hub::act::Act;
use crate::store::{StoreError, Writing};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use office::Office;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc;
use tracing::{info, warn};

pub use actor::{Actor, Proof, Right};
pub use alerts::{Group, How};
pub use note::{Child, Look, Note, Verb};
pub use replay::Which;

/// Requests that may stand before the hub.
const BACKLOG: usize = 16;
/// Requests that are served at the same time.
const AT_ONCE: usize = 32;
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

impl Order {
    /// What is demanded of whoever gives this order.
    pub const fn right(&self) -> Right {
        match self {
            Self::Replay { .. } => Right::Replay,
            Self::Drop { .. } => Right::Drop,
            Self::Handle { .. } | Self::HandleAll { .. } => Right::Alerts,
            Self::Doubt { .. } => Right::Matches,
            Self::Choose { .. } => Right::Choice,
            Self::RotateKey { .. } | Self::RetireKey { .. } => Right::Keys,
            Self::Resume { .. } => Right::Resume,
            Self::Reload => Right::Reload,
            Self::Consent { .. } => Right::Consent,
            Self::Look { .. } => Right::Look,
        }
    }
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
    actor: Actor,
    reason: String,
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

    /// What serves them, for the hub.
    pub fn served(self) -> impl AsyncFnOnce(Operated<'_>) -> Infallible {
        async move |operated: Operated<'_>| serve(self, operated).await
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
    pub async fn ask(&self, order: Order, actor: Actor, reason: String) -> mpsc::Receiver<Said> {
        let (tell, answers) = mpsc::channel(BACKLOG);
        // a hub that has stopped drops the request, and with it the way to answer
        drop(
            self.0
                .send(Request {
                    order,
                    actor,
                    reason,
                    tell: Tell(tell),
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
            // nobody can ask any more, and the hub goes on
            else => std::future::pending::<()>().await,
        }
    }
}

async fn answer(office: &Office<'_>, request: Request) {
    let Request {
        order,
        actor,
        reason,
        tell,
    } = request;
    let done = match checked(&order, &actor, reason) {
        Err(complaint) => tell.no(complaint).await,
        Ok(act) => {
            info!(
                order = sayable(&order),
                actor = act.actor,
                "an operator asks"
            );
            match carry_out(office, order, act, &tell).await {
                Ok(done) => done,
                Err(error) => tell.no(format!("de opslag: {error}")).await,
            }
        }
    };
    tell.say(Said::End(done)).await;
}

async fn carry_out(
    office: &Office<'_>,
    order: Order,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let hub = office.hub;
    match order {
        Order::Replay { which, dry_run } => {
            replay::replay(office, which, dry_run, &act, tell).await
        }
        Order::Drop { dispatch } => drop::end(office, dispatch, act, tell).await,
        Order::Handle { alert } => alerts::handle(hub, alert, act, tell).await,
        Order::HandleAll { group, how } => alerts::handle_all(hub, group, how, &act, tell).await,
        Order::Doubt { doubt, same } => matches::answer(hub, doubt, same, act, tell).await,
        Order::Choose { document, reporter } => {
            choice::choose(office, document, reporter, act, tell).await
        }
        Order::RotateKey { version } => keys::rotate(office, version, act, tell).await,
        Order::RetireKey { version, accept } => {
            keys::retire(office, version, accept, act, tell).await
        }
        Order::Resume { queue } => resume::resume(office, queue, act, tell).await,
        Order::Reload => reload::reload(office, act, tell).await,
        Order::Consent { note } => consent::register(office, *note, act, tell).await,
        Order::Look {
            what,
            source,
            child,
        } => look::look(office, what, &source, &child, act, tell).await,
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

/// The act that goes on record. Names and reasons are kept for ever and read by many: nothing about a person may stand in them.
fn checked(order: &Order, actor: &Actor, reason: String) -> Result<Act, String> {
    let right = order.right();
    let Some(act) = actor.act(right, reason) else {
        warn!(right = ?right, "an order without the right to it was refused");
        return Err(format!(
            "dit vraagt een recht dat `{}` niet heeft",
            actor.name
        ));
    };
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
