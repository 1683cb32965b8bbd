//! Dice -> pupils who do not exist, of five gemeenten, with numbers from the range that is kept for tests.

use crate::dice::Dice;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// The end of the range of BSNs, kept for tests.
const BSNS: std::ops::RangeInclusive<u32> = 999_900_006..=999_990_000;

const FIRST_NAMES: [&str; 24] = [
    "Noor", "Daan", "Zoë", "Sem", "Renée", "Yara", "Loïs", "Mees", "Naïm", "Fenna", "André",
    "Lieke", "Chloë", "Tygo", "Aïsha", "Bram", "Joëlle", "Milan", "Emma", "Jens", "Thaïs", "Sara",
    "Raphaël", "Lotte",
];
const LAST_NAMES: [&str; 12] = [
    "Voorbeeld",
    "Proefstra",
    "Testerink",
    "Verzinsma",
    "Modeljé",
    "Fictiën",
    "Schijnhuis",
    "Naïefsma",
    "Denkbeeld",
    "Zogenaamd",
    "Probeersel",
    "Stel & Zoon",
];
const STREETS: [&str; 8] = [
    "Lindelaan",
    "Thomas à Kempisstraat",
    "Kerkstraat",
    "Vechtdijk",
    "Brink",
    "Koloniënweg",
    "Molenpad",
    "Burgemeester Proeflaan",
];

/// Where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Town {
    /// The code of the gemeente.
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// The digits that its postcodes begin with.
    postcode: &'static str,
}

const fn town(code: &'static str, name: &'static str, postcode: &'static str) -> Town {
    Town {
        code,
        name,
        postcode,
    }
}

pub(crate) const ZWOLLE: Town = town("0193", "Zwolle", "8021");
pub(crate) const DALFSEN: Town = town("0148", "Dalfsen", "7721");
pub(crate) const KAMPEN: Town = town("0166", "Kampen", "8261");
pub(crate) const STAPHORST: Town = town("0180", "Staphorst", "7951");
pub(crate) const OMMEN: Town = town("0175", "Ommen", "7731");
/// Nobody in this region serves these.
pub(crate) const ELSEWHERE: [Town; 3] = [
    town("0363", "Amsterdam", "1011"),
    town("0106", "Assen", "9401"),
    town("0307", "Amersfoort", "3811"),
];
/// Zwolle is the schools' own; three pupils of four live elsewhere.
const HOMES: [Town; 10] = [
    ZWOLLE, ZWOLLE, ZWOLLE, DALFSEN, DALFSEN, KAMPEN, KAMPEN, STAPHORST, OMMEN, OMMEN,
];

/// Nobody: a pupil for the demo.
#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    pub(crate) bsn: String,
    pub(crate) first: &'static str,
    pub(crate) prefix: Option<&'static str>,
    pub(crate) last: &'static str,
    pub(crate) born: Date,
    pub(crate) street: &'static str,
    pub(crate) house: u32,
    pub(crate) postcode: String,
    pub(crate) town: Town,
    /// Nobody may learn where this pupil lives.
    pub(crate) secret: bool,
    pub(crate) phone: Option<String>,
    pub(crate) parents_phone: Option<String>,
}

/// So old on this day, by this many days.
pub(crate) fn born(on: Date, age: u32, days: u32) -> Date {
    let back = Span::new().years(i64::from(age));
    on.saturating_sub(back)
        .saturating_sub(i64::from(days).days())
}

/// Passes the 11-test.
pub(crate) fn is_bsn(number: u32) -> bool {
    remainder(number) == 0
}

/// Nine digits, weighted 9 down to 2, and the last with -1; what is left modulo 11. Five is an onderwijsnummer.
fn remainder(number: u32) -> i64 {
    let digits = format!("{number:09}");
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| i64::from(digit - b'0') * weight)
        .sum::<i64>()
        .rem_euclid(11)
}

/// A number that can be nobody's: it is neither a BSN nor an onderwijsnummer.
pub(crate) fn impossible(dice: &mut Dice) -> String {
    loop {
        let number = dice.between(*BSNS.start(), *BSNS.end());
        if !matches!(remainder(number), 0 | 5) {
            return number.to_string();
        }
    }
}

/// All BSNs that the demo may use, in another order.
pub(crate) fn bsns(dice: &mut Dice) -> Vec<String> {
    let mut all: Vec<String> = BSNS
        .filter(|number| is_bsn(*number))
        .map(|number| number.to_string())
        .collect();
    dice.shuffle(&mut all);
    all
}

impl Pupil {
    pub(crate) fn new(dice: &mut Dice, bsn: String, on: Date, age: u32) -> Self {
        let town = dice.pick(&HOMES);
        let letter = |dice: &mut Dice| dice.pick(b"ABCDEGHJKLMNPRSTVWXZ").into();
        let letters: [char; 2] = [letter(dice), letter(dice)];
        let days = dice.below(365);
        Self {
            bsn,
            first: dice.pick(&FIRST_NAMES),
            prefix: dice
                .percent(25)
                .then(|| dice.pick(&["van", "de", "van der", "ten"])),
            last: dice.pick(&LAST_NAMES),
            born: born(on, age, days),
            street: dice.pick(&STREETS),
            house: dice.between(1, 180),
            postcode: format!("{}{}", town.postcode, String::from_iter(letters)),
            town,
            secret: false,
            phone: dice
                .percent(40)
                .then(|| format!("06-000{:05}", dice.below(100_000))),
            parents_phone: dice
                .percent(70)
                .then(|| format!("06 000{:05}", dice.below(100_000))),
        }
    }

    /// Lives there.
    pub(crate) fn moved(mut self, town: Town) -> Self {
        let letters: String = self.postcode.chars().skip(4).collect();
        self.postcode = format!("{}{letters}", town.postcode);
        self.town = town;
        self
    }
}
