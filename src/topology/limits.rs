//! How many there should be + how many the broker allows -> which limits are too low. Pure.

use super::difference::quoted;
use super::{Change, Found, Object, State, Wanted};

/// Beside one for each eight sources: one that sends, and one for `topology` or a look at the start.
const CONNECTIONS: usize = 2;

impl Found {
    /// The limits of this virtual host and of the hub's own user that leave too little.
    pub fn limits(&self, vhost: &str, wanted: &Wanted) -> Vec<Change> {
        let queues = wanted.objects().iter().filter(|object| matches!(object, Object::Queue { .. })).count();
        let connections = wanted.sources.len().div_ceil(8) + CONNECTIONS;
        // a channel for each queue that is read and for each partner, one for all answers, and one for a look
        let channels = wanted.sources.len() * 2 + wanted.partners.len() + 2;
        let (vhost, user) = (quoted(vhost), quoted(&wanted.hub_user));
        let of_vhost = |name: &str| self.vhost_limits.get(name).copied();
        let of_user = |name: &str| self.user_limits.get(&wanted.hub_user).and_then(|limits| limits.get(name)).copied();
        let clear_vhost = format!("`rabbitmqctl clear_vhost_limits -p {vhost}`");
        let clear_user = format!("`rabbitmqctl clear_user_limits {user}`");
        [
            ("vhost max-queues", of_vhost("max-queues"), queues, &clear_vhost),
            ("vhost max-connections", of_vhost("max-connections"), connections, &clear_vhost),
            ("user max-channels", of_user("max-channels"), channels, &clear_user),
            ("user max-connections", of_user("max-connections"), connections, &clear_user),
        ]
        .into_iter()
        .filter_map(|(name, allowed, needed, clear)| {
            // less than nothing is no limit
            let allowed = usize::try_from(allowed?).ok()?;
            let words = format!("ten hoogste {allowed}, de hub heeft er {needed} nodig; verhoog de grens of haal hem weg met {clear}");
            (allowed < needed).then(|| Change { object: format!("limit {name}"), state: State::Differs(words) })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{WantedPartner, WantedSource};
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_limit_that_leaves_too_little_is_told_with_what_is_needed() {
        let sources = vec![WantedSource { name: "a".to_owned(), user: "u".to_owned() }];
        let partners = vec![WantedPartner { exchange: "to.c".to_owned(), user: None }];
        let wanted = Wanted { sources, partners, hub_user: "hub".to_owned(), watcher: None };
        let limits = |queues, channels| {
            let found = Found {
                vhost_limits: BTreeMap::from([("max-queues".to_owned(), queues)]),
                user_limits: BTreeMap::from([("hub".to_owned(), BTreeMap::from([("max-channels".to_owned(), channels)]))]),
                ..Found::default()
            };
            found.limits("v", &wanted).iter().map(|change| format!("{}: {}", change.object, change.state)).collect::<Vec<_>>()
        };
        assert_eq!(limits(5, 5), Vec::<String>::new());
        assert_eq!(limits(-1, -1), Vec::<String>::new());
        let low = limits(3, 2);
        assert!(low[0].starts_with("limit vhost max-queues: wijkt af: ten hoogste 3, de hub heeft er 5 nodig"), "{low:?}");
        assert!(low[1].starts_with("limit user max-channels: wijkt af: ten hoogste 2, de hub heeft er 5 nodig"), "{low:?}");
    }
}
