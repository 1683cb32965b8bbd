//! Dotted paths in `data` -> what stands there, set or taken out.

use schakel::catalog::schema::{Leaf, Shape};
use serde_json::Value;

/// The leaf at a dotted path, where the kind has one.
pub(super) fn leaf<'a>(shape: &'a Shape, path: &str) -> Option<&'a Leaf> {
    let mut shape = shape;
    for name in path.split('.') {
        let Shape::Object(fields) = shape else {
            return None;
        };
        shape = fields.get(name)?;
    }
    match shape {
        Shape::Leaf(leaf) => Some(leaf),
        Shape::Object(_) | Shape::List(_) => None,
    }
}

pub(super) fn at<'a>(data: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(data, |value, name| value.get(name))
}

/// Sets a field; one whose block is not there stays away.
pub(super) fn set(data: &mut Value, path: &str, value: Value) {
    match path.split_once('.') {
        Some((block, rest)) => {
            if let Some(inner) = data.get_mut(block) {
                set(inner, rest, value);
            }
        }
        None => {
            if let Some(fields) = data.as_object_mut() {
                fields.insert(path.to_owned(), value);
            }
        }
    }
}

pub(super) fn remove(data: &mut Value, path: &str) {
    match path.split_once('.') {
        Some((block, rest)) => {
            if let Some(inner) = data.get_mut(block) {
                remove(inner, rest);
            }
        }
        None => {
            data.as_object_mut().and_then(|fields| fields.remove(path));
        }
    }
}
