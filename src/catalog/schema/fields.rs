//! The `data` of a schema -> [`Shape`]: its leaves with their categories, and the meanings of its fields.

use super::validator::DOCUMENT_NUMBER;
use super::{Absence, FieldOrder, Leaf, Meaning, Shape};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::place::Municipalities;
use crate::catalog::term::{Categories, Terms};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The prefix of a reference to the shared building blocks.
const BLOCKS: &str = "urn:schakel:bouwstenen:1#";

/// The keywords that only the hub reads. JSON Schema skips unknown keywords, so a slip in one of these would go unnoticed.
const OURS: [&str; 7] = [
    "gegevenscategorie",
    "betekenis",
    "volgorde",
    "vrijeTekst",
    "verklaring",
    "afwezigheid",
    "beperkend",
];

/// The texts and lists that all schemas share.
pub struct Shared<'a> {
    /// The NL GOV profile, registered under its `$id`.
    pub envelope: &'a Value,
    /// Parts that many kinds have in common, registered under their `$id`.
    pub blocks: &'a Value,
    /// The closed lists.
    pub terms: &'a Terms,
    /// Municipalities, for their format.
    pub places: &'a Arc<Municipalities>,
}

/// Reads the fields of a schema, following its references.
pub(super) struct FieldReader<'a> {
    pub(super) text: &'a Text,
    pub(super) root: &'a Value,
    pub(super) shared: &'a Shared<'a>,
    pub(super) meanings: BTreeMap<Meaning, String>,
    pub(super) orders: Vec<FieldOrder>,
    pub(super) absence: Option<Absence>,
    pub(super) complaints: Vec<Complaint>,
}

/// The keys of this schema that differ from a keyword of the hub by their capitals only, each with the right keyword.
pub(super) fn misspelt(schema: &Value) -> impl Iterator<Item = (&str, &'static str)> {
    let keys = schema
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys().map(String::as_str));
    keys.filter_map(|key| {
        Some((
            key,
            *OURS
                .iter()
                .find(|ours| **ours != key && ours.eq_ignore_ascii_case(key))?,
        ))
    })
}

impl FieldReader<'_> {
    fn complain(&mut self, pointer: &str, text: &str) {
        let keys: Vec<String> = pointer
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| format!("\"{part}\""))
            .collect();
        let needles: Vec<&str> = std::iter::once("\"data\"")
            .chain(keys.iter().map(String::as_str))
            .collect();
        self.complaints.push(
            self.text
                .complain(&needles, format!("data{pointer}: {text}")),
        );
    }

    /// The shape of the `data` of the message.
    pub(super) fn data(&mut self) -> Shape {
        match self.root.pointer("/properties/data") {
            Some(data) => self.shape(data, "", None, 0),
            None => {
                let missing = "`properties.data` ontbreekt";
                let complaint = self.text.complain(&["\"properties\""], missing);
                self.complaints.push(complaint);
                Shape::Object(BTreeMap::new())
            }
        }
    }

    /// Follows references within the schema and to the shared blocks; anything else is left to the validator to refuse.
    fn resolve<'v>(&'v self, mut schema: &'v Value) -> &'v Value {
        for _ in 0..16 {
            let target = schema
                .get("$ref")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let found = match (target.strip_prefix(BLOCKS), target.strip_prefix('#')) {
                (Some(pointer), _) => self.shared.blocks.pointer(pointer),
                (None, Some(pointer)) => self.root.pointer(pointer),
                (None, None) => None,
            };
            match found {
                Some(next) => schema = next,
                None => break,
            }
        }
        schema
    }

    fn shape(
        &mut self,
        schema: &Value,
        pointer: &str,
        inherited: Option<Categories>,
        depth: usize,
    ) -> Shape {
        let own = schema.clone();
        let resolved = self.resolve(schema).clone();
        for (key, ours) in misspelt(&own) {
            self.complain(pointer, &format!("`{key}` heet `{ours}`"));
        }
        let category = match own
            .get("gegevenscategorie")
            .or_else(|| resolved.get("gegevenscategorie"))
            .and_then(Value::as_str)
        {
            None => inherited,
            Some(code) => {
                let found = self.shared.terms.category(code);
                if found.is_none() {
                    let choices = self.shared.terms.all_codes();
                    self.complain(
                        pointer,
                        &format!("gegevenscategorie `{code}` bestaat niet; kies uit {choices}"),
                    );
                }
                found.or(inherited)
            }
        };
        if depth > 16 {
            self.complain(
                pointer,
                "dieper dan 16 lagen of een verwijzing naar zichzelf",
            );
            return Shape::Object(BTreeMap::new());
        }
        if let Some(properties) = resolved.get("properties").and_then(Value::as_object) {
            self.closed(&resolved, pointer);
            self.meaning(&own, &resolved, pointer);
            self.order(&resolved, pointer);
            let shapes = properties.iter().map(|(name, inner)| {
                let inner_pointer = format!("{pointer}/{name}");
                (
                    name.clone(),
                    self.shape(inner, &inner_pointer, category, depth + 1),
                )
            });
            return Shape::Object(shapes.collect());
        }
        if let Some(items) = resolved.get("items") {
            self.meaning(&own, &resolved, pointer);
            return Shape::List(Box::new(self.shape(items, pointer, category, depth + 1)));
        }
        self.leaf(&own, &resolved, pointer, category)
    }

    /// Complains of an object that lets unknown fields in: those would have no category.
    fn closed(&mut self, schema: &Value, pointer: &str) {
        if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
            self.complain(pointer, "`\"additionalProperties\": false` ontbreekt: een onbekend veld heeft geen categorie");
        }
    }

    /// Reads `"volgorde": ["begindatum", "einddatum"]`, names of this object's own fields.
    fn order(&mut self, schema: &Value, pointer: &str) {
        let Some(order) = schema.get("volgorde") else {
            return;
        };
        let names: Vec<&str> = order
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        match names.as_slice() {
            [first, last]
                if [first, last]
                    .iter()
                    .all(|name| schema.pointer(&format!("/properties/{name}")).is_some()) =>
            {
                self.orders.push(FieldOrder {
                    first: format!("{pointer}/{first}"),
                    last: format!("{pointer}/{last}"),
                });
            }
            _ => self.complain(pointer, "`volgorde` noemt twee velden van dit object"),
        }
    }

    fn meaning(&mut self, own: &Value, resolved: &Value, pointer: &str) {
        if let Some(word) = own
            .get("betekenis")
            .or_else(|| resolved.get("betekenis"))
            .and_then(Value::as_str)
        {
            match Meaning::ALL.iter().find(|(text, _)| *text == word) {
                Some((_, meaning)) => {
                    if self.meanings.insert(*meaning, pointer.to_owned()).is_some() {
                        self.complain(pointer, &format!("betekenis `{word}` staat op twee velden"));
                    }
                }
                None => {
                    let choices: Vec<&str> = Meaning::ALL.iter().map(|(text, _)| *text).collect();
                    self.complain(
                        pointer,
                        &format!(
                            "betekenis `{word}` bestaat niet; kies uit {}",
                            choices.join(", ")
                        ),
                    );
                }
            }
        }
    }

    /// Reads `"afwezigheid": "voorbij"`, on the day on which an absence begins.
    fn absent(&mut self, own: &Value, pointer: &str) {
        let Some(word) = own.get("afwezigheid") else {
            return;
        };
        let known = Absence::ALL
            .iter()
            .find(|(known, _)| word.as_str() == Some(*known));
        let begins = self
            .meanings
            .get(&Meaning::EventDay)
            .is_some_and(|day| day == pointer);
        match known.filter(|_| begins) {
            Some((_, absence)) => self.absence = Some(*absence),
            None => {
                let choices = Absence::ALL.map(|(word, _)| word).join(", ");
                self.complain(
                    pointer,
                    &format!("`afwezigheid` is een van {choices}, bij de betekenis `gebeurtenis`"),
                );
            }
        }
    }

    fn leaf(
        &mut self,
        own: &Value,
        resolved: &Value,
        pointer: &str,
        category: Option<Categories>,
    ) -> Shape {
        if matches!(
            resolved.get("type").and_then(Value::as_str),
            None | Some("object" | "array")
        ) && resolved.get("const").is_none()
        {
            self.complain(
                pointer,
                "`type` ontbreekt, of een object zonder `properties` of een lijst zonder `items`",
            );
        }
        if category.is_none() {
            self.complain(
                pointer,
                "geen `gegevenscategorie` op dit veld of op het object erboven",
            );
        }
        self.meaning(own, resolved, pointer);
        self.absent(own, pointer);
        let format = own
            .get("format")
            .or_else(|| resolved.get("format"))
            .and_then(Value::as_str);
        let flag = |key: &str| {
            own.get(key)
                .or_else(|| resolved.get(key))
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        Shape::Leaf(Leaf {
            category: category.unwrap_or_default(),
            free_text: flag("vrijeTekst"),
            restrictive: flag("beperkend"),
            day: format == Some("date"),
            identifier: format == Some(DOCUMENT_NUMBER),
            choices: resolved.get("enum").and_then(Value::as_array).cloned(),
        })
    }
}
