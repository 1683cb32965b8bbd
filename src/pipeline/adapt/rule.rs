//! One line of an adapter's table + an item of a payload -> a value in canonical fields, or a located problem.

use super::found::{self, FoundValue};
use super::joined::joined;
use super::problems::Problems;
use super::{birth, day, number};
use crate::catalog::adapter::{Path, Restricts, Rule, Verb};
use crate::catalog::schema;
use crate::outcome::Code;
use serde_json::{Map, Value};

pub(super) fn apply(
    rule: &Rule,
    item: &Value,
    data: &mut Map<String, Value>,
    problems: &mut Problems,
) {
    let value = match &rule.verb {
        Verb::Fixed(value) => Some(value.clone()),
        Verb::Each(each, rules) => entries(each, rules, item, problems),
        _ => match restricted(rule, item) {
            Ok(None) if !rule.optional => {
                problems.add(Code::Missing, rule.from.first(), "required");
                None
            }
            Ok(value) => value,
            Err(wrong) => {
                problems.add(Code::BadValue, rule.from.first(), wrong);
                None
            }
        },
    };
    if let Some(value) = value {
        schema::put(data, &rule.to, value);
    }
}

fn entries(each: &Path, rules: &[Rule], item: &Value, problems: &mut Problems) -> Option<Value> {
    let list = match found::at(item, each) {
        Ok(Some(Value::Array(list))) => list.iter().collect(),
        Ok(Some(one)) => vec![one],
        Ok(None) => return None,
        Err(wrong) => {
            problems.add(Code::BadValue, Some(each), wrong);
            return None;
        }
    };
    let mapped = list.into_iter().map(|entry| {
        let mut inner = Map::new();
        for rule in rules {
            apply(rule, entry, &mut inner, problems);
        }
        Value::Object(inner)
    });
    Some(Value::Array(mapped.collect()))
}

/// The value of a rule, of which a null or something unreadable is no way to lose a protection.
fn restricted(rule: &Rule, item: &Value) -> Result<Option<Value>, &'static str> {
    let null = rule
        .from
        .iter()
        .any(|path| matches!(found::at(item, path), Ok(Some(Value::Null))));
    match (rule.restricts, value(rule, item)) {
        (Restricts::Counts, Err("flag" | "codes" | "text-or-integer")) => {
            Ok(Some(Value::Bool(true)))
        }
        (Restricts::Counts, Ok(None)) if null => Ok(Some(Value::Bool(true))),
        (Restricts::Stops, Ok(None)) if null => Err("beperkend"),
        (_, value) => value,
    }
}

/// The value of a rule, where there is one; else the rule that the payload breaks.
fn value(rule: &Rule, item: &Value) -> Result<Option<Value>, &'static str> {
    if let (Verb::Number(style), [path]) = (&rule.verb, rule.from.as_slice()) {
        match found::find_value(item, path)? {
            Some(FoundValue::Number(number)) => {
                return number::typed(*style, &number).map(Some).ok_or("number");
            }
            Some(FoundValue::Flag(_)) => return Err("number"),
            Some(FoundValue::Text(_)) | None => {}
        }
    }
    if let Verb::BirthDate(notations, incomplete) = &rule.verb {
        return birth::adapt_birth(rule, notations, incomplete.as_ref(), item);
    }
    joined(rule, item)?
        .map(|text| convert(&rule.verb, text))
        .transpose()
}

/// Text -> value, or the name of the verb that could not read it.
fn convert(verb: &Verb, text: String) -> Result<Value, &'static str> {
    match verb {
        Verb::Text | Verb::Fixed(_) | Verb::Each(..) => Ok(Value::String(text)),
        Verb::Date(notations) | Verb::BirthDate(notations, _) => day::parse_day(notations, &text)
            .map(|date| Value::String(date.to_string()))
            .ok_or("date"),
        Verb::Codes(codes) => codes.get(&text).cloned().ok_or("codes"),
        Verb::Flag(yes, _) if *yes == text => Ok(Value::Bool(true)),
        Verb::Flag(_, no) if *no == text => Ok(Value::Bool(false)),
        Verb::Flag(..) => Err("flag"),
        Verb::Number(style) => number::parse_number(*style, &text).ok_or("number"),
    }
}
