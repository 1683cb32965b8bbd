//! CSV with a header line -> `{"rij": [{column: text}]}`, and the lines that cannot be read, which leave their neighbours alone.
//! More lines than documents allowed stop the reading, not the memory.

use super::records::{Records, TextRecord};
use super::{Bad, Payload, agreed, text};
use crate::catalog::adapter::Encoding;
use crate::outcome::{Code, Stop};
use csv::{ReaderBuilder, StringRecord, Trim};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Most columns of a file: wider than any real export.
const MOST_COLUMNS: usize = 500;
/// Longest header line in bytes. A longer one is not kept beside each bad line.
const LONGEST_HEADER: usize = 4096;

pub(super) fn decode_csv(
    bytes: &[u8],
    encodings: &[Encoding],
    separator: u8,
    most: usize,
) -> Result<Payload, Stop> {
    let encodings = &agreed(bytes, encodings);
    let mut records = Records::new(bytes, separator);
    let (columns, header) = match records.next() {
        Some(record) => (
            fields(bytes, &record, encodings, separator)?,
            bytes.get(record.range).unwrap_or_default(),
        ),
        None => return Err(Stop::at(Code::Malformed, "line 1", "csv:header")),
    };
    sensible(&columns)?;
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for record in records {
        let at = lines.len() + bad.len();
        if at == most {
            return Err(Stop::at(Code::TooLarge, "", format!("maxDocuments:{most}")));
        }
        let read = fields(bytes, &record, encodings, separator).and_then(|fields| {
            match fields.len() == columns.len() {
                true => Ok(fields),
                false => Err(malformed(&record, "csv:columns")),
            }
        });
        match read {
            Ok(fields) => lines.push(line(&columns, &fields)),
            Err(stop) => bad.push(Bad {
                at,
                stop,
                content: alone(header, bytes.get(record.range).unwrap_or_default()),
            }),
        }
    }
    if lines.is_empty()
        && let Some(first) = bad.first()
    {
        return Err(nothing_fits(first.stop.code, &bad));
    }
    Ok(Payload {
        value: json!({ "rij": lines }),
        bad,
    })
}

/// Checks that a header names each column once, and not too many columns.
fn sensible(columns: &StringRecord) -> Result<(), Stop> {
    if columns.len() > MOST_COLUMNS {
        return Err(Stop::at(
            Code::TooDeep,
            "line 1",
            format!("maxColumns:{MOST_COLUMNS}"),
        ));
    }
    let named: Vec<&str> = columns.iter().filter(|name| !name.is_empty()).collect();
    if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
        return Err(Stop::at(Code::Malformed, "line 1", "csv:column-twice"));
    }
    Ok(())
}

/// The stop of a file of which no line fits: the header, the separator or the whole file is wrong.
fn nothing_fits(code: Code, bad: &[Bad]) -> Stop {
    let problems = bad.iter().flat_map(|bad| bad.stop.problems.clone());
    Stop {
        code,
        problems: problems.take(Stop::MOST_PROBLEMS).collect(),
        total: bad.len(),
    }
}

/// The fields of one record, in the first encoding in which the record makes sense.
fn fields(
    bytes: &[u8],
    record: &TextRecord,
    encodings: &[Encoding],
    separator: u8,
) -> Result<StringRecord, Stop> {
    if let Some(rule) = record.broken {
        return Err(malformed(record, rule));
    }
    let bytes = bytes.get(record.range.clone()).unwrap_or_default();
    let text = text(bytes, encodings).map_err(|mut stop| {
        stop.problems
            .iter_mut()
            .for_each(|problem| problem.path = place(record));
        stop
    })?;
    let mut reader = ReaderBuilder::new();
    reader
        .delimiter(separator)
        .trim(Trim::All)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(text.len().max(1));
    let mut fields = StringRecord::new();
    match reader.from_reader(text.as_bytes()).read_record(&mut fields) {
        Ok(_) => Ok(fields),
        Err(_) => Err(malformed(record, "csv")),
    }
}

/// Makes one bad line a file of its own, so that the line can be read again by itself.
fn alone(header: &[u8], line: &[u8]) -> Vec<u8> {
    if header.len() > LONGEST_HEADER {
        line.to_vec()
    } else {
        [header, b"\n", line].concat()
    }
}

fn line(columns: &StringRecord, record: &StringRecord) -> Value {
    let fields = columns
        .iter()
        .zip(record)
        .filter(|(_, value)| !value.is_empty());
    Value::Object(
        fields
            .map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())))
            .collect::<Map<_, _>>(),
    )
}

fn place(record: &TextRecord) -> String {
    format!("line {}", record.line)
}

fn malformed(record: &TextRecord, rule: &str) -> Stop {
    Stop::at(Code::Malformed, place(record), rule)
}
