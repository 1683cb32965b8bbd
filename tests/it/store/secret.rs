//! A secret address: whom it is heeded for.

use super::identity::{JAN, Says, TODAY, known, report};
use super::{Scratch, meet};
use crate::moment::ms;
use schakel::facts;
use schakel::number::DoubtNo;
use schakel::pipeline::Question;

/// Neither a first answer nor a later one may tell who gets what of somebody whose address may be secret.
#[tokio::test]
async fn whoever_may_be_somebody_with_a_secret_address_is_hidden_until_a_person_has_looked() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let hidden = meet(store, "c1", &JAN.without_home().identity(), false)?
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
            let hidden = meet(store, "c1", &JAN.without_home().identity(), false)?
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
            Ok(())
        })
        .await;
    // nor a home: nobody to be kept for, and a name to be careful with all the same
    let nobody = Question {
        consents_of: None,
        ..JAN.without_number().without_home().question("c1")
    };
    let secret = scratch
        .read(move |store| Ok(facts::look_up(store, &nobody, TODAY)?.secret_address))
        .await;
    assert!(secret);
}
