//! Valid -> the free texts in which a personal number stands, by pointer.

use crate::catalog::format::holds_pgn;
use crate::catalog::schema::Shape;
use crate::catalog::term::Categories;
use serde_json::Value;

/// Pointers within `data`, such as `/verzuim/reden`, and the categories that those fields are of.
pub fn flagged(shape: &Shape, data: &Value) -> (Vec<String>, Categories) {
    let mut found = (Vec::new(), Categories::default());
    search(shape, data, &mut String::new(), &mut found);
    found
}

fn search(shape: &Shape, value: &Value, pointer: &mut String, found: &mut (Vec<String>, Categories)) {
    let length = pointer.len();
    match (shape, value) {
        (Shape::Leaf(leaf), Value::String(text)) if leaf.free_text && holds_pgn(text) => {
            found.0.push(pointer.clone());
            found.1 = found.1.with(leaf.category);
        }
        (Shape::Object(fields), Value::Object(values)) => {
            for (name, inner) in values {
                if let Some(shape) = fields.get(name) {
                    pointer.push('/');
                    pointer.push_str(name);
                    search(shape, inner, pointer, found);
                    pointer.truncate(length);
                }
            }
        }
        (Shape::List(shape), Value::Array(values)) => {
            for (at, inner) in values.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                search(shape, inner, pointer, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
