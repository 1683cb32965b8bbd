//! `adapter.toml` + the kinds -> [`Adapter`], or the complaints about the file.

use super::path::{Path, list, path};
use super::rules::RuleTable;
use super::spec::{AdapterSpec, Codes, MessageSpec};
use super::{Adapter, Format, MessageMap};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::schema::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    let codes = spec.codes();
    let mut reading = MessageReading {
        text,
        kinds,
        codes: &codes,
        found: Vec::new(),
        complaints,
    };
    for message in spec.message {
        reading.message(message);
    }
    let MessageReading {
        found: messages,
        complaints,
        ..
    } = reading;
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

/// The messages of an adapter, as far as they were read.
struct MessageReading<'a> {
    text: &'a Text,
    kinds: &'a BTreeMap<String, Arc<Kind>>,
    codes: &'a Codes,
    found: Vec<MessageMap>,
    complaints: Vec<Complaint>,
}

impl MessageReading<'_> {
    fn complain(&mut self, kind: &str, text: impl Into<String>) {
        self.complaints
            .push(self.text.complain(&["kind", kind], text));
    }

    fn message(&mut self, message: MessageSpec) {
        let Some(kind) = self.kinds.get(&message.kind) else {
            let choices: Vec<&str> = self.kinds.keys().map(String::as_str).collect();
            let complaint = format!(
                "berichtsoort `{}` bestaat niet; kies uit {}",
                message.kind,
                choices.join(", ")
            );
            self.complain(&message.kind, complaint);
            if let Some(complaint) = self.complaints.last_mut() {
                complaint.missing = Some(message.kind);
            }
            return;
        };
        let when: Vec<Path> = list(message.when).iter().map(|w| path(w)).collect();
        self.recognisable(&message.kind, &when);
        let mut table = RuleTable {
            text: self.text,
            codes: self.codes,
            kind,
            complaints: &mut self.complaints,
        };
        let rules = table.rules(message.map, "");
        self.found.push(MessageMap {
            kind: Arc::clone(kind),
            when,
            each: message.each.as_deref().map(path),
            id: message.id.iter().map(|i| path(i)).collect(),
            id_join: message.id_join.unwrap_or_else(|| ".".to_owned()),
            rules,
        });
    }

    /// Complains of a message without a path that no other message of the adapter has.
    fn recognisable(&mut self, kind: &str, when: &[Path]) {
        let overlaps = |other: &MessageMap| {
            other
                .when
                .iter()
                .any(|a| when.iter().any(|b| a.starts_with(b) || b.starts_with(a)))
        };
        if when.is_empty() || when.iter().any(Vec::is_empty) {
            self.complain(
                kind,
                "`when` is leeg: geef een pad dat alleen in dit bericht staat",
            );
        }
        if self.found.iter().any(overlaps) {
            self.complain(
                kind,
                "twee berichten passen op dezelfde inhoud: maak `when` scherper",
            );
        }
    }
}
