//! Lists of the management API -> the same in the words of the topology.

use crate::topology::{Argument, FoundExchange, FoundPolicy, FoundQueue, Rights};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// An entry of a list, with its name.
pub(super) trait Listed {
    type Found;
    fn found(self) -> (String, Self::Found);
}

#[derive(Deserialize)]
pub(super) struct ListedExchange {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    durable: bool,
    #[serde(default)]
    arguments: BTreeMap<String, Value>,
    policy: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ListedQueue {
    name: String,
    durable: bool,
    #[serde(rename = "type", default = "classic")]
    kind: String,
    auto_delete: Option<bool>,
    exclusive: Option<bool>,
    arguments: BTreeMap<String, Value>,
    policy: Option<String>,
    operator_policy: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ListedBinding {
    pub(super) source: String,
    pub(super) destination: String,
    pub(super) destination_type: String,
    pub(super) routing_key: String,
}

#[derive(Deserialize)]
pub(super) struct ListedPolicy {
    name: String,
    pattern: String,
    #[serde(rename = "apply-to")]
    apply_to: String,
    #[serde(default)]
    priority: i64,
    definition: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
pub(super) struct ListedLimits {
    #[serde(default)]
    user: String,
    pub(super) value: BTreeMap<String, i64>,
}

#[derive(Deserialize)]
pub(super) struct ListedUser {
    name: String,
    tags: Value,
}

#[derive(Deserialize)]
pub(super) struct ListedPermission {
    user: String,
    configure: String,
    write: String,
    read: String,
}

fn classic() -> String {
    "classic".to_owned()
}

fn arguments(listed: BTreeMap<String, Value>) -> BTreeMap<String, Argument> {
    let argument = |value: Value| match (value.as_i64(), value.as_str()) {
        (Some(number), _) => Argument::Number(number),
        (None, Some(text)) => Argument::Text(text.to_owned()),
        (None, None) => Argument::Text(value.to_string()),
    };
    listed
        .into_iter()
        .map(|(name, value)| (name, argument(value)))
        .collect()
}

impl Listed for ListedExchange {
    type Found = FoundExchange;

    fn found(self) -> (String, FoundExchange) {
        let Self {
            name,
            kind,
            durable,
            arguments: listed,
            policy,
        } = self;
        (
            name,
            FoundExchange {
                kind,
                durable,
                arguments: arguments(listed),
                policy,
            },
        )
    }
}

impl Listed for ListedQueue {
    type Found = FoundQueue;

    fn found(self) -> (String, FoundQueue) {
        let Self {
            name,
            durable,
            kind,
            auto_delete,
            exclusive,
            arguments: listed,
            policy,
            operator_policy,
        } = self;
        let (auto_delete, exclusive) = (
            auto_delete.unwrap_or_default(),
            exclusive.unwrap_or_default(),
        );
        let operator_policy = operator_policy.filter(|name| !name.is_empty());
        (
            name,
            FoundQueue {
                durable,
                kind,
                auto_delete,
                exclusive,
                arguments: arguments(listed),
                policy,
                operator_policy,
            },
        )
    }
}

impl Listed for ListedPolicy {
    type Found = FoundPolicy;

    fn found(self) -> (String, FoundPolicy) {
        let Self {
            name,
            pattern,
            apply_to,
            priority,
            definition,
        } = self;
        (
            name,
            FoundPolicy {
                pattern,
                apply_to,
                priority,
                definition: arguments(definition),
            },
        )
    }
}

impl Listed for ListedLimits {
    type Found = BTreeMap<String, i64>;

    fn found(self) -> (String, Self::Found) {
        (self.user, self.value)
    }
}

impl Listed for ListedUser {
    type Found = Vec<String>;

    /// Newer brokers list the tags, older ones write them with commas.
    fn found(self) -> (String, Vec<String>) {
        let words = |text: &str| text.split(',').map(|tag| tag.trim().to_owned()).collect();
        let tags = match &self.tags {
            Value::Array(tags) => tags
                .iter()
                .filter_map(Value::as_str)
                .map(ToOwned::to_owned)
                .collect(),
            other => other.as_str().map(words).unwrap_or_default(),
        };
        (self.name, tags)
    }
}

impl Listed for ListedPermission {
    type Found = Rights;

    fn found(self) -> (String, Rights) {
        let Self {
            user,
            configure,
            write,
            read,
        } = self;
        (
            user,
            Rights {
                configure,
                write,
                read,
            },
        )
    }
}
