//! Rust source -> the programs that it runs, and the texts in it that are for a shell.

/// What Rust source runs by another word than its name, and which program that is; without one it is ours.
const BY_ANOTHER_WORD: &[(&str, Option<&str>)] = &[
    ("env!(\"CARGO_BIN_EXE_schakel\")", None),
    ("root().join(\"deploy/demo\")", None),
    ("&self.schakel", None),
    ("&self.program", None),
    ("env!(\"CARGO\")", Some("cargo")),
    ("program", Some("sh")), // examples/shared/running.rs: the guard, or the hub
    ("python", Some("python3")),
    ("installed()?", Some("rabbitmq-server")),
    (
        "Path::new(installed()?).with_file_name(\"rabbitmqctl\")",
        Some("rabbitmqctl"),
    ),
];
/// What stands behind this call, up to the `,` or `)` that ends it.
fn first_arguments<'a>(text: &'a str, call: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    text.match_indices(call).map(move |(from, _)| {
        let behind = &text[from + call.len()..];
        let mut depth = 0;
        let end = behind.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth < 0 || depth == 0 && c == ','
        });
        (
            text[..from].lines().count(),
            behind[..end.unwrap_or(behind.len())].trim(),
        )
    })
}

/// What Rust source runs: each program with its line, or the words that nobody can tell a program from.
pub(super) fn run_by(text: &str) -> Vec<(usize, Result<&str, &str>)> {
    let calls = ["Command::new(", "Running::start("]
        .into_iter()
        .flat_map(|call| first_arguments(text, call));
    let named = calls.filter_map(|(at, word)| {
        if let Some(name) = word
            .strip_prefix('"')
            .and_then(|word| word.strip_suffix('"'))
        {
            return Some((at, Ok(name)));
        }
        match BY_ANOTHER_WORD.iter().find(|(other, _)| *other == word) {
            Some((_, program)) => program.map(|program| (at, Ok(program))),
            None => Some((at, Err(word))),
        }
    });
    named.collect()
}

/// The texts in Rust source that are for a shell: they read a variable.
pub(super) fn for_a_shell(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find('"') {
        let raw = rest[..from].ends_with("r#");
        rest = &rest[from + 1..];
        let mut escaped = false;
        let end = if raw {
            rest.find("\"#")
        } else {
            rest.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            })
        };
        let Some(end) = end else { break };
        let literal = if raw {
            rest[..end].to_owned()
        } else {
            rest[..end].replace("\\\"", "\"").replace("\\n", "\n")
        };
        if literal.contains("\"$") {
            found.push(literal);
        }
        rest = &rest[end + 1..];
    }
    found
}
