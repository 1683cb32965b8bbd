//! Objects that should exist + objects on the broker -> which exist, are missing or differ. Pure.

use super::{Argument, MONITORING, Object, Rights};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One object of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Name of the object, such as `queue in.school`.
    pub object: String,
    /// State of the object.
    pub state: ObjectState,
}

/// The state of an object. The texts are for people, hence Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectState {
    /// The object is as it should be.
    Present,
    /// The object does not exist: `apply` makes it.
    Missing,
    /// The object exists, but differs: the difference, and the remedy.
    Differs(String),
    /// The object exists, with a setting that can take away what is on record: the danger, and the remedy.
    Unsafe(String),
    /// The state cannot be seen from here.
    Unknown,
    /// The broker is too old to have this object.
    Unsupported,
}

impl fmt::Display for ObjectState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ObjectState::Present => f.write_str("aanwezig"),
            ObjectState::Missing => f.write_str("ontbreekt"),
            ObjectState::Differs(how) => write!(f, "wijkt af: {how}"),
            ObjectState::Unsafe(why) => write!(f, "ONVEILIG: {why}"),
            ObjectState::Unknown => f.write_str("niet te zien zonder management-API"),
            ObjectState::Unsupported => f.write_str("kent deze broker niet"),
        }
    }
}

/// The objects of the broker in one virtual host.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Exchanges, by name.
    pub exchanges: BTreeMap<String, FoundExchange>,
    /// Queues, by name.
    pub queues: BTreeMap<String, FoundQueue>,
    /// Bindings: exchange, queue and routing key.
    pub bindings: BTreeSet<(String, String, String)>,
    /// Exchanges that hand on to another exchange: from and to.
    pub handed_on: BTreeSet<(String, String)>,
    /// Policies of this virtual host, by name.
    pub policies: BTreeMap<String, FoundPolicy>,
    /// Operator policies of this virtual host, by name.
    pub operator_policies: BTreeMap<String, FoundPolicy>,
    /// Limits of this virtual host, by name.
    pub vhost_limits: BTreeMap<String, i64>,
    /// Limits of users, by user and name; absent when the broker does not know such limits, or does not show them.
    pub user_limits: Option<BTreeMap<String, BTreeMap<String, i64>>>,
    /// The tags of all users, by name.
    pub users: BTreeMap<String, Vec<String>>,
    /// Permissions, by user.
    pub permissions: BTreeMap<String, Rights>,
}

/// An exchange on the broker.
#[derive(Debug, Clone, Default)]
pub struct FoundExchange {
    /// `fanout`, `direct` or another.
    pub kind: String,
    /// The exchange outlives a restart.
    pub durable: bool,
    /// Arguments of the exchange.
    pub arguments: BTreeMap<String, Argument>,
    /// The policy that applies to the exchange, as the broker says.
    pub policy: Option<String>,
}

/// A queue on the broker.
#[derive(Debug, Clone, Default)]
pub struct FoundQueue {
    /// The queue outlives a restart.
    pub durable: bool,
    /// `quorum`, `classic` or another.
    pub kind: String,
    /// The queue goes with its last reader.
    pub auto_delete: bool,
    /// The queue goes with the connection that made it.
    pub exclusive: bool,
    /// The `x-` arguments of the queue.
    pub arguments: BTreeMap<String, Argument>,
    /// The policy that applies to the queue, as the broker says.
    pub policy: Option<String>,
    /// The operator policy that applies to the queue, where the broker says so; the broker does with some delay,
    /// and for some sorts of queue not at all.
    pub operator_policy: Option<String>,
}

/// A policy, or an operator policy.
#[derive(Debug, Clone, Default)]
pub struct FoundPolicy {
    /// A regular expression for names.
    pub pattern: String,
    /// `queues`, `exchanges`, `all`, or one sort of queue.
    pub apply_to: String,
    /// Priority: of the policies that fit, the highest applies, alone.
    pub priority: i64,
    /// Settings of the policy.
    pub definition: BTreeMap<String, Argument>,
}

impl Found {
    /// The state of `object`.
    pub fn state(&self, object: &Object) -> ObjectState {
        match object {
            Object::Exchange { name, kind } => self.exchanges.get(name).map(|found| {
                let kind = differs("type", Some(found.kind.as_str()), Some(kind.as_str()));
                advise(
                    kind.into_iter().chain(transient(found.durable)),
                    REMAKE_EXCHANGE,
                )
            }),
            Object::Queue { name, arguments } => self.queues.get(name).map(|found| {
                let arguments = differing_arguments(&found.arguments, arguments);
                advise(
                    arguments.into_iter().chain(transient(found.durable)),
                    REMAKE_QUEUE,
                )
            }),
            Object::Binding {
                exchange,
                queue,
                routing_key,
            } => {
                let binding = (exchange.clone(), queue.clone(), routing_key.clone());
                self.bindings
                    .contains(&binding)
                    .then_some(ObjectState::Present)
            }
            Object::User { name, tag } => self.users.get(name).map(|tags| {
                // a user that may look at everything has one of these; a user that needs no tag may have any
                let may_look = tags
                    .iter()
                    .any(|tag| [MONITORING, "administrator"].contains(&tag.as_str()));
                let lacks = (*tag == MONITORING && !may_look)
                    .then(|| format!("heeft de tag `{MONITORING}` niet"));
                advise(
                    lacks.into_iter(),
                    &format!("`rabbitmqctl set_user_tags {} {MONITORING}`", quoted(name)),
                )
            }),
            Object::Permission { user, rights, keep } => self.permissions.get(user).map(|found| {
                if *keep {
                    return ObjectState::Present;
                }
                let parts = [
                    differs("configure", Some(&found.configure), Some(&rights.configure)),
                    differs("write", Some(&found.write), Some(&rights.write)),
                    differs("read", Some(&found.read), Some(&rights.read)),
                ];
                advise(parts.into_iter().flatten(), REPERMIT)
            }),
            Object::Limit { user, name, most } => Some(self.limit(user, name, *most)),
        }
        .unwrap_or(ObjectState::Missing)
    }

    /// The states of all `objects`.
    pub fn plan(&self, objects: &[Object]) -> Vec<Change> {
        let change = |object: &Object| Change {
            object: object.to_string(),
            state: self.state(object),
        };
        objects.iter().map(change).collect()
    }
}

/// How to change a queue that cannot be changed as it stands.
pub const REMAKE_QUEUE: &str =
    "maak de queue leeg, verwijder hem en draai `schakel topology` opnieuw";
/// How to change an exchange that cannot be changed as it stands.
pub const REMAKE_EXCHANGE: &str = "verwijder de exchange en draai `schakel topology` opnieuw";
const REPERMIT: &str = "toepassen zet de rechten goed";

/// A name as one word for a shell.
pub(super) fn quoted(name: &str) -> String {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    if plain {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

fn advise(differences: impl Iterator<Item = String>, advice: &str) -> ObjectState {
    let differences: Vec<String> = differences.collect();
    if differences.is_empty() {
        return ObjectState::Present;
    }
    ObjectState::Differs(format!("{}; {advice}", differences.join(", ")))
}

fn transient(durable: bool) -> Option<String> {
    (!durable).then(|| "overleeft een herstart niet".to_owned())
}

fn differing_arguments(
    found: &BTreeMap<String, Argument>,
    wanted: &BTreeMap<&'static str, Argument>,
) -> Vec<String> {
    let names: BTreeSet<&str> = found
        .keys()
        .map(String::as_str)
        .chain(wanted.keys().copied())
        .collect();
    let text = |argument: Option<&Argument>| argument.map(ToString::to_string);
    let difference = |name: &str| {
        differs(
            name,
            text(found.get(name)).as_deref(),
            text(wanted.get(name)).as_deref(),
        )
    };
    names.into_iter().filter_map(difference).collect()
}

fn differs(what: &str, found: Option<&str>, wanted: Option<&str>) -> Option<String> {
    if found == wanted {
        return None;
    }
    let shown =
        |value: Option<&str>| value.map_or("niets".to_owned(), |value| format!("`{value}`"));
    Some(format!(
        "{what} is {} in plaats van {}",
        shown(found),
        shown(wanted)
    ))
}

#[cfg(test)]
mod tests {
    use super::super::Spread;
    use super::*;

    fn queue(length: i64) -> Object {
        let arguments = BTreeMap::from([("x-max-length", Argument::Number(length))]);
        Object::Queue {
            name: "in.a".to_owned(),
            arguments,
        }
    }

    fn found(arguments: &[(&str, i64)]) -> Found {
        let number = |(name, value): &(&str, i64)| ((*name).to_owned(), Argument::Number(*value));
        let arguments = arguments.iter().map(number).collect();
        let queue = FoundQueue {
            durable: true,
            arguments,
            ..FoundQueue::default()
        };
        Found {
            queues: BTreeMap::from([("in.a".to_owned(), queue)]),
            ..Found::default()
        }
    }

    #[track_caller]
    fn check(found: &Found, object: &Object, expected: &str) {
        let state = found.state(object).to_string();
        assert_eq!(state.split(';').next(), Some(expected));
    }

    #[test]
    fn a_queue_is_compared_argument_by_argument() {
        check(&found(&[("x-max-length", 5)]), &queue(5), "aanwezig");
        let other = "wijkt af: x-max-length is `5` in plaats van `6`";
        check(&found(&[("x-max-length", 5)]), &queue(6), other);
        let less = "wijkt af: x-max-length is niets in plaats van `6`";
        check(&found(&[]), &queue(6), less);
        let more = "wijkt af: x-expires is `1` in plaats van niets";
        check(
            &found(&[("x-max-length", 6), ("x-expires", 1)]),
            &queue(6),
            more,
        );
        check(&Found::default(), &queue(6), "ontbreekt");
    }

    #[test]
    fn an_exchange_of_another_kind_differs() {
        let wanted = Object::Exchange {
            name: "answer".to_owned(),
            kind: Spread::Direct,
        };
        let exchange = FoundExchange {
            kind: "topic".to_owned(),
            ..FoundExchange::default()
        };
        let exchanges = BTreeMap::from([("answer".to_owned(), exchange)]);
        let found = Found {
            exchanges,
            ..Found::default()
        };
        let both = "wijkt af: type is `topic` in plaats van `direct`, overleeft een herstart niet";
        check(&found, &wanted, both);
    }

    #[test]
    fn rights_are_compared_except_those_to_keep() {
        let rights = |read: &str| Rights {
            configure: "^$".to_owned(),
            write: "^$".to_owned(),
            read: read.to_owned(),
        };
        let permissions = BTreeMap::from([("u".to_owned(), rights(".*"))]);
        let found = Found {
            permissions,
            ..Found::default()
        };
        let wanted = |keep| Object::Permission {
            user: "u".to_owned(),
            rights: rights("^x$"),
            keep,
        };
        check(
            &found,
            &wanted(false),
            "wijkt af: read is `.*` in plaats van `^x$`",
        );
        check(&found, &wanted(true), "aanwezig");
    }
}
