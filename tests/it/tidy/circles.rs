//! No file of `src` depends on itself by way of others: below every file one can stop reading.
//!
//! A file and the modules that it stands in may name each other: those are one thing, told in parts.

use super::paths::{Named, paths};
use super::{Source, rust};
use std::collections::{BTreeMap, BTreeSet};

/// From a file to the files that it names, and the place where it does so first.
type Graph = BTreeMap<String, BTreeMap<String, Named>>;

/// `src/a/b.rs` is `a::b`, and the root of the library is nothing at all.
fn module(path: &str) -> Vec<String> {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    match inside.trim_end_matches(".rs") {
        "lib" => Vec::new(),
        inside => inside.split('/').map(str::to_owned).collect(),
    }
}

/// The program names the library as a stranger does, and tests beside the code may name all that they test.
fn is_read(path: &str) -> bool {
    path != "src/main.rs" && !path.ends_with("/tests.rs") && !path.contains("/tests/")
}

fn graph(sources: &[Source]) -> Graph {
    let read = || sources.iter().filter(|source| is_read(&source.path));
    let files: BTreeMap<Vec<String>, &str> = read()
        .map(|source| (module(&source.path), source.path.as_str()))
        .collect();
    let mut graph = Graph::new();
    for source in read() {
        let own = module(&source.path);
        let named = graph.entry(source.path.clone()).or_default();
        for one in paths(&own, &source.text) {
            let Some((other, file)) = (0..=one.path.len())
                .rev()
                .find_map(|length| files.get_key_value(&one.path[..length]))
            else {
                continue;
            };
            if !own.starts_with(other) && !other.starts_with(&own) {
                named.entry((*file).to_owned()).or_insert(one);
            }
        }
    }
    graph
}

/// All files that can be reached from this one.
fn below<'g>(graph: &'g Graph, file: &str) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut left = vec![file];
    while let Some(file) = left.pop() {
        for next in graph.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next.as_str()) {
                left.push(next);
            }
        }
    }
    reached
}

/// Every circle, with a place for each step of it.
fn circles(sources: &[Source]) -> Vec<String> {
    let graph = graph(sources);
    let below: BTreeMap<&str, BTreeSet<&str>> = graph
        .keys()
        .map(|file| (file.as_str(), below(&graph, file)))
        .collect();
    let circle = |file: &str| -> BTreeSet<&str> {
        let there = below[file].iter().copied();
        there.filter(|other| below[other].contains(file)).collect()
    };
    let found: BTreeSet<BTreeSet<&str>> = below.keys().map(|file| circle(file)).collect();
    let found = found.iter().filter(|circle| !circle.is_empty());
    found
        .map(|circle| {
            let names = circle.iter().copied().collect::<Vec<_>>().join(", ");
            let mut told =
                format!("{names}: each depends on itself: move down what both need, or pass it in");
            for (file, named) in circle.iter().flat_map(|file| {
                let inside = graph[*file].iter();
                let inside = inside.filter(|(other, _)| circle.contains(other.as_str()));
                inside.map(move |(_, named)| (file, named))
            }) {
                told += &format!("\n    {file}:{} names `{}`", named.line, named.written);
            }
            told
        })
        .collect()
}

/// Which files stand in a circle of this little tree, and by which words.
#[track_caller]
fn tells(files: &[(&str, &str)], expected: &[&str]) {
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        })
        .collect();
    let told = circles(&sources).join("\n");
    for words in expected {
        assert!(told.contains(words), "`{words}` in {told}");
    }
    assert!(!expected.is_empty() || told.is_empty(), "{told}");
}

#[test]
fn a_circle_is_seen_through_a_tree_of_braces_a_parent_and_a_path_in_the_code() {
    let [lib, hub] = ["mod a;\nmod b;\nmod c;", "mod x;\nmod y;"];
    tells(
        &[
            ("src/lib.rs", lib),
            ("src/a.rs", "use crate::{\n    c::{self, D},\n    b::B,\n};"),
            ("src/b.rs", "fn f() { crate::a::f() }"),
            ("src/c.rs", ""),
        ],
        &[
            "src/a.rs, src/b.rs: ",
            "a.rs:3 names",
            "b.rs:1 names `crate::a::f`",
        ],
    );
    tells(
        &[
            ("src/hub.rs", hub),
            ("src/hub/x.rs", "use super::y;"),
            ("src/hub/y.rs", "use super::{z, super::hub::x::X};"),
        ],
        &["src/hub/x.rs, src/hub/y.rs: ", "x.rs:1 names `super::y`"],
    );
    let by_a_name = "use crate::hub;\nfn f() { hub::y::g() }";
    tells(
        &[
            ("src/hub.rs", hub),
            ("src/hub/x.rs", by_a_name),
            ("src/hub/y.rs", "use super::x::X;"),
        ],
        &["src/hub/x.rs, src/hub/y.rs: ", "x.rs:2 names `hub::y::g`"],
    );
    tells(
        &[
            ("src/a.rs", "use crate::b::B;"),
            ("src/b.rs", "use crate::c::C;"),
            ("src/c.rs", "mod d;\nuse crate::a::A;"),
            ("src/c/d.rs", "use crate::a;"),
        ],
        &["src/a.rs, src/b.rs, src/c.rs: "],
    );
}

#[test]
fn a_child_and_those_that_it_stands_in_may_name_each_other() {
    tells(
        &[
            ("src/lib.rs", "mod a;\nuse a::A;"),
            ("src/a.rs", "mod b;\nuse b::B;\nfn f() { b::f() }"),
            ("src/a/b.rs", "mod c;\nuse super::A;\nfn f() { c::f() }"),
            ("src/a/b/c.rs", "use crate::a::{self, A};\nuse super::B;"),
        ],
        &[],
    );
    tells(
        &[
            ("src/a.rs", "use crate::b::B;\n// crate::a"),
            (
                "src/b.rs",
                "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}",
            ),
            ("src/b/tests.rs", "use crate::a::A;"),
        ],
        &[],
    );
}

#[test]
fn no_file_depends_on_itself() {
    let circles = circles(&rust(&["src"]));
    assert!(circles.is_empty(), "\n{}\n", circles.join("\n"));
}
