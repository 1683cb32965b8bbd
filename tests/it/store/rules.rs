//! The rules that rows keep: identity, lanes, receipts, subjects, outboxes, sums.

use super::{CONFLICT, INVALID, Scratch, dispatch, document, meet, partner, person};
use crate::moment::ms;
use schakel::clock::Moment;
use schakel::number::{AlertNo, AnswerNo, DispatchNo, DocumentNo};
use schakel::outcome::{Code, Outcome, Problem};
use schakel::party::Party;
use schakel::store::{AfterFailure, NewDispatch, Placed, State, StoredBefore, StoredVerdict};

const fn seq(n: i64) -> DispatchNo {
    DispatchNo(n)
}

/// What is known of id `d` with content 1, after documents with that id had these ends.
async fn check_known(before: &[(u8, Outcome)], expected: StoredBefore) {
    let scratch = Scratch::new();
    let before = before.to_vec();
    let known = scratch.write(move |store| {
        for (content, outcome) in before {
            store.insert_document(&document("d", content, outcome))?;
        }
        store.insert_document(&document("another", 1, Outcome::Routed))?;
        store.known("school", "d", &[1; 32])
    });
    assert_eq!(known.await, expected);
}

#[tokio::test]
async fn an_unseen_id_is_new() {
    check_known(&[], StoredBefore::New).await;
}

#[tokio::test]
async fn the_same_content_is_a_duplicate_unless_it_was_stopped() {
    let n = DocumentNo(1);
    for outcome in [Outcome::Routed, Outcome::Register, Outcome::Nothing] {
        check_known(&[(1, outcome)], StoredBefore::Duplicate { n, outcome }).await;
    }
    check_known(&[(1, INVALID)], StoredBefore::Stopped { n }).await;
}

#[tokio::test]
async fn other_content_under_a_settled_id_is_a_conflict_each_time_it_comes() {
    check_known(&[(2, Outcome::Routed)], StoredBefore::Conflict { n: None }).await;
    check_known(
        &[(2, Outcome::Routed), (1, CONFLICT)],
        StoredBefore::Conflict {
            n: Some(DocumentNo(2)),
        },
    )
    .await;
    check_known(&[(2, INVALID)], StoredBefore::New).await;
    check_known(
        &[(2, INVALID), (1, Outcome::Nothing)],
        StoredBefore::Duplicate {
            n: DocumentNo(2),
            outcome: Outcome::Nothing,
        },
    )
    .await;
}

#[tokio::test]
async fn a_stopped_document_that_comes_again_takes_its_new_end() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let problems = [Problem {
                path: "/bsn".into(),
                rule: "format".into(),
            }];
            let stopped = document("d", 1, INVALID);
            let n = store.insert_document(&super::NewDocument {
                problems: &problems,
                total: 3,
                ..stopped
            })?;
            let first = store.document(n)?.unwrap();
            assert_eq!((first.total, &first.problems[..]), (3, &problems[..]));
            store.restate_document(n, &document("d", 1, Outcome::Routed))?;
            store.came_again(n)?;
            let now = store.document(n)?.unwrap();
            assert_eq!((now.outcome, now.again, now.total), (Outcome::Routed, 2, 0));
            Ok(())
        })
        .await;
    let view = scratch.read(|store| store.overview()).await;
    assert_eq!(
        (
            view.routed,
            view.stopped,
            view.duplicate,
            view.sources["school"]
        ),
        (1, 0, 1, 1)
    );
    assert!(view.stopped_by_code.is_empty());
}

#[tokio::test]
async fn a_lane_gives_its_first_only_and_a_parked_one_holds_it() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let n = store.insert_document(&document("d", 1, Outcome::Routed))?;
            let lanes = [
                ("p1", Some(1)),
                ("p1", Some(1)),
                ("p1", Some(2)),
                ("p1", None),
                ("p1", None),
                ("p2", Some(1)),
            ];
            for (event, (to, subject)) in lanes.into_iter().enumerate() {
                store.insert_dispatch(&dispatch(n, event as u128, &partner(to), subject))?;
            }
            let due = |to, now| {
                let found = store.due_dispatches(&partner(to), ms(now), 10);
                found.map(|all| all.iter().map(|one| one.seq.0).collect::<Vec<_>>())
            };
            let fails = |n, due| {
                let next = AfterFailure::Retry { due: ms(due) };
                store.failed(seq(n), Code::Timeout, 1, next)
            };
            assert_eq!(due("p1", 9)?, [0; 0]);
            assert_eq!(due("p1", 10)?, [1, 3, 4, 5]);
            assert_eq!(due("p2", 10)?, [6]);
            assert!(fails(1, 50)?);
            assert_eq!(due("p1", 49)?, [3, 4, 5], "a later one may not overtake");
            assert_eq!(due("p1", 50)?, [1, 3, 4, 5]);
            assert!(store.failed(seq(1), Code::Timeout, 2, AfterFailure::Park)?);
            assert_eq!(due("p1", 99)?, [3, 4, 5], "a parked one holds its lane");
            assert!(store.replayed(seq(1), ms(60))?);
            assert_eq!(due("p1", 60)?, [1, 3, 4, 5]);
            assert!(store.dropped(seq(1), ms(61))?);
            assert_eq!(due("p1", 61)?, [2, 3, 4, 5], "a dropped one lets it go");
            assert_eq!(store.due_dispatches(&partner("p1"), ms(61), 2)?.len(), 2);
            assert_eq!(store.partners_with_due()?, [partner("p1"), partner("p2")]);
            assert!(fails(6, 70)?);
            assert!(fails(2, 80)?);
            assert!(fails(3, 90)?);
            let next = |to, now| {
                let found = store.next_due(&partner(to), ms(now));
                found.map(|due| due.map(Moment::ms))
            };
            assert_eq!(
                (next("p1", 61)?, next("p1", 80)?, next("p1", 90)?),
                (Some(80), Some(90), None),
                "what is due is for the other"
            );
            assert_eq!((next("p2", 61)?, next("p3", 61)?), (Some(70), None));
            let behind = store.insert_dispatch(&NewDispatch {
                due: ms(65),
                ..dispatch(n, 9, &partner("p2"), Some(1))
            })?;
            assert_eq!(
                next("p2", 61)?,
                Some(70),
                "what waits for its lane is not next"
            );
            assert!(store.delivered(seq(6), ms(66))? && behind.new);
            assert_eq!(next("p2", 61)?, Some(65));
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn an_event_is_recorded_once_and_an_ended_dispatch_stays_ended() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let n = store.insert_document(&document("d", 1, Outcome::Routed))?;
            let to = partner("p1");
            let new = dispatch(n, 1, &to, None);
            let placed = |new| Placed { seq: seq(1), new };
            assert_eq!(store.insert_dispatch(&new)?, placed(true));
            assert!(store.delivered(seq(1), ms(20))?);
            let ended = store.dispatch(seq(1))?.unwrap();
            assert_eq!((ended.state, ended.ended), (State::Delivered, Some(ms(20))));
            assert_eq!(store.insert_dispatch(&new)?, placed(false));
            assert!(!store.delivered(seq(1), ms(30))?);
            assert!(!store.failed(seq(1), Code::Timeout, 9, AfterFailure::Park)?);
            assert!(!store.withdrawn(seq(1), Code::NoConsent, ms(30))?);
            assert!(!store.replayed(seq(1), ms(30))?);
            assert!(!store.delivered(seq(99), ms(30))?, "one that never was");
            assert_eq!(store.dispatches(n)?, [ended]);
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn the_payload_goes_with_the_last_dispatch_that_ends() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let n = store.insert_document(&document("d", 1, Outcome::Routed))?;
            store.put_payload(n, "school", "d", b"body")?;
            for (event, to) in ["p1", "p2", "p3"].into_iter().enumerate() {
                store.insert_dispatch(&dispatch(n, event as u128, &partner(to), None))?;
            }
            store.delivered(seq(1), ms(20))?;
            store.failed(seq(2), Code::Unroutable, 5, AfterFailure::Park)?;
            store.withdrawn(seq(3), Code::Refused, ms(20))?;
            assert_eq!(
                store.payload(n)?.as_deref(),
                Some(&b"body"[..]),
                "a parked one keeps it"
            );
            store.superseded(seq(2), ms(30))?;
            assert_eq!(store.payload(n)?, None);
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_subject_is_found_by_pgn_first_and_never_across_controllers() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let jan = person(Some("999900031"), Some("jan"));
            let subject = meet(store, "c1", &jan, false)?.subject.unwrap();
            let own = |controller: &str, pgn, name| {
                store
                    .matched(controller, &person(pgn, name), false)
                    .map(|matched| matched.own)
            };
            assert_eq!(meet(store, "c1", &jan, false)?.subject, Some(subject));
            assert_eq!(own("c1", Some("999900031"), Some("jan"))?, [subject]);
            assert_eq!(own("c1", None, Some("jan"))?, [subject]);
            assert_eq!(own("c2", Some("999900031"), Some("jan"))?, []);
            assert_ne!(meet(store, "c2", &jan, false)?.subject, Some(subject));
            assert_eq!(meet(store, "c1", &person(None, None), true)?.subject, None);
            Ok(())
        })
        .await;
    let hashes: i64 = scratch
        .stranger()
        .query_row("SELECT count(DISTINCT pgn) FROM sighting", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(
        hashes, 2,
        "one person has other hashes with another controller"
    );
}

#[tokio::test]
async fn a_name_links_to_nobody_with_another_pgn() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let meet = |pgn, name| {
                super::meet(store, "c1", &person(pgn, name), false).map(|settled| settled.subject)
            };
            let own = |pgn, name| {
                store
                    .matched("c1", &person(pgn, name), false)
                    .map(|matched| matched.own.first().copied())
            };
            let unnumbered = meet(None, Some("piet"))?;
            assert_eq!(
                meet(Some("1"), Some("piet"))?,
                unnumbered,
                "the number is added"
            );
            assert_eq!(own(Some("1"), Some("piet"))?, unnumbered);
            assert_eq!(own(Some("2"), Some("piet"))?, None);
            let other = meet(Some("2"), Some("piet"))?;
            assert_ne!(other, unnumbered);
            assert_eq!(own(Some("2"), Some("piet"))?, other);
            assert_eq!(
                own(None, Some("piet"))?,
                None,
                "two have it: it tells nobody apart"
            );
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn answers_stay_until_told_and_their_numbers_are_never_used_again() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            assert_eq!(
                (
                    store.put_answer("b", b"1")?,
                    store.put_answer("a", b"2")?,
                    store.put_answer("b", b"3")?
                ),
                (AnswerNo(1), AnswerNo(2), AnswerNo(3))
            );
            assert_eq!(store.sources_with_answers()?, ["a", "b"]);
            let numbers = |after| {
                store
                    .due_answers("b", after, 9)
                    .map(|all| all.iter().map(|one| one.n.0).collect::<Vec<_>>())
            };
            assert_eq!(
                (numbers(AnswerNo::START)?, numbers(AnswerNo(1))?),
                (vec![1, 3], vec![3])
            );
            assert_eq!(store.due_answers("a", AnswerNo::START, 9)?[0].body, b"2");
            assert_eq!(
                (
                    store.answered(AnswerNo(1))?,
                    store.answered(AnswerNo(1))?,
                    store.answered(AnswerNo(2))?,
                    store.answered(AnswerNo(3))?
                ),
                (true, false, true, true)
            );
            assert_eq!(store.sources_with_answers()?, [""; 0]);
            assert_eq!(store.put_answer("b", b"4")?, AnswerNo(4));
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn alerts_stay_open_until_handled() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let n = store.raise_alert(ms(5), Code::Poison, Some(DocumentNo(1)), None)?;
            assert_eq!(store.open_alerts(AlertNo::START, 9)?[0].code, Code::Poison);
            assert_eq!(
                (store.handle_alert(n, ms(6))?, store.handle_alert(n, ms(7))?),
                (true, false)
            );
            assert_eq!(store.open_alerts(AlertNo::START, 9)?, []);
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn the_overview_counts_what_the_tables_hold() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let shared = |role: &str, code| StoredVerdict {
                partner: Some(Party::new("p1", role)),
                role: role.into(),
                code,
                rows: "7".into(),
                categories: "verzuim".into(),
            };
            let verdicts = [
                shared("wijkteam", None),
                shared("leerplicht", None),
                shared("wijkteam", Some(Code::NoConsent)),
            ];
            let n = store.insert_document(&super::NewDocument {
                verdicts: &verdicts,
                ..document("a", 1, Outcome::Routed)
            })?;
            store.insert_document(&document("b", 1, INVALID))?;
            assert_eq!(store.verdicts(n)?, verdicts[1..], "the last on each counts");
            for event in 0..4 {
                store.insert_dispatch(&dispatch(n, event, &partner("p1"), None))?;
            }
            store.delivered(seq(1), ms(1))?;
            store.failed(seq(2), Code::Timeout, 1, AfterFailure::Park)?;
            store.withdrawn(seq(3), Code::Refused, ms(1))?;
            Ok(())
        })
        .await;
    let view = scratch.read(|store| store.overview()).await;
    let p1 = view.partners["p1/leerplicht"];
    assert_eq!(
        (
            view.routed,
            view.stopped,
            view.stopped_by_code[&Code::Invalid],
            view.sources["school"]
        ),
        (1, 1, 1, 2)
    );
    assert_eq!(
        (view.dispatches, p1.due, p1.delivered, p1.parked, p1.dropped),
        (4, 1, 1, 1, 1)
    );
    assert_eq!((view.shared.len(), view.shared["leerplicht"]), (1, 1));
    assert_eq!(view.withheld[&("wijkteam".to_owned(), Code::NoConsent)], 1);
}
