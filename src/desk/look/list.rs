//! A child's file -> who said what about consent, and what that comes to today.

use super::{Act, File, Office, looked};
use crate::desk::file::Warning;
use crate::message::Private;
use crate::number::DocumentNo;
use crate::outcome::Code;
use crate::pipeline::conditions::age;
use crate::pipeline::consent::{Consents, Evidence, Recipient, Said, Standing, Statement};
use crate::store::StoreError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is on record about the consent of one child, at one discloser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statements {
    /// The discloser.
    pub controller: String,
    /// What was established, by the day.
    pub established: Vec<Established>,
    /// What was said, by recipient, unit and purpose.
    pub about: Vec<SpokenOf>,
    /// Why this may not be all.
    pub warnings: Vec<Warning>,
}

/// That somebody has gezag, or that the child decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Established {
    /// When.
    pub day: Date,
    /// Which giver has gezag; none: the child decides.
    pub giver: Option<usize>,
    /// Whether that is so: `ja`, `nee`, `onbekend`.
    pub known: String,
    /// Where it can be shown.
    pub rests_on: Option<RestsOn>,
}

/// Everything that was said about one recipient and purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenOf {
    /// The organisation; none where that tells where the child lives.
    pub recipient: Option<String>,
    /// Which of its units.
    pub unit: Option<String>,
    /// What for, in the words of the catalog.
    pub purpose: String,
    /// What was said.
    pub said: Vec<Saying>,
    /// What that comes to today, for the categories that anybody spoke of.
    pub today: Vec<(Today, Vec<String>)>,
}

/// One thing that one giver said on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// When.
    pub day: Date,
    /// As what.
    pub capacity: String,
    /// Which giver, counted within the file.
    pub giver: usize,
    /// Whether the giver has gezag, where that counts: `ja`, `nee`, `onbekend`.
    pub authority: Option<String>,
    /// A yes, or a no.
    pub yes: bool,
    /// The last day of a yes.
    pub until: Option<Date>,
    /// About which categories, in the words of the catalog.
    pub categories: Vec<String>,
    /// Where it can be shown.
    pub rests_on: Option<RestsOn>,
}

/// Where it can be shown, and which words were read: who relies on consent must be able to (AVG 7 lid 1). In people's own words, which
/// cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestsOn {
    /// Where the evidence lies.
    pub place: Option<String>,
    /// The version of the text that was read.
    pub wording: Option<String>,
}

/// What statements come to on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Today {
    /// It may.
    Yes,
    /// Somebody said no.
    Refused,
    /// A yes is missing.
    Missing,
    /// The yes names no unit, and there are several.
    Unnamed,
}

impl fmt::Debug for RestsOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(private)")
    }
}

pub(super) async fn statements(
    office: &Office<'_>,
    file: &File,
    act: &Act,
) -> Result<Statements, StoreError> {
    looked(office, file, act, "record.consent.shown").await?;
    Ok(of_file(file))
}

fn of_file(file: &File) -> Statements {
    let statements: Vec<Statement> = file
        .said
        .iter()
        .map(|(_, statement)| statement.clone())
        .collect();
    let standings: Vec<Standing> = file
        .established
        .iter()
        .map(|(_, standing)| standing.clone())
        .collect();
    let givers = statements
        .iter()
        .map(|s| s.giver.as_str())
        .chain(standings.iter().filter_map(|s| s.giver.as_deref()));
    let givers: BTreeSet<&str> = givers.collect();
    let number = |giver: &str| givers.iter().take_while(|other| **other < giver).count() + 1;
    let years = file.born.whole().map(|born| age(born, file.today));
    let consents = Consents::new(
        &file.catalog.consent,
        &statements,
        &standings,
        years,
        file.today,
    );
    let about = about(file)
        .into_iter()
        .map(|((oin, unit, purpose), sayings)| {
            let recipient = Recipient {
                oin,
                unit,
                divided: file.catalog.has_units(oin, file.today),
            };
            SpokenOf {
                recipient: file.organisation(oin),
                unit: unit.map(str::to_owned),
                purpose: file.catalog.terms.plain(purpose).to_owned(),
                said: said(file, &sayings, number),
                today: today(file, &consents, recipient, purpose, &sayings),
            }
        });
    Statements {
        controller: file.source.controller.clone(),
        established: established(file, number),
        about: about.collect(),
        warnings: file.warnings(),
    }
}

/// What was established, and on what that rests.
fn established(file: &File, number: impl Fn(&str) -> usize) -> Vec<Established> {
    let one = |(document, standing): &(DocumentNo, Standing)| Established {
        day: standing.day,
        giver: standing.giver.as_deref().map(&number),
        known: standing.known.as_str().to_owned(),
        rests_on: rests_on(file, *document),
    };
    file.established.iter().map(one).collect()
}

/// Everything that was said, by recipient, unit and purpose.
fn about(file: &File) -> BTreeMap<(&str, Option<&str>, &str), Vec<&Stated>> {
    let mut about: BTreeMap<(&str, Option<&str>, &str), Vec<&Stated>> = BTreeMap::new();
    for saying in &file.said {
        about
            .entry((
                &saying.1.recipient,
                saying.1.unit.as_deref(),
                &saying.1.purpose,
            ))
            .or_default()
            .push(saying);
    }
    about
}

/// A statement and its document.
type Stated = (DocumentNo, Statement);

/// Who said what: the categories of one saying together.
fn said(file: &File, sayings: &[&Stated], number: impl Fn(&str) -> usize) -> Vec<Saying> {
    let mut together: BTreeMap<(Date, DocumentNo, Said), (&Statement, Vec<&str>)> = BTreeMap::new();
    for (document, statement) in sayings {
        let saying = together
            .entry((statement.day, *document, statement.said))
            .or_insert((statement, Vec::new()));
        saying.1.push(&statement.category);
    }
    let one = |((_, document, _), (statement, categories)): (
        (Date, DocumentNo, Said),
        (&Statement, Vec<&str>),
    )| {
        let capacity = file.catalog.consent.capacity(&statement.capacity);
        let needs_authority = capacity.is_some_and(|capacity| capacity.needs_authority);
        Saying {
            day: statement.day,
            capacity: statement.capacity.clone(),
            giver: number(&statement.giver),
            authority: needs_authority.then(|| statement.authority.as_str().to_owned()),
            yes: statement.said == Said::Yes,
            until: statement.until,
            categories: plain(file, categories),
            rests_on: rests_on(file, document),
        }
    };
    together.into_iter().map(one).collect()
}

fn rests_on(file: &File, document: DocumentNo) -> Option<RestsOn> {
    let Evidence { place, wording } = file.evidence.get(&document)?;
    let [place, wording] = [place, wording].map(|text| text.as_ref().map(Private::expose).cloned());
    Some(RestsOn { place, wording })
}

/// What it comes to today, for everything that anybody spoke of.
fn today(
    file: &File,
    consents: &Consents<'_>,
    recipient: Recipient<'_>,
    purpose: &str,
    sayings: &[&Stated],
) -> Vec<(Today, Vec<String>)> {
    let spoken: BTreeSet<&str> = sayings
        .iter()
        .map(|(_, statement)| statement.category.as_str())
        .collect();
    let comes_to = |category: &&str| match consents.consent(recipient, purpose, category) {
        Ok(()) => Today::Yes,
        Err((Code::Refused, _)) => Today::Refused,
        Err((Code::Manual, _)) => Today::Unnamed,
        Err(_) => Today::Missing,
    };
    let ends = [Today::Yes, Today::Refused, Today::Missing, Today::Unnamed].map(|end| {
        let of = spoken.iter().filter(|category| comes_to(category) == end);
        (end, plain(file, of.copied().collect()))
    });
    ends.into_iter()
        .filter(|(_, categories)| !categories.is_empty())
        .collect()
}

fn plain(file: &File, categories: Vec<&str>) -> Vec<String> {
    categories
        .into_iter()
        .map(|code| file.catalog.terms.plain(code).to_owned())
        .collect()
}
