//! Rust source -> every path that it names, from the root of the crate: without comments, texts and tests.

use std::collections::BTreeMap;

/// A path from the root of the crate, the line that names it, and how it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    pub(super) written: String,
}

/// One end of a tree as it is written: `a::{b, c as d}` has two.
struct Written {
    at: usize,
    parts: Vec<String>,
    /// Under which name the file goes on, when it is imported.
    called: Option<String>,
}

/// All paths that a file names which stands at this place in the crate: as it imports them, writes them out, or
/// reaches them by a name that it imported or by a module that it declares.
pub(super) fn paths(own: &[String], text: &str) -> Vec<Named> {
    let code: Vec<char> = code(text).chars().collect();
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for child in declared(&code) {
        known.insert(child.clone(), [own, &[child]].concat());
    }
    let (imports, elsewhere): (Vec<_>, Vec<_>) = written(&code)
        .into_iter()
        .partition(|(imported, _)| *imported);
    let mut found = Vec::new();
    for (imported, one) in imports.into_iter().chain(elsewhere) {
        let Some(path) = whole(own, &known, &one.parts) else {
            continue;
        };
        if let Some(name) = one.called.filter(|_| imported) {
            known.insert(name, path.clone());
        }
        found.push(Named {
            path,
            line: 1 + code[..one.at].iter().filter(|c| **c == '\n').count(),
            written: one.parts.join("::"),
        });
    }
    found
}

/// The path from the root, or nothing when it leads out of the crate or is a single word.
fn whole(
    own: &[String],
    known: &BTreeMap<String, Vec<String>>,
    parts: &[String],
) -> Option<Vec<String>> {
    let (first, mut rest) = parts.split_first()?;
    let mut here = match first.as_str() {
        _ if rest.is_empty() => return None,
        "crate" | "schakel" => Vec::new(),
        "self" => own.to_vec(),
        "super" => own[..own.len().checked_sub(1)?].to_vec(),
        name => known.get(name)?.clone(),
    };
    while let Some(("super", above)) = rest.split_first().map(|(part, rest)| (part.as_str(), rest))
    {
        here.pop()?;
        rest = above;
    }
    here.extend_from_slice(rest);
    Some(here)
}

/// The modules that this file declares and that have a file of their own.
fn declared(code: &[char]) -> Vec<String> {
    let text: String = code.iter().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.windows(2).filter(|pair| pair[0] == "mod");
    let names = pairs.filter_map(|pair| pair[1].strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// Every path, and whether it is an import.
fn written(code: &[char]) -> Vec<(bool, Written)> {
    let (mut found, mut at, mut importing) = (Vec::new(), 0, false);
    while at < code.len() {
        if !starts_a_word(code, at) {
            importing &= code[at] != ';';
            at += 1;
            continue;
        }
        let mut ends = Vec::new();
        at = tree(code, at, &[], &mut ends);
        importing |= ends.len() == 1 && ends[0].parts == ["use"];
        found.extend(ends.into_iter().map(|end| (importing, end)));
    }
    found
}

fn part_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn starts_a_word(code: &[char], at: usize) -> bool {
    part_of_a_word(code[at]) && (at == 0 || !part_of_a_word(code[at - 1]))
}

fn behind_blanks(code: &[char], from: usize) -> usize {
    let blanks = code[from..].iter().take_while(|c| c.is_whitespace());
    from + blanks.count()
}

fn word(code: &[char], from: usize) -> String {
    let chars = code[from..].iter().take_while(|c| part_of_a_word(**c));
    chars.collect()
}

/// Reads the tree that starts here below these parts, and tells where it ends.
fn tree(code: &[char], from: usize, above: &[String], ends: &mut Vec<Written>) -> usize {
    let (mut parts, mut at) = (above.to_vec(), from);
    loop {
        let part = word(code, at);
        at += part.chars().count();
        match part.as_str() {
            "self" if !parts.is_empty() => {}
            _ => parts.push(part),
        }
        if !code[at..].starts_with(&[':', ':']) {
            break;
        }
        let next = at + 2;
        match code.get(next) {
            Some('{') => return group(code, next + 1, &parts, ends),
            Some(c) if part_of_a_word(*c) => at = next,
            Some('*') => {
                // everything of it: the last part is a module, and no name of this file
                ends.push(Written {
                    at: from,
                    parts,
                    called: None,
                });
                return next + 1;
            }
            _ => break,
        }
    }
    let called = called_as(code, at).or_else(|| parts.last().cloned());
    ends.push(Written {
        at: from,
        parts,
        called,
    });
    at
}

/// Reads what stands between the braces, and tells where the group ends.
fn group(code: &[char], from: usize, above: &[String], ends: &mut Vec<Written>) -> usize {
    let mut at = from;
    while at < code.len() {
        match code[at] {
            '}' => return at + 1,
            '*' => {
                ends.push(Written {
                    at,
                    parts: above.to_vec(),
                    called: None,
                });
                at += 1;
            }
            _ if starts_a_word(code, at) => {
                at = tree(code, at, above, ends);
                let next = behind_blanks(code, at);
                if word(code, next) == "as" {
                    at = behind_blanks(code, next + 2);
                    at += word(code, at).chars().count();
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn called_as(code: &[char], at: usize) -> Option<String> {
    let next = behind_blanks(code, at);
    (word(code, next) == "as").then(|| word(code, behind_blanks(code, next + 2)))
}

/// The text with a blank for all that the compiler does not read, and for all that is only built for tests.
fn code(text: &str) -> String {
    let read = without_texts(text);
    let mut left = String::new();
    let mut rest = read.as_str();
    while let Some((before, test)) = rest.split_once("#[cfg(test)]") {
        left += before;
        let mut depth = 0;
        let end = test.find(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0 && (c == '}' || c == ';')
        });
        let (item, behind) = test.split_at(end.map_or(test.len(), |end| end + 1));
        left.extend(item.chars().filter(|c| *c == '\n'));
        rest = behind;
    }
    left + rest
}

/// The lines stay what they are, so that a complaint can tell one.
fn without_texts(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = foreign(rest);
        let (taken, behind) = rest.split_at(length.unwrap_or(c.len_utf8()));
        if length.is_some() {
            left.push(' ');
            left.extend(taken.chars().filter(|c| *c == '\n'));
        } else {
            left += taken;
        }
        rest = behind;
    }
    left
}

/// How long the comment, text or character is that starts here.
fn foreign(rest: &str) -> Option<usize> {
    let until = |from: usize, end: &str| {
        let found = rest[from..].find(end);
        Some(found.map_or(rest.len(), |at| from + at + end.len()))
    };
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return until(2, "*/");
    }
    if let Some(behind) = rest.strip_prefix("r#") {
        let more = behind.chars().take_while(|c| *c == '#').count();
        if behind[more..].starts_with('"') {
            return until(3 + more, &format!("\"#{}", "#".repeat(more)));
        }
    }
    if rest.starts_with("r\"") {
        return until(2, "\"");
    }
    if rest.starts_with('"') {
        let mut escaped = true; // the quote that opens it
        let end = rest.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        return Some(end.map_or(rest.len(), |end| end + 1));
    }
    let mut chars = rest.strip_prefix('\'')?.chars();
    match (chars.next()?, chars.next()?) {
        ('\\', _) => until(3, "'"),
        (c, '\'') => Some(2 + c.len_utf8()),
        _ => None, // a lifetime
    }
}

#[test]
fn a_path_is_read_however_it_is_written() {
    let named = |text: &str| -> Vec<String> {
        let own = ["hub", "record"].map(str::to_owned);
        let found = paths(&own, text);
        found.iter().map(|named| named.path.join("::")).collect()
    };
    assert_eq!(named("use crate::{a::{self, B}, c};"), ["a", "a::B", "c"]);
    assert_eq!(named("pub(super) use super::a;"), ["hub::a"]);
    assert_eq!(named("use super::super::a::*;"), ["a"]);
    assert_eq!(named("fn f(x: &'a crate::a::B<'a>) {}"), ["a::B"]);
    assert_eq!(named("mod kept;\nuse kept::A;"), ["hub::record::kept::A"]);
    assert_eq!(named("fn f() { self::g(kept::A) }"), ["hub::record::g"]);
    assert_eq!(named("use crate::a as b;\nb::c();"), ["a", "a::c"]);
    assert_eq!(named("use std::{a::B, c};\nuse crate::x;"), ["x"]);
    assert_eq!(named("use crate::{a as b, c};"), ["a", "c"]);
}

#[test]
fn what_only_people_and_tests_read_names_nothing() {
    let named = |text| paths(&["a".to_owned()], text);
    assert_eq!(named("// crate::b\n/// crate::b\n/* crate::b */"), []);
    assert_eq!(named("let a = \"crate::b \\\" crate::c\";"), []);
    assert_eq!(named("let a = r#\"crate::b \" crate::c\"#;"), []);
    assert_eq!(named("#[cfg(test)]\nmod tests { use crate::b; }"), []);
    assert_eq!(named("#[cfg(test)]\nuse crate::b::{c, d};"), []);
    let behind = "let a = '\"';\n#[cfg(test)]\nmod a {\n    fn f() {}\n}\nuse crate::b;";
    assert_eq!(named(behind)[0].line, 6);
}
