//! The file of a child -> the statements about consent by giver, and their effect today.

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

/// Statements and established facts about the consent of one child, at one discloser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statements {
    /// The discloser.
    pub controller: String,
    /// Established facts, by day.
    pub established: Vec<Established>,
    /// Statements, by recipient, unit and purpose.
    pub about: Vec<SpokenOf>,
    /// Why the list may be incomplete.
    pub warnings: Vec<Warning>,
}

/// The fact that a giver has gezag, or that the child decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Established {
    /// The day of the fact.
    pub day: Date,
    /// The giver that has gezag; none: the child decides.
    pub giver: Option<usize>,
    /// Whether this is so: `ja`, `nee`, `onbekend`.
    pub known: String,
    /// The evidence of the fact.
    pub rests_on: Option<RestsOn>,
}

/// All statements about one recipient and purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenOf {
    /// The organisation; none where the name would tell where the child lives.
    pub recipient: Option<String>,
    /// The unit of the organisation.
    pub unit: Option<String>,
    /// The purpose, in the words of the catalog.
    pub purpose: String,
    /// The statements.
    pub said: Vec<Saying>,
    /// The effect today, for each category that any statement names.
    pub today: Vec<(Today, Vec<String>)>,
}

/// One statement of one giver on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// The day of the statement.
    pub day: Date,
    /// Capacity of the giver.
    pub capacity: String,
    /// The giver, counted within the file.
    pub giver: usize,
    /// Whether the giver has gezag, where the capacity needs it: `ja`, `nee`, `onbekend`.
    pub authority: Option<String>,
    /// A yes, or a no.
    pub yes: bool,
    /// The last day of a yes.
    pub until: Option<Date>,
    /// Categories of the statement, in the words of the catalog.
    pub categories: Vec<String>,
    /// The evidence of the statement.
    pub rests_on: Option<RestsOn>,
}

/// The place of the evidence, and the version of the text that was read: a discloser that relies on consent must be
/// able to show both (AVG 7 lid 1). In words that people typed, which cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestsOn {
    /// Where the evidence lies.
    pub place: Option<String>,
    /// The version of the text that was read.
    pub wording: Option<String>,
}

/// Effect of statements on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Today {
    /// Disclosure is allowed.
    Yes,
    /// A giver refused.
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
    let about = by_recipient(file)
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
                said: sayings_of_givers(file, &sayings, number),
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

/// The established facts of a file, each with its evidence.
fn established(file: &File, number: impl Fn(&str) -> usize) -> Vec<Established> {
    let shown = |(document, standing): &(DocumentNo, Standing)| Established {
        day: standing.day,
        giver: standing.giver.as_deref().map(&number),
        known: standing.known.as_str().to_owned(),
        rests_on: rests_on(file, *document),
    };
    file.established.iter().map(shown).collect()
}

/// The statements of a file, by recipient, unit and purpose.
fn by_recipient(file: &File) -> BTreeMap<(&str, Option<&str>, &str), Vec<&Stated>> {
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

/// The statements of each giver: the categories of one statement together.
fn sayings_of_givers(
    file: &File,
    sayings: &[&Stated],
    number: impl Fn(&str) -> usize,
) -> Vec<Saying> {
    let mut together: BTreeMap<(Date, DocumentNo, Said), (&Statement, Vec<&str>)> = BTreeMap::new();
    for (document, statement) in sayings {
        let saying = together
            .entry((statement.day, *document, statement.said))
            .or_insert((statement, Vec::new()));
        saying.1.push(&statement.category);
    }
    let shown = |((_, document, _), (statement, categories)): (
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
    together.into_iter().map(shown).collect()
}

fn rests_on(file: &File, document: DocumentNo) -> Option<RestsOn> {
    let Evidence { place, wording } = file.evidence.get(&document)?;
    let [place, wording] = [place, wording].map(|text| text.as_ref().map(Private::expose).cloned());
    Some(RestsOn { place, wording })
}

/// The effect today, for every category that any statement names.
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
