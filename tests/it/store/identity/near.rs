//! A refusal that tells too little of whom: whoever it may be about is held up, until a person has looked.

use super::{JAN, NO, Says, TODAY, YES, heard, loses_gezag, report, says};
use crate::store::Scratch;
use schakel::facts;
use schakel::party::Party;
use schakel::pipeline::Question;
use schakel::pipeline::identity::sighting::Why;

#[tokio::test]
async fn a_withdrawal_without_a_number_after_somebody_moved_holds_up_until_a_person_has_looked() {
    for same in [true, false] {
        let scratch = Scratch::new();
        scratch
            .write(move |store| {
                let moved = Says {
                    home: "8011BB|2",
                    ..JAN
                };
                says(store, "c1", JAN, YES, 1)?;
                assert_eq!(heard(store, JAN)?, (vec![(1, YES)], false));
                says(store, "c1", moved.without_number(), NO, 2)?;
                assert_eq!(heard(store, JAN)?, (vec![(1, YES)], true));
                assert!(!facts::look_up(store, &JAN.question("c2"), TODAY)?.doubt);
                let other = Question {
                    consents_of: Some(Party::new("s", "leerplicht")),
                    ..JAN.question("c1")
                };
                assert!(
                    !facts::look_up(store, &other, TODAY)?.doubt,
                    "nothing was said to this discloser"
                );
                let [doubt] = &store.open_doubts(0, 9)?[..] else {
                    panic!()
                };
                assert_eq!(
                    (doubt.why, store.said_in(doubt)?),
                    (Why::NameBirth, vec![1, 2])
                );
                assert_eq!(store.open_alerts(0, 9)?.len(), 1);
                if same {
                    store.are_one(doubt, 5)?;
                    assert_eq!(heard(store, JAN)?, (vec![(1, YES), (2, NO)], false));
                    assert_eq!(
                        heard(store, moved.without_number())?,
                        (vec![(1, YES), (2, NO)], false)
                    );
                } else {
                    store.are_two(doubt, 5)?;
                    assert_eq!(heard(store, JAN)?, (vec![(1, YES)], false));
                    says(store, "c1", moved.without_number(), NO, 3)?;
                    assert_eq!(
                        heard(store, JAN)?,
                        (vec![(1, YES)], false),
                        "what a person said about a pair is remembered"
                    );
                }
                assert!(store.open_doubts(0, 9)?.is_empty() && store.open_alerts(0, 9)?.is_empty());
                Ok(())
            })
            .await;
    }
}

#[tokio::test]
async fn what_takes_gezag_away_is_heard_near_by_as_a_refusal_is() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let elsewhere = Says {
                home: "8011BB|2",
                ..JAN
            };
            loses_gezag(store, "c1", JAN)?;
            // another address of the same child is known only since then
            report(store, "c1", elsewhere)?;
            let spelled = Says {
                name: "janssen",
                ..elsewhere.without_number()
            };
            assert_eq!(
                heard(store, spelled)?,
                (vec![], true),
                "the same birth date and that other address"
            );
            report(store, "c1", spelled)?;
            let [doubt] = &store.open_doubts(0, 9)?[..] else {
                panic!()
            };
            assert_eq!(
                store.said_in(doubt)?,
                [1],
                "the document that a person must look at"
            );
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_withdrawal_by_number_alone_holds_up_who_is_known_without_one() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            says(store, "c1", JAN.without_number(), YES, 1)?;
            says(store, "c1", JAN.without_home(), NO, 2)?;
            assert_eq!(heard(store, JAN.without_number())?, (vec![(1, YES)], true));
            let spelled = Says {
                name: "janssen",
                ..JAN.without_number()
            };
            assert_eq!(
                heard(store, spelled)?,
                (vec![], false),
                "its address was not in the withdrawal"
            );
            says(store, "c1", JAN.without_number(), NO, 3)?;
            assert_eq!(
                heard(store, spelled)?,
                (vec![], true),
                "the same birth date and address, another name"
            );
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_withdrawal_of_whom_only_a_name_is_told_is_kept_and_a_person_is_asked() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let nameless = JAN.without_number().without_home();
            says(store, "c1", nameless, YES, 1)?;
            assert_eq!(
                store.documents(i64::MAX, 9)?.len(),
                0,
                "a yes for nobody is not kept"
            );
            says(store, "c1", nameless, NO, 2)?;
            assert_eq!(store.open_alerts(0, 9)?.len(), 1);
            assert_eq!(heard(store, JAN)?, (vec![], true));
            report(store, "c1", JAN)?;
            assert_eq!(
                store.open_doubts(0, 9)?.len(),
                1,
                "now there is a pair to ask about"
            );
            // a document that tells no more than a name is held up by it, and a person hears of it
            report(store, "c1", nameless)?;
            assert_eq!(store.open_alerts(0, 9)?.len(), 3);
            Ok(())
        })
        .await;
}
