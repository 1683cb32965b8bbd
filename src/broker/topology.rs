//! Objects that should exist -> the state of each on the broker, and the objects that were made there.
//!
//! With the management API everything can be seen; without it only exchanges and queues.

use super::BrokerSettings;
use super::connect::{ConnectError, Connected, connect, kind, vhost};
use crate::management::{Management, ManagementError};
use crate::message::Private;
use crate::topology::{Change, Found, Object, ObjectState, REMAKE_EXCHANGE, REMAKE_QUEUE, Wanted};
use std::time::Duration;
use tracing::info;

mod declare;

/// The result of `apply`.
#[derive(Debug, Default)]
pub struct Applied {
    /// Objects that were made or set.
    pub made: Vec<String>,
    /// Passwords of the new users, known nowhere else.
    pub passwords: Vec<(String, Private<String>)>,
    /// Objects that differ, and were left as they are.
    pub differs: Vec<Change>,
    /// Objects that could not be made, with the reason. The rest was made all the same.
    pub failed: Vec<(String, NotMade)>,
    /// Objects that this broker is too old to have.
    pub unsupported: Vec<String>,
}

/// Why an object of the topology was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// Users, rights and limits are made by the management API alone.
    #[error("no management API is given")]
    NoManagement,
    /// The management API did not make it.
    #[error(transparent)]
    Management(#[from] ManagementError),
    /// The exchange or the queue of a binding is missing.
    #[error("its exchange or its queue is missing")]
    EndMissing,
    /// The object exists, with other properties.
    #[error("it is there with other properties")]
    Differs,
    /// The hub's user may not make it.
    #[error("the user of the hub may not make it")]
    MayNot,
    /// The broker does not answer, or not as expected.
    #[error("the broker does not answer ({0})")]
    Silent(&'static str),
}

/// The reason that the topology cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopologyError {
    /// The broker cannot be used.
    #[error(transparent)]
    Broker(#[from] ConnectError),
    /// The management API cannot be used.
    #[error(transparent)]
    Management(#[from] ManagementError),
}

/// The state of every object that should exist, followed by the settings that cannot be relied on. Changes nothing.
pub async fn plan(
    settings: &BrokerSettings,
    management: Option<&Management>,
    wanted: &Wanted,
) -> Result<Vec<Change>, TopologyError> {
    let objects = wanted.objects();
    match management {
        Some(management) => {
            let vhost = vhost(settings)?;
            let found = management.found(&vhost).await?;
            let mut changes = found.plan(&objects);
            changes.extend(doubts(&found, &vhost, wanted));
            Ok(changes)
        }
        None => {
            let broker = DeclaringConnection::enter(settings).await?;
            let changes = broker.plan(&objects).await;
            broker.leave().await;
            changes
        }
    }
}

/// Settings on the broker that take away what the hub relies on.
fn doubts(found: &Found, vhost: &str, wanted: &Wanted) -> Vec<Change> {
    let state = |loses, words| {
        if loses {
            ObjectState::Unsafe(words)
        } else {
            ObjectState::Differs(words)
        }
    };
    let dangers = found.dangers(vhost, &wanted.objects());
    let mut changes: Vec<Change> = dangers
        .into_iter()
        .map(|danger| Change {
            object: format!("settings {}", danger.about),
            state: state(danger.loses, danger.words),
        })
        .collect();
    changes.extend(found.limits(vhost, wanted));
    changes
}

/// Makes the missing objects. Differences are reported and left, except the rights and limits of sources and
/// partners, which are set.
pub async fn apply(
    settings: &BrokerSettings,
    management: Option<&Management>,
    wanted: &Wanted,
) -> Result<Applied, TopologyError> {
    let vhost = vhost(settings)?;
    let broker = DeclaringConnection::enter(settings).await?;
    let objects = wanted.objects();
    let changes = match management {
        Some(management) => management.found(&vhost).await?.plan(&objects),
        None => broker.plan(&objects).await?,
    };
    let mut applied = Applied::default();
    for (object, change) in objects.iter().zip(changes) {
        let made = match (object, &change.state) {
            (_, ObjectState::Present) => continue,
            (_, ObjectState::Unsupported) => {
                applied.unsupported.push(change.object);
                continue;
            }
            (
                Object::Permission { user, rights, .. },
                ObjectState::Missing | ObjectState::Differs(_),
            ) => permit(management, &vhost, user, rights).await,
            (
                Object::Limit { user, name, most },
                ObjectState::Missing | ObjectState::Differs(_),
            ) => limit(management, user, name, *most).await,
            (_, ObjectState::Differs(_) | ObjectState::Unsafe(_)) => {
                applied.differs.push(change);
                continue;
            }
            (Object::User { name, tag }, ObjectState::Missing) => {
                match make_user(management, name, tag).await {
                    Ok(password) => {
                        applied.passwords.push((name.clone(), password));
                        Ok(())
                    }
                    Err(error) => Err(error),
                }
            }
            (
                Object::User { .. } | Object::Permission { .. } | Object::Limit { .. },
                ObjectState::Unknown,
            ) => continue,
            // a binding cannot be looked at, but binding twice is binding once
            (_, ObjectState::Missing | ObjectState::Unknown) => broker.make(object).await,
        };
        match made {
            Ok(()) if change.state == ObjectState::Unknown => {}
            Ok(()) => {
                info!(object = change.object, "made");
                applied.made.push(change.object);
            }
            Err(error) => applied.failed.push((change.object, error)),
        }
    }
    broker.leave().await;
    if let Some(management) = management {
        // once more, now that all objects exist: a policy applies to new objects too
        applied
            .differs
            .extend(doubts(&management.found(&vhost).await?, &vhost, wanted));
    }
    Ok(applied)
}

async fn make_user(
    management: Option<&Management>,
    name: &str,
    tag: &str,
) -> Result<Private<String>, NotMade> {
    let management = management.ok_or(NotMade::NoManagement)?;
    Ok(management.make_user(name, tag).await?)
}

async fn permit(
    management: Option<&Management>,
    vhost: &str,
    user: &str,
    rights: &crate::topology::Rights,
) -> Result<(), NotMade> {
    let management = management.ok_or(NotMade::NoManagement)?;
    Ok(management.permit(vhost, user, rights).await?)
}

async fn limit(
    management: Option<&Management>,
    user: &str,
    name: &str,
    most: u32,
) -> Result<(), NotMade> {
    let management = management.ok_or(NotMade::NoManagement)?;
    Ok(management.limit(user, name, most).await?)
}

/// A connection for looking and making, each step on a channel of its own: the broker closes a channel for every no.
struct DeclaringConnection {
    connection: Connected,
    patience: Duration,
}

/// A refusal or the silence of the broker.
enum No {
    NotFound,
    /// The object exists, with other properties.
    Other,
    MayNot,
    Silent(&'static str),
}

impl DeclaringConnection {
    async fn enter(settings: &BrokerSettings) -> Result<Self, ConnectError> {
        let connection = connect(settings, "topology").await?;
        Ok(Self {
            connection,
            patience: settings.connect_timeout,
        })
    }

    async fn leave(self) {
        let goodbye = self.connection.close(200, "OK".into());
        let _ = tokio::time::timeout(self.patience, goodbye).await;
    }

    async fn plan(&self, objects: &[Object]) -> Result<Vec<Change>, TopologyError> {
        let mut changes: Vec<Change> = Vec::with_capacity(objects.len());
        for object in objects {
            let state = self.state(object, objects, &changes).await;
            changes.push(Change {
                object: object.to_string(),
                state,
            });
        }
        Ok(changes)
    }

    /// The state of an object. `before` are the states of the first of `objects`, in their order.
    async fn state(&self, object: &Object, objects: &[Object], before: &[Change]) -> ObjectState {
        let remake = match object {
            Object::Exchange { .. } => REMAKE_EXCHANGE,
            Object::Queue { .. } => REMAKE_QUEUE,
            Object::Binding {
                exchange, queue, ..
            } => {
                // an object cannot be bound to one that is missing; the rest is not to be seen over AMQP
                let is_end = |object: &Object| match object {
                    Object::Exchange { name, .. } => name == exchange,
                    Object::Queue { name, .. } => name == queue,
                    _ => false,
                };
                let gone = objects
                    .iter()
                    .zip(before)
                    .any(|(object, change)| change.state == ObjectState::Missing && is_end(object));
                return if gone {
                    ObjectState::Missing
                } else {
                    ObjectState::Unknown
                };
            }
            Object::User { .. } | Object::Permission { .. } | Object::Limit { .. } => {
                return ObjectState::Unknown;
            }
        };
        match self.declare(object, true).await {
            Err(No::NotFound) => ObjectState::Missing,
            // the object exists: declaring it as wanted changes nothing, and is refused when it differs
            Ok(()) => match self.declare(object, false).await {
                Ok(()) => ObjectState::Present,
                Err(No::Other) => ObjectState::Differs(format!("andere eigenschappen; {remake}")),
                Err(_) => ObjectState::Unknown,
            },
            Err(_) => ObjectState::Unknown,
        }
    }

    async fn make(&self, object: &Object) -> Result<(), NotMade> {
        self.declare(object, false).await.map_err(|no| match no {
            No::NotFound => NotMade::EndMissing,
            No::Other => NotMade::Differs,
            No::MayNot => NotMade::MayNot,
            No::Silent(why) => NotMade::Silent(why),
        })
    }
}

impl From<lapin::Error> for No {
    fn from(error: lapin::Error) -> Self {
        match error.kind() {
            lapin::ErrorKind::ProtocolError(error) => match error.get_id() {
                404 => No::NotFound,
                405 | 406 => No::Other,
                403 => No::MayNot,
                _ => No::Silent("protocol"),
            },
            other => No::Silent(kind(other)),
        }
    }
}
