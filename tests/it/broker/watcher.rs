//! Settings of a real broker that can take away what it confirmed, as who may only look sees them.

use super::{settings, wanted};
use crate::node::until;
use crate::shared::{Vhost, vhost_for};
use schakel::broker::{apply, plan};
use schakel::management::{Management, ManagementError};
use schakel::message::Private;
use schakel::topology::{Change, ObjectState};
use serde_json::{Value, json};

fn administrator(vhost: &Vhost) -> Management {
    Management::new(
        &vhost.node.management(),
        "guest",
        Private::new("guest".to_owned()),
    )
    .unwrap()
}

/// A vhost with its topology, and the user that `apply` made to look at it.
async fn watched(test: &str) -> (Vhost, Management, String) {
    let vhost = vhost_for(test).await;
    let applied = apply(
        &settings(vhost.amqp()),
        Some(&administrator(&vhost)),
        &wanted(&vhost),
    )
    .await
    .unwrap();
    assert_eq!((applied.failed, applied.differs), (vec![], vec![]));
    let name = vhost.user("watch");
    let password = applied
        .passwords
        .into_iter()
        .find(|(user, _)| *user == name)
        .expect("a user to look with")
        .1;
    let words = password.expose().clone();
    let watcher = Management::new(&vhost.node.management(), &name, password).unwrap();
    (vhost, watcher, words)
}

async fn set(vhost: &Vhost, sort: &str, pattern: &str, apply_to: &str, definition: &Value) {
    let body = json!({ "pattern": pattern, "apply-to": apply_to, "definition": definition });
    vhost
        .node
        .put(&format!("/api/{sort}/{}/kort", vhost.name), &body)
        .await
        .unwrap();
}

async fn told(vhost: &Vhost, watcher: &Management) -> Vec<String> {
    let found = watcher.relied_on(&vhost.name).await.unwrap();
    let dangers = found.dangers(&vhost.name, &wanted(vhost).objects());
    dangers
        .into_iter()
        .map(|danger| format!("{} {} {}", danger.about, danger.loses, danger.words))
        .collect()
}

/// The broker applies a policy a moment after it has taken it.
async fn comes_to_tell(vhost: &Vhost, watcher: &Management, words: &[&[&str]]) {
    let mut last = Vec::new();
    let so = async || {
        last = told(vhost, watcher).await;
        last.len() == words.len()
            && last
                .iter()
                .zip(words)
                .all(|(told, words)| words.iter().all(|word| told.contains(word)))
    };
    let waited = until("it is told", so).await;
    assert!(waited.is_ok(), "{words:?} in {last:?}");
}

#[tokio::test]
async fn policies_that_take_away_what_was_confirmed_are_seen_by_who_may_only_look() {
    let (vhost, watcher, _) = watched("policies").await;
    comes_to_tell(&vhost, &watcher, &[]).await;
    let clear = format!("rabbitmqctl clear_policy -p {} kort", vhost.name);
    for (pattern, apply_to, definition, words) in [
        (
            "^to\\.",
            "queues",
            json!({ "max-length": 1 }),
            ["to.library true", "max-length 1"],
        ),
        (
            "^to\\.",
            "all",
            json!({ "message-ttl": 1000 }),
            ["to.library true", "message-ttl 1000"],
        ),
        (
            "^answer\\.",
            "queues",
            json!({ "expires": 9_000_000 }),
            ["answer.school true", "expires 9000000"],
        ),
        (
            "^dlq\\.",
            "queues",
            json!({ "delivery-limit": 3 }),
            ["dlq.school false", "delivery-limit"],
        ),
        (
            "^in\\.",
            "queues",
            json!({ "overflow": "drop-head" }),
            ["in.school true", "max-length 1000000"],
        ),
        (
            "^to\\.",
            "exchanges",
            json!({ "alternate-exchange": "amq.fanout" }),
            ["to.library true", "alternate-exchange amq.fanout"],
        ),
    ] {
        set(&vhost, "policies", pattern, apply_to, &definition).await;
        let overflow: &[&str] = &["in.school true", "overflow is `drop-head`", &clear];
        let first: &[&str] = &[words[0], words[1]];
        match pattern {
            "^in\\." => comes_to_tell(&vhost, &watcher, &[first, overflow]).await,
            _ => comes_to_tell(&vhost, &watcher, &[&[words[0], words[1], &clear]]).await,
        }
    }
    set(
        &vhost,
        "policies",
        "^to\\.",
        "queues",
        &json!({ "max-length": 1, "overflow": "reject-publish" }),
    )
    .await;
    comes_to_tell(&vhost, &watcher, &[]).await;
    vhost
        .node
        .delete(&format!("/api/policies/{}/kort", vhost.name))
        .await
        .unwrap();
    set(
        &vhost,
        "operator-policies",
        "library$",
        "queues",
        &json!({ "message-ttl": 1000 }),
    )
    .await;
    let clear = format!("rabbitmqctl clear_operator_policy -p {} kort", vhost.name);
    comes_to_tell(
        &vhost,
        &watcher,
        &[&["to.library true", "message-ttl 1000", &clear]],
    )
    .await;
    vhost
        .node
        .delete(&format!("/api/operator-policies/{}/kort", vhost.name))
        .await
        .unwrap();
    comes_to_tell(&vhost, &watcher, &[]).await;
    vhost
        .node
        .post(
            &format!("/api/bindings/{}/e/to.library/q/answer.school", vhost.name),
            &json!({}),
        )
        .await
        .unwrap();
    comes_to_tell(&vhost, &watcher, &[&["to.library false", "answer.school"]]).await;
}

#[tokio::test]
async fn who_looks_can_change_nothing() {
    let (vhost, watcher, password) = watched("only-looks").await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (path, body) in [
        (
            format!("/api/policies/{}/kort", vhost.name),
            json!({ "pattern": ".", "definition": { "max-length": 1 } }),
        ),
        (
            format!("/api/queues/{}/own", vhost.name),
            json!({ "durable": true }),
        ),
        (
            format!("/api/users/{}", vhost.user("watch")),
            json!({ "password": "other", "tags": "administrator" }),
        ),
    ] {
        let request = client
            .put(format!("{}{path}", vhost.node.management()))
            .basic_auth(vhost.user("watch"), Some(&password));
        let status = request.json(&body).send().await.unwrap().status().as_u16();
        assert!(status == 401 || status == 403, "{path}: {status}");
    }
    let all = watcher.found(&vhost.name).await.unwrap_err();
    assert!(
        matches!(all, ManagementError::Credentials(_)),
        "the users are not for it to see: {all}"
    );
}

#[tokio::test]
async fn limits_that_are_too_low_and_a_lost_tag_are_in_the_plan() {
    let (vhost, _, password) = watched("limits").await;
    let differs = async || {
        let changes: Vec<Change> = plan(
            &settings(vhost.amqp()),
            Some(&administrator(&vhost)),
            &wanted(&vhost),
        )
        .await
        .unwrap();
        changes
            .into_iter()
            .filter(|change| change.state != ObjectState::Present)
            .map(|change| change.object)
            .collect::<Vec<_>>()
    };
    assert_eq!(differs().await, Vec::<String>::new());
    vhost
        .node
        .put(
            &format!("/api/vhost-limits/{}/max-queues", vhost.name),
            &json!({ "value": 3 }),
        )
        .await
        .unwrap();
    vhost
        .node
        .put(
            &format!("/api/users/{}", vhost.user("watch")),
            &json!({ "password": password, "tags": "" }),
        )
        .await
        .unwrap();
    assert_eq!(
        differs().await,
        [
            format!("user {}", vhost.user("watch")),
            "limit vhost max-queues".to_owned()
        ]
    );
}
