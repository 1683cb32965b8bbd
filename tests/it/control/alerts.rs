//! What waits for a person is listed without anybody's data, until somebody says that it is done.

use super::{actions, refuses, report, start, with_why};
use crate::world::World;

#[tokio::test]
async fn an_alert_is_listed_until_it_is_handled_and_the_log_tells_by_whom() {
    let mut world = World::new("alerts").await;
    start(&mut world).await;
    // the same id with other content needs a person
    world.send("meander", &[report("a", "999900031", "0193"), report("a", "999900043", "0193")]).await;
    world.answers("meander", 2).await;
    world.settled(2).await;
    let listed = world.schakel_ok(&["alerts"]);
    let [line, count] = listed.lines().collect::<Vec<_>>()[..] else { panic!("{listed}") };
    assert!(line.contains("0 min  intake.id_conflict") && line.contains("document 2"), "{line}");
    assert!(!listed.contains("9999"), "{listed}");
    assert_eq!(count, "1 open meldingen");
    refuses(&world, &with_why(&["alerts", "handled", "2"]), "melding 2 staat niet open");
    refuses(&world, &["alerts", "handled", "1"], "zeg met `--reden` waarom");
    assert_eq!(world.schakel_ok(&with_why(&["alerts", "handled", "1"])), "melding 1 is afgehandeld\n");
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    refuses(&world, &with_why(&["alerts", "handled", "1"]), "melding 1 staat niet open");
    let [told] = &actions(&world, "alert.handled").await[..] else { panic!("one line") };
    assert_eq!((&told["alert"], &told["code"], &told["actor"]), (&1.into(), &"intake.id_conflict".into(), &"Nachtwacht".into()));
    world.stop().await;
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n", "to look, no hub is needed");
    world.log_is_whole();
}
