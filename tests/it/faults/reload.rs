//! The catalog changes again and again while reports stream through: each has its one end, and nobody gets what nobody allowed.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;
use std::fs;

#[tokio::test]
async fn reloads_in_the_middle_of_the_traffic_lose_nothing() {
    let mut world = World::new("reloads").await;
    world.start();
    let reports = Report::stream(0, 600);
    let partners = world.folder.path().join("region/partners.toml");
    let text = fs::read_to_string(&partners).unwrap();
    let named = |n: usize| text.replace("Leerplicht Ommen", &format!("Leerplicht Ommen {n}"));
    let sending = async {
        for piece in reports.chunks(60) {
            for source in SOURCES {
                world.send(source, &messages(piece, source)).await;
            }
        }
    };
    let reloading = async {
        until("the hub listens", async || world.schakel(&["reload"]).status.success()).await.unwrap();
        let mut taken = 0;
        while on_record(&world).await < reports.len() {
            fs::write(&partners, named(taken)).unwrap();
            let said = world.schakel_ok(&["reload"]);
            assert!(said.starts_with("de catalogus is nu "), "{said}");
            fs::write(&partners, format!("{}\n[onzin", named(taken))).unwrap();
            assert!(!world.schakel(&["reload"]).status.success(), "a broken file is refused");
            taken += 1;
        }
        taken
    };
    let ((), taken) = tokio::join!(sending, reloading);
    assert!(taken > 1, "the traffic was over before the second reload");
    assert_kept(&world, &reports).await;
    world.stop().await;
    world.log_is_whole();
}
