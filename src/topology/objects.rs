//! Sources and partners -> every object that should exist for them, in an order in which the objects can be made.

use super::{
    ANSWERS, Argument, DEAD_LETTERS, LAST_RESORT, MONITORING, Object, Rights, Spread, Wanted,
    answer_queue, dead_letter_queue, in_queue,
};
use std::collections::BTreeMap;

/// Most messages in the queue of a source; then the broker refuses more.
const MOST_MESSAGES: i64 = 1_000_000;
/// Deliveries after which a message goes to the dead letters.
const MOST_DELIVERIES: i64 = 20;

impl Wanted {
    /// All objects that should exist, in an order in which they can be made.
    pub fn objects(&self) -> Vec<Object> {
        let mut objects = vec![exchange(DEAD_LETTERS, Spread::Direct)];
        objects.push(exchange(ANSWERS, Spread::Direct));
        objects.push(queue(LAST_RESORT, []));
        objects.push(binding(DEAD_LETTERS, LAST_RESORT, LAST_RESORT));
        for source in &self.sources {
            let (incoming, dead) = (in_queue(&source.name), dead_letter_queue(&source.name));
            let answers = answer_queue(&source.name);
            objects.push(queue(&dead, dead_end()));
            objects.push(binding(DEAD_LETTERS, &dead, &dead));
            objects.push(exchange(&incoming, Spread::Fanout));
            objects.push(queue(&incoming, safe(&dead)));
            objects.push(binding(&incoming, &incoming, ""));
            objects.push(queue(&answers, []));
            objects.push(binding(ANSWERS, &answers, &source.name));
        }
        for partner in &self.partners {
            objects.push(exchange(&partner.exchange, Spread::Fanout));
            objects.push(queue(&partner.exchange, []));
            objects.push(binding(&partner.exchange, &partner.exchange, ""));
        }
        objects.extend(self.users());
        objects
    }

    /// Users and their rights. One user may be a source and a partner, or several: the rights of that user add up.
    fn users(&self) -> Vec<Object> {
        let mut names: BTreeMap<&str, (Vec<String>, Vec<String>)> = BTreeMap::new();
        for source in &self.sources {
            let (write, read) = names.entry(&source.user).or_default();
            write.push(in_queue(&source.name));
            read.push(answer_queue(&source.name));
        }
        for partner in &self.partners {
            if let Some(user) = &partner.user {
                names
                    .entry(user)
                    .or_default()
                    .1
                    .push(partner.exchange.clone());
            }
        }
        names.remove(self.hub_user.as_str());
        let mut objects = user(&self.hub_user, "", Rights::everything(), true).to_vec();
        if let Some(watcher) = &self.watcher {
            names.remove(watcher.as_str());
            objects.extend(user(watcher, MONITORING, Rights::nothing(), true));
        }
        for (name, (write, read)) in names {
            let rights = Rights::exactly(write, read);
            objects.extend(user(name, "", rights, false));
            objects.extend(self.limits.of(name));
        }
        objects
    }
}

fn exchange(name: &str, kind: Spread) -> Object {
    Object::Exchange {
        name: name.to_owned(),
        kind,
    }
}

fn queue<const N: usize>(name: &str, more: [(&'static str, Argument); N]) -> Object {
    let mut arguments = BTreeMap::from(more);
    arguments.insert("x-queue-type", Argument::Text("quorum".to_owned()));
    Object::Queue {
        name: name.to_owned(),
        arguments,
    }
}

/// Arguments of a queue that drops nothing: a full queue refuses a publish, and the source hears the refusal; a
/// dead letter leaves only after it has arrived.
fn safe(dead: &str) -> [(&'static str, Argument); 6] {
    let text = |text: &str| Argument::Text(text.to_owned());
    [
        ("x-dead-letter-exchange", text(DEAD_LETTERS)),
        ("x-dead-letter-routing-key", text(dead)),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-overflow", text("reject-publish")),
        ("x-max-length", Argument::Number(MOST_MESSAGES)),
        ("x-delivery-limit", Argument::Number(MOST_DELIVERIES)),
    ]
}

/// Arguments of a dead-letter queue: a dead letter that ends its reader goes to the last resort after as many deliveries.
fn dead_end() -> [(&'static str, Argument); 5] {
    let text = |text: &str| Argument::Text(text.to_owned());
    [
        ("x-dead-letter-exchange", text(DEAD_LETTERS)),
        ("x-dead-letter-routing-key", text(LAST_RESORT)),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-overflow", text("reject-publish")),
        ("x-delivery-limit", Argument::Number(MOST_DELIVERIES)),
    ]
}

fn binding(exchange: &str, queue: &str, routing_key: &str) -> Object {
    Object::Binding {
        exchange: exchange.to_owned(),
        queue: queue.to_owned(),
        routing_key: routing_key.to_owned(),
    }
}

fn user(name: &str, tag: &'static str, rights: Rights, keep: bool) -> [Object; 2] {
    let name = name.to_owned();
    [
        Object::User {
            name: name.clone(),
            tag,
        },
        Object::Permission {
            user: name,
            rights,
            keep,
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::{AccountLimits, WantedPartner, WantedSource};

    fn wanted(sources: &[(&str, &str)], partners: &[(&str, &str)]) -> Vec<String> {
        let sources = sources.iter().map(|(name, user)| WantedSource {
            name: (*name).to_owned(),
            user: (*user).to_owned(),
        });
        let partners = partners.iter().map(|(exchange, user)| WantedPartner {
            exchange: (*exchange).to_owned(),
            user: Some((*user).to_owned()),
        });
        let (sources, partners) = (sources.collect(), partners.collect());
        let wanted = Wanted {
            sources,
            partners,
            hub_user: "hub".to_owned(),
            watcher: None,
            limits: AccountLimits::default(),
        };
        let line = |object: Object| match object {
            Object::Permission { user, rights, .. } => {
                format!(
                    "{user}: {} {} {}",
                    rights.configure, rights.write, rights.read
                )
            }
            other => other.to_string(),
        };
        wanted.objects().into_iter().map(line).collect()
    }

    #[test]
    fn a_source_may_write_to_its_own_exchange_and_read_its_own_answers() {
        let objects = wanted(&[("school.a", "somtoday")], &[]);
        assert!(objects.contains(&r"somtoday: ^$ ^in\.school\.a$ ^answer\.school\.a$".to_owned()));
    }

    #[test]
    fn the_rights_of_one_user_add_up() {
        let objects = wanted(&[("b", "u"), ("a", "u")], &[("to.c", "u")]);
        let rights = r"u: ^$ ^(in\.a|in\.b)$ ^(answer\.a|answer\.b|to\.c)$";
        assert!(objects.contains(&rights.to_owned()));
    }

    #[test]
    fn the_hubs_own_user_is_never_narrowed() {
        let objects = wanted(&[("a", "hub")], &[]);
        assert!(objects.contains(&"hub: .* .* .*".to_owned()));
        assert_eq!(
            objects
                .iter()
                .filter(|line| line.starts_with("hub:"))
                .count(),
            1
        );
    }

    #[test]
    fn who_is_connected_has_limits_once_and_the_hub_has_none() {
        let objects = wanted(&[("b", "u"), ("a", "u"), ("c", "hub")], &[("to.c", "u")]);
        let limits: Vec<&String> = objects
            .iter()
            .filter(|object| object.starts_with("limit "))
            .collect();
        assert_eq!(limits, ["limit u max-connections", "limit u max-channels"]);
    }

    #[test]
    fn a_binding_comes_after_what_it_binds() {
        let objects = wanted(&[("a", "s")], &[("to.c", "p")]);
        for (place, object) in objects.iter().enumerate() {
            let Some((exchange, queue)) = object
                .strip_prefix("binding ")
                .and_then(|binding| binding.split_once(" -> "))
            else {
                continue;
            };
            assert!(objects[..place].contains(&format!("exchange {exchange}")));
            assert!(objects[..place].contains(&format!("queue {queue}")));
        }
    }

    #[test]
    fn every_queue_is_a_quorum_queue_and_what_comes_in_is_never_dropped() {
        let wanted = Wanted {
            sources: vec![WantedSource {
                name: "a".to_owned(),
                user: "u".to_owned(),
            }],
            partners: vec![WantedPartner {
                exchange: "to.c".to_owned(),
                user: None,
            }],
            hub_user: "hub".to_owned(),
            watcher: None,
            limits: AccountLimits::default(),
        };
        for object in wanted.objects() {
            let Object::Queue { name, arguments } = object else {
                continue;
            };
            assert_eq!(arguments["x-queue-type"].to_string(), "quorum");
            assert_eq!(
                arguments.contains_key("x-dead-letter-exchange"),
                ["in.a", "dlq.a"].contains(&name.as_str())
            );
            assert_eq!(
                arguments.contains_key("x-delivery-limit"),
                arguments.contains_key("x-dead-letter-exchange")
            );
        }
    }
}
