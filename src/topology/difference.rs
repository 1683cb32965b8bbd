//! What should exist + what the broker has -> what is there, missing or different. Pure.

use super::{Argument, Object, Rights};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One object of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about, such as `queue in.school`.
    pub object: String,
    /// How it stands.
    pub state: State,
}

/// How an object stands. The texts are for people, hence Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Present,
    /// Not there: `apply` makes it.
    Missing,
    /// There, but different: what, and what to do about it.
    Differs(String),
    /// Cannot be seen from here.
    Unknown,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Present => f.write_str("aanwezig"),
            State::Missing => f.write_str("ontbreekt"),
            State::Differs(how) => write!(f, "wijkt af: {how}"),
            State::Unknown => f.write_str("niet te zien zonder management-API"),
        }
    }
}

/// What the broker has in one virtual host.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// By name.
    pub exchanges: BTreeMap<String, FoundExchange>,
    /// By name.
    pub queues: BTreeMap<String, FoundQueue>,
    /// Exchange, queue and routing key.
    pub bindings: BTreeSet<(String, String, String)>,
    /// Names of all users.
    pub users: BTreeSet<String>,
    /// By user.
    pub permissions: BTreeMap<String, Rights>,
}

/// An exchange as it is.
#[derive(Debug, Clone)]
pub struct FoundExchange {
    /// `fanout`, `direct` or another.
    pub kind: String,
    /// Outlives a restart.
    pub durable: bool,
}

/// A queue as it is.
#[derive(Debug, Clone)]
pub struct FoundQueue {
    /// Outlives a restart.
    pub durable: bool,
    /// Its `x-` arguments.
    pub arguments: BTreeMap<String, Argument>,
}

impl Found {
    /// How `object` stands.
    pub fn state(&self, object: &Object) -> State {
        match object {
            Object::Exchange { name, kind } => self.exchanges.get(name).map(|found| {
                let kind = differs("type", Some(found.kind.as_str()), Some(kind.as_str()));
                advise(kind.into_iter().chain(transient(found.durable)), REMAKE_EXCHANGE)
            }),
            Object::Queue { name, arguments } => self.queues.get(name).map(|found| {
                let arguments = differing_arguments(&found.arguments, arguments);
                advise(arguments.into_iter().chain(transient(found.durable)), REMAKE_QUEUE)
            }),
            Object::Binding { exchange, queue, routing_key } => {
                let binding = (exchange.clone(), queue.clone(), routing_key.clone());
                self.bindings.contains(&binding).then_some(State::Present)
            }
            Object::User { name } => self.users.contains(name).then_some(State::Present),
            Object::Permission { user, rights, keep } => self.permissions.get(user).map(|found| {
                if *keep {
                    return State::Present;
                }
                let parts = [
                    differs("configure", Some(&found.configure), Some(&rights.configure)),
                    differs("write", Some(&found.write), Some(&rights.write)),
                    differs("read", Some(&found.read), Some(&rights.read)),
                ];
                advise(parts.into_iter().flatten(), REPERMIT)
            }),
        }
        .unwrap_or(State::Missing)
    }

    /// How all of `objects` stand.
    pub fn plan(&self, objects: &[Object]) -> Vec<Change> {
        let change = |object: &Object| Change { object: object.to_string(), state: self.state(object) };
        objects.iter().map(change).collect()
    }
}

/// What to do about a queue that cannot be changed as it stands.
pub const REMAKE_QUEUE: &str = "maak de queue leeg, verwijder hem en draai `schakel topology` opnieuw";
/// What to do about an exchange that cannot be changed as it stands.
pub const REMAKE_EXCHANGE: &str = "verwijder de exchange en draai `schakel topology` opnieuw";
const REPERMIT: &str = "toepassen zet de rechten goed";

fn advise(differences: impl Iterator<Item = String>, advice: &str) -> State {
    let differences: Vec<String> = differences.collect();
    if differences.is_empty() {
        return State::Present;
    }
    State::Differs(format!("{}; {advice}", differences.join(", ")))
}

fn transient(durable: bool) -> Option<String> {
    (!durable).then(|| "overleeft een herstart niet".to_owned())
}

fn differing_arguments(found: &BTreeMap<String, Argument>, wanted: &BTreeMap<&'static str, Argument>) -> Vec<String> {
    let names: BTreeSet<&str> = found.keys().map(String::as_str).chain(wanted.keys().copied()).collect();
    let text = |argument: Option<&Argument>| argument.map(ToString::to_string);
    let difference = |name: &str| differs(name, text(found.get(name)).as_deref(), text(wanted.get(name)).as_deref());
    names.into_iter().filter_map(difference).collect()
}

fn differs(what: &str, found: Option<&str>, wanted: Option<&str>) -> Option<String> {
    if found == wanted {
        return None;
    }
    let shown = |value: Option<&str>| value.map_or("niets".to_owned(), |value| format!("`{value}`"));
    Some(format!("{what} is {} in plaats van {}", shown(found), shown(wanted)))
}

#[cfg(test)]
mod tests {
    use super::super::Spread;
    use super::*;

    fn queue(length: i64) -> Object {
        let arguments = BTreeMap::from([("x-max-length", Argument::Number(length))]);
        Object::Queue { name: "in.a".to_owned(), arguments }
    }

    fn found(arguments: &[(&str, i64)]) -> Found {
        let number = |(name, value): &(&str, i64)| ((*name).to_owned(), Argument::Number(*value));
        let arguments = arguments.iter().map(number).collect();
        let queue = FoundQueue { durable: true, arguments };
        Found { queues: BTreeMap::from([("in.a".to_owned(), queue)]), ..Found::default() }
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
        check(&found(&[("x-max-length", 6), ("x-expires", 1)]), &queue(6), more);
        check(&Found::default(), &queue(6), "ontbreekt");
    }

    #[test]
    fn an_exchange_of_another_kind_differs() {
        let wanted = Object::Exchange { name: "answer".to_owned(), kind: Spread::Direct };
        let exchange = FoundExchange { kind: "topic".to_owned(), durable: false };
        let exchanges = BTreeMap::from([("answer".to_owned(), exchange)]);
        let found = Found { exchanges, ..Found::default() };
        let both = "wijkt af: type is `topic` in plaats van `direct`, overleeft een herstart niet";
        check(&found, &wanted, both);
    }

    #[test]
    fn rights_are_compared_except_those_to_keep() {
        let rights = |read: &str| Rights { configure: "^$".to_owned(), write: "^$".to_owned(), read: read.to_owned() };
        let permissions = BTreeMap::from([("u".to_owned(), rights(".*"))]);
        let found = Found { permissions, ..Found::default() };
        let wanted = |keep| Object::Permission { user: "u".to_owned(), rights: rights("^x$"), keep };
        check(&found, &wanted(false), "wijkt af: read is `.*` in plaats van `^x$`");
        check(&found, &wanted(true), "aanwezig");
    }
}
