//! JSON text -> [`Parsed`]: its tree, and the keys that stand twice in one object, of which no reader can say which one counts.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// The most places of such keys that are kept.
const MOST_PLACES: usize = 100;

/// A JSON text as read.
pub struct Parsed {
    /// The tree. A key that stands twice has its last value.
    pub value: Value,
    /// The ways to keys that were there already, the first hundred.
    pub twice: Vec<Vec<JsonStep>>,
    /// The number of all such keys.
    pub total: usize,
}

/// One step on the way into a tree.
#[derive(Debug, Clone)]
pub enum JsonStep {
    /// Into an object.
    Name(String),
    /// Into a list, from 0.
    Place(usize),
}

impl fmt::Display for JsonStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonStep::Name(name) => f.write_str(name),
            JsonStep::Place(at) => write!(f, "{at}"),
        }
    }
}

/// Reads one JSON text, and nothing behind it.
pub fn parse(text: &str) -> Result<Parsed, serde_json::Error> {
    let mut seen = SeenKeys {
        way: Vec::new(),
        twice: Vec::new(),
        total: 0,
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = JsonTree(&mut seen).deserialize(&mut reader)?;
    reader.end()?;
    Ok(Parsed {
        value,
        twice: seen.twice,
        total: seen.total,
    })
}

struct SeenKeys {
    way: Vec<JsonStep>,
    twice: Vec<Vec<JsonStep>>,
    total: usize,
}

struct JsonTree<'a>(&'a mut SeenKeys);

impl<'de> DeserializeSeed<'de> for JsonTree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonTree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            self.0.way.push(JsonStep::Place(values.len()));
            let next = list.next_element_seed(JsonTree(self.0))?;
            self.0.way.pop();
            match next {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            self.0.way.push(JsonStep::Name(key.clone()));
            if values.contains_key(&key) {
                self.0.total += 1;
                if self.0.twice.len() < MOST_PLACES {
                    self.0.twice.push(self.0.way.clone());
                }
            }
            let value = object.next_value_seed(JsonTree(self.0))?;
            self.0.way.pop();
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}
