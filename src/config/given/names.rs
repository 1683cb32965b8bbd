//! The names of settings: in the file with dots, in the environment with signs, and what looks like one.

/// What all variables of ours begin with.
pub(super) const PREFIX: &str = "SCHAKEL__";
/// What one of them begins with that lacks a sign; others, of scripts, do too.
pub(super) const ALMOST: &str = "SCHAKEL_";

pub(super) fn is_within(name: &str, table: &str) -> bool {
    name.strip_prefix(table)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A name without the signs between its parts, which are mistaken most.
pub(super) fn plain(name: &str) -> String {
    name.replace(['.', '_', '"'], "")
}

/// `broker.url` -> `SCHAKEL__BROKER__URL`.
pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace('.', "__").to_uppercase())
}
