//! `a/b/c` in an adapter, one or more -> [`Path`]: names in a payload.

use serde::Deserialize;

/// A path of names in a payload.
pub type Path = Vec<String>;

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

pub(super) fn list(one_or_more: OneOrMore) -> Vec<String> {
    match one_or_more {
        OneOrMore::One(one) => vec![one],
        OneOrMore::More(more) => more,
    }
}

pub(super) fn path(text: &str) -> Path {
    text.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
