//! Names of exchanges and queues -> regular expressions that fit these and no other.

const NOTHING: &str = "^$";
const EVERYTHING: &str = ".*";

/// Regular expressions over the names of exchanges and queues, as RabbitMQ takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Names that the user may make and remove.
    pub configure: String,
    /// Names that the user may publish to.
    pub write: String,
    /// Names that the user may read from.
    pub read: String,
}

impl Rights {
    /// Rights to publish to these names and read from those. Making and removing is for the hub alone.
    pub(super) fn exactly(write: Vec<String>, read: Vec<String>) -> Self {
        Self {
            configure: NOTHING.to_owned(),
            write: exactly(write),
            read: exactly(read),
        }
    }

    pub(super) fn nothing() -> Self {
        Self::exactly(Vec::new(), Vec::new())
    }

    pub(super) fn everything() -> Self {
        let everything = || EVERYTHING.to_owned();
        Self {
            configure: everything(),
            write: everything(),
            read: everything(),
        }
    }
}

fn exactly(mut names: Vec<String>) -> String {
    names.sort();
    names.dedup();
    match names.as_slice() {
        [] => NOTHING.to_owned(),
        [one] => format!("^{}$", escaped(one)),
        more => {
            let all: Vec<String> = more.iter().map(|name| escaped(name)).collect();
            format!("^({})$", all.join("|"))
        }
    }
}

fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '-' | '_') {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}
