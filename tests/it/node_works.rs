//! The private node keeps its promises: it starts, is killed, comes back, cuts off, and leaves nothing behind.

use crate::node::{Node, alive, until};
use crate::shared::vhost_for;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use std::fs;

async fn connect(address: &str) -> Connection {
    Connection::connect(address, ConnectionProperties::default())
        .await
        .expect("a connection")
}

async fn durable_queue(channel: &Channel, name: &str) {
    let durable = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(name.into(), durable, FieldTable::default())
        .await
        .expect("a queue");
}

/// Returns when the broker has confirmed it.
async fn publish(channel: &Channel, queue: &str) {
    let persistent = BasicProperties::default().with_delivery_mode(2);
    let options = BasicPublishOptions::default();
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await
        .expect("confirms");
    let sent = channel
        .basic_publish("".into(), queue.into(), options, b"x", persistent)
        .await;
    sent.expect("sent").await.expect("confirmed");
}

#[tokio::test]
async fn a_killed_node_comes_back_with_its_messages_and_a_dropped_one_is_gone() {
    let mut node = Node::start().await.unwrap();
    let folder = node.folder().to_owned();
    node.vhost("a/b c").await.unwrap();
    let address = node.amqp("a/b c", "guest", "guest");
    let channel = connect(&address).await.create_channel().await.unwrap();
    durable_queue(&channel, "kept").await;
    publish(&channel, "kept").await;
    assert_eq!(node.queue_depth("a/b c", "kept").await.unwrap(), 1);

    let [beam, epmd] = node.pids()[..] else {
        panic!("two processes")
    };
    assert_eq!(
        fs::read_to_string(format!("/proc/{beam}/comm"))
            .unwrap()
            .trim(),
        "beam.smp"
    );
    assert_eq!(
        fs::read_to_string(format!("/proc/{epmd}/comm"))
            .unwrap()
            .trim(),
        "epmd"
    );
    node.kill().await;
    assert!(!alive(beam), "a killed broker lives");
    assert!(alive(epmd), "epmd went along with the broker");
    let refused = Connection::connect(&address, ConnectionProperties::default()).await;
    assert!(
        refused.is_err(),
        "somebody answers on a killed broker's port"
    );

    node.restart().await.unwrap();
    assert_eq!(node.amqp("a/b c", "guest", "guest"), address);
    assert_eq!(node.queue_depth("a/b c", "kept").await.unwrap(), 1);
    publish(
        &connect(&address).await.create_channel().await.unwrap(),
        "kept",
    )
    .await;
    assert_eq!(node.queue_depth("a/b c", "kept").await.unwrap(), 2);

    let pids = node.pids();
    assert!(pids.iter().all(|pid| alive(*pid)) && folder.exists());
    drop(node);
    assert!(
        pids.iter().all(|pid| !alive(*pid)),
        "a dropped node's process lives"
    );
    assert!(!folder.exists(), "a dropped node's folder is there");
}

#[tokio::test]
async fn a_node_ends_with_an_owner_that_could_not_end_it() {
    let node = Node::start().await.unwrap();
    let pids = node.pids();
    assert!(pids.len() == 2 && pids.iter().all(|pid| alive(*pid)));
    let folder = node.abandon();
    until("the processes are gone", async || {
        pids.iter().all(|pid| !alive(*pid))
    })
    .await
    .unwrap();
    until("its folder is gone", async || !folder.exists())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_vhost_is_of_one_test_and_its_clients_can_be_cut_off() {
    let (here, there) = (vhost_for("cut_off").await, vhost_for("cut_off").await);
    let address = here.amqp_as("las").await;
    assert!(address.contains(&here.user("las")));
    let (cut, spared) = (connect(&address).await, connect(&there.amqp()).await);
    durable_queue(&spared.create_channel().await.unwrap(), "q").await;
    assert_eq!(there.queue_depth("q").await, 0);
    assert!(
        here.node.queue_depth(&here.name, "q").await.is_err(),
        "one vhost sees the queue of another"
    );

    let mut closed = 0;
    // a connection is listed a moment after it was made
    until("it is listed", async || {
        closed += here.close_connections().await;
        closed > 0
    })
    .await
    .unwrap();
    until("it notices", async || !cut.status().connected())
        .await
        .unwrap();
    assert_eq!(closed, 1);
    assert!(
        spared.status().connected(),
        "a client of another vhost was cut off"
    );
}

#[tokio::test]
async fn exchanges_and_queues_can_be_taken_away() {
    let vhost = vhost_for("taken_away").await;
    let exchange = format!("/api/exchanges/{}/to.a", vhost.name);
    vhost
        .node
        .put(
            &exchange,
            &serde_json::json!({ "type": "direct", "durable": true }),
        )
        .await
        .unwrap();
    vhost
        .node
        .delete_exchange(&vhost.name, "to.a")
        .await
        .unwrap();
    let error = vhost.node.get(&exchange).await.unwrap_err().to_string();
    assert!(error.contains("404"), "{error}");

    let channel = connect(&vhost.amqp()).await.create_channel().await.unwrap();
    durable_queue(&channel, "q").await;
    vhost.node.delete_queue(&vhost.name, "q").await.unwrap();
    assert!(vhost.node.queue_depth(&vhost.name, "q").await.is_err());
}
