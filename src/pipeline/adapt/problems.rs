//! The problems of one document, by path and rule.

use crate::catalog::adapter::Path;
use crate::outcome::{Code, Problem, Stop};

/// The problems of one document: the first hundred, and how many in all. The first gives its code to the stop.
#[derive(Default)]
pub(super) struct Problems {
    first: Option<Code>,
    kept: Vec<Problem>,
    pub(super) total: usize,
}

impl Problems {
    pub(super) fn add(&mut self, code: Code, path: Option<&Path>, rule: &str) {
        self.first.get_or_insert(code);
        self.total += 1;
        if self.kept.len() < Stop::MOST_PROBLEMS {
            self.kept.push(Problem {
                path: shown(path),
                rule: rule.to_owned(),
            });
        }
    }

    pub(super) fn into_stop(self) -> Option<Stop> {
        self.first.map(|code| Stop {
            code,
            problems: self.kept,
            total: self.total,
        })
    }
}

/// A path, as the sender of the payload reads it.
pub(super) fn shown(path: Option<&Path>) -> String {
    path.map(|path| path.join("/")).unwrap_or_default()
}
