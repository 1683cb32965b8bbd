//! Files of the catalog with one thing changed -> what is said about it, and on which line.

mod adapters;
mod complaints;
mod parties;
mod places;
mod schemas;
mod terms;
mod whole;

use schakel::catalog::complaint::{Complaint, Text};

/// A file that stands nowhere.
pub(crate) fn text(place: &str, text: impl Into<String>) -> Text {
    Text {
        path: place.to_owned(),
        place: place.to_owned(),
        text: text.into(),
    }
}

/// `line: what is wrong`, or nothing.
pub(crate) fn told<T>(result: Result<T, Vec<Complaint>>) -> Vec<String> {
    let complaints = result.err().unwrap_or_default();
    complaints
        .into_iter()
        .map(|wrong| {
            format!(
                "{}: {}",
                wrong.line.map_or("-".to_owned(), |line| line.to_string()),
                wrong.text
            )
        })
        .collect()
}

/// A text with some of it replaced, all of which must be there.
pub(crate) fn changed(text: &str, replace: &[(&str, &str)]) -> String {
    replace.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in it");
        text.replace(from, to)
    })
}
