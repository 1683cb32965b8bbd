//! The names of settings: with dots in the file, with underscores in the environment, and names that are almost right.

/// The prefix of all variables of the hub.
pub(super) const PREFIX: &str = "SCHAKEL__";
/// The prefix of a variable of the hub that lacks an underscore; variables of scripts have this prefix too.
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
