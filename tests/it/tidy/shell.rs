//! Text of a shell -> the words that stand where a command stands.
//!
//! It knows as much of the language as our scripts use. Where it reads wrong it finds a command too many, which nobody knows.

/// Words after which a command stands.
const BEFORE: &[&str] = &[
    "if", "then", "else", "elif", "do", "while", "until", "!", "{", "time", "exec",
];
/// Commands that run their first word that is no option, number or variable.
const RUNNERS: &[&str] = &[
    "chroot", "env", "flock", "nice", "nohup", "sudo", "timeout", "unshare", "xargs",
];
/// Commands of which the first word that is no option is a text for a shell.
const READERS: &[&str] = &["bash", "eval", "sh", "trap"];

/// What the next word is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Command,
    /// Behind something that runs other commands.
    Run,
    /// Behind something that reads text as a shell does.
    Read,
    /// Behind `case`, before `in`.
    Case,
    Pattern,
    /// In `[[ ]]`.
    Test,
    Argument,
}

/// The commands of a text, each with the number of its line; what a variable holds stands as `$`, and a list as `$[@]`.
pub(super) fn commands(text: &str) -> Vec<(usize, String)> {
    let mut shell = Shell {
        text: text.chars().collect(),
        at: 0,
        found: Vec::new(),
        documents: Vec::new(),
    };
    while shell.at < shell.text.len() {
        shell.list();
        shell.at += 1; // a `)` that closes nothing
    }
    shell.found
}

/// The functions that a text defines.
pub(super) fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter_map(|line| line.trim().split_once("() ").map(|(name, _)| name))
        .filter(|name| !name.contains(' '))
}

struct Shell {
    text: Vec<char>,
    at: usize,
    found: Vec<(usize, String)>,
    /// The words that end the documents which begin on the next line.
    documents: Vec<String>,
}

impl Shell {
    fn ahead(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(far, c)| self.text.get(self.at + far) == Some(&c))
    }

    fn skip(&mut self, text: &str) -> bool {
        let there = self.ahead(text);
        self.at += if there { text.chars().count() } else { 0 };
        there
    }

    fn line(&self) -> usize {
        1 + self.text[..self.at.min(self.text.len())]
            .iter()
            .filter(|c| **c == '\n')
            .count()
    }

    /// Commands up to a `)` that closes this list, or the end.
    fn list(&mut self) {
        let mut place = Place::Command;
        while let Some(&c) = self.text.get(self.at) {
            match c {
                ' ' | '\t' => self.at += 1,
                '\\' if self.ahead("\\\n") => self.at += 2,
                '#' => self.rest_of_line(),
                '\n' => {
                    self.at += 1;
                    self.skip_documents();
                    place = if matches!(place, Place::Pattern | Place::Test) {
                        place
                    } else {
                        Place::Command
                    };
                }
                ')' if place == Place::Pattern => {
                    self.at += 1;
                    place = Place::Command;
                }
                ')' => return,
                '|' if place == Place::Pattern => self.at += 1,
                _ if place == Place::Test && !self.ahead("]]") && "();&|<>=".contains(c) => {
                    self.at += 1
                }
                ';' if self.skip(";;") => place = Place::Pattern,
                ';' | '&' | '|' => {
                    self.at += 1;
                    place = Place::Command;
                }
                '(' if self.skip("((") => {
                    self.sum();
                    place = Place::Argument;
                }
                '(' => {
                    self.inner();
                    place = Place::Argument;
                }
                '<' | '>' => self.redirection(),
                _ => place = self.next(place),
            }
        }
    }

    /// One word, and what comes after it.
    fn next(&mut self, place: Place) -> Place {
        let line = self.line();
        let word = self.word();
        if word.ends_with('=') && self.ahead("(") {
            self.at += 1;
            self.words_of_a_list();
            return place;
        }
        if self.skip("()") {
            return Place::Command;
        }
        let number = word.chars().all(|c| c.is_ascii_digit());
        if number && (self.ahead("<") || self.ahead(">")) {
            return place;
        }
        match (place, word.as_str()) {
            (Place::Case, "in") => Place::Pattern,
            (Place::Pattern, "esac") => Place::Argument,
            (Place::Test, "]]") => Place::Argument,
            (Place::Case | Place::Pattern | Place::Test | Place::Argument, _) => place,
            (Place::Command | Place::Run, _) if assigns(&word) => place,
            (Place::Command, "case") => Place::Case,
            (Place::Command, "esac" | "fi" | "done" | "}") => Place::Argument,
            (Place::Command, "[[") => Place::Test,
            (Place::Command, before) if BEFORE.contains(&before) => Place::Command,
            (Place::Command, "$[@]") => Place::Run, // `sudo`, or nothing
            (Place::Command, "$") => Place::Argument,
            (Place::Run, word) if number || word.starts_with(['-', '$']) && !word.contains('/') => {
                Place::Run
            }
            (Place::Read, word) if word.starts_with('-') => Place::Read,
            (Place::Read, text) => {
                self.found.extend(
                    commands(text)
                        .into_iter()
                        .map(|(at, word)| (at + line - 1, word)),
                );
                Place::Argument
            }
            (Place::Command | Place::Run, command) => {
                self.found.push((line, command.to_owned()));
                match command {
                    _ if RUNNERS.contains(&command) => Place::Run,
                    _ if READERS.contains(&command) => Place::Read,
                    _ => Place::Argument,
                }
            }
        }
    }

    /// A word without its quotes. What stands for a command in it is read as one.
    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(&c) = self.text.get(self.at) {
            match c {
                ' ' | '\t' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\\' => {
                    word.extend(self.text.get(self.at + 1));
                    self.at += 2;
                }
                '\'' => {
                    let inside = self.text[self.at + 1..].iter().take_while(|c| **c != '\'');
                    let inside: String = inside.collect();
                    self.at += inside.chars().count() + 2;
                    word += &inside;
                }
                '"' => self.quoted(&mut word),
                '$' => self.expansion(&mut word),
                _ => {
                    word.push(c);
                    self.at += 1;
                }
            }
        }
        word
    }

    fn quoted(&mut self, word: &mut String) {
        self.at += 1;
        while let Some(&c) = self.text.get(self.at) {
            match c {
                '"' => break,
                '\\' => {
                    word.extend(self.text.get(self.at + 1));
                    self.at += 2;
                }
                '$' => self.expansion(word),
                _ => {
                    word.push(c);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
    }

    fn expansion(&mut self, word: &mut String) {
        word.push('$');
        if self.skip("$((") {
            self.sum();
        } else if self.skip("$(") {
            self.at -= 1;
            self.inner();
        } else if self.skip("${") {
            let mut depth = 1;
            while depth > 0 && self.at < self.text.len() {
                depth += usize::from(self.ahead("{"));
                depth -= usize::from(self.ahead("}"));
                self.at += 1;
            }
            if self.text[..self.at].ends_with(&['[', '@', ']', '}']) {
                *word += "[@]";
            }
        } else {
            self.at += 1;
            let named = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            if self
                .text
                .get(self.at)
                .is_some_and(|c| "?$!@*#".contains(*c))
            {
                self.at += 1;
            }
            while self.text.get(self.at).is_some_and(named) {
                self.at += 1;
            }
        }
    }

    /// From a `(` to its `)`.
    fn inner(&mut self) {
        self.at += 1;
        self.list();
        self.at += 1;
    }

    /// To the end of `(( ))`.
    fn sum(&mut self) {
        let mut depth = 2;
        while depth > 0 && self.at < self.text.len() {
            if self.ahead("$(") && !self.ahead("$((") {
                self.expansion(&mut String::new());
                continue;
            }
            depth += usize::from(self.ahead("("));
            depth -= usize::from(self.ahead(")"));
            self.at += 1;
        }
    }

    fn words_of_a_list(&mut self) {
        while self.at < self.text.len() && !self.skip(")") {
            let c = self.text[self.at];
            if c == '#' {
                self.rest_of_line();
            } else if self.word().is_empty() {
                self.at += 1; // what is between two words
            }
        }
    }

    fn redirection(&mut self) {
        if self.ahead("<(") || self.ahead(">(") {
            self.at += 1;
            return self.inner();
        }
        let document = self.ahead("<<") && !self.ahead("<<<");
        while self.text.get(self.at).is_some_and(|c| "<>& ".contains(*c)) {
            if self.ahead("<(") {
                return self.redirection(); // `< <(`
            }
            self.at += 1;
        }
        let word = self.word();
        if document {
            self.documents.push(word);
        }
    }

    fn rest_of_line(&mut self) {
        while self.text.get(self.at).is_some_and(|c| *c != '\n') {
            self.at += 1;
        }
    }

    fn skip_documents(&mut self) {
        for end in std::mem::take(&mut self.documents) {
            while self.at < self.text.len() {
                let from = self.at;
                self.rest_of_line();
                let line: String = self.text[from..self.at].iter().collect();
                self.at += 1;
                if line == end {
                    break;
                }
            }
        }
    }
}

/// Is it `name=value`?
fn assigns(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        let name = name
            .trim_end_matches('+')
            .split('[')
            .next()
            .unwrap_or_default();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[track_caller]
fn found(text: &str, expected: &str) {
    let found: Vec<String> = commands(text).into_iter().map(|(_, word)| word).collect();
    assert_eq!(found.join(" "), expected, "in `{text}`");
}

#[test]
fn a_command_is_found_wherever_the_shell_runs_one() {
    found("a b; c && d | e &\nf", "a c d e f");
    found(
        "x=$(a \"$(b c)\") d \"e $(f)\" <(g h) # i\nj",
        "a b d f g j",
    );
    found(
        "if ! a; then b; else c; fi; while d; do e; done",
        "a b c d e",
    );
    found("for x in a b; do c; done", "for c");
    found("case $1 in\n  a | b) c ;;\n  *) d ;;\nesac\ne", "c d e");
    found("x=(a b) y=(\n  c # d\n)\ne", "e");
    found("[[ -z $x || $(a) == b ]] && ((1 + $(c) > d)) || e", "a c e");
    found("a <<'END' >b 2>&1\nc d\nEND\ne <<<f", "a e");
    found("f() { a; }\ng() (\n  b\n)", "a b");
    found(
        "env X=1 a b; \"${root[@]}\" timeout 5 c; xargs -0 d e; exec \"$x/f\" g; exec 9>h; exec \"$0\" i",
        "env a timeout c xargs d $/f",
    );
    found("trap 'a \"$b\"; c' EXIT; sh -c \"d $e\"", "trap a c sh d");
}
