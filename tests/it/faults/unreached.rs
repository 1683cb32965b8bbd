//! A partner that cannot be reached is told by name until it can, or until it is a partner no longer.

use super::kept::{SOURCES, messages};
use super::partner::OMMEN;
use super::{Report, asks, assert_kept, open_alerts, patient, watch};
use crate::control::without_partner;
use crate::watched::{degraded, ready, series, with_web};
use crate::world::World;
use schakel::outcome::Code;
use std::fs;

const MAILBOX: &str = "to.leerplicht-ommen";

async fn sends(world: &World, reports: &[Report]) {
    for source in SOURCES {
        world.send(source, &messages(reports, source)).await;
    }
}

async fn unreached(world: &World) -> Option<f64> {
    series(
        world,
        &format!("schakel_trouble{{code=\"hub.partner_unreached\",about=\"{OMMEN}\"}}"),
    )
    .await
}

#[tokio::test]
async fn a_partner_that_is_not_reached_is_named_asks_for_a_person_when_it_lasts_and_is_well_once_it_is_reached()
 {
    let mut world = World::with("unreached", |folder| {
        with_web(folder);
        patient(folder);
    })
    .await;
    watch(&world);
    world.vhost.delete_exchange(MAILBOX).await;
    world.start_with(&[("SCHAKEL__ALERTS__AFTER_SECONDS", "5")]);
    ready(&world).await;
    assert_eq!(
        unreached(&world).await,
        None,
        "nobody knows before there is something to send"
    );
    let reports = Report::stream(0, 80);
    sends(&world, &reports[..40]).await;
    degraded(&world, Code::PartnerUnreached, &[OMMEN]).await;
    ready(&world).await;
    assert_eq!(unreached(&world).await, Some(1.0));
    assert_eq!(open_alerts(&world).await, [], "it has not lasted yet");
    asks(&world, &[(Code::PartnerUnreached, OMMEN)]).await;
    world.schakel_ok(&["topology"]);
    degraded(&world, Code::PartnerUnreached, &[]).await;
    assert_eq!(unreached(&world).await, None);

    // the exchange is there, and nothing behind it
    world
        .vhost
        .node
        .delete_queue(&world.vhost.name, MAILBOX)
        .await
        .unwrap();
    sends(&world, &reports[40..]).await;
    degraded(&world, Code::PartnerUnreached, &[OMMEN]).await;
    world.schakel_ok(&["topology"]);
    degraded(&world, Code::PartnerUnreached, &[]).await;
    asks(&world, &[(Code::PartnerUnreached, OMMEN)]).await; // only a person closes it
    world.stop().await;
}

#[tokio::test]
async fn a_partner_that_leaves_the_catalog_is_no_trouble_any_more() {
    let mut world = World::with("unreached-left", |folder| {
        with_web(folder);
        patient(folder);
    })
    .await;
    world.vhost.delete_exchange(MAILBOX).await;
    world.start();
    let reports = Report::stream(0, 40);
    sends(&world, &reports).await;
    degraded(&world, Code::PartnerUnreached, &[OMMEN]).await;
    let path = world.path("region/partners.toml");
    let everybody = fs::read_to_string(&path).unwrap();
    fs::write(&path, without_partner(&everybody, MAILBOX)).unwrap();
    world.schakel_ok(&["reload"]);
    degraded(&world, Code::PartnerUnreached, &[]).await;
    assert_eq!(unreached(&world).await, None);
    fs::write(&path, everybody).unwrap();
    world.schakel_ok(&["reload"]);
    degraded(&world, Code::PartnerUnreached, &[OMMEN]).await;
    world.schakel_ok(&["topology"]);
    degraded(&world, Code::PartnerUnreached, &[]).await;
    assert_kept(&world, &reports).await;
    world.stop().await;
}
