//! One account cannot take the broker from all others: the limits that `topology` gives it, on a real broker.

use super::{settings, wanted};
use crate::node::until;
use crate::shared::{Vhost, vhost_for};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use lapin::{Connection, ConnectionProperties};
use schakel::broker::{apply, plan};
use schakel::management::Management;
use schakel::message::Private;
use schakel::topology::{AccountLimits, Change, ObjectState, Wanted};
use serde_json::{Value, json};

fn administrator(at: &str) -> Management {
    Management::new(at, "guest", Private::new("guest".to_owned())).unwrap()
}

async fn differs(vhost: &Vhost, wanted: &Wanted) -> Vec<String> {
    let found: Vec<Change> = plan(
        &settings(vhost.amqp()),
        Some(&administrator(&vhost.node.management())),
        wanted,
    )
    .await
    .unwrap();
    found
        .into_iter()
        .filter(|change| change.state != ObjectState::Present)
        .map(|change| change.object)
        .collect()
}

async fn connect(url: &str) -> lapin::Result<Connection> {
    Connection::connect(url, ConnectionProperties::default()).await
}

#[tokio::test]
async fn the_seventeenth_connection_of_an_account_is_refused_and_its_neighbour_comes_in() {
    let vhost = vhost_for("crowded").await;
    let applied = apply(
        &settings(vhost.amqp()),
        Some(&administrator(&vhost.node.management())),
        &wanted(&vhost),
    )
    .await
    .unwrap();
    assert_eq!(applied.failed, []);
    let url = |name: &str| {
        let own = applied
            .passwords
            .iter()
            .find(|(user, _)| *user == vhost.user(name));
        own.map(|(user, password)| vhost.node.amqp(&vhost.name, user, password.expose()))
            .expect("a new user")
    };
    let (school, library) = (&url("school"), &url("library"));
    let mut held = Vec::new();
    for _ in 0..AccountLimits::default().connections {
        held.push(connect(school).await.unwrap());
    }
    // the broker counts a moment after it has let somebody in
    until("one more is refused", async || {
        connect(school).await.is_err()
    })
    .await
    .unwrap();
    let neighbour = connect(library).await.unwrap();

    let mut channels = Vec::new();
    for _ in 0..AccountLimits::default().channels {
        channels.push(neighbour.create_channel().await.unwrap());
    }
    until("one more is refused", async || {
        neighbour.create_channel().await.is_err()
    })
    .await
    .unwrap();
    held.pop().unwrap().close(200, "OK".into()).await.unwrap();
    until("who has made room comes in again", async || {
        connect(school).await.is_ok()
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn limits_that_have_drifted_up_are_seen_and_set_and_lower_ones_are_left() {
    let vhost = vhost_for("drifted-limits").await;
    let management = administrator(&vhost.node.management());
    let (settings, wanted) = (settings(vhost.amqp()), wanted(&vhost));
    apply(&settings, Some(&management), &wanted).await.unwrap();
    assert_eq!(differs(&vhost, &wanted).await, Vec::<String>::new());
    let path = |user: &str, name: &str| format!("/api/user-limits/{}/{name}", vhost.user(user));
    vhost
        .node
        .put(&path("school", "max-connections"), &json!({ "value": 2 }))
        .await
        .unwrap();
    vhost
        .node
        .put(&path("library", "max-connections"), &json!({ "value": -1 }))
        .await
        .unwrap();
    vhost
        .node
        .delete(&path("library", "max-channels"))
        .await
        .unwrap();
    let objects = ["max-connections", "max-channels"]
        .map(|name| format!("limit {} {name}", vhost.user("library")));
    assert_eq!(differs(&vhost, &wanted).await, objects);

    let applied = apply(&settings, Some(&management), &wanted).await.unwrap();
    assert_eq!((applied.made, applied.differs), (objects.to_vec(), vec![]));
    assert_eq!(differs(&vhost, &wanted).await, Vec::<String>::new());
    let all = vhost.node.get("/api/user-limits").await.unwrap();
    let of = |user: &str| {
        all.as_array()
            .unwrap()
            .iter()
            .find(|one| one["user"] == vhost.user(user))
            .unwrap()["value"]
            .clone()
    };
    assert_eq!(
        of("school"),
        json!({ "max-connections": 2, "max-channels": 64 })
    );
    assert_eq!(
        of("library"),
        json!({ "max-connections": 16, "max-channels": 64 })
    );
    let more = Wanted {
        limits: AccountLimits {
            connections: 30,
            channels: 64,
        },
        ..wanted
    };
    assert_eq!(
        differs(&vhost, &more).await,
        Vec::<String>::new(),
        "what is lower than it may be is left"
    );
}

#[tokio::test]
async fn who_may_only_look_sees_which_account_has_no_limit() {
    let vhost = vhost_for("watched-limits").await;
    let wanted = wanted(&vhost);
    let applied = apply(
        &settings(vhost.amqp()),
        Some(&administrator(&vhost.node.management())),
        &wanted,
    )
    .await
    .unwrap();
    let (name, password) = applied
        .passwords
        .into_iter()
        .find(|(user, _)| *user == vhost.user("watch"))
        .unwrap();
    let watcher = Management::new(&vhost.node.management(), &name, password).unwrap();
    let told = async || {
        watcher
            .relied_on(&vhost.name)
            .await
            .unwrap()
            .unlimited(&wanted.objects())
    };
    assert_eq!(told().await, None);
    vhost
        .node
        .delete(&format!(
            "/api/user-limits/{}/max-channels",
            vhost.user("school")
        ))
        .await
        .unwrap();
    let words = told().await.expect("somebody without a limit");
    assert!(
        words.contains(&format!("`{}`", vhost.user("school")))
            && !words.contains(&vhost.user("library")),
        "{words}"
    );
}

/// A broker that is too old to know of limits for users: the real one behind a door that says so.
async fn old(node: String) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let pass = async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        if uri.path().starts_with("/api/user-limits") {
            return (StatusCode::NOT_FOUND, String::new());
        }
        let request = client
            .request(method, format!("{node}{uri}"))
            .headers(headers)
            .body(body);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(pass)).await });
    format!("http://{address}")
}

#[tokio::test]
async fn a_broker_that_knows_no_limits_is_told_of_and_all_the_rest_is_made() {
    let vhost = vhost_for("old-broker").await;
    let management = administrator(&old(vhost.node.management()).await);
    let (settings, wanted) = (settings(vhost.amqp()), wanted(&vhost));
    let applied = apply(&settings, Some(&management), &wanted).await.unwrap();
    assert_eq!(
        (applied.failed, applied.differs, applied.unsupported.len()),
        (vec![], vec![], 4)
    );
    let found = plan(&settings, Some(&management), &wanted).await.unwrap();
    let other: Vec<&Change> = found
        .iter()
        .filter(|change| change.state != ObjectState::Present)
        .collect();
    assert!(
        other.len() == 4
            && other
                .iter()
                .all(|change| change.state == ObjectState::Unsupported),
        "{other:?}"
    );
    let limits: Value = vhost.node.get("/api/user-limits").await.unwrap();
    let ours = |one: &&Value| one["user"] == vhost.user("school");
    assert_eq!(limits.as_array().unwrap().iter().find(ours), None);
}
