//! XML text -> a tree: an element with elements inside is an object, one without is its text, one that repeats is a list.
//!
//! Namespaces are looked through; attributes, comments and processing instructions carry nothing here. A DTD is
//! refused: no entity is ever defined.

use super::{DEEPEST, MOST_PARTS, holds_utf8};
use crate::catalog::adapter::Encoding;
use crate::outcome::{Code, Stop};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// An element that is still open.
#[derive(Default)]
struct OpenElement {
    name: String,
    text: String,
    inner: Map<String, Value>,
}

impl OpenElement {
    /// The name of the element, and its content: elements, else text.
    fn into_value(self) -> (String, Value) {
        let value = if self.inner.is_empty() {
            Value::String(self.text.trim().to_owned())
        } else {
            Value::Object(self.inner)
        };
        (self.name, value)
    }
}

/// The encodings that are left once the document itself has declared one.
pub(super) fn allowed(bytes: &[u8], encodings: &[Encoding]) -> Result<Vec<Encoding>, Stop> {
    let head = String::from_utf8_lossy(bytes.get(..200.min(bytes.len())).unwrap_or_default())
        .to_ascii_lowercase();
    let declared = head
        .split_once("<?xml")
        .and_then(|(_, rest)| rest.split_once("?>"))
        .and_then(|(inner, _)| {
            let (_, after) = inner.split_once("encoding")?;
            let value = after.trim_start().strip_prefix('=')?.trim_start();
            let quote = value.chars().next()?;
            value.get(1..)?.split(quote).next().map(str::to_owned)
        });
    let declared = match declared.as_deref() {
        None => return Ok(encodings.to_vec()),
        Some("utf-8" | "utf8" | "us-ascii") => Encoding::Utf8,
        // browsers and Windows programs both mean windows-1252 when they say latin-1
        Some("windows-1252" | "iso-8859-1" | "cp1252" | "latin1") => Encoding::Windows1252,
        Some(_) => {
            return Err(Stop::at(
                Code::Encoding,
                "xml declaration",
                "encoding:unknown",
            ));
        }
    };
    if declared == Encoding::Windows1252 && holds_utf8(bytes) {
        return Err(Stop::at(
            Code::Encoding,
            "xml declaration",
            "encoding:contradiction",
        ));
    }
    if encodings.contains(&declared) {
        Ok(vec![declared])
    } else {
        Err(Stop::at(
            Code::Encoding,
            "xml declaration",
            "encoding:not-agreed",
        ))
    }
}

pub(super) fn decode_xml(text: &str) -> Result<Value, Stop> {
    if let Some((at, _)) = text.char_indices().find(|(_, c)| !is_character(*c)) {
        return Err(Stop::at(
            Code::Malformed,
            format!("byte {at}"),
            "xml:character",
        ));
    }
    let mut tree = XmlTree {
        reader: Reader::from_str(text),
        open: vec![OpenElement::default()],
        parts: 0,
    };
    while tree.step()? {}
    tree.root()
}

/// The part of a document that was read so far.
struct XmlTree<'t> {
    reader: Reader<&'t [u8]>,
    /// Elements that are still open; the outermost is the document.
    open: Vec<OpenElement>,
    parts: usize,
}

impl XmlTree<'_> {
    /// Reads one event of XML; false at the end.
    fn step(&mut self) -> Result<bool, Stop> {
        let event = self.reader.read_event();
        match event.map_err(|_| self.malformed("xml"))? {
            Event::Start(start) => {
                self.parts += 1;
                if self.open.len() > DEEPEST || self.parts > MOST_PARTS {
                    return Err(self.too_deep(format!("maxDepth:{DEEPEST},maxParts:{MOST_PARTS}")));
                }
                self.open.push(OpenElement {
                    name: local(&start),
                    ..OpenElement::default()
                });
            }
            Event::Empty(start) => {
                self.parts += 1;
                if self.parts > MOST_PARTS {
                    return Err(self.too_deep(format!("maxParts:{MOST_PARTS}")));
                }
                add(&mut self.open, local(&start), Value::String(String::new()));
            }
            Event::End(_) => {
                let done = self.open.pop().ok_or_else(|| self.malformed("xml"))?;
                let (name, value) = done.into_value();
                add(&mut self.open, name, value);
            }
            Event::Text(piece) => append(&mut self.open, &piece.xml10_content()),
            Event::CData(piece) => append(&mut self.open, &piece.xml10_content()),
            Event::GeneralRef(entity) => match character(&entity) {
                Some(c) if !is_character(c) => return Err(self.malformed("xml:character")),
                Some(c) => append(&mut self.open, c.encode_utf8(&mut [0; 4])),
                None => return Err(self.malformed("xml:entity")),
            },
            Event::DocType(_) => return Err(self.malformed("xml:doctype")),
            Event::Eof => return Ok(false),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
        Ok(true)
    }

    /// The whole document, once every element is closed.
    fn root(mut self) -> Result<Value, Stop> {
        match (self.open.pop(), self.open.is_empty()) {
            (Some(root), true) if is_one(&root) => Ok(Value::Object(root.inner)),
            (Some(_), false) => Err(self.malformed("xml:truncated")),
            _ => Err(self.malformed("xml:root")),
        }
    }

    fn place(&self) -> String {
        format!("byte {}", self.reader.buffer_position())
    }

    fn malformed(&self, rule: &str) -> Stop {
        Stop::at(Code::Malformed, self.place(), rule)
    }

    fn too_deep(&self, rule: String) -> Stop {
        Stop::at(Code::TooDeep, self.place(), rule)
    }
}

/// Whether the document is one element, without text beside it. Elements that repeat have become a list.
fn is_one(root: &OpenElement) -> bool {
    root.inner.len() == 1
        && root.text.trim().is_empty()
        && !root.inner.values().any(Value::is_array)
}

/// Whether XML 1.0 allows a character, written out or by its number.
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn append(open: &mut [OpenElement], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn add(open: &mut [OpenElement], name: String, value: Value) {
    let Some(parent) = open.last_mut() else {
        return;
    };
    match parent.inner.get_mut(&name) {
        None => drop(parent.inner.insert(name, value)),
        Some(Value::Array(list)) => list.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

fn character(entity: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Some(c);
    }
    match entity.as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
