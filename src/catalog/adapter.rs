//! `adapters/<name>/adapter.toml` -> how a source's payload becomes canonical documents. Total and bounded: no loops but over the payload.

mod birth;

pub use birth::Incomplete;

use super::complaint::{Complaint, Text};
use super::schema::{Kind, Meaning, Shape};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdapterSpec {
    format: Format,
    encodings: Vec<Encoding>,
    separator: Option<char>,
    message: Vec<MessageSpec>,
    #[serde(default)]
    codes: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageSpec {
    kind: String,
    when: OneOrMore,
    each: Option<String>,
    #[serde(default)]
    id: Vec<String>,
    id_join: Option<String>,
    map: Vec<RuleSpec>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSpec {
    to: String,
    from: Option<OneOrMore>,
    value: Option<toml::Value>,
    date: Option<OneOrMore>,
    incomplete: Option<birth::IncompleteSpec>,
    codes: Option<String>,
    number: Option<NumberStyle>,
    flag: Option<[String; 2]>,
    join: Option<String>,
    strip: Option<String>,
    remove: Option<String>,
    #[serde(default)]
    optional: bool,
    each: Option<String>,
    #[serde(default)]
    map: Vec<RuleSpec>,
}

/// The syntax of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON.
    Json,
    /// XML; namespaces are looked through, attributes carry nothing.
    Xml,
    /// CSV with a header line; read as `rij`, a list of one object for each line.
    Csv,
}

/// A character encoding that a source may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Windows programs of western Europe write.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberStyle {
    /// Decimal comma, points between thousands.
    Nl,
    /// Digits only.
    Integer,
}

/// A compiled adapter.
#[derive(Debug)]
pub struct Adapter {
    /// Its folder's name.
    pub name: String,
    /// The syntax.
    pub format: Format,
    /// The encodings it may come in, tried in this order.
    pub encodings: Vec<Encoding>,
    /// Between the fields of a CSV.
    pub separator: u8,
    /// What it can carry.
    pub messages: Vec<MessageMap>,
}

/// How one kind of message is recognised and mapped.
#[derive(Debug)]
pub struct MessageMap {
    /// What it becomes.
    pub kind: Arc<Kind>,
    /// It is this message when one of these paths is there.
    pub when: Vec<Path>,
    /// Below that path: what is one document. None: the whole.
    pub each: Option<Path>,
    /// Fields that make the id. Empty: the message's id.
    pub id: Vec<Path>,
    /// Between them.
    pub id_join: String,
    /// The table.
    pub rules: Vec<Rule>,
}

/// A path of names in a payload.
pub type Path = Vec<String>;

/// One line of the table: target from source.
#[derive(Debug)]
pub struct Rule {
    /// Dotted path in `data`.
    pub to: String,
    /// Where the value comes from; more than one is joined.
    pub from: Vec<Path>,
    /// Between joined values.
    pub join: String,
    /// Taken off the front, and taken out wherever they stand.
    pub strip: Option<String>,
    /// Characters to take out.
    pub remove: String,
    /// May be absent.
    pub optional: bool,
    /// What it fills can only take away.
    pub restricts: Restricts,
    /// What is done with the text.
    pub verb: Verb,
}

/// What becomes of a field that can only take away, when a null or something that cannot be read stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restricts {
    /// It is no such field.
    Nothing,
    /// The document stops.
    Stops,
    /// It counts as true: a secret address.
    Counts,
}

/// The closed set of things a rule can do.
#[derive(Debug)]
pub enum Verb {
    /// Keep the text.
    Text,
    /// Read a date in the first of these notations that fits, write ISO 8601.
    Date(Vec<String>),
    /// The same for a birth date, which may be known in part.
    BirthDate(Vec<String>, Option<Incomplete>),
    /// Look it up.
    Codes(BTreeMap<String, Value>),
    /// Read a number.
    Number(NumberStyle),
    /// Yes or no.
    Flag(String, String),
    /// Always this.
    Fixed(Value),
    /// One entry for each element, mapped by rules of its own.
    Each(Path, Vec<Rule>),
}

impl Adapter {
    /// Is this a name in one of its paths?
    pub fn names(&self, name: &str) -> bool {
        let has = |path: &Path| path.iter().any(|part| part == name);
        let of = |message: &MessageMap| {
            message
                .when
                .iter()
                .chain(&message.each)
                .chain(&message.id)
                .any(has)
                || message.rules.iter().any(|rule| rule.names(name))
        };
        self.messages.iter().any(of)
    }
}

impl Rule {
    fn names(&self, name: &str) -> bool {
        let within = match &self.verb {
            Verb::Each(each, rules) => {
                each.iter().any(|part| part == name) || rules.iter().any(|rule| rule.names(name))
            }
            _ => false,
        };
        within || self.from.iter().flatten().any(|part| part == name)
    }
}

/// Compiles one adapter against the kinds it maps to.
pub fn compile(
    text: &Text,
    name: &str,
    kinds: &BTreeMap<String, Arc<Kind>>,
) -> Result<Adapter, Vec<Complaint>> {
    let spec: AdapterSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    if spec.encodings.is_empty() {
        complaints.push(text.complain(&["encodings"], "`encodings` is leeg"));
    }
    let separator = u8::try_from(spec.separator.unwrap_or(';'))
        .ok()
        .filter(u8::is_ascii);
    if separator.is_none() || (spec.separator.is_some() && spec.format != Format::Csv) {
        complaints.push(text.complain(
            &["separator"],
            "`separator` is één gewoon teken, en hoort bij `format = \"csv\"`",
        ));
    }
    let codes: BTreeMap<String, BTreeMap<String, Value>> = spec
        .codes
        .into_iter()
        .map(|(list, entries)| {
            (
                list,
                entries
                    .into_iter()
                    .map(|(from, to)| (from, json(to)))
                    .collect(),
            )
        })
        .collect();
    let mut messages: Vec<MessageMap> = Vec::new();
    for message in spec.message {
        let Some(kind) = kinds.get(&message.kind) else {
            let choices: Vec<&str> = kinds.keys().map(String::as_str).collect();
            let complaint = format!(
                "berichtsoort `{}` bestaat niet; kies uit {}",
                message.kind,
                choices.join(", ")
            );
            complaints.push(text.complain(&["kind", &message.kind], complaint));
            continue;
        };
        let when: Vec<Path> = list(message.when).iter().map(|w| path(w)).collect();
        let overlaps = |other: &MessageMap| {
            other
                .when
                .iter()
                .any(|a| when.iter().any(|b| a.starts_with(b) || b.starts_with(a)))
        };
        if when.is_empty() || when.iter().any(Vec::is_empty) {
            complaints.push(text.complain(
                &["kind", &message.kind],
                "`when` is leeg: geef een pad dat alleen in dit bericht staat",
            ));
        }
        if messages.iter().any(overlaps) {
            complaints.push(text.complain(
                &["kind", &message.kind],
                "twee berichten passen op dezelfde inhoud: maak `when` scherper",
            ));
        }
        let mut table = Table {
            text,
            codes: &codes,
            kind,
            complaints: &mut complaints,
        };
        let rules = table.rules(message.map, "");
        messages.push(MessageMap {
            kind: Arc::clone(kind),
            when,
            each: message.each.as_deref().map(path),
            id: message.id.iter().map(|i| path(i)).collect(),
            id_join: message.id_join.unwrap_or_else(|| ".".to_owned()),
            rules,
        });
    }
    if complaints.is_empty() {
        Ok(Adapter {
            name: name.to_owned(),
            format: spec.format,
            encodings: spec.encodings,
            separator: separator.unwrap_or(b';'),
            messages,
        })
    } else {
        Err(complaints)
    }
}

struct Table<'a> {
    text: &'a Text,
    codes: &'a BTreeMap<String, BTreeMap<String, Value>>,
    kind: &'a Kind,
    complaints: &'a mut Vec<Complaint>,
}

impl Table<'_> {
    fn complain(&mut self, to: &str, text: &str) {
        self.complaints.push(
            self.text
                .complain(&["map", &format!("\"{to}\"")], format!("`{to}`: {text}")),
        );
    }

    /// Does the field have this meaning?
    fn is(&self, full: &str, meaning: Meaning) -> bool {
        self.kind
            .meanings
            .get(&meaning)
            .is_some_and(|pointer| *pointer == format!("/{}", full.replace('.', "/")))
    }

    fn rules(&mut self, specs: Vec<RuleSpec>, above: &str) -> Vec<Rule> {
        specs
            .into_iter()
            .filter_map(|spec| self.rule(spec, above))
            .collect()
    }

    fn rule(&mut self, spec: RuleSpec, above: &str) -> Option<Rule> {
        let to = spec.to.clone();
        let full = if above.is_empty() {
            to.clone()
        } else {
            format!("{above}.{to}")
        };
        let Some(shape) = self.kind.at(&full) else {
            self.complain(
                &to,
                &format!(
                    "`data.{full}` staat niet in het schema van `{}`",
                    self.kind.name
                ),
            );
            return None;
        };
        let choices = match shape {
            Shape::Leaf(leaf) => leaf.choices.clone(),
            Shape::List(_) if spec.each.is_some() => None,
            _ => {
                self.complain(
                    &to,
                    "wijst naar een object of lijst: geef een veld, of `each` met een eigen `map`",
                );
                return None;
            }
        };
        let restricts = match shape {
            Shape::Leaf(leaf) if leaf.restrictive && self.is(&full, Meaning::SecretAddress) => {
                Restricts::Counts
            }
            Shape::Leaf(leaf) if leaf.restrictive => Restricts::Stops,
            _ => Restricts::Nothing,
        };
        let verb = self.verb(&spec, &full, &to)?;
        if let (Some(choices), Verb::Codes(codes)) = (&choices, &verb)
            && let Some(wrong) = codes.values().find(|value| !choices.contains(value))
        {
            self.complain(
                &to,
                &format!("{wrong} staat niet in de codelijst van het schema"),
            );
        }
        Some(Rule {
            to,
            from: spec
                .from
                .map(list)
                .unwrap_or_default()
                .iter()
                .map(|from| path(from))
                .collect(),
            join: spec.join.unwrap_or_default(),
            strip: spec.strip,
            remove: spec.remove.unwrap_or_default(),
            optional: spec.optional,
            restricts,
            verb,
        })
    }

    fn verb(&mut self, spec: &RuleSpec, full: &str, to: &str) -> Option<Verb> {
        let mut verbs = Vec::new();
        if let Some(value) = &spec.value {
            verbs.push(Verb::Fixed(json(value.clone())));
        }
        if let Some(notations) = spec.date.clone().map(list) {
            if notations.is_empty() || notations.iter().any(String::is_empty) {
                self.complain(to, "`date` is leeg; geef bijvoorbeeld \"%Y%m%d\"");
            }
            verbs.push(if self.is(full, Meaning::BirthDate) {
                Verb::BirthDate(
                    notations,
                    spec.incomplete.clone().map(birth::IncompleteSpec::compile),
                )
            } else {
                Verb::Date(notations)
            });
        }
        if spec.incomplete.is_some() && !matches!(verbs.first(), Some(Verb::BirthDate(..))) {
            self.complain(
                to,
                "`incomplete` hoort bij `date`, in het veld met de betekenis `geboortedatum`",
            );
        }
        if let Some(name) = &spec.codes {
            match self.codes.get(name) {
                Some(codes) => verbs.push(Verb::Codes(codes.clone())),
                None => self.complain(to, &format!("`[codes.{name}]` ontbreekt")),
            }
        }
        verbs.extend(spec.number.map(Verb::Number));
        if let Some([yes, no]) = &spec.flag {
            verbs.push(Verb::Flag(yes.clone(), no.clone()));
        }
        if let Some(each) = &spec.each {
            let rules = self.rules(spec.map.clone(), full);
            verbs.push(Verb::Each(path(each), rules));
        }
        let sources = spec.from.clone().map(list).unwrap_or_default().len();
        let needs_from = !matches!(verbs.first(), Some(Verb::Fixed(_) | Verb::Each(..)));
        if verbs.len() > 1 || (sources > 1) != spec.join.is_some() || needs_from != (sources > 0) {
            let text = "geef één bron met ten hoogste één van value, date, codes, number, flag, each; meer bronnen alleen met `join`";
            self.complain(to, text);
            return None;
        }
        Some(verbs.pop().unwrap_or(Verb::Text))
    }
}

fn list(one_or_more: OneOrMore) -> Vec<String> {
    match one_or_more {
        OneOrMore::One(one) => vec![one],
        OneOrMore::More(more) => more,
    }
}

fn path(text: &str) -> Path {
    text.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn json(value: toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
