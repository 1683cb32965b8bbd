//! A secret address: whom it is heeded for, and that what was ruled before it was known is asked again.

use super::Scratch;
use super::identity::{JAN, Says, TODAY, known, report};
use crate::moment::ms;
use schakel::facts;
use schakel::hub::record::person;
use schakel::number::DoubtNo;
use schakel::pipeline::Question;
use schakel::store::StoreError;

#[tokio::test]
async fn facts_from_before_an_address_was_known_to_be_secret_are_asked_again() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            report(store, "c1", JAN)?;
            let (question, before) = (JAN.question("c1"), known(store, JAN)?);
            let subject = store.matched("c1", &question.identity, false)?.own[0];
            store.keep_secret(subject)?;
            assert!(matches!(
                person::of_ruling(store, &question, &before, false),
                Err(StoreError::Outdated(_))
            ));
            person::of_ruling(store, &question, &known(store, JAN)?, false).map(drop)
        })
        .await;
}

/// Neither a first answer nor a later one may tell who gets what of somebody whose address may be secret.
#[tokio::test]
async fn whoever_may_be_somebody_with_a_secret_address_is_hidden_until_a_person_has_looked() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let hidden = store
                .meet("c1", &JAN.without_home().identity(), false)?
                .subject
                .unwrap();
            store.keep_secret(hidden)?;
            let near = Says {
                home: "8011BB|2",
                ..JAN.without_number()
            };
            let n = report(store, "c1", near)?;
            let other = store.document(n)?.unwrap().subject.unwrap();
            assert!(other != hidden && store.may_be_secret(other)? && !store.is_secret(other)?);
            let [pair] = &store.open_doubts(DoubtNo::START, 9)?[..] else {
                panic!("one pair")
            };
            store.are_two(pair, ms(5))?;
            assert!(!store.may_be_secret(other)? && store.may_be_secret(hidden)?);
            Ok(())
        })
        .await;
}

/// Of a secret address nothing is kept that a document without a number could be matched on.
#[tokio::test]
async fn without_a_number_the_name_and_the_birth_date_are_enough_to_keep_an_address_back() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let hidden = store
                .meet("c1", &JAN.without_home().identity(), false)?
                .subject
                .unwrap();
            store.keep_secret(hidden)?;
            let secret = |says: Says| known(store, says).map(|facts| facts.secret_address);
            assert!(secret(JAN.without_number())?);
            assert!(!secret(Says {
                born: "2014-02-02",
                ..JAN.without_number()
            })?);
            assert!(
                !secret(Says {
                    pgn: "999900043",
                    ..JAN
                })?,
                "who has another number is somebody else"
            );
            assert!(
                !facts::look_up(store, &JAN.without_number().question("c2"), TODAY)?.secret_address
            );
            let before = known(store, JAN.without_number())?;
            person::of_ruling(store, &JAN.without_number().question("c1"), &before, false).map(drop)
        })
        .await;
    // nor a home: nobody to be kept for, and a name to be careful with all the same
    let nobody = Question {
        consents_of: None,
        ..JAN.without_number().without_home().question("c1")
    };
    let (question, source, id, digest) = (nobody.clone(), "s".to_owned(), "1".to_owned(), [0; 32]);
    let asking = facts::Asking {
        question,
        source,
        id,
        digest,
    };
    let before = facts::answer(&scratch.store, vec![asking], TODAY)
        .await
        .unwrap()
        .remove(0);
    assert!(before.secret_address);
    scratch
        .write(move |store| person::of_ruling(store, &nobody, &before, false).map(drop))
        .await;
}
