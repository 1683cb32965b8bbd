//! CSV text with a header line -> `{"rij": [{column: text}]}`. More lines than documents allowed stop the reading, not the memory.

use crate::outcome::{Code, Stop};
use csv::{ErrorKind, ReaderBuilder, StringRecord, Trim};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Wider than any real export.
const MOST_COLUMNS: usize = 500;

pub(super) fn read(text: &str, separator: u8, most: usize) -> Result<Value, Stop> {
    let mut reader = ReaderBuilder::new().delimiter(separator).trim(Trim::All).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| malformed(&error))?.clone();
    if columns.len() > MOST_COLUMNS {
        return Err(Stop::at(Code::TooDeep, "line 1", format!("maxColumns:{MOST_COLUMNS}")));
    }
    let named: Vec<&str> = columns.iter().filter(|name| !name.is_empty()).collect();
    if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
        return Err(Stop::at(Code::Malformed, "line 1", "csv:column-twice"));
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        if lines.len() == most {
            return Err(Stop::at(Code::TooLarge, "", format!("maxDocuments:{most}")));
        }
        lines.push(line(&columns, &record.map_err(|error| malformed(&error))?));
    }
    Ok(json!({ "rij": lines }))
}

fn line(columns: &StringRecord, record: &StringRecord) -> Value {
    let fields = columns.iter().zip(record).filter(|(_, value)| !value.is_empty());
    Value::Object(fields.map(|(name, value)| (name.to_owned(), Value::String(value.to_owned()))).collect::<Map<_, _>>())
}

fn malformed(error: &csv::Error) -> Stop {
    let place = error.position().map(|position| format!("line {}", position.line())).unwrap_or_default();
    let rule = match error.kind() {
        ErrorKind::UnequalLengths { .. } => "csv:columns",
        _ => "csv",
    };
    Stop::at(Code::Malformed, place, rule)
}
