//! An event -> the same without its nulls: a null is absent, except where that could take a protection away.

use crate::catalog::schema::{Kind, Meaning, Shape};
use serde_json::Value;

/// Drops the nulls of an event. A secret address counts as secret unless the event clearly says that it is not.
/// Another field that can only take away keeps its null, for the schema to refuse.
pub(super) fn without(kind: &Kind, mut event: Value) -> Value {
    if let Some(data) = event.get_mut("data") {
        clear(&kind.shape, data);
        let secret = kind
            .meanings
            .get(&Meaning::SecretAddress)
            .and_then(|pointer| data.pointer_mut(pointer));
        if let Some(secret) = secret.filter(|secret| !secret.is_boolean()) {
            *secret = Value::Bool(true);
        }
    }
    event
}

fn clear(shape: &Shape, value: &mut Value) {
    match (shape, value) {
        (Shape::Object(fields), Value::Object(values)) => {
            let stays = |name: &str| matches!(fields.get(name), Some(Shape::Leaf(leaf)) if leaf.restrictive);
            values.retain(|name, inner| !inner.is_null() || stays(name));
            for (name, inner) in values {
                if let Some(shape) = fields.get(name) {
                    clear(shape, inner);
                }
            }
        }
        (Shape::List(shape), Value::Array(values)) => {
            values.iter_mut().for_each(|inner| clear(shape, inner))
        }
        _ => {}
    }
}
