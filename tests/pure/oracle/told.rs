//! A case, and what many came to -> words for a person.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use super::{
    case::{Case, Statement},
    known::{KINDS_TO_COME, PAIRS_TO_COME},
    run::{SAID, Tally},
    world::World,
};

pub(super) fn describe(case: &Case) -> String {
    let mut text = String::new();
    let Case {
        kind,
        giver_role,
        today,
        arrival,
        doubt,
        sent,
        rows_on,
        flagged,
        ..
    } = case;
    let _ = writeln!(
        text,
        "  {kind} from {giver_role}, came {arrival}, sent {today}, doubt {doubt}, on {rows_on:?}, flagged {flagged:?}"
    );
    let _ = writeln!(text, "  data {}", case.data);
    for sent in sent {
        let (to, row, purpose, categories, said) = (
            called(&sent.to.oin, &sent.to.unit),
            sent.row,
            sent.purpose,
            &sent.categories,
            sent.said.len(),
        );
        let how = format!(
            "handed over {}, same child {}, {said} said",
            sent.handed_over, sent.same_child
        );
        let _ = writeln!(
            text,
            "  sent under its number: {} to {to} by row {row} {purpose:?} of {categories:?}, {how}",
            called(&sent.reporter.oin, &sent.reporter.unit)
        );
        sent.said
            .iter()
            .for_each(|one| tell(&mut text, "  there", one));
    }
    case.statements
        .iter()
        .for_each(|one| tell(&mut text, "", one));
    for one in &case.standings {
        let _ = writeln!(
            text,
            "  {} established of {:?}: {:?}",
            one.day, one.giver, one.known
        );
    }
    text
}

pub(super) fn tell(text: &mut String, start: &str, one: &Statement) {
    let (said, giver, authority, day, until) =
        (one.said, &one.giver, one.authority, one.day, one.until);
    let about = format!(
        "{} {} to {}",
        one.purpose,
        one.category,
        called(&one.recipient, &one.unit)
    );
    let _ = writeln!(
        text,
        "{start}  {day} {giver} ({}, gezag {authority:?}) says {said:?} until {until:?}: {about}",
        one.capacity
    );
}

/// An organisation, and its unit.
pub(super) fn called(oin: &str, unit: &Option<String>) -> String {
    unit.as_ref()
        .map_or_else(|| oin.to_owned(), |unit| format!("{oin}/{unit}"))
}

pub(super) fn report(world: &World, tallies: &[Tally], seed: u64, took: Duration) {
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    let (asked, shared, invalid) = (
        sum(|tally| tally.asked),
        sum(|tally| tally.shared),
        sum(|tally| tally.invalid),
    );
    let differences: Vec<&String> = tallies
        .iter()
        .flat_map(|tally| &tally.differences)
        .collect();
    for difference in differences.iter().take(12) {
        println!("{difference}");
    }
    let mut by_kind: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (kind, (asked, shared)) in tallies.iter().flat_map(|tally| &tally.by_kind) {
        let sum = by_kind.entry(kind).or_default();
        *sum = (sum.0 + asked, sum.1 + shared);
    }
    for (kind, (asked, shared)) in &by_kind {
        println!("oracle: {kind}: {asked} cases, {shared} shared something");
    }
    let never: Vec<&str> = world
        .examples
        .iter()
        .map(|(kind, _)| kind.as_str())
        .filter(|kind| !by_kind.contains_key(kind))
        .collect();
    println!("oracle: no document was made of {never:?}");
    println!(
        "oracle: {} kinds and {} pairs still to come",
        KINDS_TO_COME.len(),
        PAIRS_TO_COME.len()
    );
    println!(
        "oracle: {shared} cases shared something, {invalid} documents were not valid and made again; {} s",
        took.as_secs()
    );
    let units = [
        sum(|tally| tally.units.named),
        sum(|tally| tally.units.another),
        sum(|tally| tally.units.none),
    ];
    println!(
        "oracle: a unit got something for it was named, less for another was, a person decides for none was: {units:?}"
    );
    println!(
        "oracle: {asked} cases, seed {seed}, {} differences",
        differences.len()
    );
    assert!(
        differences.is_empty(),
        "{} differences between the program and the oracle",
        differences.len()
    );
    assert!(
        invalid * SAID < asked,
        "too many documents are not valid: {invalid} beside {}",
        asked / SAID
    );
    let few = units.iter().any(|count| *count < asked / 1000);
    assert!(
        !few || asked <= 10_000,
        "the dice do not tell units apart: {units:?}"
    );
    let untested = asked > 10_000 && never.iter().any(|kind| may_share(kind));
    assert!(!untested, "no document was made of {never:?}");
    let silent: Vec<&&str> = by_kind
        .iter()
        .filter(|(kind, (asked, shared))| *shared == 0 && *asked > 200 && may_share(kind))
        .map(|(kind, _)| kind)
        .collect();
    assert!(
        silent.is_empty(),
        "no case of {silent:?} shares anything, so nothing was compared"
    );
}

/// What goes to the register of the hub, and what a person does, is shared with nobody.
pub(super) fn may_share(kind: &str) -> bool {
    ![
        "toestemming.",
        "gezag.",
        "wilsbekwaamheid.",
        "melding.veiligthuis",
    ]
    .iter()
    .any(|start| kind.starts_with(start))
}
