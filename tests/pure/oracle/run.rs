//! Cases -> differences, told so that a person can read them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use schakel::pipeline::Triaged;

use super::{
    bridge::{self, Found},
    case::{Case, Partner},
    dice::Dice,
    judge::{Answer, Why, judge},
    known::{KINDS_TO_COME, PAIRS_TO_COME},
    leaked::leaks,
    make::make,
    saying::say,
    stops,
    table::{Place, Refusal},
    told::{describe, report},
    units::Mattered,
    world::World,
};

const CASES: u64 = 50_000;
const SEED: u64 = 20_260_101;
/// What is said about one document before the next is made: making one costs more than asking about it.
pub(super) const SAID: u64 = 10;

#[derive(Default)]
pub(super) struct Tally {
    pub(super) asked: u64,
    pub(super) shared: u64,
    pub(super) invalid: u64,
    pub(super) units: Mattered,
    pub(super) by_kind: BTreeMap<String, (u64, u64)>,
    pub(super) differences: Vec<String>,
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
