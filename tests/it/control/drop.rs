//! A dispatch that is dropped ends once, and its lane goes on.

use super::{
    OMMEN, actions, becomes, dispatch, impatient, refuses, report, rewrite, start, with_why,
};
use crate::world::World;
use schakel::number::DispatchNo;
use schakel::outcome::Code;
use schakel::store::State;
use std::path::Path;

#[tokio::test]
async fn a_parked_dispatch_is_dropped_once_and_the_one_behind_it_goes() {
    let mut world = World::with("drop", impatient).await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    start(&mut world).await;
    world
        .send("meander", &[report("first", "999900031", "0175")])
        .await;
    becomes(&world, DispatchNo(1), State::Parked).await;
    world
        .send("meander", &[report("second", "999900031", "0175")])
        .await;
    world.answers("meander", 2).await;
    world.schakel_ok(&["topology"]);
    assert_eq!(
        dispatch(&world, DispatchNo(2)).await.unwrap().state,
        State::Due,
        "it waits behind the parked one"
    );
    world.schakel_ok(&with_why(&["drop", "1"]));
    becomes(&world, DispatchNo(2), State::Delivered).await;
    let ended = dispatch(&world, DispatchNo(1)).await.unwrap();
    assert_eq!(
        (ended.state, ended.code),
        (State::Dropped, Some(Code::Dropped))
    );
    refuses(
        &world,
        &with_why(&["drop", "1"]),
        "bezorging 1 is al ingetrokken op ",
    );
    refuses(
        &world,
        &with_why(&["drop", "2"]),
        "bezorging 2 is al bezorgd op ",
    );
    refuses(
        &world,
        &with_why(&["drop", "3"]),
        "bezorging 3 bestaat niet",
    );
    let [told] = &actions(&world, "drop").await[..] else {
        panic!("one line")
    };
    assert_eq!(
        (&told["actor"], &told["partner"], &told["code"]),
        (&"Nachtwacht".into(), &OMMEN.into(), &"send.dropped".into())
    );
    assert_eq!(
        (&told["failed"], &told["was"]),
        (&"send.unroutable".into(), &"parked".into())
    );
    assert_eq!(world.mailbox("leerplicht-ommen").await.len(), 1);
    // the sender heard that it went, and for a duty somebody must see to it
    let told = world.answers("meander", 1).await.remove(0);
    assert_eq!(
        (&told["document"], &told["uitkomst"]),
        (&"first".into(), &"nothing".into()),
        "{told}"
    );
    let alerts = world.schakel_ok(&["alerts"]);
    assert!(
        alerts.contains("send.dropped") && !alerts.contains("send.unroutable"),
        "{alerts}"
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_dispatch_that_waits_for_its_next_try_is_dropped_between_two_tries() {
    let slow = |folder: &Path| {
        rewrite(folder, "schakel.toml", |text| {
            text.replace("[1, 1, 1, 1, 1, 1, 1, 1]", "[100000]")
        })
    };
    let mut world = World::with("between", slow).await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    start(&mut world).await;
    world
        .send(
            "meander",
            &[
                report("first", "999900031", "0175"),
                report("second", "999900031", "0175"),
            ],
        )
        .await;
    world.answers("meander", 2).await;
    let tried = async || {
        dispatch(&world, DispatchNo(1))
            .await
            .is_some_and(|dispatch| dispatch.attempts == 1)
    };
    crate::node::until("it was tried", tried).await.unwrap();
    world.schakel_ok(&["topology"]);
    world.schakel_ok(&with_why(&["drop", "1"]));
    becomes(&world, DispatchNo(2), State::Delivered).await;
    assert_eq!(
        dispatch(&world, DispatchNo(1)).await.unwrap().state,
        State::Dropped
    );
    assert_eq!(
        world.mailbox("leerplicht-ommen").await.len(),
        1,
        "only the second"
    );
    world.stop().await;
    world.log_is_whole();
}
