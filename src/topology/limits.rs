//! Numbers that the hub needs + limits of the broker -> limits that are too low, or, for sources and partners, too high. Pure.

use super::difference::quoted;
use super::{Change, Found, Object, ObjectState, Wanted};
use std::collections::BTreeSet;

/// How much of the broker the account of a source or a partner may take: without a limit one account can take all that others need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountLimits {
    /// Most connections at once.
    pub connections: u32,
    /// Most channels at once, over all connections.
    pub channels: u32,
}

impl Default for AccountLimits {
    fn default() -> Self {
        Self {
            connections: 16,
            channels: 64,
        }
    }
}

impl AccountLimits {
    pub(super) fn of(self, user: &str) -> [Object; 2] {
        [
            (MOST_CONNECTIONS, self.connections),
            (MOST_CHANNELS, self.channels),
        ]
        .map(|(name, most)| Object::Limit {
            user: user.to_owned(),
            name,
            most,
        })
    }
}

const MOST_CONNECTIONS: &str = "max-connections";
const MOST_CHANNELS: &str = "max-channels";
/// Most accounts that are told by name.
const NAMED: usize = 5;

/// Connections beside one for each eight sources: one that sends, and one for `topology` or a look at the start.
const CONNECTIONS: usize = 2;

impl Found {
    /// The limits of this virtual host and of the hub's own user that leave too little.
    pub fn limits(&self, vhost: &str, wanted: &Wanted) -> Vec<Change> {
        let queues = wanted
            .objects()
            .iter()
            .filter(|object| matches!(object, Object::Queue { .. }))
            .count();
        let connections = wanted.sources.len().div_ceil(8) + CONNECTIONS;
        // a channel for each queue that is read and for each partner, one for all answers, and one for a look
        let channels = wanted.sources.len() * 2 + wanted.partners.len() + 2;
        let (vhost, user) = (quoted(vhost), quoted(&wanted.hub_user));
        let of_vhost = |name: &str| self.vhost_limits.get(name).copied();
        let of_user = |name: &str| {
            self.user_limits
                .as_ref()?
                .get(&wanted.hub_user)
                .and_then(|limits| limits.get(name))
                .copied()
        };
        let clear_vhost = format!("`rabbitmqctl clear_vhost_limits -p {vhost}`");
        let clear_user = format!("`rabbitmqctl clear_user_limits {user}`");
        [
            ("vhost max-queues", of_vhost("max-queues"), queues, &clear_vhost),
            ("vhost max-connections", of_vhost("max-connections"), connections, &clear_vhost),
            ("user max-channels", of_user(MOST_CHANNELS), channels, &clear_user),
            ("user max-connections", of_user(MOST_CONNECTIONS), connections, &clear_user),
        ]
        .into_iter()
        .filter_map(|(name, allowed, needed, clear)| {
            // a negative limit is no limit
            let allowed = usize::try_from(allowed?).ok()?;
            let words = format!("ten hoogste {allowed}, de hub heeft er {needed} nodig; verhoog de grens of haal hem weg met {clear}");
            (allowed < needed).then(|| Change { object: format!("limit {name}"), state: ObjectState::Differs(words) })
        })
        .collect()
    }

    /// The accounts that may take more than they should, with the remedy. Dutch. None where the broker knows no such limits.
    pub fn unlimited(&self, objects: &[Object]) -> Option<String> {
        let lacks = |object: &&Object| {
            !matches!(
                self.state(object),
                ObjectState::Present | ObjectState::Unsupported
            )
        };
        let limits = objects
            .iter()
            .filter(|object| matches!(object, Object::Limit { .. }))
            .filter(lacks);
        let users: BTreeSet<&str> = limits
            .filter_map(|object| {
                if let Object::Limit { user, .. } = object {
                    Some(user.as_str())
                } else {
                    None
                }
            })
            .collect();
        let named: Vec<String> = users
            .iter()
            .take(NAMED)
            .map(|user| format!("`{user}`"))
            .collect();
        let (count, more) = (users.len(), if users.len() > NAMED { ", …" } else { "" });
        let words = || {
            format!(
                "{count} gebruikers van bronnen en partners hebben geen grens voor verbindingen en kanalen, of een hogere dan is ingesteld ({}{more}): één van hen kan de broker voor allen vol maken; draai `schakel topology`",
                named.join(", ")
            )
        };
        (count > 0).then(words)
    }

    /// The state of a limit of an account. A lower limit is the choice of an operator, and a negative one is no limit.
    pub(super) fn limit(&self, user: &str, name: &str, most: u32) -> ObjectState {
        let Some(limits) = &self.user_limits else {
            return ObjectState::Unsupported;
        };
        match limits.get(user).and_then(|limits| limits.get(name)) {
            None => ObjectState::Missing,
            Some(found) if (0..=i64::from(most)).contains(found) => ObjectState::Present,
            Some(found) => ObjectState::Differs(format!(
                "{found} in plaats van ten hoogste {most}; toepassen zet de grens goed"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{WantedPartner, WantedSource};
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_limit_that_leaves_too_little_is_told_with_what_is_needed() {
        let sources = vec![WantedSource {
            name: "a".to_owned(),
            user: "u".to_owned(),
        }];
        let partners = vec![WantedPartner {
            exchange: "to.c".to_owned(),
            user: None,
        }];
        let wanted = Wanted {
            sources,
            partners,
            hub_user: "hub".to_owned(),
            watcher: None,
            limits: AccountLimits::default(),
        };
        let limits = |queues, channels| {
            let found = Found {
                vhost_limits: BTreeMap::from([("max-queues".to_owned(), queues)]),
                user_limits: Some(BTreeMap::from([(
                    "hub".to_owned(),
                    BTreeMap::from([("max-channels".to_owned(), channels)]),
                )])),
                ..Found::default()
            };
            found
                .limits("v", &wanted)
                .iter()
                .map(|change| format!("{}: {}", change.object, change.state))
                .collect::<Vec<_>>()
        };
        assert_eq!(limits(5, 5), Vec::<String>::new());
        assert_eq!(limits(-1, -1), Vec::<String>::new());
        let low = limits(3, 2);
        assert!(
            low[0].starts_with(
                "limit vhost max-queues: wijkt af: ten hoogste 3, de hub heeft er 5 nodig"
            ),
            "{low:?}"
        );
        assert!(
            low[1].starts_with(
                "limit user max-channels: wijkt af: ten hoogste 2, de hub heeft er 5 nodig"
            ),
            "{low:?}"
        );
    }

    #[test]
    fn an_account_has_a_limit_when_it_is_not_higher_than_it_should_be() {
        let user = |limits: &[(&str, i64)]| {
            limits
                .iter()
                .map(|(name, most)| ((*name).to_owned(), *most))
                .collect::<BTreeMap<_, _>>()
        };
        let objects = AccountLimits {
            connections: 4,
            channels: 8,
        }
        .of("u");
        let found = |limits| Found {
            user_limits: limits,
            ..Found::default()
        };
        let told = |limits: &[(&str, i64)]| {
            let found = found(Some(BTreeMap::from([("u".to_owned(), user(limits))])));
            (
                objects
                    .each_ref()
                    .map(|object| found.state(object).to_string()),
                found.unlimited(&objects).is_some(),
            )
        };
        let words = |words: [&str; 2]| words.map(str::to_owned);
        assert_eq!(
            told(&[("max-connections", 4), ("max-channels", 0)]),
            (words(["aanwezig", "aanwezig"]), false)
        );
        assert_eq!(
            told(&[("max-channels", 8)]),
            (words(["ontbreekt", "aanwezig"]), true)
        );
        for high in [5, -1] {
            let differs = format!(
                "wijkt af: {high} in plaats van ten hoogste 4; toepassen zet de grens goed"
            );
            assert_eq!(
                told(&[("max-connections", high), ("max-channels", 8)]),
                ([differs, "aanwezig".to_owned()], true)
            );
        }
        let old = found(None);
        assert_eq!(
            objects.each_ref().map(|object| old.state(object)),
            [ObjectState::Unsupported, ObjectState::Unsupported]
        );
        assert_eq!(
            old.unlimited(&objects),
            None,
            "what the broker does not know is nobody's trouble"
        );
    }

    #[test]
    fn who_has_no_limit_is_told_by_name_but_not_all_of_a_hundred() {
        let found = Found {
            user_limits: Some(BTreeMap::new()),
            ..Found::default()
        };
        let objects: Vec<Object> = (0..7)
            .flat_map(|n| AccountLimits::default().of(&format!("u{n}")))
            .collect();
        let told = found.unlimited(&objects).unwrap();
        assert!(
            told.starts_with("7 gebruikers") && told.contains("(`u0`, `u1`, `u2`, `u3`, `u4`, …)"),
            "{told}"
        );
    }
}
