//! One partner's mailbox is not there: that is its own trouble and nobody else's.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;
use schakel::number::{AlertNo, DispatchNo, DocumentNo};
use schakel::outcome::Code;
use schakel::store::{Dispatch, State};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

pub(super) const OMMEN: &str = "00000099000000001100/leerplicht";

pub(super) async fn dispatches(world: &World) -> Vec<Dispatch> {
    let all = |store: &schakel::store::Reading<'_>| {
        (1..)
            .map_while(|seq| store.dispatch(DispatchNo(seq)).transpose())
            .collect()
    };
    match world.try_store() {
        Some(store) => store.read(all).await.unwrap(),
        None => Vec::new(),
    }
}

#[tokio::test]
async fn a_mailbox_that_is_missing_delays_nobody_else_and_is_served_when_it_is_back() {
    let mut world = World::new("missing").await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    world.start();
    let reports = Report::stream(0, 400);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    let others = async || {
        let ended = |dispatch: &Dispatch| {
            dispatch.partner.to_string() == OMMEN || dispatch.state == State::Delivered
        };
        on_record(&world).await == reports.len() && dispatches(&world).await.iter().all(ended)
    };
    until("all others have theirs", others).await.unwrap();
    for dispatch in dispatches(&world).await {
        match dispatch.partner.to_string() == OMMEN {
            true => assert_eq!(
                dispatch.state,
                State::Due,
                "it waits, also after {} tries",
                dispatch.attempts
            ),
            false => assert_eq!(dispatch.attempts, 0, "no try of another partner failed"),
        }
    }
    let tried = async || {
        dispatches(&world)
            .await
            .iter()
            .any(|dispatch| dispatch.code == Some(Code::Unroutable))
    };
    until("it was tried in vain", tried).await.unwrap();
    let made = world.schakel_ok(&["topology"]);
    assert!(
        made.contains("gemaakt: exchange to.leerplicht-ommen"),
        "{made}"
    );
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn when_its_tries_have_ended_a_dispatch_is_parked_with_an_alert_and_holds_its_lane() {
    let mut world = World::with("parked", |folder| {
        let path = folder.join("schakel.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(
            &path,
            text.replace("schedule = [1, 1, 1, 1, 1, 1, 1, 1]", "schedule = [0, 0]"),
        )
        .unwrap();
    })
    .await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    world.start();
    let all = Report::stream(0, 400);
    let ommen: Vec<&Report> = all
        .iter()
        .filter(|report| {
            report
                .to
                .as_ref()
                .is_some_and(|to| to.0 == "leerplicht-ommen")
        })
        .collect();
    let pupil = |report: &Report| report.to.as_ref().unwrap().1["leerling"]["pgn"].clone();
    let first = ommen[0];
    let again = ommen[1..]
        .iter()
        .find(|report| report.source == first.source && pupil(report) == pupil(first))
        .unwrap();
    let mut others = ommen[1..]
        .iter()
        .filter(|report| pupil(report) != pupil(first));
    let (other, another) = (others.next().unwrap(), others.next().unwrap());
    world
        .send(first.source, std::slice::from_ref(&first.sent))
        .await;
    let parked = async || {
        dispatches(&world)
            .await
            .first()
            .is_some_and(|dispatch| dispatch.state == State::Parked)
    };
    until("its tries have ended", parked).await.unwrap();
    let found = dispatches(&world).await[0].clone();
    assert_eq!((found.attempts, found.code), (3, Some(Code::Unroutable)));
    let alerts = world
        .store()
        .read(|store| store.open_alerts(AlertNo::START, 9))
        .await
        .unwrap();
    let [alert] = &alerts[..] else {
        panic!("{alerts:?}")
    };
    assert_eq!(
        (alert.code, alert.document, alert.dispatch),
        (Code::Unroutable, Some(DocumentNo(1)), Some(found.seq))
    );

    world.schakel_ok(&["topology"]);
    // the second of the pupil comes when the partner is well again, and could be sent at once
    for (report, seq, state) in [
        (*other, 2, State::Delivered),
        (*again, 3, State::Due),
        (*another, 4, State::Delivered),
    ] {
        world
            .send(report.source, std::slice::from_ref(&report.sent))
            .await;
        let so = async || {
            dispatches(&world)
                .await
                .iter()
                .any(|dispatch| dispatch.seq == DispatchNo(seq) && dispatch.state == state)
        };
        until("the report is where it must be", so).await.unwrap();
    }
    world.stop().await;
    world.start();
    world
        .send(other.source, std::slice::from_ref(&other.sent))
        .await;
    until("the hub is at work again", async || {
        world.overview().await.duplicate == 1
    })
    .await
    .unwrap();
    let states: Vec<State> = dispatches(&world)
        .await
        .iter()
        .map(|dispatch| dispatch.state)
        .collect();
    assert_eq!(
        states,
        [
            State::Parked,
            State::Delivered,
            State::Due,
            State::Delivered
        ],
        "what comes after a parked one waits for it"
    );
    let arrived: Vec<_> = world
        .mailbox("leerplicht-ommen")
        .await
        .into_iter()
        .map(|event| event["data"].clone())
        .collect();
    assert_eq!(
        arrived,
        [other, another].map(|report| report.to.as_ref().unwrap().1.clone())
    );
    world.stop().await;
    world.log_is_whole();
}

/// Reports of Meander that leerplicht in Zwolle must have.
pub(super) fn to_zwolle(report: &Report) -> bool {
    report.source == "meander"
        && report
            .to
            .as_ref()
            .is_some_and(|to| to.0 == "leerplicht-zwolle")
}

/// Gives the hub four times the usual patience to deliver so many dispatches; what is not delivered by then, the caller sees.
pub(super) async fn all_delivered(world: &World, count: usize) {
    let ended = async || {
        let ended = |dispatch: &Dispatch| dispatch.state == State::Delivered;
        let all = dispatches(world).await;
        all.len() == count && all.iter().all(ended)
    };
    for _ in 0..4 {
        if until("all have been delivered", ended).await.is_ok() {
            break;
        }
    }
}

#[tokio::test]
async fn under_a_flood_to_one_partner_each_pupils_reports_arrive_in_the_order_in_which_they_came() {
    let mut world = World::new("flood").await;
    let reports: Vec<Report> = Report::stream(0, 3200)
        .into_iter()
        .filter(to_zwolle)
        .collect();
    // all of it lies there before the hub starts, and pupils return within a batch: far more than may be in flight at once
    world.send("meander", &messages(&reports, "meander")).await;
    world.start();
    all_delivered(&world, reports.len()).await;
    let told = |data: &Value| {
        (
            data["leerling"]["pgn"].to_string(),
            data["meldingsnummer"].to_string(),
        )
    };
    let expected = by_pupil(
        reports
            .iter()
            .filter_map(|report| report.to.as_ref())
            .map(|(_, data)| told(data)),
    );
    let mut arrived = Vec::new();
    for lay in world.drain("to.leerplicht-zwolle").await {
        arrived.push(told(
            &serde_json::from_slice::<Value>(&lay.body).unwrap()["data"],
        ));
    }
    assert_eq!(
        arrived.len(),
        reports.len(),
        "nothing broke, so each was sent once"
    );
    assert_eq!(by_pupil(arrived.into_iter()), expected);
    world.stop().await;
    world.log_is_whole();
}

fn by_pupil(told: impl Iterator<Item = (String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut pupils: BTreeMap<String, Vec<String>> = BTreeMap::new();
    told.for_each(|(pupil, number)| pupils.entry(pupil).or_default().push(number));
    pupils
}
