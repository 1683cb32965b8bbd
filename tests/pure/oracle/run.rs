//! Cases -> differences, told so that a person can read them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use schakel::pipeline::Triaged;

use super::{
    bridge::{self, Found},
    case::{Case, Partner, Statement},
    dice::Dice,
    fields::at,
    judge::{Answer, Why, judge},
    known::{KINDS_TO_COME, PAIRS_TO_COME},
    make::{FLAGGED, make, say},
    stops,
    table::{Place, Refusal},
    units::Mattered,
    world::World,
};

const CASES: u64 = 50_000;
const SEED: u64 = 20_260_101;
/// What is said about one document before the next is made: making one costs more than asking about it.
const SAID: u64 = 10;

#[derive(Default)]
struct Tally {
    asked: u64,
    shared: u64,
    invalid: u64,
    units: Mattered,
    by_kind: BTreeMap<String, (u64, u64)>,
    differences: Vec<String>,
}

#[test]
fn the_program_and_a_table_written_from_the_law_agree_on_every_case() {
    let setting = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let (cases, seed) = (setting("ORACLE_CASES", CASES), setting("ORACLE_SEED", SEED));
    let world = World::new();
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(2) as u64;
    let (done, began) = (AtomicU64::new(0), Instant::now());
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let one = |thread: u64| {
            let (world, done) = (&world, &done);
            scope.spawn(move || {
                part(
                    world,
                    seed,
                    (thread..cases.div_ceil(SAID)).step_by(threads as usize),
                    done,
                    (thread == 0).then_some(began),
                )
            })
        };
        let running: Vec<_> = (0..threads).map(one).collect();
        running
            .into_iter()
            .map(|part| part.join().expect("no panic"))
            .collect()
    });
    report(&world, &tallies, seed, began.elapsed());
}

fn part(
    world: &World,
    seed: u64,
    documents: impl Iterator<Item = u64>,
    done: &AtomicU64,
    tell: Option<Instant>,
) -> Tally {
    let mut tally = Tally::default();
    let mut told = Duration::ZERO;
    for number in documents {
        document(world, seed, number, &mut tally);
        let all = done.fetch_add(SAID, Ordering::Relaxed);
        if let Some(began) = tell
            && began.elapsed() > told + Duration::from_secs(60)
        {
            told = began.elapsed();
            println!("oracle: {all} cases after {} s", told.as_secs());
        }
        if tally.differences.len() >= 20 {
            break;
        }
    }
    tally
}

fn document(world: &World, seed: u64, number: u64, tally: &mut Tally) {
    let mut dice = Dice::new(seed, number);
    // what does not fit its schema never comes to a rule: make another one
    let (all_on, mut case, triaged) = loop {
        let made = make(world, &mut dice);
        match bridge::document(
            world,
            made.all_on,
            &made.case.giver_role,
            &made.case,
            made.event,
        ) {
            Err(code) if bridge::is_invalid(code) => tally.invalid += 1,
            triaged => break (made.all_on, made.case, triaged),
        }
    };
    // a correction follows its report also where nobody else can have it
    let ended = match &triaged {
        Ok(triaged) => triaged.otherwise().map(|stop| stop.code),
        Err(code) => Some(*code),
    };
    if let Some(difference) = stops::wrong(
        world.rows_of(&case.kind, &case.giver_role),
        &case,
        &world.partners,
        ended,
    ) {
        tally.differences.push(format!(
            "case {number} of seed {seed}\n  {difference}\n{}",
            describe(&case)
        ));
        return;
    }
    let counts = tally.by_kind.entry(case.kind.clone()).or_default();
    for said in 0..SAID {
        say(world, &mut dice, &mut case);
        let found = match &triaged {
            Ok(triaged) => bridge::rule(world, all_on, triaged, &case),
            Err(_) => Found::new(),
        };
        tally.asked += 1;
        counts.0 += 1;
        if found.values().any(Result::is_ok) {
            tally.shared += 1;
            counts.1 += 1;
        }
        tally
            .units
            .count(world.rows_of(&case.kind, &case.giver_role), &case);
        let mut differs = compare(world, &case, &found);
        if let Ok(triaged) = &triaged {
            differs.extend(leaks(world, all_on, triaged, &case));
            differs.extend(unasked(world, all_on, triaged, &case));
        }
        if let Some((_, text)) = differs.first() {
            let stop = triaged
                .as_ref()
                .err()
                .map(|code| format!(" (the program stopped it: {code:?})"))
                .unwrap_or_default();
            let small = match &triaged {
                Ok(triaged) => smaller(world, all_on, triaged, &case),
                Err(_) => case.clone(),
            };
            let told = differs
                .iter()
                .map(|(_, text)| text.as_str())
                .collect::<Vec<_>>()
                .join("\n  ");
            let _ = text;
            tally.differences.push(format!(
                "case {number}.{said} of seed {seed}{stop}\n  {told}\n{}",
                describe(&small)
            ));
            return;
        }
    }
}

/// Per partner, what both say where they differ.
fn compare(world: &World, case: &Case, found: &Found) -> Vec<(String, String)> {
    let mut differences = Vec::new();
    let rows = world.rows_of(&case.kind, &case.giver_role);
    for partner in world.partners.iter() {
        let named = rows.iter().any(|row| row.to.contains(&&*partner.role));
        if !named && found.is_empty() {
            continue; // nobody gives it anything
        }
        let expected = judge(rows, case, partner);
        let answer = found.get(&partner.who());
        if KINDS_TO_COME.contains(&&*case.kind)
            || PAIRS_TO_COME.contains(&(&case.kind, &case.giver_role, &partner.role))
        {
            continue;
        }
        if let Some(difference) = differs(world, case, partner, &expected, answer) {
            differences.push((
                partner.name.clone(),
                format!("to {} ({}): {difference}", partner.name, partner.oin),
            ));
        }
    }
    differences
}

fn differs(
    world: &World,
    case: &Case,
    partner: &Partner,
    expected: &Answer,
    answer: Option<&Result<BTreeSet<String>, Option<Why>>>,
) -> Option<String> {
    let nothing = BTreeSet::new();
    let shared = answer
        .and_then(|answer| answer.as_ref().ok())
        .unwrap_or(&nothing);
    let most: BTreeSet<String> = expected.may.union(&expected.open).cloned().collect();
    let wide: Vec<&String> = shared.difference(&most).collect();
    let narrow: Vec<&String> = expected.may.difference(shared).collect();
    // a free text with a number in it: a duty goes without the field, another row may refuse as a whole
    let flagged = !case.flagged.is_empty() && !is_duty(world, case, partner);
    if !wide.is_empty() || !(narrow.is_empty() || flagged) {
        return Some(format!(
            "the program shares {shared:?}, the oracle {:?} (or also {:?}) {:?}",
            expected.may, expected.open, expected.why
        ));
    }
    if expected.follows && !matches!(answer, Some(Ok(_))) {
        return Some("who had what this corrects must hear of it".to_owned());
    }
    // where all rows say the same, so should the program
    let why: Vec<Why> = expected.why.iter().copied().collect();
    if let (Some(Err(Some(found))), [only], true, false) =
        (answer, &*why, expected.may.is_empty(), flagged)
    {
        let told = match only {
            Why::Agreement | Why::Place => Why::Condition,
            other => *other,
        };
        // where there is no row of its own, a prohibition may say so in its own words
        let silent = [Why::Place, Why::ByHand, Why::Either, Why::NoRow].contains(only);
        if told != *found && !silent {
            return Some(format!(
                "the program withholds with {found:?}, the oracle with {only:?}"
            ));
        }
    }
    None
}

fn is_duty(world: &World, case: &Case, partner: &Partner) -> bool {
    let mut rows = world
        .rows_of(&case.kind, &case.giver_role)
        .iter()
        .filter(|row| row.to.contains(&&*partner.role));
    rows.all(|row| row.refusal == Refusal::Nothing && !row.nobody)
}

/// What may never be read in a body, whatever the categories: a flagged text, and a secret address.
fn leaks(world: &World, all_on: bool, triaged: &Triaged, case: &Case) -> Vec<(String, String)> {
    if case.flagged.is_empty() && !case.secret_address() {
        return Vec::new();
    }
    let mut hidden: Vec<String> = Vec::new();
    if !case.flagged.is_empty() {
        hidden.extend(FLAGGED.map(str::to_owned));
    }
    if case.secret_address() {
        for path in ["leerling.adres", "jeugdige.adres"] {
            for field in ["straat", "postcode", "plaats"] {
                let text =
                    at(&case.data, &format!("{path}.{field}")).and_then(|value| value.as_str());
                hidden.extend(text.map(|text| format!("\"{text}\"")));
            }
        }
        // a parent who reports itself gives its number to whom it reports
        let (parent, reporter) = (
            at(&case.data, "ouder.telefoon"),
            at(&case.data, "melder.telefoon"),
        );
        hidden.extend(
            parent
                .filter(|_| parent != reporter)
                .map(ToString::to_string),
        );
    }
    let mut found = Vec::new();
    for (key, body) in bridge::bodies(world, all_on, triaged, case) {
        for text in hidden.iter().filter(|text| body.contains(*text)) {
            found.push((
                key.clone(),
                format!("to {key}: `{text}` can be read in the body"),
            ));
        }
    }
    found
}

/// A person must look: two whose report this may answer, or a correction that is nobody's.
fn unasked(
    world: &World,
    all_on: bool,
    triaged: &Triaged,
    case: &Case,
) -> Option<(String, String)> {
    let rows = world.rows_of(&case.kind, &case.giver_role);
    let at = |place| rows.iter().any(|row| row.place == place);
    let must = at(Place::OwnReport) && case.asked_by() == Err(Why::Manual)
        || at(Place::Had) && case.is_stray();
    let asks = bridge::asks_a_person(world, all_on, triaged, case);
    (must && !asks).then(|| {
        (
            String::new(),
            "a person must look, and is not asked".to_owned(),
        )
    })
}

/// Without every statement and standing that the difference does not need.
fn smaller(world: &World, all_on: bool, triaged: &Triaged, case: &Case) -> Case {
    let still = |case: &Case| {
        let differs = !compare(world, case, &bridge::rule(world, all_on, triaged, case)).is_empty();
        differs
            || !leaks(world, all_on, triaged, case).is_empty()
            || unasked(world, all_on, triaged, case).is_some()
    };
    let mut small = case.clone();
    for at in (0..small.statements.len()).rev() {
        let mut less = small.clone();
        less.statements.remove(at);
        if still(&less) {
            small = less;
        }
    }
    for at in (0..small.standings.len()).rev() {
        let mut less = small.clone();
        less.standings.remove(at);
        if still(&less) {
            small = less;
        }
    }
    small
}

fn describe(case: &Case) -> String {
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

fn tell(text: &mut String, start: &str, one: &Statement) {
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
fn called(oin: &str, unit: &Option<String>) -> String {
    unit.as_ref()
        .map_or_else(|| oin.to_owned(), |unit| format!("{oin}/{unit}"))
}

fn report(world: &World, tallies: &[Tally], seed: u64, took: Duration) {
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
fn may_share(kind: &str) -> bool {
    ![
        "toestemming.",
        "gezag.",
        "wilsbekwaamheid.",
        "melding.veiligthuis",
    ]
    .iter()
    .any(|start| kind.starts_with(start))
}

#[test]
fn the_program_and_the_oracle_know_the_same_kinds_and_pairs() {
    let world = World::new();
    let mine: BTreeSet<&str> = world
        .table
        .iter()
        .flat_map(|row| row.kinds.iter().copied())
        .collect();
    let theirs: BTreeSet<&str> = world
        .examples
        .iter()
        .map(|(kind, _)| kind.as_str())
        .collect();
    let stranger: Vec<&&str> = theirs.difference(&mine).collect();
    assert!(
        stranger.is_empty(),
        "kinds that the oracle does not know: {stranger:?}"
    );
    let missing: Vec<&str> = mine.difference(&theirs).copied().collect();
    assert_eq!(
        missing, KINDS_TO_COME,
        "kinds that the program does not know (left: found, right: expected)"
    );
    let pairs = bridge::pairs(&world);
    let mut own: BTreeSet<(String, String, String)> = BTreeSet::new();
    for row in &world.table {
        for kind in row.kinds.iter().filter(|kind| theirs.contains(*kind)) {
            for (from, to) in row
                .from
                .iter()
                .flat_map(|from| row.to.iter().map(move |to| (from, to)))
            {
                own.insert((kind.to_string(), from.to_string(), to.to_string()));
            }
        }
    }
    // a prohibition more than the law asks shares nothing
    let stranger: Vec<_> = pairs
        .iter()
        .filter(|(kind, from, to, shares)| {
            *shares && !own.contains(&(kind.clone(), from.clone(), to.clone()))
        })
        .collect();
    assert!(
        stranger.is_empty(),
        "pairs that the oracle does not know: {stranger:#?}"
    );
    let pairs: BTreeSet<_> = pairs
        .into_iter()
        .map(|(kind, from, to, _)| (kind, from, to))
        .collect();
    let missing: Vec<_> = own
        .difference(&pairs)
        .map(|(kind, from, to)| (kind.as_str(), from.as_str(), to.as_str()))
        .collect();
    if missing != PAIRS_TO_COME {
        missing.iter().for_each(|pair| println!("    {pair:?},"));
    }
    assert_eq!(
        missing, PAIRS_TO_COME,
        "pairs that the program has no row for (left: found, right: expected)"
    );
}
