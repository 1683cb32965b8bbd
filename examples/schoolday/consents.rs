//! The families of the morning: who said what, and the signals and requests of meander about their children.

use crate::care::{Asked, Child, Words};
use crate::consent::{Age, Giver};
use crate::expect::absence::TO_WIJKTEAM;
use crate::expect::care::{REQUEST, SIGNAL};
use crate::maker::{Maker, Payload};
use crate::partner::{DALFSEN as OIN_DALFSEN, ZWOLLE as OIN_ZWOLLE};
use crate::pupil::{DALFSEN, KAMPEN, Town, ZWOLLE};
use crate::report::Sort;
use crate::schools::Desk;
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;

const HELP: &str = "hulp-aan-school";
/// What an absence is told to the wijkteam for.
const BACK_TO_SCHOOL: &str = "hulp-bij-verzuim";

/// What a family said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Yes(&'static [&'static str]),
    /// A yes of a parent, which at this age is not enough.
    OnlyParent,
    No,
    PerhapsParent,
    /// A yes to another wijkteam than that of where they live.
    ToZwolle,
}

const ALL: Said = Said::Yes(&SIGNAL);
const NO_HEALTH: Said = Said::Yes(&["ID", "ADRES", "CONT_MELDER", "CONT_OUDER", "ZORG"]);
/// How old, where, what they said, and how many of them.
const FAMILIES: [(Age, Town, Said, usize); 14] = [
    (Age::Child, ZWOLLE, ALL, 8),
    (Age::Child, ZWOLLE, NO_HEALTH, 4),
    (Age::Teen, ZWOLLE, ALL, 3),
    (Age::Youth, ZWOLLE, ALL, 3),
    (Age::Teen, ZWOLLE, Said::OnlyParent, 3),
    (Age::Youth, ZWOLLE, Said::OnlyParent, 2),
    (Age::Child, ZWOLLE, Said::Nothing, 4),
    (Age::Child, ZWOLLE, Said::No, 3),
    (Age::Teen, ZWOLLE, Said::No, 2),
    (Age::Youth, ZWOLLE, Said::No, 2),
    (Age::Child, ZWOLLE, Said::PerhapsParent, 2),
    (Age::Child, DALFSEN, ALL, 3),
    (Age::Child, DALFSEN, Said::ToZwolle, 1),
    (Age::Child, KAMPEN, ALL, 2),
];

/// The families, once their statements are made.
pub(crate) struct Families {
    pub(crate) statements: Vec<Payload>,
    /// Signals and requests, in any order.
    pub(crate) questions: Vec<Payload>,
    /// In Zwolle, with consent, and a first signal under way; with the number of that.
    pub(crate) helped: Vec<Asked>,
    /// Youths with consent for their absence.
    pub(crate) absent: Vec<Child>,
}

/// The morning's families.
pub(crate) fn morning(maker: &mut Maker, desk: &mut Desk) -> Result<Families> {
    let mut families = Families {
        statements: Vec::new(),
        questions: Vec::new(),
        helped: Vec::new(),
        absent: Vec::new(),
    };
    for (age, town, said, count) in FAMILIES {
        for nth in 0..count {
            let mut child = maker.child(age, town)?;
            child.pupil.secret = said == ALL && town == ZWOLLE && nth == 1;
            statements(maker, &child, said, &mut families.statements);
            let signal = maker.signal(&child, nth % 2 == 0, None);
            if let (Said::Yes(_), true, Some(document)) = (
                said,
                town == ZWOLLE && !child.pupil.secret,
                signal.documents.first(),
            ) {
                families.helped.push((child, document.document.clone()));
            }
            families.questions.push(signal);
        }
    }
    let child = maker.child(Age::Child, ZWOLLE)?;
    statements(maker, &child, ALL, &mut families.statements);
    let with_bsn = format!(
        "Haar broer heeft BSN {}; kan er iemand langs gaan?",
        maker.bsn()?
    );
    families
        .questions
        .push(maker.signal(&child, false, Some(&with_bsn)));
    requests(maker, &mut families)?;
    youths(maker, desk, &mut families)?;
    Ok(families)
}

fn statements(maker: &mut Maker, child: &Child, said: Said, into: &mut Vec<Payload>) {
    let to = if child.pupil.town.code == "0148" && said != Said::ToZwolle {
        OIN_DALFSEN
    } else {
        OIN_ZWOLLE
    };
    let words = |word, giver, categories| Words {
        word,
        giver,
        to,
        purpose: HELP,
        categories,
    };
    let all: Vec<Words<'_>> = match said {
        Said::Nothing => Vec::new(),
        Said::Yes(categories) => child
            .age
            .deciders()
            .iter()
            .map(|giver| words(Kind::Given, *giver, categories))
            .collect(),
        Said::OnlyParent | Said::ToZwolle => vec![words(Kind::Given, Giver::Parent, &SIGNAL)],
        Said::PerhapsParent => vec![words(Kind::Given, Giver::PerhapsParent, &SIGNAL)],
        Said::No if child.age == Age::Child => vec![words(Kind::Refused, Giver::Parent, &SIGNAL)],
        Said::No => vec![
            words(Kind::Given, Giver::Parent, &SIGNAL),
            words(Kind::Refused, Giver::Youth, &SIGNAL),
        ],
    };
    into.extend(
        all.into_iter()
            .map(|words| maker.says(Source::Meander, child, words)),
    );
}

fn requests(maker: &mut Maker, families: &mut Families) -> Result<()> {
    for (nth, (consent, aware)) in [
        (true, true),
        (true, true),
        (true, true),
        (false, true),
        (false, true),
        (true, false),
    ]
    .iter()
    .enumerate()
    {
        let child = maker.child(if nth % 2 == 0 { Age::Child } else { Age::Youth }, ZWOLLE)?;
        if *consent {
            for giver in child.age.deciders() {
                let words = Words {
                    word: Kind::Given,
                    giver: *giver,
                    to: OIN_ZWOLLE,
                    purpose: "aanmelding-hulp",
                    categories: &REQUEST,
                };
                families
                    .statements
                    .push(maker.says(Source::Meander, &child, words));
            }
        }
        let request = maker.school_request(&child, *aware);
        families.questions.push(request);
    }
    Ok(())
}

/// Sixteen on the day of the absence, and never younger on any day of sending.
fn youths(maker: &mut Maker, desk: &mut Desk, families: &mut Families) -> Result<()> {
    for _ in 0..5 {
        let begin = date(2026, 2, 16);
        let pupil = desk.pupil(maker, begin, 16)?.moved(ZWOLLE);
        let child = Child {
            pupil: pupil.clone(),
            age: Age::Youth,
        };
        let words = Words {
            word: Kind::Given,
            giver: Giver::Youth,
            to: OIN_ZWOLLE,
            purpose: BACK_TO_SCHOOL,
            categories: &TO_WIJKTEAM,
        };
        families
            .statements
            .push(maker.says(Source::Meander, &child, words));
        let report = desk.report(maker, pupil, Sort::Sixteen, begin);
        families.questions.push(desk.payload(maker, &[report])?);
        families.absent.push(child);
    }
    Ok(())
}
