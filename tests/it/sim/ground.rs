//! Whether something may go, read anew from the rows of `place.rs`: shares no function with the hub.

use super::op::{Giver, Sort};
use super::place::{FIRST_DAY, PARTNERS, PUPILS, Partner, START};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Something that was said about consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) pupil: usize,
    pub(super) giver: Giver,
    pub(super) yes: bool,
    pub(super) day: Date,
    pub(super) partner: usize,
}

impl Said {
    /// A yes that could never count is sent back: of who does not decide at that age, or to who needs none.
    pub(super) fn is_kept(&self) -> bool {
        let asked = |partner: &Partner| {
            partner.oin == PARTNERS[self.partner].oin && partner.role != "leerplicht"
        };
        !self.yes
            || deciders(PUPILS[self.pupil].born, self.day).contains(&(self.giver == Giver::Youth))
                && PARTNERS.iter().any(asked)
    }
}

/// The day in the Netherlands: every run begins at 22:50 in winter time; summer time comes in the night of the 29th.
pub(super) fn day(ms: i64) -> Date {
    let winter = 22 * 60 + 50 + (ms - START) / 60_000;
    let summer = winter >= (9 * 24 + 2) * 60;
    let minutes = winter + if summer { 60 } else { 0 };
    FIRST_DAY
        .checked_add(jiff::Span::new().days(minutes.div_euclid(24 * 60)))
        .unwrap()
}

/// Every day from one moment to another.
pub(super) fn days(from: i64, to: i64) -> BTreeSet<Date> {
    (0..)
        .map(|hours| from + hours * 3_600_000)
        .take_while(|ms| *ms < to)
        .chain([to])
        .map(day)
        .collect()
}

fn deciders(born: Date, today: Date) -> &'static [bool] {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    // true stands for the youth, false for the parents
    match today.year() - born.year() - i16::from(!had_birthday) {
        ..12 => &[false],
        12..16 => &[true, false],
        _ => &[true],
    }
}

/// The last word of everybody whose word counts on that day, about this partner: who decides, and where parents do and none has spoken, so
/// that nobody is known to have gezag, a no of anybody.
fn words(pupil: usize, partner: usize, today: Date, said: &[Said]) -> Vec<(bool, bool)> {
    let mut last: BTreeMap<Giver, (Date, bool)> = BTreeMap::new();
    for one in said.iter().filter(|one| {
        one.pupil == pupil && PARTNERS[one.partner].oin == PARTNERS[partner].oin && one.day <= today
    }) {
        let word = (one.day, !one.yes);
        let kept = last.entry(one.giver).or_insert(word);
        *kept = word.max(*kept);
    }
    let decide = deciders(PUPILS[pupil].born, today);
    let parent = |one: &Said| one.pupil == pupil && one.giver != Giver::Youth && one.day <= today;
    let anybody = decide.contains(&false) && !said.iter().any(parent);
    let counts = |(youth, yes): &(bool, bool)| decide.contains(youth) || anybody && !yes;
    last.into_iter()
        .map(|(giver, (_, no))| (giver == Giver::Youth, !no))
        .filter(counts)
        .collect()
}

/// May a document of this sort about this pupil go to this partner?
pub(super) fn may(
    sort: Sort,
    pupil: usize,
    partner: usize,
    today: Date,
    rows: usize,
    said: &[Said],
) -> bool {
    let words = words(pupil, partner, today, said);
    let nobody_says_no = words.iter().all(|(_, yes)| *yes);
    let consent = || {
        nobody_says_no
            && deciders(PUPILS[pupil].born, today)
                .iter()
                .all(|who| words.iter().any(|(youth, _)| youth == who))
    };
    PARTNERS[partner].homes.contains(&PUPILS[pupil].home)
        && match (PARTNERS[partner].role, sort) {
            ("leerplicht", Sort::Duty) => true,
            ("wijkteam", Sort::Duty | Sort::Care) => rows == 0 && consent(),
            ("samenwerkingsverband", Sort::Open) => nobody_says_no,
            _ => false,
        }
}

/// What the partner gets to see of it.
pub(super) fn fields(partner: usize) -> &'static [&'static str] {
    match PARTNERS[partner].role {
        "leerplicht" => &["geboren", "naam", "nummer", "pgn", "soort"],
        "wijkteam" => &["geboren", "naam", "nummer", "soort"],
        _ => &["nummer", "soort"],
    }
}
