//! `schemas/<kind>/v<major>.json` -> a kind: its validator, the category of every leaf, and what the hub must know of it.

use super::complaint::{Complaint, Text};
use super::format;
use super::place::Municipalities;
use super::term::{Categories, Terms};
use jsonschema::{Draft, PatternOptions, Registry, Validator};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the hub itself must understand of a message: the keyword `betekenis` of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// BSN or onderwijsnummer of the subject.
    Pgn,
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
    /// Whether the address is secret.
    SecretAddress,
    /// BRIN of the school.
    Brin,
    /// The day that the message is about.
    EventDay,
    /// The number that reports and feedback share.
    ReportNumber,
    /// Who gives, refuses or withdraws consent.
    Giver,
    /// In what capacity.
    Capacity,
    /// Whether the giver has gezag.
    Authority,
    /// The organisation that the statement is about.
    Recipient,
    /// What for.
    Purpose,
    /// Which categories: a list.
    CategoryList,
    /// The day of the statement.
    StatementDay,
    /// The last day of a consent.
    ValidUntil,
}

impl Meaning {
    const ALL: [(&'static str, Meaning); 18] = [
        ("pgn", Meaning::Pgn),
        ("achternaam", Meaning::Surname),
        ("geboortedatum", Meaning::BirthDate),
        ("postcode", Meaning::Postcode),
        ("huisnummer", Meaning::HouseNumber),
        ("woongemeente", Meaning::Home),
        ("geheim-adres", Meaning::SecretAddress),
        ("brin", Meaning::Brin),
        ("gebeurtenis", Meaning::EventDay),
        ("meldingsnummer", Meaning::ReportNumber),
        ("gever", Meaning::Giver),
        ("hoedanigheid", Meaning::Capacity),
        ("gezag", Meaning::Authority),
        ("ontvanger", Meaning::Recipient),
        ("doel", Meaning::Purpose),
        ("categorieen", Meaning::CategoryList),
        ("verklaringsdag", Meaning::StatementDay),
        ("geldig-tot", Meaning::ValidUntil),
    ];
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
    /// The closed list it is from, where there is one.
    pub choices: Option<Vec<Value>>,
}

/// A message type with its major version.
#[derive(Debug)]
pub struct Kind {
    /// `verzuimmelding/1`.
    pub name: String,
    /// The CloudEvents type.
    pub event_type: String,
    /// Shape and categories of `data`.
    pub shape: Shape,
    /// JSON pointers, within `data`, of what the hub understands.
    pub meanings: BTreeMap<Meaning, String>,
    /// It is itself a statement about consent: yes, or no. The keyword `verklaring` of the schema.
    pub statement: Option<bool>,
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
        let day = |pointer: &str| body.get("data").and_then(|data| data.pointer(pointer)).and_then(Value::as_str);
        match (day(&self.first), day(&self.last)) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        }
    }
}

/// Collects what a schema refers to.
struct Reader<'a> {
    text: &'a Text,
    root: &'a Value,
    terms: &'a Terms,
    meanings: BTreeMap<Meaning, String>,
    orders: Vec<Order>,
    complaints: Vec<Complaint>,
}

/// Compiles one schema. `envelope` is the schema of the NL GOV profile, registered under its `$id`.
pub fn compile(
    text: &Text,
    name: &str,
    major: u32,
    envelope: &Value,
    terms: &Terms,
    places: &Arc<Municipalities>,
) -> Result<Kind, Vec<Complaint>> {
    let root = text.json().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    let expected = format!("urn:schakel:{name}:{major}");
    if root.get("$id").and_then(Value::as_str) != Some(&expected) {
        complaints.push(text.complain(&["\"$id\""], format!("`$id` moet `{expected}` zijn, naar map en bestandsnaam")));
    }
    let event_type = root.pointer("/properties/type/const").and_then(Value::as_str).unwrap_or_default().to_owned();
    if event_type.is_empty() {
        complaints.push(text.complain(&["\"properties\""], "`properties.type.const` ontbreekt: het type van het CloudEvent"));
    }
    let mut reader = Reader { text, root: &root, terms, meanings: BTreeMap::new(), orders: Vec::new(), complaints };
    let shape = match root.pointer("/properties/data") {
        Some(data) => reader.shape(data, "", None, 0),
        None => {
            reader.complaints.push(text.complain(&["\"properties\""], "`properties.data` ontbreekt"));
            Shape::Object(BTreeMap::new())
        }
    };
    let Reader { meanings, orders, mut complaints, .. } = reader;
    let statement = match root.get("verklaring").map(Value::as_str) {
        None => None,
        Some(Some("ja")) => Some(true),
        Some(Some("nee")) => Some(false),
        Some(_) => {
            complaints.push(text.complain(&["\"verklaring\""], "`verklaring` is \"ja\" of \"nee\""));
            None
        }
    };
    if statement.is_some() {
        let needed =
            [Meaning::Giver, Meaning::Capacity, Meaning::Recipient, Meaning::Purpose, Meaning::CategoryList, Meaning::StatementDay];
        if needed.iter().any(|meaning| !meanings.contains_key(meaning)) {
            let words = "gever, hoedanigheid, ontvanger, doel, categorieen en verklaringsdag";
            complaints.push(text.complain(&["\"verklaring\""], format!("een verklaring heeft velden met de betekenis {words}")));
        }
    }
    match build(&root, envelope, places) {
        Ok(validator) if complaints.is_empty() => {
            Ok(Kind { name: format!("{name}/{major}"), event_type, shape, meanings, statement, orders, validator })
        }
        Ok(_) => Err(complaints),
        Err(error) => {
            complaints.push(text.complain(&[], format!("geen bruikbaar JSON-schema: {error}")));
            Err(complaints)
        }
    }
}

/// The validator of the NL GOV profile alone.
pub fn envelope(text: &Text, places: &Arc<Municipalities>) -> Result<Validator, Vec<Complaint>> {
    let root = text.json().map_err(|complaint| vec![complaint])?;
    build(&root, &root, places).map_err(|error| vec![text.complain(&[], format!("geen bruikbaar JSON-schema: {error}"))])
}

/// A validator that fetches nothing and lets no unknown format pass.
fn build(root: &Value, envelope: &Value, places: &Arc<Municipalities>) -> Result<Validator, String> {
    let id = envelope.get("$id").and_then(Value::as_str).unwrap_or_default();
    let registry = Registry::new().add(id, envelope).and_then(|r| r.prepare()).map_err(|error| error.to_string())?;
    let places = Arc::clone(places);
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .with_registry(&registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_format("bsn", format::bsn)
        .with_format("onderwijsnummer", format::onderwijsnummer)
        .with_format("pgn", format::pgn)
        .with_format("brin", format::brin)
        .with_format("oin", format::oin)
        .with_format("postcode", format::postcode)
        .with_format("zonder-persoonsgegeven", format::without_personal_data)
        .with_format("gemeentecode", move |text: &str| places.knows(text))
        .build(root)
        .map_err(|error| error.masked().to_string())
}

impl Reader<'_> {
    fn complain(&mut self, pointer: &str, text: &str) {
        let keys: Vec<String> = pointer.split('/').filter(|part| !part.is_empty()).map(|part| format!("\"{part}\"")).collect();
        let needles: Vec<&str> = std::iter::once("\"data\"").chain(keys.iter().map(String::as_str)).collect();
        self.complaints.push(self.text.complain(&needles, format!("data{pointer}: {text}")));
    }

    /// Follows local references; anything else is left to the validator to refuse.
    fn resolve<'v>(&'v self, mut schema: &'v Value) -> &'v Value {
        for _ in 0..16 {
            let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
            match target.and_then(|pointer| self.root.pointer(pointer)) {
                Some(next) => schema = next,
                None => break,
            }
        }
        schema
    }

    fn shape(&mut self, schema: &Value, pointer: &str, inherited: Option<Categories>, depth: usize) -> Shape {
        let own = schema.clone();
        let resolved = self.resolve(schema).clone();
        let category = match own.get("gegevenscategorie").or_else(|| resolved.get("gegevenscategorie")).and_then(Value::as_str) {
            None => inherited,
            Some(code) => {
                let found = self.terms.category(code);
                if found.is_none() {
                    let choices = self.terms.all_codes();
                    self.complain(pointer, &format!("gegevenscategorie `{code}` bestaat niet; kies uit {choices}"));
                }
                found.or(inherited)
            }
        };
        if depth > 16 {
            self.complain(pointer, "dieper dan 16 lagen of een verwijzing naar zichzelf");
            return Shape::Object(BTreeMap::new());
        }
        if let Some(properties) = resolved.get("properties").and_then(Value::as_object) {
            self.closed(&resolved, pointer);
            self.order(&resolved, pointer);
            let shapes = properties.iter().map(|(name, inner)| {
                let inner_pointer = format!("{pointer}/{name}");
                (name.clone(), self.shape(inner, &inner_pointer, category, depth + 1))
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
        let Some(order) = schema.get("volgorde") else { return };
        let names: Vec<&str> = order.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        match names.as_slice() {
            [first, last] if [first, last].iter().all(|name| schema.pointer(&format!("/properties/{name}")).is_some()) => {
                self.orders.push(Order { first: format!("{pointer}/{first}"), last: format!("{pointer}/{last}") });
            }
            _ => self.complain(pointer, "`volgorde` noemt twee velden van dit object"),
        }
    }

    fn meaning(&mut self, own: &Value, resolved: &Value, pointer: &str) {
        if let Some(word) = own.get("betekenis").or_else(|| resolved.get("betekenis")).and_then(Value::as_str) {
            match Meaning::ALL.iter().find(|(text, _)| *text == word) {
                Some((_, meaning)) => {
                    if self.meanings.insert(*meaning, pointer.to_owned()).is_some() {
                        self.complain(pointer, &format!("betekenis `{word}` staat op twee velden"));
                    }
                }
                None => {
                    let choices: Vec<&str> = Meaning::ALL.iter().map(|(text, _)| *text).collect();
                    self.complain(pointer, &format!("betekenis `{word}` bestaat niet; kies uit {}", choices.join(", ")));
                }
            }
        }
    }

    fn leaf(&mut self, own: &Value, resolved: &Value, pointer: &str, category: Option<Categories>) -> Shape {
        if matches!(resolved.get("type").and_then(Value::as_str), None | Some("object" | "array")) && resolved.get("const").is_none() {
            self.complain(pointer, "`type` ontbreekt, of een object zonder `properties` of een lijst zonder `items`");
        }
        if category.is_none() {
            self.complain(pointer, "geen `gegevenscategorie` op dit veld of op het object erboven");
        }
        self.meaning(own, resolved, pointer);
        let flag = |key: &str| own.get(key).or_else(|| resolved.get(key)).and_then(Value::as_bool).unwrap_or(false);
        Shape::Leaf(Leaf {
            category: category.unwrap_or_default(),
            free_text: flag("vrijeTekst"),
            choices: resolved.get("enum").and_then(Value::as_array).cloned(),
        })
    }
}

impl Kind {
    /// The value in a body that has this meaning.
    pub fn find<'v>(&self, meaning: Meaning, body: &'v Value) -> Option<&'v Value> {
        body.get("data")?.pointer(self.meanings.get(&meaning)?)
    }

    /// The same, where it is a text.
    pub fn text<'v>(&self, meaning: Meaning, body: &'v Value) -> Option<&'v str> {
        self.find(meaning, body)?.as_str()
    }

    /// The shape at a dotted path within `data`, `verzuim.soort`; lists are passed through.
    pub fn at(&self, dotted: &str) -> Option<&Shape> {
        let mut shape = &self.shape;
        for part in dotted.split('.') {
            while let Shape::List(inner) = shape {
                shape = inner;
            }
            let Shape::Object(fields) = shape else { return None };
            shape = fields.get(part)?;
        }
        Some(shape)
    }
}

/// Puts a value at a dotted path, making the objects on the way.
pub fn put(data: &mut Map<String, Value>, dotted: &str, value: Value) {
    match dotted.split_once('.') {
        None => drop(data.insert(dotted.to_owned(), value)),
        Some((first, rest)) => {
            let inner = data.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
