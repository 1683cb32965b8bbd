//! The fields that a rule names -> one text.

use super::found::{self, FoundValue};
use crate::catalog::adapter::{Rule, Verb};
use serde_json::Value;

/// Joins the texts of a rule, without the characters and the front that the rule takes away.
pub(super) fn joined(rule: &Rule, item: &Value) -> Result<Option<String>, &'static str> {
    let words = matches!(rule.verb, Verb::Flag(..) | Verb::Codes(_));
    let mut found = Vec::with_capacity(rule.from.len());
    for path in &rule.from {
        found.extend(match found::find_value(item, path)? {
            Some(FoundValue::Flag(flag)) if words => Some(flag.to_string()),
            Some(found) => Some(found.into_text()?),
            None => None,
        });
    }
    let mut text = found.join(&rule.join);
    if !rule.remove.is_empty() {
        text.retain(|c| !rule.remove.contains(c));
    }
    if let Some(rest) = rule
        .strip
        .as_deref()
        .and_then(|front| text.strip_prefix(front))
    {
        text = rest.to_owned();
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}
