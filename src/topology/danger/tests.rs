//! Settings of a broker, one at a time, against what the hub relies on.

use super::*;
use crate::topology::{FoundExchange, Wanted, WantedPartner, WantedSource};

fn objects() -> Vec<Object> {
    let sources = vec![WantedSource {
        name: "a".to_owned(),
        user: "u".to_owned(),
    }];
    let partners = vec![WantedPartner {
        exchange: "to.c".to_owned(),
        user: None,
    }];
    Wanted {
        sources,
        partners,
        hub_user: "hub".to_owned(),
        watcher: None,
        limits: <_>::default(),
    }
    .objects()
}

/// A broker on which every setting is right.
fn right() -> Found {
    let mut found = Found::default();
    for object in objects() {
        match object {
            Object::Exchange { name, kind } => {
                found.exchanges.insert(
                    name,
                    FoundExchange {
                        kind: kind.as_str().to_owned(),
                        durable: true,
                        ..<_>::default()
                    },
                );
            }
            Object::Queue { name, arguments } => {
                let arguments = arguments
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect();
                found.queues.insert(
                    name,
                    FoundQueue {
                        durable: true,
                        kind: "quorum".to_owned(),
                        arguments,
                        ..<_>::default()
                    },
                );
            }
            Object::Binding {
                exchange,
                queue,
                routing_key,
            } => {
                found.bindings.insert((exchange, queue, routing_key));
            }
            Object::User { .. } | Object::Permission { .. } | Object::Limit { .. } => {}
        }
    }
    found
}

fn value(text: &str) -> Argument {
    text.parse()
        .map_or_else(|_| Argument::Text(text.to_owned()), Argument::Number)
}

fn policy(settings: &[(&str, &str)]) -> FoundPolicy {
    let definition = settings
        .iter()
        .map(|(key, word)| ((*key).to_owned(), value(word)))
        .collect();
    FoundPolicy {
        pattern: "^to".to_owned(),
        apply_to: "queues".to_owned(),
        priority: 0,
        definition,
    }
}

/// Checks the dangers of `queue` with a policy, with an operator policy, and with an argument: each time as expected.
#[track_caller]
fn check(queue: &str, settings: &[(&str, &str)], expected: &str) {
    let mut with_policy = right();
    with_policy
        .policies
        .insert("p".to_owned(), policy(settings));
    with_policy.queues.get_mut(queue).unwrap().policy = Some("p".to_owned());
    let mut with_operator = right();
    with_operator.operator_policies.insert(
        "o".to_owned(),
        FoundPolicy {
            pattern: format!("^{queue}$"),
            ..policy(settings)
        },
    );
    let mut with_argument = right();
    for (key, word) in settings {
        with_argument
            .queues
            .get_mut(queue)
            .unwrap()
            .arguments
            .insert(format!("x-{key}"), value(word));
    }
    for (found, advice) in [
        (with_policy, "clear_policy -p v p"),
        (with_operator, "clear_operator_policy -p v o"),
        (with_argument, "maak de queue leeg"),
    ] {
        let dangers = found.dangers("v", &objects());
        let said: Vec<String> = dangers
            .iter()
            .map(|danger| format!("{} {}", danger.about, danger.loses))
            .collect();
        assert_eq!(
            said.join(", "),
            expected,
            "{settings:?} on {queue}: {dangers:?}"
        );
        assert!(
            dangers
                .iter()
                .all(|danger| danger.words.contains(advice) && danger.words.contains(queue)),
            "{advice}: {dangers:?}"
        );
    }
}

fn told(found: &Found) -> Vec<(String, bool)> {
    found
        .dangers("v", &objects())
        .into_iter()
        .map(|danger| (danger.about, danger.loses))
        .collect()
}

#[test]
fn a_broker_as_it_should_be_is_safe() {
    assert_eq!(told(&right()), []);
    assert_eq!(
        told(&Found::default()),
        [],
        "what is not there is missing, and no danger"
    );
}

#[test]
fn what_drops_expires_or_leads_away_is_unsafe_wherever_it_was_set() {
    for queue in ["in.a", "dlq.a", "answer.a", "to.c"] {
        check(queue, &[("message-ttl", "1000")], &format!("{queue} true"));
        check(queue, &[("expires", "1000")], &format!("{queue} true"));
        check(
            queue,
            &[("dead-letter-exchange", "elders")],
            &format!("{queue} true"),
        );
        check(
            queue,
            &[("max-length", "9"), ("overflow", "reject-publish")],
            "",
        );
        check(
            queue,
            &[
                ("max-in-memory-length", "9"),
                ("queue-leader-locator", "balanced"),
            ],
            "",
        );
        check(queue, &[("delivery-limit", "-1")], "");
    }
    for queue in ["answer.a", "to.c"] {
        check(queue, &[("max-length", "1")], &format!("{queue} true"));
        check(
            queue,
            &[("max-length-bytes", "1"), ("overflow", "drop-head")],
            &format!("{queue} true"),
        );
        check(queue, &[("delivery-limit", "20")], &format!("{queue} true"));
        check(
            queue,
            &[
                ("overflow", "drop-head"),
                ("dead-letter-strategy", "at-most-once"),
            ],
            "",
        );
    }
}

#[test]
fn what_comes_in_keeps_its_dead_letters_and_its_patience() {
    check("dlq.a", &[("max-length", "1")], "");
    check("dlq.a", &[("delivery-limit", "2")], "dlq.a false");
    check(
        "dlq.a",
        &[("dead-letter-routing-key", "in.a")],
        "dlq.a true",
    );
    check("in.a", &[("delivery-limit", "20")], "");
    check("in.a", &[("delivery-limit", "2")], "in.a false");
    check(
        "in.a",
        &[("dead-letter-strategy", "at-most-once")],
        "in.a true",
    );
    check("in.a", &[("dead-letter-routing-key", "dlq.b")], "in.a true");
    // its own limit of a million holds `reject-publish`, and a policy undoes that
    let mut found = right();
    found
        .policies
        .insert("p".to_owned(), policy(&[("overflow", "drop-head")]));
    found.queues.get_mut("in.a").unwrap().policy = Some("p".to_owned());
    assert_eq!(
        told(&found)
            .iter()
            .filter(|(about, loses)| about == "in.a" && *loses)
            .count(),
        2
    );
    let mut bare = right();
    bare.queues.get_mut("in.a").unwrap().arguments.clear();
    assert_eq!(told(&bare), vec![("in.a".to_owned(), true); 4]);
}

#[test]
fn of_operator_policies_the_highest_that_fits_applies_and_an_unreadable_pattern_fits() {
    let with = |policies: &[(&str, &str, i64, &str)]| {
        let mut found = right();
        for (name, pattern, priority, sort) in policies {
            let ttl = if *name == "ttl" {
                policy(&[("message-ttl", "1")])
            } else {
                policy(&[("max-in-memory-length", "1")])
            };
            let one = FoundPolicy {
                pattern: (*pattern).to_owned(),
                priority: *priority,
                apply_to: (*sort).to_owned(),
                ..ttl
            };
            found.operator_policies.insert((*name).to_owned(), one);
        }
        told(&found).len()
    };
    assert_eq!(with(&[("ttl", "^to", 0, "queues")]), 1);
    assert_eq!(with(&[("ttl", "c$", 0, "quorum_queues")]), 1);
    assert_eq!(with(&[("ttl", "^to", 0, "classic_queues")]), 0);
    assert_eq!(with(&[("ttl", "^from", 0, "queues")]), 0);
    assert_eq!(
        with(&[("ttl", "^to", 0, "queues"), ("other", "^to", 1, "queues")]),
        0
    );
    assert_eq!(
        with(&[("ttl", "^to", 0, "queues"), ("other", "^from", 1, "queues")]),
        1
    );
    assert_eq!(
        with(&[("ttl", "^to(?!x)", 0, "queues")]),
        5,
        "only the broker can read it"
    );
}

#[test]
fn a_queue_that_goes_by_itself_is_unsafe_and_another_sort_is_weaker() {
    let with = |change: fn(&mut FoundQueue)| {
        let mut found = right();
        change(found.queues.get_mut("to.c").unwrap());
        told(&found)
    };
    let lost = vec![("to.c".to_owned(), true)];
    assert_eq!(with(|queue| queue.durable = false), lost);
    assert_eq!(with(|queue| queue.auto_delete = true), lost);
    assert_eq!(with(|queue| queue.exclusive = true), lost);
    assert_eq!(
        with(|queue| queue.kind = "classic".to_owned()),
        [("to.c".to_owned(), false)]
    );
}

#[test]
fn an_exchange_that_leads_elsewhere_is_unsafe() {
    for exchange in ["to.c", "answer", "dlx.schakel", "in.a"] {
        let mut found = right();
        let there = found.exchanges.get_mut(exchange).unwrap();
        there
            .arguments
            .insert("alternate-exchange".to_owned(), value("elders"));
        assert_eq!(told(&found), [(exchange.to_owned(), true)]);
        let mut found = right();
        found
            .policies
            .insert("p".to_owned(), policy(&[("alternate-exchange", "elders")]));
        found.exchanges.get_mut(exchange).unwrap().policy = Some("p".to_owned());
        assert_eq!(told(&found), [(exchange.to_owned(), true)]);
    }
    let mut delayed = right();
    delayed.exchanges.get_mut("to.c").unwrap().kind = "x-delayed-message".to_owned();
    assert_eq!(told(&delayed), [("to.c".to_owned(), true)]);
}

#[test]
fn a_copy_is_told_and_a_copy_instead_is_a_loss() {
    let bind = |found: &mut Found, from: &str, to: &str, key: &str| {
        found
            .bindings
            .insert((from.to_owned(), to.to_owned(), key.to_owned()));
    };
    let mut found = right();
    bind(&mut found, "to.c", "spy", "");
    assert_eq!(told(&found), [("to.c".to_owned(), false)]);
    found
        .bindings
        .remove(&("to.c".to_owned(), "to.c".to_owned(), String::new()));
    assert_eq!(
        told(&found),
        [("to.c".to_owned(), true)],
        "with nobody else to get it"
    );
    let mut found = right();
    bind(&mut found, "answer", "answer.gone", "gone");
    bind(&mut found, "to.c", "to.c", "again");
    assert_eq!(
        told(&found),
        [],
        "of a source that has left, and twice the same"
    );
    bind(&mut found, "answer", "spy", "a");
    assert_eq!(told(&found), [("answer.a".to_owned(), false)]);
    let mut found = right();
    found
        .handed_on
        .insert(("to.c".to_owned(), "elders".to_owned()));
    assert_eq!(told(&found), [("to.c".to_owned(), false)]);
}

#[test]
fn names_are_one_word_for_a_shell() {
    let mut found = right();
    found
        .policies
        .insert("klein' plan".to_owned(), policy(&[("max-length", "1")]));
    found.queues.get_mut("to.c").unwrap().policy = Some("klein' plan".to_owned());
    let words = &found.dangers("/", &objects())[0].words;
    assert!(
        words.contains(r"`rabbitmqctl clear_policy -p / 'klein'\'' plan'`"),
        "{words}"
    );
}
