//! A partner whose queue is there and says nothing: no yes, no no.

use super::kept::{SOURCES, messages, on_record};
use super::partner::{OMMEN, dispatches};
use super::{Report, assert_kept, patient};
use crate::node::until;
use crate::world::World;
use schakel::outcome::Code;
use schakel::store::{Dispatch, State};

#[tokio::test]
async fn a_partner_that_never_answers_delays_nobody_else_and_gets_all_once_it_does() {
    let mut world = World::with("hang", patient).await;
    world
        .vhost
        .node
        .suspend_queue(&world.vhost.name, "to.leerplicht-ommen")
        .await
        .unwrap();
    world.start_with(&[("SCHAKEL__BROKER__CONFIRM_SECONDS", "2")]);
    let reports = Report::stream(0, 2000);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    let others = async || {
        let ended = |dispatch: &Dispatch| {
            dispatch.partner.to_string() == OMMEN || dispatch.state == State::Delivered
        };
        on_record(&world).await == reports.len() && dispatches(&world).await.iter().all(ended)
    };
    if until("all others have theirs", others).await.is_err() {
        panic!("{:?}: {}", world.overview().await, world.last_log());
    }
    let silent = async || {
        dispatches(&world)
            .await
            .iter()
            .any(|dispatch| dispatch.code == Some(Code::Timeout) && dispatch.attempts > 1)
    };
    until("it was tried more than once in vain", silent)
        .await
        .unwrap();
    for dispatch in dispatches(&world).await {
        match dispatch.partner.to_string() == OMMEN {
            true => assert_eq!(dispatch.state, State::Due, "it waits"),
            false => assert_eq!(
                (dispatch.attempts, dispatch.code),
                (0, None),
                "no try of another partner failed"
            ),
        }
    }
    world
        .vhost
        .node
        .resume_queue(&world.vhost.name, "to.leerplicht-ommen")
        .await
        .unwrap();
    assert_kept(&world, &reports).await;
    world.stop().await;
}
