//! Each way in which the settings can be wrong has its own error.

use super::settings;
use crate::shared::vhost_for;
use schakel::broker::{ConnectError, try_connect};
use std::net::TcpListener;

async fn error(url: String) -> ConnectError {
    let error = try_connect(&settings(url)).await.unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
    error
}

#[tokio::test]
async fn each_wrong_setting_has_its_own_error() {
    let vhost = vhost_for("wrong-settings").await;
    try_connect(&settings(vhost.amqp())).await.unwrap();

    assert_eq!(
        error("http://guest:secret@host".to_owned()).await,
        ConnectError::BadUrl
    );
    let wrong = error(vhost.node.amqp(&vhost.name, "guest", "secret")).await;
    assert!(matches!(wrong, ConnectError::Credentials { user, .. } if user == "guest"));
    let unknown = error(vhost.node.amqp("elsewhere", "guest", "guest")).await;
    assert!(matches!(unknown, ConnectError::Vhost { vhost, .. } if vhost == "elsewhere"));
    let closed = vhost_for("closed-to-others").await;
    vhost.amqp_as("outsider").await;
    let outsider = closed
        .node
        .amqp(&closed.name, &vhost.user("outsider"), "secret");
    assert!(matches!(error(outsider).await, ConnectError::Vhost { .. }));
    let plain = vhost.amqp().replacen("amqp://", "amqps://", 1);
    assert!(matches!(error(plain).await, ConnectError::Tls(_)));
}

#[tokio::test]
async fn a_port_where_nothing_listens_is_unreachable() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = error(format!("amqp://guest:secret@{free}/%2f")).await;
    assert_eq!(error, ConnectError::Unreachable(free.to_string()));
}
