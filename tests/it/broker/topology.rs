//! The topology is made once, seen as it is, and never changed by surprise.

use super::{lay_out, settings, wanted};
use crate::shared::{Vhost, vhost_for};
use schakel::broker::{self, apply, try_connect};
use schakel::management::{Management, ManagementError};
use schakel::message::Private;
use schakel::topology::{Change, ObjectState};
use serde_json::json;

fn management(vhost: &Vhost) -> Management {
    Management::new(
        &vhost.node.management(),
        "guest",
        Private::new("guest".to_owned()),
    )
    .unwrap()
}

async fn plan(vhost: &Vhost, management: Option<&Management>) -> Vec<Change> {
    broker::plan(&settings(vhost.amqp()), management, &wanted(vhost))
        .await
        .unwrap()
}

fn state<'a>(plan: &'a [Change], object: &str) -> &'a ObjectState {
    &plan
        .iter()
        .find(|change| change.object == object)
        .expect("in the plan")
        .state
}

#[tokio::test]
async fn applied_twice_it_changes_nothing_and_the_plan_says_so() {
    let vhost = vhost_for("applied-twice").await;
    let (management, settings) = (management(&vhost), settings(vhost.amqp()));
    let before = plan(&vhost, Some(&management)).await;
    for object in [
        "queue in.school",
        "exchange in.school",
        "binding in.school -> in.school",
    ] {
        assert_eq!(state(&before, object), &ObjectState::Missing, "{object}");
    }

    let first = apply(&settings, Some(&management), &wanted(&vhost))
        .await
        .unwrap();
    assert_eq!(first.failed, []);
    assert_eq!(first.differs, []);
    let missing = before
        .iter()
        .filter(|change| change.state == ObjectState::Missing);
    assert_eq!(
        first.made,
        missing
            .map(|change| change.object.clone())
            .collect::<Vec<_>>()
    );
    assert_eq!(
        first.passwords.len(),
        3,
        "of the source, the partner and who watches"
    );

    let after = plan(&vhost, Some(&management)).await;
    assert!(
        after
            .iter()
            .all(|change| change.state == ObjectState::Present),
        "{after:?}"
    );
    let second = apply(&settings, Some(&management), &wanted(&vhost))
        .await
        .unwrap();
    assert_eq!((second.made, second.passwords.len()), (vec![], 0));
    for (user, password) in first.passwords {
        let url = vhost.node.amqp(&vhost.name, &user, password.expose());
        try_connect(&super::settings(url))
            .await
            .expect("the first password still works");
    }
}

#[tokio::test]
async fn without_the_management_api_queues_and_exchanges_are_seen_and_made() {
    let vhost = vhost_for("over-amqp").await;
    let before = plan(&vhost, None).await;
    assert_eq!(state(&before, "exchange in.school"), &ObjectState::Missing);
    assert_eq!(
        state(&before, "binding in.school -> in.school"),
        &ObjectState::Missing
    );
    lay_out(&vhost).await;
    let after = plan(&vhost, None).await;
    for change in &after {
        let made = ["exchange", "queue"]
            .iter()
            .any(|kind| change.object.starts_with(kind));
        assert_eq!(
            change.state,
            if made {
                ObjectState::Present
            } else {
                ObjectState::Unknown
            }
        );
    }
    let twice = apply(&settings(vhost.amqp()), None, &wanted(&vhost))
        .await
        .unwrap();
    assert_eq!(twice.made, Vec::<String>::new());
    let seen = plan(&vhost, Some(&management(&vhost))).await;
    assert_eq!(
        state(&seen, "binding in.school -> in.school"),
        &ObjectState::Present
    );
}

#[tokio::test]
async fn what_differs_is_reported_and_left() {
    let vhost = vhost_for("differs").await;
    let queue = format!("/api/queues/{}/to.library", vhost.name);
    let other = json!({ "durable": true, "arguments": { "x-queue-type": "classic" } });
    vhost.node.put(&queue, &other).await.unwrap();
    let exchange = format!("/api/exchanges/{}/answer", vhost.name);
    vhost
        .node
        .put(&exchange, &json!({ "type": "topic", "durable": true }))
        .await
        .unwrap();

    let over_amqp = plan(&vhost, None).await;
    assert!(matches!(
        state(&over_amqp, "queue to.library"),
        ObjectState::Differs(_)
    ));
    assert!(matches!(
        state(&over_amqp, "exchange answer"),
        ObjectState::Differs(_)
    ));
    let management = management(&vhost);
    let precise = plan(&vhost, Some(&management)).await;
    let ObjectState::Differs(how) = state(&precise, "queue to.library") else {
        panic!("differs")
    };
    assert!(
        how.contains("x-queue-type is `classic` in plaats van `quorum`"),
        "{how}"
    );

    let applied = apply(&settings(vhost.amqp()), Some(&management), &wanted(&vhost))
        .await
        .unwrap();
    assert_eq!(applied.failed, []);
    let differs: Vec<&str> = applied
        .differs
        .iter()
        .map(|change| change.object.as_str())
        .collect();
    assert_eq!(
        differs,
        ["exchange answer", "queue to.library", "settings to.library"]
    );
    let left = vhost.node.get(&queue).await.unwrap();
    assert_eq!(left["arguments"]["x-queue-type"], "classic");
}

#[tokio::test]
async fn rights_that_have_drifted_are_set_and_passwords_are_left() {
    let vhost = vhost_for("drifted").await;
    let url = vhost.amqp_as("school").await;
    let management = management(&vhost);
    let right = format!("permission {}", vhost.user("school"));
    assert!(matches!(
        state(&plan(&vhost, Some(&management)).await, &right),
        ObjectState::Differs(_)
    ));
    let applied = apply(&settings(vhost.amqp()), Some(&management), &wanted(&vhost))
        .await
        .unwrap();
    assert!(applied.made.contains(&right), "{:?}", applied.made);
    assert_eq!(
        applied.passwords.len(),
        2,
        "only the partner's user is new, and who watches"
    );
    assert_eq!(
        state(&plan(&vhost, Some(&management)).await, &right),
        &ObjectState::Present
    );
    try_connect(&settings(url))
        .await
        .expect("the old password still works");
}

#[tokio::test]
async fn the_management_api_tells_what_is_wrong() {
    let vhost = vhost_for("management-errors").await;
    let at = |url: &str, password: &str| {
        Management::new(url, "guest", Private::new(password.to_owned()))
    };
    let url = vhost.node.management();
    assert_eq!(at("amqp://host", "x").unwrap_err(), ManagementError::BadUrl);
    let wrong = at(&url, "wrong")
        .unwrap()
        .found(&vhost.name)
        .await
        .unwrap_err();
    assert!(matches!(wrong, ManagementError::Credentials(_)), "{wrong}");
    let unknown = at(&url, "guest")
        .unwrap()
        .found("elsewhere")
        .await
        .unwrap_err();
    assert!(matches!(unknown, ManagementError::NotFound(_)), "{unknown}");
}
