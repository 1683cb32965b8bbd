//! A good example of a kind -> the same with a marker in every leaf that can hold one, and which category each marker is of.

use jiff::ToSpan;
use jiff::civil::Date;
use schakel::catalog::Catalog;
use schakel::catalog::partner::{Reading, Source};
use schakel::catalog::schema::{Kind, Meaning, Shape};
use schakel::pipeline::adapt::Mapped;
use schakel::pipeline::validate::validate;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What stands in no real text.
pub(super) const WORD: &str = "zqx";

/// A leaf that can be found again.
pub(super) struct Marker {
    pub(super) value: Value,
    pub(super) category: String,
    /// Where it stands, within `data`.
    pub(super) pointer: String,
}

impl Marker {
    /// As it would stand in a line of text; none where a number so short may be there by chance.
    pub(super) fn text(&self) -> Option<&str> {
        self.value.as_str()
    }
}

/// Gives out numbers, so that no two markers are the same.
pub(super) struct Dye {
    pub(super) today: Date,
    next: u32,
    pgn: u32,
    born: i32,
    /// Leaves that can hold no marker: closed lists, flags, and what the hub must understand.
    pub(super) bare: BTreeSet<String>,
}

/// What decides where a document goes: another value would be another document.
const UNDERSTOOD: [Meaning; 14] = [
    Meaning::Home,
    Meaning::HomeOfYouthCare,
    Meaning::District,
    Meaning::Stay,
    Meaning::Country,
    Meaning::EventEnd,
    Meaning::Brin,
    Meaning::Addressee,
    Meaning::Participants,
    Meaning::EventDay,
    Meaning::SecretAddress,
    Meaning::Recipient,
    Meaning::StatementDay,
    Meaning::ValidUntil,
];

impl Dye {
    pub(super) fn new(today: Date) -> Self {
        Self {
            today,
            next: 0,
            pgn: 999_900_000,
            born: 0,
            bare: BTreeSet::new(),
        }
    }

    /// A word that was not there before.
    pub(super) fn word(&mut self) -> String {
        self.next += 1;
        format!("{WORD}{:05}", self.next)
    }

    /// A made-up BSN from the range that nobody has.
    fn pgn(&mut self) -> String {
        loop {
            self.pgn += 1;
            let text = self.pgn.to_string();
            if schakel::catalog::format::bsn(&text) {
                return text;
            }
        }
    }

    /// The birth date of somebody of thirteen or fourteen, of nobody else here.
    fn birth_date(&mut self) -> String {
        self.born += 1;
        self.today
            .checked_sub(15.years())
            .unwrap()
            .checked_add(self.born.days())
            .unwrap()
            .to_string()
    }

    /// Marks every leaf that takes a marker.
    pub(super) fn plant(
        &mut self,
        catalog: &Catalog,
        kind: &Arc<Kind>,
        event: &mut Value,
    ) -> Vec<Marker> {
        let mut leaves = Vec::new();
        leaves_of(&kind.shape, &event["data"], &mut String::new(), &mut leaves);
        let (source, today) = (
            Source::for_example(Reading::CloudEvents, BTreeSet::new()),
            self.today,
        );
        let mut markers = Vec::new();
        for (pointer, category) in leaves {
            let meaning = kind
                .meanings
                .iter()
                .find(|(_, place)| **place == pointer)
                .map(|(meaning, _)| *meaning);
            if meaning.is_some_and(|meaning| UNDERSTOOD.contains(&meaning)) {
                continue;
            }
            let before = event["data"].pointer(&pointer).cloned().unwrap();
            let marked = self.candidates(meaning, &before).into_iter().find(|value| {
                *event["data"].pointer_mut(&pointer).unwrap() = value.clone();
                validate(
                    Mapped::stored(Arc::clone(kind), event.clone()),
                    &source,
                    today,
                )
                .is_ok()
            });
            let category = catalog.terms.codes(category).join("");
            match marked {
                Some(value) => markers.push(Marker {
                    value,
                    category,
                    pointer,
                }),
                None => {
                    *event["data"].pointer_mut(&pointer).unwrap() = before;
                    self.bare.insert(format!("{} {pointer}", kind.name));
                }
            }
        }
        markers
    }

    fn candidates(&mut self, meaning: Option<Meaning>, before: &Value) -> Vec<Value> {
        match (meaning, before) {
            (Some(Meaning::BirthDate), _) => vec![json!(self.birth_date())],
            (Some(Meaning::Pgn), _) => vec![json!(self.pgn())],
            (Some(Meaning::Postcode), _) => {
                self.next += 1; // any other text is a postcode of another country
                vec![json!(format!("{}ZQ", 1000 + self.next % 9000))]
            }
            (_, Value::String(_)) => {
                let word = self.word();
                let next = self.next;
                vec![
                    json!(word),
                    json!(format!("{word}@voorbeeld.example")),
                    json!(format!("06-8{next:07}")),
                    json!(format!("{}ZQ", 1000 + next % 9000)),
                ]
            }
            (_, Value::Number(_)) => {
                self.next += 1;
                vec![json!(10_000 + self.next)]
            }
            _ => Vec::new(),
        }
    }
}

/// Every leaf that is there, with its category.
fn leaves_of(
    shape: &Shape,
    value: &Value,
    pointer: &mut String,
    found: &mut Vec<(String, schakel::catalog::term::Categories)>,
) {
    let length = pointer.len();
    match (shape, value) {
        (Shape::Leaf(leaf), _) => found.push((pointer.clone(), leaf.category)),
        (Shape::Object(fields), Value::Object(values)) => {
            for (name, inner) in values {
                pointer.push('/');
                pointer.push_str(name);
                leaves_of(&fields[name], inner, pointer, found);
                pointer.truncate(length);
            }
        }
        (Shape::List(shape), Value::Array(values)) => {
            for (at, inner) in values.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                leaves_of(shape, inner, pointer, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// Every value in a body, wherever it stands.
pub(super) fn values_in<'v>(body: &'v Value, found: &mut Vec<&'v Value>) {
    match body {
        Value::Object(fields) => fields.values().for_each(|value| values_in(value, found)),
        Value::Array(values) => values.iter().for_each(|value| values_in(value, found)),
        leaf => found.push(leaf),
    }
}
