//! A store that the version of November 2026 filled, whose marks were joined parts and knew no first names: no yes and no no of it is lost.
//!
//! Known there, all by controller `c1`: Jan (a yes with number and address, a report), Kees de Vries (a report, then a refusal without his
//! number), Mia Müller (a yes without her number, then a report), and a refusal about somebody called Verhoeven without anything else.

use super::identity::{JAN, NO, Says, YES, heard, known, report};
use super::{Store, keys};
use crate::store::Scratch;
use schakel::pipeline::identity::sighting::Why;

const KEES: Says = Says {
    pgn: "999900043",
    first: "kees",
    name: "de vries",
    born: "2013-05-06",
    home: "8011BB|2",
};
const MIA: Says = Says {
    pgn: "999900055",
    first: "mia",
    name: "müller",
    born: "2012-03-04",
    home: "8011CC|3",
};
const VERHOEVEN: Says = Says {
    pgn: "",
    first: "lot",
    name: "verhoeven",
    born: "2011-01-02",
    home: "8011DD|4",
};

fn carried_over() -> Scratch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hub.db");
    let filled = rusqlite::Connection::open(&path).unwrap();
    filled
        .execute_batch(include_str!("before/2026-11.sql"))
        .unwrap();
    // its tests told a discloser by a word; a hub of then wrote the OIN and the role, as one of today does
    filled.execute_batch("UPDATE statement SET discloser = 's/school'; UPDATE standing SET discloser = 's/school'").unwrap();
    drop(filled);
    Scratch {
        store: Store::open(&path, keys()).unwrap(),
        folder,
    }
}

#[tokio::test]
async fn what_was_said_with_a_number_is_heard_by_that_number() {
    let scratch = carried_over();
    scratch
        .read(|store| {
            assert_eq!(heard(store, JAN)?, (vec![(1, YES)], false));
            assert_eq!(heard(store, JAN.without_home())?, (vec![(1, YES)], false));
            let later = known(
                store,
                Says {
                    born: "2014-02-02",
                    ..JAN
                },
            )?;
            assert!(later.statements.is_empty() && later.perhaps.matches[0].why == Why::BirthDate);
            Ok(())
        })
        .await;
}

/// The marks of then know no first name, and nobody was told of with one: a person is asked, and never nobody.
#[tokio::test]
async fn what_is_asked_without_a_number_asks_a_person_until_a_report_has_told_of_the_first_name() {
    let scratch = carried_over();
    scratch
        .write(|store| {
            for says in [JAN, MIA] {
                let facts = known(store, says.without_number())?;
                assert!(
                    facts.statements.is_empty() && facts.perhaps.statements.len() == 1,
                    "{says:?}"
                );
                report(store, "c1", says)?;
                let (said, doubt) = heard(store, says.without_number())?;
                assert!(said.len() == 1 && !doubt, "{says:?}");
            }
            let twin = Says {
                pgn: "",
                first: "max",
                ..MIA
            };
            assert!(
                known(store, twin)?.statements.is_empty(),
                "her yes is none for her twin"
            );
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_refusal_of_then_refuses_or_asks_a_person() {
    let scratch = carried_over();
    scratch
        .write(|store| {
            assert_eq!(heard(store, KEES)?, (vec![(2, NO)], false));
            assert!(
                heard(store, KEES.without_number())?.1
                    && heard(
                        store,
                        Says {
                            home: "8011ZZ|9",
                            ..KEES.without_number()
                        }
                    )?
                    .1
            );
            assert!(
                heard(store, VERHOEVEN)?.1
                    && heard(
                        store,
                        Says {
                            pgn: "999900067",
                            ..VERHOEVEN
                        }
                    )?
                    .1
            );
            Ok(())
        })
        .await;
}
