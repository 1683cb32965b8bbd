//! Each act at the desk demands a right of its own: without that it is refused, and nothing is written.

use super::desk::{ONE, OTHER, consented_report, memory, order, wijkteams};
use super::flight::all;
use schakel::desk::{Actor, ActorProof, Order, Right};
use schakel::number::{DispatchNo, DocumentNo, LineNo};
use schakel::store::{LogSort, State};
use serde_json::{Value, json};

fn read(command: &Value) -> Order {
    serde_json::from_value(command.clone()).unwrap()
}

/// One order at least for each right, each of which would change or tell something.
fn orders(dispatch: DispatchNo) -> Vec<Order> {
    let commands = [
        json!({ "command": "replay", "which": { "dispatch": dispatch }, "dry_run": false }),
        json!({ "command": "replay", "which": { "dispatch": dispatch }, "dry_run": true }),
        json!({ "command": "drop", "dispatch": dispatch }),
        json!({ "command": "handle", "alert": 1 }),
        json!({ "command": "handle_all", "group": { "code": "propose.no_partner", "of": null, "last": null }, "how": "all" }),
        json!({ "command": "doubt", "doubt": 1, "same": true }),
        json!({ "command": "choose", "document": 1, "reporter": "00000099000000003000/school" }),
        json!({ "command": "rotate_key", "version": 2 }),
        json!({ "command": "retire_key", "version": 1, "accept": true }),
        json!({ "command": "resume", "queue": "in.meander" }),
        json!({ "command": "reload" }),
    ];
    let mut orders: Vec<Order> = commands.iter().map(read).collect();
    orders.push(order("consent", ONE, json!({})));
    orders.push(order("look", ONE, json!("statements")));
    orders.push(order("look", OTHER, json!("told")));
    orders
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_without_its_right_is_refused_and_writes_nothing() {
    let mut memory = memory();
    consented_report(&memory).await;
    let sent = memory.sent().await;
    let seq = wijkteams(&memory, DocumentNo(2)).await;
    let lines = async || {
        let log = memory
            .hub
            .store
            .read(|store| store.log(LineNo::START, 1000))
            .await;
        let acts = log.unwrap().into_iter();
        acts.filter(|line| line.sort == LogSort::Action).count()
    };
    let before = lines().await;
    let orders = orders(seq);
    for right in Right::ALL {
        assert!(
            orders.iter().any(|order| order.right() == right),
            "{right:?}"
        );
    }
    for order in orders {
        let right = order.right();
        let rights = Right::ALL.into_iter().filter(|other| *other != right);
        let actor = Actor {
            name: "Nachtwacht".to_owned(),
            proof: ActorProof::SystemUser("wacht".to_owned()),
            rights: rights.collect(),
        };
        let (told, end) = all(memory.ask_as(order, actor).await).await;
        assert_eq!(
            (&told[..], end),
            (
                &["dit vraagt een recht dat `Nachtwacht` niet heeft".to_owned()][..],
                Some(false)
            ),
            "{right:?}"
        );
    }
    assert_eq!(lines().await, before, "nothing was written");
    assert_eq!(memory.dispatch(seq).await.state, State::Due);
    sent.answer(Ok(()));
    memory.becomes(seq, State::Delivered).await;

    // and what a signal may do is to have the catalog read again
    let (told, end) = all(memory
        .ask_as(order("look", ONE, json!("told")), Actor::signal())
        .await)
    .await;
    assert_eq!(
        (told.len(), end),
        (1, Some(false)),
        "a signal does not look into a record: {told:?}"
    );
    memory.stops().await;
}
