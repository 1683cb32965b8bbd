//! A path of an adapter -> the value there in the payload, or the rule by which nothing can be read there. Nothing
//! is passed by in silence.

use crate::catalog::adapter::Path;
use serde_json::{Number, Value};

/// One value.
pub(super) enum FoundValue {
    /// A text, without blanks at its ends; never an empty one.
    Text(String),
    /// A number of JSON.
    Number(Number),
    /// A flag of JSON.
    Flag(bool),
}

impl FoundValue {
    /// The value as text; a number keeps the digits that the sender wrote.
    pub(super) fn into_text(self) -> Result<String, &'static str> {
        match self {
            FoundValue::Text(text) => Ok(text),
            FoundValue::Number(number) if !number.is_f64() => Ok(number.to_string()),
            FoundValue::Number(_) | FoundValue::Flag(_) => Err("text-or-integer"),
        }
    }
}

/// The value at a path. A list on the way has more than one answer, and a value on the way has no fields.
pub(super) fn at<'v>(item: &'v Value, path: &Path) -> Result<Option<&'v Value>, &'static str> {
    let mut at = item;
    for name in path {
        let next = match at {
            Value::Object(fields) => fields.get(name),
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::Array(_) => return Err("one-value"),
            Value::String(_) | Value::Number(_) | Value::Bool(_) => return Err("no-fields"),
        };
        match next {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// The one value at a path; an empty one counts as absent.
pub(super) fn find_value(item: &Value, path: &Path) -> Result<Option<FoundValue>, &'static str> {
    match at(item, path)? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim())
            .filter(|text| !text.is_empty())
            .map(|text| FoundValue::Text(text.to_owned()))),
        Some(Value::Number(number)) => Ok(Some(FoundValue::Number(number.clone()))),
        Some(Value::Bool(flag)) => Ok(Some(FoundValue::Flag(*flag))),
        Some(Value::Array(_) | Value::Object(_)) => Err("one-value"),
    }
}

/// The one value at a path, as text.
pub(super) fn text(item: &Value, path: &Path) -> Result<Option<String>, &'static str> {
    find_value(item, path)?
        .map(FoundValue::into_text)
        .transpose()
}
