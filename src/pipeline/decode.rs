//! Bytes -> one payload, read by the source's syntax. Bounded in size, depth and parts.

mod csv;
mod event;
mod integers;
mod json;
mod records;
mod xml;

use super::Limits;
use crate::catalog::Catalog;
use crate::catalog::adapter::{Encoding, Format};
use crate::catalog::partner::{Reading, Source};
use crate::message::Inbound;
use crate::outcome::{Code, Stop};
use encoding_rs::WINDOWS_1252;
use serde_json::Value;
use std::borrow::Cow;

/// Deepest nesting of a payload: deeper than any real message; serde_json stops at 128 by itself.
const DEEPEST: usize = 32;
/// Most elements in a payload: more than any real message of the largest size.
const MOST_PARTS: usize = 200_000;

/// A payload that was read. Only `decode` makes one.
pub struct Payload {
    value: Value,
    bad: Vec<Bad>,
}

/// One document of several that cannot be read; the others can.
pub struct Bad {
    /// Place of the document among all documents, from 0.
    pub at: usize,
    /// Reason that the document cannot be read.
    pub stop: Stop,
    /// All bytes needed to read the document again by itself.
    pub content: Vec<u8>,
}

impl Payload {
    /// The tree: objects, lists, texts.
    pub fn into_value(self) -> Value {
        self.value
    }

    /// The tree, and the documents beside it that cannot be read, in the order of the payload.
    pub fn into_parts(self) -> (Value, Vec<Bad>) {
        (self.value, self.bad)
    }
}

/// Reads a payload within the limits.
pub fn decode(
    catalog: &Catalog,
    source: &Source,
    limits: Limits,
    inbound: &Inbound,
) -> Result<Payload, Stop> {
    let bytes = inbound.body.expose();
    if bytes.len() > limits.message_bytes {
        return Err(Stop::at(
            Code::TooLarge,
            "",
            format!("maxBytes:{}", limits.message_bytes),
        ));
    }
    if let Some(packed) = inbound.content_encoding.as_deref().and_then(packing) {
        return Err(Stop::at(
            Code::Encoding,
            "",
            format!("content-encoding:{packed}"),
        ));
    }
    let value = match &source.reading {
        Reading::CloudEvents => event::decode_event(inbound, bytes, &|name| catalog.names(name))?,
        Reading::Adapter(adapter) => match adapter.format {
            Format::Json => {
                let text = text(bytes, &agreed(bytes, &adapter.encodings))?;
                json::decode_json(&integers::kept(&text), "", &|name| adapter.names(name))?
            }
            Format::Csv => {
                return csv::decode_csv(
                    bytes,
                    &adapter.encodings,
                    adapter.separator,
                    limits.documents,
                );
            }
            Format::Xml => xml::decode_xml(&text(
                bytes,
                &xml::allowed(bytes, &agreed(bytes, &adapter.encodings))?,
            )?)?,
        },
    };
    Ok(Payload {
        value,
        bad: Vec::new(),
    })
}

/// The packing that a content encoding names; packed payloads are never unpacked here, since a small one may hold
/// more than the memory.
/// None for a payload that was not packed; some clients name the encoding of the text instead.
fn packing(said: &str) -> Option<&'static str> {
    let known = ["gzip", "deflate", "br", "zstd", "compress"];
    match said.trim().to_ascii_lowercase().as_str() {
        "" | "identity" | "utf-8" | "utf8" | "us-ascii" | "windows-1252" => None,
        said => Some(
            known
                .into_iter()
                .find(|packed| *packed == said || said == format!("x-{packed}"))
                .unwrap_or("onbekend"),
        ),
    }
}

/// The encodings that are left after a look at the whole file: a file that holds UTF-8 is UTF-8, however strange one of its bytes.
fn agreed(file: &[u8], encodings: &[Encoding]) -> Vec<Encoding> {
    match encodings {
        [Encoding::Utf8, ..] if holds_utf8(file) => vec![Encoding::Utf8],
        _ => encodings.to_vec(),
    }
}

/// Whether the file holds a character that UTF-8 writes in more than one byte.
fn holds_utf8(file: &[u8]) -> bool {
    file.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// The text in the first encoding in which the bytes make sense.
fn text<'b>(bytes: &'b [u8], encodings: &[Encoding]) -> Result<Cow<'b, str>, Stop> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    for encoding in encodings {
        match encoding {
            Encoding::Utf8 => {
                if let Ok(text) = std::str::from_utf8(bytes) {
                    return Ok(Cow::Borrowed(text));
                }
            }
            // 81, 8D, 8F, 90 and 9D are not characters; encoding_rs lets them through as controls
            Encoding::Windows1252
                if !bytes
                    .iter()
                    .any(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) =>
            {
                return Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0);
            }
            Encoding::Windows1252 => {}
        }
    }
    let names: Vec<&str> = encodings.iter().map(|e| name(*e)).collect();
    Err(Stop::at(
        Code::Encoding,
        "",
        format!("encoding:{}", names.join(",")),
    ))
}

fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Windows1252 => "windows-1252",
    }
}
