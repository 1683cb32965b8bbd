//! Twins, one number apart: what is said without that number is sure for neither.

use super::{JAN, NO, Says, YES, heard, known, loses_gezag, report, says};
use crate::store::Scratch;

#[tokio::test]
async fn what_takes_gezag_away_of_one_of_twins_without_a_number_is_sure_for_neither() {
    let second = Says {
        pgn: "999900043",
        first: "bo",
        ..JAN
    };
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let scratch = Scratch::new();
        scratch
            .write(move |store| {
                for step in order {
                    match step {
                        0 => drop(report(store, "c1", JAN)?),
                        1 => drop(report(store, "c1", second)?),
                        _ => loses_gezag(store, "c1", JAN.without_number().without_first_name())?,
                    }
                }
                for twin in [JAN, second, JAN.without_home(), second.without_home()] {
                    let facts = known(store, twin)?;
                    assert!(facts.doubt || !facts.standings.is_empty(), "{order:?}");
                }
                Ok(())
            })
            .await;
    }
}

/// Of twins whose number a statement does not tell: whatever comes first, no yes passes for either and no refusal is missed.
#[tokio::test]
async fn what_is_said_without_a_number_about_one_of_twins_is_sure_for_neither() {
    let second = Says {
        pgn: "999900043",
        first: "bo",
        ..JAN
    };
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        for said in [YES, NO] {
            let scratch = Scratch::new();
            scratch
                .write(move |store| {
                    for step in order {
                        match step {
                            0 => drop(report(store, "c1", JAN)?),
                            1 => drop(report(store, "c1", second)?),
                            _ => says(
                                store,
                                "c1",
                                JAN.without_number().without_first_name(),
                                said,
                                1,
                            )?,
                        }
                    }
                    for twin in [JAN, second, JAN.without_home(), second.without_home()] {
                        let (heard, doubt) = heard(store, twin)?;
                        let withheld = doubt
                            || if said == YES {
                                heard.is_empty()
                            } else {
                                !heard.is_empty()
                            };
                        assert!(withheld, "{order:?} {said:?}: {heard:?}");
                    }
                    Ok(())
                })
                .await;
        }
    }
}
