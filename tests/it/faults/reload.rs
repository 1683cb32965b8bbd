//! The catalog changes again and again while reports stream through: each has its one end, and nobody gets what nobody allowed.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reloads_in_the_middle_of_the_traffic_lose_nothing() {
    let mut world = World::new("reloads").await;
    world.start();
    until("the hub listens", async || {
        world.schakel(&["reload"]).status.success()
    })
    .await
    .unwrap();
    let reports = Report::stream(0, 2000);
    let partners = world.folder.path().join("region/partners.toml");
    let text = fs::read_to_string(&partners).unwrap();
    let sending = SOURCES.map(|source| {
        let (sender, messages) = (world.sender(source), messages(&reports, source));
        tokio::spawn(async move {
            for piece in messages.chunks(100) {
                sender.send(piece).await.unwrap();
            }
        })
    });
    let mut taken = 0;
    while on_record(&world).await < reports.len() {
        let named = text.replace("Leerplicht Ommen", &format!("Leerplicht Ommen {taken}"));
        fs::write(&partners, &named).unwrap();
        let said = world.schakel_ok(&["reload"]);
        assert!(said.starts_with("de catalogus is nu "), "{said}");
        fs::write(&partners, format!("{named}\n[onzin")).unwrap();
        assert!(
            !world.schakel(&["reload"]).status.success(),
            "a broken file is refused"
        );
        taken += 1;
    }
    for sender in sending {
        sender.await.unwrap();
    }
    assert!(taken > 1, "the traffic was over before the second reload");
    assert_kept(&world, &reports).await;
    world.stop().await;
    world.log_is_whole();
}
