//! `schemas/<kind>/v<major>.json` -> a kind: its validator, the category of every leaf, and what the hub must know of it.

mod fields;
mod read;
mod validator;

pub use fields::Shared;
pub use read::compile;
pub use validator::envelope;

use super::term::Categories;
use jsonschema::Validator;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the hub itself must understand of a message: the keyword `betekenis` of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// BSN or onderwijsnummer of the subject.
    Pgn,
    /// First names of the subject.
    FirstNames,
    /// Surname of the subject.
    Surname,
    /// Birth date of the subject.
    BirthDate,
    /// Postcode of the subject's home.
    Postcode,
    /// House number of the subject's home.
    HouseNumber,
    /// Municipality of residence.
    Home,
    /// Municipality of residence as the Jeugdwet counts it, where that is another.
    HomeOfYouthCare,
    /// Neighbourhood (wijk or buurt) of the subject's home.
    District,
    /// The subject stays somewhere else than it lives: a flag, or that other address.
    Stay,
    /// The country of the subject's home.
    Country,
    /// Whether the address is secret.
    SecretAddress,
    /// BRIN of the school.
    Brin,
    /// The day that the message is about.
    EventDay,
    /// The last day of an absence.
    EventEnd,
    /// The number that reports and feedback share.
    ReportNumber,
    /// The numbers of the reports behind matters that are handed over.
    HandedOver,
    /// Who gives, refuses or withdraws consent.
    Giver,
    /// In what capacity.
    Capacity,
    /// Whether the giver has gezag.
    Authority,
    /// The organisation that the statement is about.
    Recipient,
    /// Which unit of that organisation.
    RecipientUnit,
    /// The organisation at which a no counts, where that is not the one that sends it.
    Discloser,
    /// What for.
    Purpose,
    /// Which categories: a list.
    CategoryList,
    /// The day of the statement.
    StatementDay,
    /// The last day of a consent.
    ValidUntil,
    /// Whether the youth is able to decide (wilsbekwaam).
    Capable,
    /// The organisation that the message is addressed to.
    Addressee,
    /// The organisations that take part: a list.
    Participants,
    /// Where the evidence of a statement lies.
    Evidence,
    /// The version of the text that the giver read.
    Wording,
}

impl Meaning {
    const ALL: [(&'static str, Meaning); 32] = [
        ("pgn", Meaning::Pgn),
        ("voornamen", Meaning::FirstNames),
        ("achternaam", Meaning::Surname),
        ("geboortedatum", Meaning::BirthDate),
        ("postcode", Meaning::Postcode),
        ("huisnummer", Meaning::HouseNumber),
        ("woongemeente", Meaning::Home),
        ("woonplaats-jeugdwet", Meaning::HomeOfYouthCare),
        ("woonwijk", Meaning::District),
        ("verblijf", Meaning::Stay),
        ("land", Meaning::Country),
        ("geheim-adres", Meaning::SecretAddress),
        ("brin", Meaning::Brin),
        ("gebeurtenis", Meaning::EventDay),
        ("gebeurtenis-einde", Meaning::EventEnd),
        ("meldingsnummer", Meaning::ReportNumber),
        ("overgedragen-nummer", Meaning::HandedOver),
        ("gever", Meaning::Giver),
        ("hoedanigheid", Meaning::Capacity),
        ("gezag", Meaning::Authority),
        ("ontvanger", Meaning::Recipient),
        ("ontvanger-onderdeel", Meaning::RecipientUnit),
        ("verstrekker", Meaning::Discloser),
        ("doel", Meaning::Purpose),
        ("categorieen", Meaning::CategoryList),
        ("verklaringsdag", Meaning::StatementDay),
        ("geldig-tot", Meaning::ValidUntil),
        ("wilsbekwaam", Meaning::Capable),
        ("geadresseerde", Meaning::Addressee),
        ("deelnemers", Meaning::Participants),
        ("bewijs", Meaning::Evidence),
        ("tekstversie", Meaning::Wording),
    ];

    /// As the schema names it.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, meaning)| *meaning == self)
            .map_or("", |(word, _)| word)
    }
}

/// What a message about consent says: the keyword `verklaring` of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementSort {
    /// Yes, for the categories that it names.
    Yes,
    /// No: refused.
    No,
    /// No, after a yes.
    Withdrawal,
    /// From now on these categories, and no other.
    Change,
    /// Whether somebody has gezag.
    Authority,
    /// Whether the youth is able to decide.
    Capability,
}

impl StatementSort {
    const ALL: [(&'static str, StatementSort); 6] = [
        ("ja", StatementSort::Yes),
        ("nee", StatementSort::No),
        ("intrekking", StatementSort::Withdrawal),
        ("wijziging", StatementSort::Change),
        ("gezag", StatementSort::Authority),
        ("wilsbekwaamheid", StatementSort::Capability),
    ];

    /// It may say no, which is heard of whoever it may be about.
    pub const fn takes_away(self) -> bool {
        matches!(
            self,
            StatementSort::No | StatementSort::Withdrawal | StatementSort::Change
        )
    }

    /// What its schema must have fields for.
    const fn needs(self) -> &'static [Meaning] {
        match self {
            StatementSort::Yes
            | StatementSort::No
            | StatementSort::Withdrawal
            | StatementSort::Change => &[
                Meaning::Giver,
                Meaning::Capacity,
                Meaning::Recipient,
                Meaning::Purpose,
                Meaning::CategoryList,
                Meaning::StatementDay,
            ],
            StatementSort::Authority => {
                &[Meaning::Giver, Meaning::Authority, Meaning::StatementDay]
            }
            StatementSort::Capability => &[Meaning::Capable, Meaning::StatementDay],
        }
    }
}

/// The attributes of a CloudEvent that the profile names, and `data`.
pub const ATTRIBUTES: [&str; 12] = [
    "id",
    "source",
    "specversion",
    "type",
    "datacontenttype",
    "dataschema",
    "subject",
    "time",
    "dataref",
    "sequence",
    "sequencetype",
    "data",
];

/// A message about an absence: the keyword `afwezigheid` of the day on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It has begun when it is told.
    Past,
    /// Leave: it may still have to begin.
    Ahead,
}

impl Absence {
    const ALL: [(&'static str, Absence); 2] =
        [("voorbij", Absence::Past), ("vooruit", Absence::Ahead)];
}

/// The shape of `data`: what is not in it never leaves the hub.
#[derive(Debug)]
pub enum Shape {
    /// A value, with its category.
    Leaf(Leaf),
    /// An object.
    Object(BTreeMap<String, Shape>),
    /// A list of one shape.
    List(Box<Shape>),
}

/// A value in `data`.
#[derive(Debug)]
pub struct Leaf {
    /// Its one category.
    pub category: Categories,
    /// People wrote it: it is searched for what should not be there.
    pub free_text: bool,
    /// A day.
    pub day: bool,
    /// The number of a document: held against personal numbers by rules of its own.
    pub identifier: bool,
    /// It can only take away: the keyword `beperkend`. What cannot be read in it is never passed by.
    pub restrictive: bool,
    /// The closed list it is from, where there is one.
    pub choices: Option<Vec<Value>>,
}

/// A message type with its major version.
#[derive(Debug)]
pub struct Kind {
    /// `verzuimmelding/1`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The CloudEvents type.
    pub event_type: String,
    /// The categories that occur in it.
    pub categories: Categories,
    /// Shape and categories of `data`.
    pub shape: Shape,
    /// JSON pointers, within `data`, of what the hub understands.
    pub meanings: BTreeMap<Meaning, String>,
    /// It is itself about consent. The keyword `verklaring` of the schema.
    pub statement: Option<StatementSort>,
    /// It is about an absence. The keyword `afwezigheid` of the day on which that begins.
    pub absence: Option<Absence>,
    /// Days that may not come in another order: the keyword `volgorde` of an object.
    pub orders: Vec<Order>,
    /// Draft 2020-12, formats checked, offline.
    pub validator: Validator,
}

/// Two days of which the last may not come before the first. Pointers within `data`.
#[derive(Debug)]
pub struct Order {
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
}

impl Order {
    /// Holds in this event, or one of both is absent. ISO 8601 days compare as texts.
    pub fn holds(&self, body: &Value) -> bool {
        let day = |pointer: &str| {
            body.get("data")
                .and_then(|data| data.pointer(pointer))
                .and_then(Value::as_str)
        };
        match (day(&self.first), day(&self.last)) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        }
    }
}

impl Kind {
    /// The value in a body that has this meaning.
    pub fn find<'v>(&self, meaning: Meaning, body: &'v Value) -> Option<&'v Value> {
        // names of fields hold neither `/` nor `~`: nothing of a pointer is escaped
        let mut names = self.meanings.get(&meaning)?.split('/').skip(1);
        names.try_fold(body.get("data")?, |at, name| at.get(name))
    }

    /// The same, where it is a text.
    pub fn text<'v>(&self, meaning: Meaning, body: &'v Value) -> Option<&'v str> {
        self.find(meaning, body)?.as_str()
    }

    /// The texts in a body that have this meaning, also within lists.
    pub fn texts<'v>(&self, meaning: Meaning, body: &'v Value) -> Vec<&'v str> {
        let (Some(pointer), Some(data)) = (self.meanings.get(&meaning), body.get("data")) else {
            return Vec::new();
        };
        let mut found = vec![data];
        for name in pointer.split('/').skip(1) {
            found = found
                .into_iter()
                .flat_map(each)
                .filter_map(|value| value.get(name))
                .collect();
        }
        found
            .into_iter()
            .flat_map(each)
            .filter_map(Value::as_str)
            .collect()
    }

    /// The shape at a dotted path within `data`, `verzuim.soort`; lists are passed through.
    pub fn at(&self, dotted: &str) -> Option<&Shape> {
        let mut shape = &self.shape;
        for part in dotted.split('.') {
            while let Shape::List(inner) = shape {
                shape = inner;
            }
            let Shape::Object(fields) = shape else {
                return None;
            };
            shape = fields.get(part)?;
        }
        Some(shape)
    }
}

/// A list's values, or the value itself.
fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
        .iter()
}

impl Shape {
    /// Is this the name of one of its fields, at any depth?
    pub(super) fn names(&self, name: &str) -> bool {
        match self {
            Shape::Leaf(_) => false,
            Shape::Object(fields) => {
                fields.contains_key(name) || fields.values().any(|shape| shape.names(name))
            }
            Shape::List(shape) => shape.names(name),
        }
    }

    /// The categories of all leaves.
    fn categories(&self) -> Categories {
        match self {
            Shape::Leaf(leaf) => leaf.category,
            Shape::Object(fields) => fields.values().fold(Categories::default(), |sum, shape| {
                sum.with(shape.categories())
            }),
            Shape::List(shape) => shape.categories(),
        }
    }
}

/// Puts a value at a dotted path, making the objects on the way.
pub fn put(data: &mut Map<String, Value>, dotted: &str, value: Value) {
    match dotted.split_once('.') {
        None => drop(data.insert(dotted.to_owned(), value)),
        Some((first, rest)) => {
            let inner = data
                .entry(first)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
