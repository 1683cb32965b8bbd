//! A document -> its fields by category, without their values.

use crate::catalog::Catalog;
use crate::catalog::schema::Shape;
use crate::pipeline::Triaged;
use serde_json::Value;
use std::collections::BTreeMap;

/// The fields of the document by category, dotted, in the order of the schema.
pub(super) fn fields(catalog: &Catalog, triaged: &Triaged) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let valid = triaged.valid();
    if let Some(data) = valid.body().expose().get("data") {
        collect(catalog, &valid.kind().shape, data, "", &mut found);
    }
    found
}

fn collect(
    catalog: &Catalog,
    shape: &Shape,
    value: &Value,
    path: &str,
    found: &mut BTreeMap<String, Vec<String>>,
) {
    match (shape, value) {
        (Shape::Leaf(leaf), _) => {
            let category = catalog.terms.codes(leaf.category).join(" ");
            let fields = found.entry(category).or_default();
            if !fields.iter().any(|field| field == path) {
                fields.push(path.to_owned());
            }
        }
        (Shape::Object(shapes), Value::Object(values)) => {
            for (name, value) in values {
                if let Some(shape) = shapes.get(name) {
                    let inner = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    collect(catalog, shape, value, &inner, found);
                }
            }
        }
        (Shape::List(shape), Value::Array(values)) => values
            .iter()
            .for_each(|value| collect(catalog, shape, value, path, found)),
        _ => {}
    }
}
