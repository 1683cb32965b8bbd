//! Objects that should exist + objects on the broker, with the policies that apply there -> settings that can take
//! away what is on record. Pure.
//!
//! A message that the broker confirmed counts as delivered, so only its reader may take a message out of a queue.
//! Where a policy and an argument are about one thing, which of them counts depends on the sort of queue and the
//! version of the broker (on a quorum queue of 3.10 a policy's `drop-head` undoes the argument `reject-publish`), so
//! none of them may be unsafe.

use super::difference::{REMAKE_EXCHANGE, REMAKE_QUEUE, quoted};
use super::{Argument, Found, FoundPolicy, FoundQueue, Object};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// A setting of an exchange or a queue that cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// The name of the exchange or the queue.
    pub about: String,
    /// Messages on record as delivered or arrived can disappear or turn up elsewhere. Else the object is only
    /// weaker than it should be.
    pub loses: bool,
    /// The setting and its origin, for the log.
    pub setting: String,
    /// The danger, and how to remove it, for a person. Dutch.
    pub words: String,
}

/// The origin of a setting.
#[derive(Clone, Copy)]
enum Setter<'a> {
    Argument,
    Operator(&'a str),
    Policy(&'a str),
}

/// One queue or exchange, with all its settings.
struct SeenObject<'a> {
    vhost: &'a str,
    name: &'a str,
    remake: &'static str,
    /// Settings by key, without `x-`.
    set: BTreeMap<&'a str, Vec<(Setter<'a>, &'a Argument)>>,
    found: Vec<Danger>,
}

impl Found {
    /// All dangers about `objects`. An object that does not exist is no danger: it is missing.
    pub fn dangers(&self, vhost: &str, objects: &[Object]) -> Vec<Danger> {
        let mut all: Vec<Danger> = objects
            .iter()
            .flat_map(|object| self.dangers_of(vhost, object))
            .collect();
        all.extend(self.astray(objects));
        all
    }

    fn dangers_of(&self, vhost: &str, object: &Object) -> Vec<Danger> {
        match object {
            Object::Queue { name, arguments } => self.queues.get(name).map(|queue| {
                let operator = match &queue.operator_policy {
                    Some(known) => self
                        .operator_policies
                        .get_key_value(known)
                        .into_iter()
                        .collect(),
                    None => self.operators_of(name, queue),
                };
                let mut seen = SeenObject::new(vhost, name, REMAKE_QUEUE, &queue.arguments);
                operator
                    .into_iter()
                    .for_each(|(name, policy)| seen.add(Setter::Operator(name), policy));
                self.policy(queue.policy.as_deref())
                    .into_iter()
                    .for_each(|(name, policy)| seen.add(Setter::Policy(name), policy));
                seen.queue(queue, arguments);
                seen.found
            }),
            Object::Exchange { name, .. } => self.exchanges.get(name).map(|exchange| {
                let mut seen = SeenObject::new(vhost, name, REMAKE_EXCHANGE, &exchange.arguments);
                self.policy(exchange.policy.as_deref())
                    .into_iter()
                    .for_each(|(name, policy)| seen.add(Setter::Policy(name), policy));
                seen.each(
                    "alternate-exchange",
                    true,
                    "stuurt wat niet te bezorgen is naar elders, en het heet bezorgd",
                );
                if exchange.kind.starts_with("x-") {
                    seen.danger(
                        Setter::Argument,
                        "type",
                        true,
                        &format!(
                            "is van een soort die berichten kan vasthouden (`{}`)",
                            exchange.kind
                        ),
                    );
                }
                seen.found
            }),
            _ => None,
        }
        .unwrap_or_default()
    }

    fn policy(&self, name: Option<&str>) -> Option<(&String, &FoundPolicy)> {
        name.and_then(|name| self.policies.get_key_value(name))
    }

    /// The operator policies that apply: of those that fit the ones with the highest priority.
    /// One policy applies for sure; of several only the broker knows which applies, so all of them count.
    fn operators_of(&self, name: &str, queue: &FoundQueue) -> Vec<(&String, &FoundPolicy)> {
        let sort = format!("{}_queues", queue.kind);
        let about =
            |policy: &FoundPolicy| ["queues", "all", &sort].contains(&policy.apply_to.as_str());
        // a pattern that only the broker can read may fit
        let fits = |policy: &FoundPolicy| {
            about(policy)
                && Regex::new(&policy.pattern).map_or(true, |pattern| pattern.is_match(name))
        };
        let fitting: Vec<_> = self
            .operator_policies
            .iter()
            .filter(|(_, policy)| fits(policy))
            .collect();
        let highest = fitting.iter().map(|(_, policy)| policy.priority).max();
        fitting
            .into_iter()
            .filter(|(_, policy)| Some(policy.priority) == highest)
            .collect()
    }

    /// Dangers of exchanges that hand messages to other queues than they should. A message that reaches only such a
    /// queue counts as delivered all the same.
    fn astray(&self, objects: &[Object]) -> Vec<Danger> {
        let wanted: BTreeSet<(&str, &str, &str)> = objects.iter().filter_map(binding).collect();
        let mut found = Vec::new();
        for (exchange, queue, key) in &wanted {
            let fanout = key.is_empty();
            let same = |(from, _, with): &&(String, String, String)| {
                from == exchange && (fanout || with == key)
            };
            let others = self
                .bindings
                .iter()
                .filter(same)
                .map(|(_, to, _)| to.as_str())
                .filter(|to| to != queue);
            let handed_on = self
                .handed_on
                .iter()
                .filter(|(from, _)| from == exchange)
                .map(|(_, to)| to.as_str());
            let others: BTreeSet<&str> = others.chain(handed_on).collect();
            let arrives = self
                .bindings
                .iter()
                .any(|(from, to, with)| from == exchange && to == queue && (fanout || with == key));
            for other in others {
                let what = if arrives { "ook" } else { "alleen" };
                let words = format!(
                    "exchange `{exchange}` geeft wat voor `{queue}` is {what} aan `{other}`: haal die binding weg, of wie daar leest krijgt het"
                );
                found.push(Danger {
                    about: (*queue).to_owned(),
                    loses: !arrives,
                    setting: format!("binding of exchange `{exchange}` to `{other}`"),
                    words,
                });
            }
        }
        found
    }
}

fn binding(object: &Object) -> Option<(&str, &str, &str)> {
    match object {
        Object::Binding {
            exchange,
            queue,
            routing_key,
        } => Some((exchange, queue, routing_key)),
        _ => None,
    }
}

impl<'a> SeenObject<'a> {
    fn new(
        vhost: &'a str,
        name: &'a str,
        remake: &'static str,
        arguments: &'a BTreeMap<String, Argument>,
    ) -> Self {
        let mut seen = Self {
            vhost,
            name,
            remake,
            set: BTreeMap::new(),
            found: Vec::new(),
        };
        for (key, value) in arguments {
            seen.set
                .entry(key.strip_prefix("x-").unwrap_or(key))
                .or_default()
                .push((Setter::Argument, value));
        }
        seen
    }

    fn add(&mut self, setter: Setter<'a>, policy: &'a FoundPolicy) {
        for (key, value) in &policy.definition {
            self.set.entry(key).or_default().push((setter, value));
        }
    }

    /// All settings under this key.
    fn set(&self, key: &str) -> Vec<(Setter<'a>, &'a Argument)> {
        self.set.get(key).cloned().unwrap_or_default()
    }

    /// Adds a danger for each setting under this key.
    fn each(&mut self, key: &'a str, loses: bool, what: &str) {
        for (setter, value) in self.set(key) {
            self.danger(setter, key, loses, &format!("{what} ({key} {value})"));
        }
    }

    fn danger(&mut self, setter: Setter, key: &str, loses: bool, what: &str) {
        let (vhost, name) = (quoted(self.vhost), self.name);
        let setting = match setter {
            Setter::Argument => key.to_owned(),
            Setter::Policy(policy) => format!("{key}, by policy `{policy}`"),
            Setter::Operator(policy) => format!("{key}, by operator policy `{policy}`"),
        };
        let words = match setter {
            Setter::Argument => format!("`{name}` {what}: {}", self.remake),
            Setter::Policy(policy) => {
                let clear = format!("rabbitmqctl clear_policy -p {vhost} {}", quoted(policy));
                format!(
                    "policy `{policy}` op `{name}` {what}: haal hem weg met `{clear}`, of geef hem een patroon dat hier niet past"
                )
            }
            Setter::Operator(policy) => {
                let clear = format!(
                    "rabbitmqctl clear_operator_policy -p {vhost} {}",
                    quoted(policy)
                );
                format!(
                    "operator policy `{policy}` op `{name}` {what}: haal hem weg met `{clear}`, of geef hem een patroon dat hier niet past"
                )
            }
        };
        self.found.push(Danger {
            about: name.to_owned(),
            loses,
            setting,
            words,
        });
    }

    fn queue(&mut self, queue: &FoundQueue, wanted: &BTreeMap<&'static str, Argument>) {
        let expected = |key: &str| wanted.get(format!("x-{key}").as_str());
        self.each("message-ttl", true, "laat berichten verlopen");
        self.each(
            "expires",
            true,
            "wordt met alles erin verwijderd als niemand hem leest",
        );
        let overflow = self.set("overflow");
        if overflow.is_empty()
            || overflow
                .iter()
                .any(|(_, word)| word.to_string() != "reject-publish")
        {
            for key in ["max-length", "max-length-bytes"] {
                self.each(key, true, "laat de oudste berichten vallen als hij vol is, want er staat geen `overflow` `reject-publish` bij");
            }
        }
        self.delivery_limit(expected("delivery-limit"));
        self.dead_letters(&expected);
        self.lifetime(queue, expected("dead-letter-strategy").is_some());
    }

    /// Adds dangers of dead letters that go elsewhere: a setting that was not asked for sends messages that a
    /// partner turns down to another reader.
    fn dead_letters<'w>(&mut self, expected: &dyn Fn(&str) -> Option<&'w Argument>) {
        for key in [
            "dead-letter-exchange",
            "dead-letter-routing-key",
            "dead-letter-strategy",
            "overflow",
        ] {
            let (found, wanted) = (self.set(key), expected(key));
            if wanted.is_none() && key != "dead-letter-exchange" {
                continue;
            }
            let should = wanted.map_or("niets".to_owned(), |word| format!("`{word}`"));
            let lost = |is: String| {
                format!(
                    "laat berichten verdwijnen of naar elders gaan ({key} is {is} in plaats van {should})"
                )
            };
            if found.is_empty() && wanted.is_some() {
                self.danger(Setter::Argument, key, true, &lost("niets".to_owned()));
            }
            for (setter, word) in found.into_iter().filter(|(_, word)| Some(*word) != wanted) {
                self.danger(setter, key, true, &lost(format!("`{word}`")));
            }
        }
    }

    /// Adds dangers of a queue that ends with the broker, with its last reader or with one connection.
    /// `dead_letters`: its messages may go to the dead letters.
    fn lifetime(&mut self, queue: &FoundQueue, dead_letters: bool) {
        for (so, key, loses, what) in [
            (
                !queue.durable,
                "durable",
                true,
                "overleeft een herstart van de broker niet",
            ),
            (
                queue.auto_delete,
                "auto-delete",
                true,
                "gaat met zijn laatste lezer weg (auto_delete)",
            ),
            (
                queue.exclusive,
                "exclusive",
                true,
                "is van één verbinding en gaat met haar weg (exclusive)",
            ),
            (
                queue.kind != "quorum",
                "queue-type",
                dead_letters,
                "is geen quorum queue: er is één exemplaar, en wat naar de dode brieven gaat kan verdwijnen",
            ),
        ] {
            if so {
                self.danger(Setter::Argument, key, loses, what);
            }
        }
    }

    /// Adds dangers of a delivery limit: after so many deliveries a message goes to the dead letters, or is lost
    /// where there are none.
    fn delivery_limit(&mut self, expected: Option<&Argument>) {
        for (setter, value) in self.set("delivery-limit") {
            let Argument::Number(most) = value else {
                continue;
            };
            match expected {
                _ if *most < 0 => {} // no limit
                None => self.danger(
                    setter,
                    "delivery-limit",
                    true,
                    &format!(
                        "gooit een bericht weg na {most} pogingen om het te lezen (delivery-limit)"
                    ),
                ),
                Some(Argument::Number(wanted)) if most < wanted => {
                    let what = format!(
                        "legt een bericht al na {most} pogingen apart in plaats van na {wanted} (delivery-limit)"
                    );
                    self.danger(setter, "delivery-limit", false, &what);
                }
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
