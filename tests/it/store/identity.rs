//! Who is whom, within one controller: what one document joins, what only a person may join, and that no consent or refusal is lost by it.

use super::{Scratch, document};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use schakel::facts;
use schakel::hub::record::person;
use schakel::message::{Former, Identity, Private};
use schakel::outcome::Outcome;
use schakel::party::Party;
use schakel::pipeline::consent::{Authority, Said, Standing, Statement};
use schakel::pipeline::identity::sighting::Why;
use schakel::pipeline::{Facts, Question};
use schakel::store::{Reading, StoreError, Writing};

/// Who discloses.
const SCHOOL: &str = "s/school";
pub(super) const TODAY: Date = date(2026, 3, 20);

/// What a document says about somebody; a part that is empty is not in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    pub(super) pgn: &'static str,
    pub(super) first: &'static str,
    pub(super) name: &'static str,
    pub(super) born: &'static str,
    pub(super) home: &'static str,
}

pub(super) const JAN: Says = Says {
    pgn: "999900031",
    first: "jan",
    name: "jansen",
    born: "2014-02-01",
    home: "8011AA|1",
};

impl Says {
    pub(super) const fn without_number(self) -> Self {
        Self { pgn: "", ..self }
    }

    pub(super) const fn without_home(self) -> Self {
        Self { home: "", ..self }
    }

    pub(super) const fn without_first_name(self) -> Self {
        Self { first: "", ..self }
    }

    pub(super) fn identity(self) -> Identity {
        let joined = |parts: &[&str]| {
            parts
                .iter()
                .all(|part| !part.is_empty())
                .then(|| Private::new(parts.join("|")))
        };
        let Self {
            pgn,
            first,
            name,
            born,
            home,
        } = self;
        Identity {
            pgn: joined(&[pgn]),
            surname: joined(&[name]),
            first_name: joined(&[first]),
            birth_date: joined(&[born]),
            address: joined(&[home]),
            former: Former {
                fallback: joined(&[name, born, home]),
                name_birth: joined(&[name, born]),
                birth_address: joined(&[born, home]),
                pgn_birth: joined(&[pgn, born]),
            },
        }
    }

    pub(super) fn question(self, controller: &str) -> Question {
        let (controller, identity) = (controller.to_owned(), self.identity());
        Question {
            controller,
            identity,
            report_number: None,
            consents_of: SCHOOL.parse().ok(),
            consents_behind: false,
        }
    }
}

fn next(store: &Reading<'_>) -> String {
    store
        .documents(i64::MAX, 1)
        .unwrap()
        .first()
        .map_or(1, |last| last.n + 1)
        .to_string()
}

/// What is known of somebody now.
pub(super) fn known(store: &Reading<'_>, says: Says) -> Result<Facts, StoreError> {
    facts::look_up(store, &says.question("c1"), TODAY)
}

/// A report comes in. Gives its number.
pub(super) fn report(store: &Writing<'_>, controller: &str, says: Says) -> Result<i64, StoreError> {
    let question = says.question(controller);
    let facts = facts::look_up(store, &question, TODAY)?;
    let person = person::of_ruling(store, &question, &facts, false)?;
    let n = store.insert_document(&super::NewDocument {
        subject: person.subject(),
        ..document(&next(store), 1, Outcome::Nothing)
    })?;
    person.record(store, &facts, n, 1, false)?;
    Ok(n)
}

pub(super) fn statement(said: Said, day: i8) -> Statement {
    Statement {
        recipient: "wijkteam".to_owned(),
        unit: None,
        purpose: "hulp".to_owned(),
        category: "VERZ".to_owned(),
        giver: "parent".to_owned(),
        capacity: "ouder".to_owned(),
        authority: Authority::Yes,
        said,
        day: date(2026, 1, day),
        until: None,
    }
}

/// A statement comes in.
pub(super) fn says(
    store: &Writing<'_>,
    controller: &str,
    about: Says,
    said: Said,
    day: i8,
) -> Result<(), StoreError> {
    comes(store, controller, about, &[statement(said, day)], &[])
}

/// That a parent has no gezag any more comes in: it withholds as a refusal does, and nobody said no.
pub(super) fn loses_gezag(
    store: &Writing<'_>,
    controller: &str,
    about: Says,
) -> Result<(), StoreError> {
    let standing = Standing {
        giver: Some("parent".to_owned()),
        known: Authority::No,
        day: date(2026, 1, 9),
    };
    comes(store, controller, about, &[], &[standing])
}

fn comes(
    store: &Writing<'_>,
    controller: &str,
    about: Says,
    said: &[Statement],
    established: &[Standing],
) -> Result<(), StoreError> {
    let question = about.question(controller);
    let restricts =
        said.iter().any(Statement::may_withhold) || established.iter().any(Standing::may_withhold);
    let person = person::of_statement(store, &question, restricts)?;
    let Some(subject) = person.subject() else {
        return Ok(());
    };
    let n = store.insert_document(&document(&next(store), 2, Outcome::Register))?;
    store.keep_statements(subject, &SCHOOL.parse().unwrap(), n, said, established)?;
    person.record_statement(store, n, 1, restricts, false)
}

/// Days and words of what counts for somebody, and whether a person must look.
pub(super) fn heard(
    store: &Reading<'_>,
    about: Says,
) -> Result<(Vec<(i8, Said)>, bool), StoreError> {
    let facts = known(store, about)?;
    let mut said: Vec<(i8, Said)> = facts
        .statements
        .iter()
        .map(|statement| (statement.day.day(), statement.said))
        .collect();
    said.sort();
    Ok((said, facts.doubt))
}

pub(super) const YES: Said = Said::Yes;
pub(super) const NO: Said = Said::No;

#[tokio::test]
async fn one_document_with_number_and_address_joins_two_and_keeps_consent_and_refusal() {
    let scratch = Scratch::new();
    let (a, b) = scratch
        .write(|store| {
            says(store, "c1", JAN.without_home(), YES, 1)?;
            says(store, "c1", JAN.without_number(), NO, 2)?;
            says(store, "c2", JAN.without_number(), YES, 3)?;
            let own = |says: Says| {
                store
                    .matched("c1", &says.identity(), false)
                    .map(|matched| matched.own)
            };
            let (a, b) = (own(JAN.without_home())?[0], own(JAN.without_number())?[0]);
            assert_ne!(a, b);
            // the ruling on the document that joins them already hears both
            assert_eq!(heard(store, JAN)?.0, [(1, YES), (2, NO)]);
            let before = known(store, JAN)?.basis;
            let n = report(store, "c1", JAN)?;
            for variant in [JAN, JAN.without_home(), JAN.without_number()] {
                assert_eq!(heard(store, variant)?, (vec![(1, YES), (2, NO)], false));
                assert_ne!(
                    known(store, variant)?.basis,
                    before,
                    "whoever ruled before asks again"
                );
            }
            assert_eq!(store.document(n)?.unwrap().subject, Some(a));
            assert_eq!(store.current(b)?, a, "the old id leads to the new one");
            assert!(
                store.open_doubts(0, 9)?.is_empty(),
                "a document has shown what a person would have been asked"
            );
            assert_eq!(
                facts::look_up(store, &JAN.question("c2"), TODAY)?
                    .statements
                    .len(),
                1,
                "another controller knows its own"
            );
            Ok((a, b))
        })
        .await;
    let log = scratch.read(|store| store.log(0, 9)).await;
    let [line] = &log[..] else { panic!("{log:?}") };
    let hex = |id: [u8; 16]| schakel::hub::record::hex(&id);
    assert!(
        line.body.contains("subject.merged")
            && line.body.contains(&hex(a.0))
            && line.body.contains(&hex(b.0)),
        "{}",
        line.body
    );
    assert!(!line.body.contains("jansen") && !line.body.contains("999900031"));
}

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
                let before = known(store, JAN)?.basis;
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
                assert_ne!(known(store, JAN)?.basis, before);
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

#[tokio::test]
async fn one_number_with_two_birth_dates_is_two_until_a_person_has_looked() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let later = Says {
                born: "2015-02-01",
                ..JAN
            };
            says(store, "c1", JAN, YES, 1)?;
            report(store, "c1", later)?;
            assert_eq!(
                heard(store, later)?,
                (vec![], false),
                "a yes for one is none for the other"
            );
            let [doubt] = &store.open_doubts(0, 9)?[..] else {
                panic!()
            };
            assert_eq!(doubt.why, Why::BirthDate);
            says(store, "c1", later, NO, 2)?;
            assert_eq!(heard(store, JAN)?, (vec![(1, YES)], true));
            store.are_one(doubt, 5)?;
            for says in [JAN, later, JAN.without_home()] {
                assert_eq!(heard(store, says)?, (vec![(1, YES), (2, NO)], false));
            }
            Ok(())
        })
        .await;
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

/// Three children: two of them have a name and a birth date in common, and two a birth date and an address.
const CHILDREN: [Says; 3] = [
    JAN,
    Says {
        pgn: "999900043",
        first: "bo",
        home: "8011BB|2",
        ..JAN
    },
    Says {
        pgn: "999900055",
        first: "pim",
        name: "pietersen",
        ..JAN
    },
];

#[derive(Debug, Clone, Copy)]
enum Event {
    /// A report about a child that tells its number and address.
    Report(usize),
    /// A report that tells only one of the two.
    Part(usize, bool),
    /// A statement, with number, with address, or with both.
    Says(usize, u8, bool, i8),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let child = 0..CHILDREN.len();
    let any = prop_oneof![
        1 => (child.clone(), any::<bool>()).prop_map(|(child, number)| Event::Part(child, number)),
        3 => (child, 0..3u8, any::<bool>(), 1..28i8).prop_map(|(child, known, yes, day)| Event::Says(child, known, yes, day)),
    ];
    let reports = (0..CHILDREN.len()).map(Event::Report).collect::<Vec<_>>();
    proptest::collection::vec(any, 1..12)
        .prop_map(move |more| [reports.clone(), more].concat())
        .prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Once each child was seen with its number and its address, what was said about it is all there, whatever came first.
    #[test]
    fn the_order_of_arrival_changes_nothing_about_who_said_what(events in events()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let scratch = Scratch::new();
            scratch.write(move |store| {
                for event in &events {
                    match *event {
                        Event::Report(child) => drop(report(store, "c1", CHILDREN[child])?),
                        Event::Part(child, true) => drop(report(store, "c1", CHILDREN[child].without_home())?),
                        Event::Part(child, false) => drop(report(store, "c1", CHILDREN[child].without_number())?),
                        Event::Says(child, known, yes, day) => {
                            let about = CHILDREN[child];
                            let about = [about, about.without_home(), about.without_number()][usize::from(known)];
                            says(store, "c1", about, if yes { YES } else { NO }, day)?;
                        }
                    }
                }
                for (nth, child) in CHILDREN.into_iter().enumerate() {
                    let mut said: Vec<(i8, Said)> = events.iter().filter_map(|event| match *event {
                        Event::Says(about, _, yes, day) if about == nth => Some((day, if yes { YES } else { NO })),
                        _ => None,
                    }).collect();
                    said.sort();
                    for known in [child, child.without_home(), child.without_number()] {
                        assert_eq!(heard(store, known)?, (said.clone(), false), "child {nth} of {events:?}");
                    }
                }
                Ok(())
            }).await;
        });
    }
}
