//! A document and its problems -> the document without its wrong texts, where only texts are wrong by which nothing is decided.

use crate::catalog::schema::{Kind, Leaf, Shape};
use crate::outcome::Stop;
use serde_json::Value;

/// The document without its wrong texts; none when something else is wrong too. A field that may not be missing is
/// seen when the rest is validated.
pub(super) fn without(kind: &Kind, body: &Value, stop: &Stop) -> Option<Value> {
    let mut rest = body.clone();
    let all_told = stop.total == stop.problems.len();
    let texts = stop
        .problems
        .iter()
        .all(|problem| problem.rule != "volgorde" && take_out(kind, &mut rest, &problem.path));
    (all_told && texts).then_some(rest)
}

fn take_out(kind: &Kind, body: &mut Value, path: &str) -> bool {
    let Some(pointer) = path.strip_prefix("/data") else {
        return false;
    };
    let plain = leaf(&kind.shape, pointer).is_some_and(is_plain)
        && kind
            .meanings
            .values()
            .all(|understood| understood != pointer);
    let Some((above, name)) = path.rsplit_once('/').filter(|_| plain) else {
        return false;
    };
    match body.pointer_mut(above) {
        // a text that breaks two rules has been taken out already
        Some(Value::Object(fields)) => fields.remove(name).is_none_or(|value| value.is_string()),
        _ => false,
    }
}

/// Whether a text is plain: no row looks at the text, no list or day is chosen by it, and the text takes nothing away.
const fn is_plain(leaf: &Leaf) -> bool {
    !leaf.restrictive && !leaf.day && !leaf.identifier && leaf.choices.is_none()
}

fn leaf<'s>(shape: &'s Shape, pointer: &str) -> Option<&'s Leaf> {
    let end = pointer
        .split('/')
        .skip(1)
        .try_fold(shape, |at, part| match at {
            Shape::Object(fields) => fields.get(part),
            Shape::List(inner) => part
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(&**inner),
            Shape::Leaf(_) => None,
        });
    match end {
        Some(Shape::Leaf(leaf)) => Some(leaf),
        _ => None,
    }
}
