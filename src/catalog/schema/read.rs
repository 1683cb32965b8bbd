//! The text of a schema -> a [`Kind`]: its leaves with their categories, what its fields mean, and a validator that works offline.

use super::{Absence, Kind, Leaf, Meaning, Order, Shape, StatementSort};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::format;
use crate::catalog::place::Municipalities;
use crate::catalog::term::{Categories, Terms};
use jsonschema::{Draft, PatternOptions, Registry, Validator};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a reference to the shared building blocks begins with.
const BLOCKS: &str = "urn:schakel:bouwstenen:1#";

/// The keywords that only the hub reads: JSON Schema passes by what it does not know, so a slip in one would go unnoticed.
const OURS: [&str; 7] = [
    "gegevenscategorie",
    "betekenis",
    "volgorde",
    "vrijeTekst",
    "verklaring",
    "afwezigheid",
    "beperkend",
];

/// Whether a text has a format.
type Fits = fn(&str) -> bool;

/// The format of what names a document.
const DOCUMENT_NUMBER: &str = "documentnummer";

/// Our own formats, beside that of the municipalities.
const OWN: [(&str, Fits); 9] = [
    ("bsn", format::bsn),
    ("onderwijsnummer", format::onderwijsnummer),
    ("pgn", format::pgn),
    ("brin", format::brin),
    ("oin", format::oin),
    ("postcode", format::postcode),
    ("zonder-persoonsgegeven", format::without_personal_data),
    ("geboortedatum", format::birth::birth_date),
    (DOCUMENT_NUMBER, format::document_number),
];

/// The formats of JSON Schema that are used most.
const STANDARD: [&str; 7] = [
    "date",
    "date-time",
    "time",
    "email",
    "uri",
    "uri-reference",
    "uuid",
];

/// What all schemas share.
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

/// Collects what a schema refers to.
struct Reader<'a> {
    text: &'a Text,
    root: &'a Value,
    shared: &'a Shared<'a>,
    meanings: BTreeMap<Meaning, String>,
    orders: Vec<Order>,
    absence: Option<Absence>,
    complaints: Vec<Complaint>,
}

/// Compiles one schema.
pub fn compile(
    text: &Text,
    name: &str,
    major: u32,
    shared: &Shared<'_>,
) -> Result<Kind, Vec<Complaint>> {
    let root = text.json().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    let expected = format!("urn:schakel:{name}:{major}");
    if root.get("$id").and_then(Value::as_str) != Some(&expected) {
        complaints.push(text.complain(
            &["\"$id\""],
            format!("`$id` moet `{expected}` zijn, naar map en bestandsnaam"),
        ));
    }
    let event_type = root
        .pointer("/properties/type/const")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if event_type.is_empty() {
        complaints.push(text.complain(
            &["\"properties\""],
            "`properties.type.const` ontbreekt: het type van het CloudEvent",
        ));
    }
    complaints.extend(misspelt(&root).map(|(key, ours)| {
        text.complain(&[&format!("\"{key}\"")], format!("`{key}` heet `{ours}`"))
    }));
    let mut reader = Reader {
        text,
        root: &root,
        shared,
        meanings: BTreeMap::new(),
        orders: Vec::new(),
        absence: None,
        complaints,
    };
    let shape = match root.pointer("/properties/data") {
        Some(data) => reader.shape(data, "", None, 0),
        None => {
            reader
                .complaints
                .push(text.complain(&["\"properties\""], "`properties.data` ontbreekt"));
            Shape::Object(BTreeMap::new())
        }
    };
    let Reader {
        meanings,
        orders,
        absence,
        mut complaints,
        ..
    } = reader;
    let statement = match root.get("verklaring").map(Value::as_str) {
        None => None,
        Some(word) => {
            let known = StatementSort::ALL
                .iter()
                .find(|(known, _)| Some(*known) == word)
                .map(|(_, sort)| *sort);
            if known.is_none() {
                let choices = StatementSort::ALL.map(|(word, _)| word).join(", ");
                complaints.push(text.complain(
                    &["\"verklaring\""],
                    format!("`verklaring` is een van {choices}"),
                ));
            }
            known
        }
    };
    let needed = statement.map(StatementSort::needs).unwrap_or_default();
    if needed.iter().any(|meaning| !meanings.contains_key(meaning)) {
        let words: Vec<&str> = needed.iter().map(|meaning| meaning.word()).collect();
        complaints.push(text.complain(
            &["\"verklaring\""],
            format!(
                "een verklaring heeft velden met de betekenis {}",
                words.join(", ")
            ),
        ));
    }
    let title = root
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if title.is_empty() {
        complaints.push(text.complain(
            &["\"$id\""],
            "`title` ontbreekt: hoe mensen dit bericht noemen",
        ));
    }
    match build(&root, &[shared.envelope, shared.blocks], shared.places) {
        Ok(validator) if complaints.is_empty() => {
            let categories = shape.categories();
            Ok(Kind {
                name: format!("{name}/{major}"),
                title,
                event_type,
                categories,
                shape,
                meanings,
                statement,
                absence,
                orders,
                validator,
            })
        }
        Ok(_) => Err(complaints),
        Err(error) => {
            complaints.push(unusable(text, &error));
            Err(complaints)
        }
    }
}

/// The validator of the NL GOV profile alone.
pub fn envelope(text: &Text, places: &Arc<Municipalities>) -> Result<Validator, Vec<Complaint>> {
    let root = text.json().map_err(|complaint| vec![complaint])?;
    build(&root, &[&root], places).map_err(|error| vec![unusable(text, &error)])
}

/// What the validator says of a schema that it cannot use; of a format that nobody knows, which there are.
fn unusable(text: &Text, error: &str) -> Complaint {
    match error
        .strip_prefix("Unknown format: '")
        .and_then(|rest| rest.split_once('\''))
    {
        Some((name, _)) => {
            let choices = OWN
                .iter()
                .map(|(name, _)| *name)
                .chain(["gemeentecode"])
                .chain(STANDARD)
                .collect::<Vec<_>>()
                .join(", ");
            text.complain(
                &[&format!("\"format\": \"{name}\"")],
                format!("format `{name}` bestaat niet; kies uit {choices}"),
            )
        }
        None => text.complain(&[], format!("geen bruikbaar JSON-schema: {error}")),
    }
}

/// The keys of this schema that are ours but for their capitals, and what they should be.
fn misspelt(schema: &Value) -> impl Iterator<Item = (&str, &'static str)> {
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

/// A validator that fetches nothing and lets no unknown format pass.
fn build(
    root: &Value,
    shared: &[&Value],
    places: &Arc<Municipalities>,
) -> Result<Validator, String> {
    let mut registry = Registry::new();
    for schema in shared {
        let id = schema
            .get("$id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        registry = registry
            .add(id, *schema)
            .map_err(|error| error.to_string())?;
    }
    let registry = registry.prepare().map_err(|error| error.to_string())?;
    let places = Arc::clone(places);
    let options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .with_registry(&registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_format("gemeentecode", move |text: &str| places.knows(text));
    let options = OWN.iter().fold(options, |options, (name, fits)| {
        options.with_format(*name, *fits)
    });
    options
        .build(root)
        .map_err(|error| error.masked().to_string())
}

impl Reader<'_> {
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

    /// An object that lets unknown fields in would hold fields that nobody gave a category.
    fn closed(&mut self, schema: &Value, pointer: &str) {
        if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
            self.complain(pointer, "`\"additionalProperties\": false` ontbreekt: een onbekend veld heeft geen categorie");
        }
    }

    /// `"volgorde": ["begindatum", "einddatum"]`, names of this object's own fields.
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
                self.orders.push(Order {
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

    /// `"afwezigheid": "voorbij"`, on the day on which an absence begins.
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
