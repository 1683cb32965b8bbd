//! The decision table, once more: written from the statutes and the readings of them, not from `policies/`.
//!
//! A row says who gives what to whom, at most which categories, and on what conditions. It is naive on purpose:
//! the law stands here as code, a row is a line, and nothing is shared with the program. The number of a row is
//! that of the table in `docs/beslistabel.md`; rulings are the readings in `docs/assurance.md`.

mod absence;
mod care;
mod help;
mod others;
mod school;

use super::case::Case;
use absence::absence;
use care::youth_care;
use help::help;
use others::others;
use school::school_life;

/// What a refusal or an objection does to a row that does not ask consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A duty: it goes all the same.
    Nothing,
    /// An objection (AVG 21): a person decides.
    Person,
    /// A refusal in this purpose blocks.
    Blocks(&'static str),
}

/// Where the recipient is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    /// The municipality of Jeugdwet 1.1.
    Youth,
    /// In it, the one team that is there for this child.
    Wijk,
    School,
    Addressee,
    Participants,
    OwnReport,
    /// Whoever had what this corrects.
    Had,
    /// The register of the hub itself: leaves for nobody.
    Register,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    On,
    Off,
    Blocked,
    /// Never by the hub: a person does it.
    ByHand,
}

pub(super) type Condition = fn(&Case) -> bool;

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) number: &'static str,
    pub(super) kinds: Vec<&'static str>,
    pub(super) from: Vec<&'static str>,
    pub(super) to: Vec<&'static str>,
    pub(super) place: Place,
    pub(super) most: Vec<&'static str>,
    /// Categories of which no source says whether they belong: either answer is right.
    pub(super) open: Vec<&'static str>,
    pub(super) stand: Stand,
    pub(super) conditions: Vec<Condition>,
    pub(super) agreement: Option<&'static str>,
    /// The purpose in which consent must be there for each category.
    pub(super) consent: Option<&'static str>,
    pub(super) refusal: Refusal,
    /// A refusal of one category closes the row for all of them.
    pub(super) as_a_whole: bool,
    /// Only while the consent stands on which the report went that this answers.
    pub(super) carried: bool,
    /// It is about nobody, so nobody's objection can be found.
    pub(super) nobody: bool,
}

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

/// `from -> to`, on, without conditions, and an objection is for a person (ruling 2: "mens" for the rest).
fn row(
    number: &'static str,
    kinds: &'static str,
    from: &'static str,
    to: &'static str,
    place: Place,
    most: &'static str,
) -> Row {
    Row {
        number,
        kinds: words(kinds),
        from: words(from),
        to: words(to),
        place,
        most: words(most),
        open: Vec::new(),
        stand: Stand::On,
        conditions: Vec::new(),
        agreement: None,
        consent: None,
        refusal: Refusal::Person,
        as_a_whole: false,
        carried: false,
        nobody: false,
    }
}

impl Row {
    fn when(mut self, condition: Condition) -> Row {
        self.conditions.push(condition);
        self
    }
    /// Ruling 2: rows 1, 2, 4, 7, 14, 15, 25, 28, 29 (and the register, 32).
    fn duty(mut self) -> Row {
        self.refusal = Refusal::Nothing;
        self
    }
    fn about_nobody(mut self) -> Row {
        self.refusal = Refusal::Nothing;
        self.nobody = true;
        self
    }
    fn consent(mut self, purpose: &'static str) -> Row {
        self.consent = Some(purpose);
        self.refusal = Refusal::Blocks(purpose);
        self
    }
    fn blocked_by(mut self, purpose: &'static str) -> Row {
        self.refusal = Refusal::Blocks(purpose);
        self
    }
    fn wholly(mut self) -> Row {
        self.as_a_whole = true;
        self
    }
    fn carried(mut self) -> Row {
        self.carried = true;
        self
    }
    fn agreed(mut self, agreement: &'static str) -> Row {
        self.agreement = Some(agreement);
        self
    }
    fn stands(mut self, stand: Stand) -> Row {
        self.stand = stand;
        self
    }
    fn open(mut self, open: &'static str) -> Row {
        self.open = words(open);
        self
    }
}

/// The whole table. Ruling 4: where the table says ID, ID and ADRES; where it says CONT, CONT_MELDER, and CONT_OUDER
/// in rows 1, 2, 7, 10 and 11 only; PROC without PROC_WACHT, which asks consent.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = absence();
    rows.extend(help());
    rows.extend(youth_care());
    rows.extend(school_life());
    rows.extend(others());
    rows
}
