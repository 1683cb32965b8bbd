//! The same documents in any order -> the same of everybody: random days of three children that are alike.

use super::{JAN, NO, Says, YES, heard, report, says};
use crate::store::Scratch;
use proptest::prelude::*;
use schakel::pipeline::consent::Said;

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
