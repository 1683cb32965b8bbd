//! Scripts and Rust source -> every program that they run is on each Debian, or `deploy/lib/install` knows it and the script asks for it.

mod called;

use super::shell::{commands, functions};
use super::{Source, check, rust, sources, within};
use called::{for_a_shell, run_by};
use std::collections::{BTreeMap, BTreeSet};

/// A Debian with nothing in it has these; `tests/bare` runs what README.md tells to run in one.
const ALWAYS: &[(&str, &[&str])] = &[
    ("bash: essential", &["bash"]),
    ("coreutils: essential", COREUTILS),
    ("dash: essential", &["sh"]),
    ("dpkg: essential", &["dpkg"]),
    ("findutils: essential", &["xargs"]),
    ("grep: essential", &["grep"]),
    ("hostname: essential", &["hostname"]),
    (
        "mawk: an essential package cannot do without an awk",
        &["awk"],
    ),
    ("mount: required", &["mount"]),
    ("sed: essential", &["sed"]),
    ("util-linux: essential", &["flock", "unshare"]),
];
const COREUTILS: &[&str] = &[
    "basename", "chmod", "chown", "chroot", "comm", "cp", "cat", "date", "dirname", "env", "fold",
    "install", "ln", "mkdir", "mktemp", "rm", "sleep", "sort", "stat", "tail", "tee", "touch",
    "timeout", "wc",
];
/// README.md asks for it: who has Rust has these.
const RUST: &[&str] = &["cargo", "rustc"];
/// Run only where they are: the script looks first, or goes on without.
const LOOKED_FOR: &[(&str, &str)] = &[
    ("apt-config", "tests/bare makes a Debian, on a Debian"),
    (
        "apt-get",
        "deploy/lib/install says what is missing where there is none",
    ),
    ("apt-mark", "tests/bare runs it in the Debian that it made"),
    (
        "systemctl",
        "only where /run/systemd/system says that it is what started the machine",
    ),
];
const OF_THE_SHELL: &[&str] = &[
    ".", "break", "cd", "command", "compgen", "continue", "declare", "echo", "eval", "exec",
    "exit", "export", "false", "for", "kill", "local", "printf", "pwd", "read", "return", "set",
    "shift", "source", "trap", "true", "type", "ulimit", "unset", "wait", "[",
];
/// What the Rust source runs that a script starts.
const STARTS: &[(&str, &[&str])] = &[
    (
        "deploy/demo",
        &[
            "src",
            "examples/schoolday",
            "examples/shared",
            "tests/it/node",
        ],
    ),
    (
        "deploy/bench",
        &["src", "examples/bench", "examples/shared", "tests/it/node"],
    ),
    (
        "tests/run",
        &["src", "tests", "examples/schoolday", "examples/shared"],
    ),
    (
        "tests/sabotage",
        &["src", "tests", "examples/schoolday", "examples/shared"],
    ),
];
/// These name what they look for.
const NAMES_THEM: &[&str] = &["tests/it/tidy/programs", "tests/it/tidy/shell.rs"];

fn always(program: &str) -> bool {
    ALWAYS
        .iter()
        .any(|(_, programs)| programs.contains(&program))
        || RUST.contains(&program)
}

/// The table of `deploy/lib/install`: programs, and the packages that hold them.
fn packages_of() -> BTreeMap<String, String> {
    let install = text("deploy/lib/install");
    let (_, table) = install
        .split_once("declare -A packages_of=(\n")
        .expect("the table of packages");
    let rows = table.lines().take_while(|line| *line != ")").map(|line| {
        let row = line
            .trim()
            .strip_prefix('[')
            .and_then(|row| row.split_once("]="));
        let (program, packages) = row.unwrap_or_else(|| panic!("no row of a table: `{line}`"));
        (program.to_owned(), packages.trim_matches('"').to_owned())
    });
    rows.collect()
}

fn text(path: &str) -> String {
    sources(&[path]).pop().expect("one file").text
}

/// Every file for a shell: it says so in its first line, or stands where other scripts fetch it.
fn scripts() -> Vec<Source> {
    let mut found = sources(&["", "deploy/lib", ".ci/run", "tests/bare"]);
    found.retain(|source| {
        let first = source.text.lines().next().unwrap_or_default();
        within(&source.path, &["deploy/lib"]) || first.starts_with("#!/") && first.ends_with("sh")
    });
    found
}

/// The rule for a script, with the functions that it may call, and what the table knows.
fn known<'a>(
    functions: &'a BTreeSet<String>,
    table: &'a BTreeMap<String, String>,
) -> impl Fn(&str, &str) -> Vec<String> + 'a {
    move |path, text| {
        let unknown = commands(text).into_iter().filter(|(_, word)| {
            let ours = word.contains('/') || word.starts_with('$') || functions.contains(word);
            let somewhere = LOOKED_FOR.iter().any(|(looked_for, _)| looked_for == word)
                || table.contains_key(word);
            !ours && !somewhere && !always(word) && !OF_THE_SHELL.contains(&word.as_str())
        });
        unknown
            .map(|(at, word)| {
                format!("{path}:{at}: runs `{word}`: give its package in deploy/lib/install")
            })
            .collect()
    }
}

/// The rule for Rust source.
fn known_in_rust<'a>(
    table: &'a BTreeMap<String, String>,
) -> impl Fn(&str, &str) -> Vec<String> + 'a {
    let none = BTreeSet::new();
    move |path, text| {
        let mut complaints = Vec::new();
        for (at, program) in run_by(text) {
            match program {
                Ok(name) if always(name) || table.contains_key(name) => {}
                Ok(name) => complaints.push(format!("{path}:{at}: runs `{name}`: give its package in deploy/lib/install")),
                Err(word) => {
                    complaints.push(format!("{path}:{at}: runs `{word}`: tell in tests/it/tidy/programs/called.rs which program that is"))
                }
            }
        }
        if run_by(text).iter().any(|(_, program)| *program == Ok("sh")) {
            complaints.extend(
                for_a_shell(text)
                    .iter()
                    .flat_map(|script| known(&none, table)(path, script)),
            );
        }
        complaints
    }
}

/// What a script needs that not each Debian has: what it runs itself, what links its Rust, and what that Rust runs.
fn needs(path: &str, text: &str, table: &BTreeMap<String, String>) -> BTreeSet<String> {
    let own: BTreeSet<String> = commands(text).into_iter().map(|(_, word)| word).collect();
    let linker = own.contains("cargo").then(|| "cc".to_owned());
    let started = STARTS
        .iter()
        .find(|(script, _)| *script == path)
        .map_or(Vec::new(), |(_, folders)| rust(folders));
    let started = started
        .iter()
        .filter(|source| !within(&source.path, NAMES_THEM));
    let by_rust: Vec<String> = started
        .flat_map(|source| run_by(&source.text))
        .filter_map(|(_, word)| Some(word.ok()?.to_owned()))
        .collect();
    let of_the_shell = |word: &String| !OF_THE_SHELL.contains(&word.as_str());
    let own = own.into_iter().filter(of_the_shell);
    own.chain(linker)
        .chain(by_rust)
        .filter(|program| table.contains_key(program))
        .collect()
}

/// The rule that a script asks for what it needs, and for nothing else.
fn asked_for(table: &BTreeMap<String, String>) -> impl Fn(&str, &str) -> Vec<String> {
    move |path, text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("install_missing "));
        let asked = line
            .unwrap_or_default()
            .split('#')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let asked: BTreeSet<String> = asked.map(str::to_owned).collect();
        let needs = needs(path, text, table);
        let missing = needs.difference(&asked).map(|program| {
            format!("{path}: needs `{program}` and does not ask `install_missing` for it")
        });
        let idle = asked.difference(&needs).map(|program| {
            format!("{path}: asks `install_missing` for `{program}` and runs it nowhere")
        });
        missing.chain(idle).collect()
    }
}

fn every_function() -> BTreeSet<String> {
    scripts()
        .iter()
        .flat_map(|script| {
            functions(&script.text)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn all_rust() -> Vec<Source> {
    let mut found = rust(&["src", "tests", "examples", "benches"]);
    found.retain(|source| !within(&source.path, NAMES_THEM));
    found
}

#[test]
fn every_program_that_a_script_runs_has_a_known_package() {
    let (functions, table) = (
        BTreeSet::from(["go".to_owned()]),
        BTreeMap::from([("git".to_owned(), "git".to_owned())]),
    );
    let rule = known(&functions, &table);
    super::complains(&rule, "tests/a", "cd /\njq . x", "tests/a:2: runs `jq`");
    super::accepts(&rule, "tests/a", "go | git log | sort; \"$x/y\"; ./z");
    check(&scripts(), known(&every_function(), &packages_of()));
}

#[test]
fn every_program_that_rust_source_runs_has_a_known_package() {
    let table = BTreeMap::from([("git".to_owned(), "git".to_owned())]);
    let rule = known_in_rust(&table);
    super::complains(
        &rule,
        "tests/it/a.rs",
        "\nlet a = Command::new(\"jq\");",
        "a.rs:2: runs `jq`",
    );
    super::complains(
        &rule,
        "tests/it/a.rs",
        "Command::new(it(1, 2))",
        "runs `it(1, 2)`",
    );
    super::complains(
        &rule,
        "tests/it/a.rs",
        "Command::new(\"sh\").args([\"-c\", \"jq \\\"$0\\\"\"])",
        "runs `jq`",
    );
    super::accepts(
        &rule,
        "tests/it/a.rs",
        "Command::new(\"git\").arg(\"jq\"); Command::new(\n    \"sh\",\n)",
    );
    check(&all_rust(), known_in_rust(&packages_of()));
}

#[test]
fn every_script_installs_what_it_and_its_rust_need() {
    let packages: BTreeMap<_, _> = ["git", "cc", "python3"]
        .map(|program| (program.to_owned(), program.to_owned()))
        .into();
    let rule = asked_for(&packages);
    super::complains(
        &rule,
        "tests/a",
        "install_missing cc\ncargo test\ngit log",
        "needs `git`",
    );
    super::complains(&rule, "tests/a", "cargo test", "needs `cc`");
    super::complains(
        &rule,
        "tests/a",
        "install_missing git # all\necho",
        "runs it nowhere",
    );
    super::accepts(
        &rule,
        "tests/a",
        "install_missing cc git # all\nx=$(cargo test | git log)",
    );
    let mut scripts = scripts();
    scripts.retain(|script| !within(&script.path, &["deploy/lib"])); // who fetches these asks
    check(&scripts, asked_for(&packages_of()));
}

#[test]
fn the_lists_of_programs_hold_nothing_that_nobody_runs() {
    let mut run: BTreeSet<String> = scripts()
        .iter()
        .flat_map(|script| commands(&script.text))
        .map(|(_, word)| word)
        .collect();
    for source in all_rust() {
        run.extend(
            run_by(&source.text)
                .into_iter()
                .filter_map(|(_, word)| Some(word.ok()?.to_owned())),
        );
        run.extend(
            for_a_shell(&source.text)
                .iter()
                .flat_map(|script| commands(script))
                .map(|(_, word)| word),
        );
    }
    let packages = packages_of();
    let listed = ALWAYS
        .iter()
        .flat_map(|(_, programs)| programs.iter().copied())
        .chain(RUST.iter().copied());
    let listed = listed
        .chain(LOOKED_FOR.iter().map(|(program, _)| *program))
        .chain(packages.keys().map(String::as_str));
    let idle: Vec<&str> = listed
        .filter(|program| *program != "cc" && !run.contains(*program))
        .collect();
    assert!(
        idle.is_empty(),
        "nobody runs {idle:?} any more: take them out of tests/it/tidy/programs.rs or deploy/lib/install"
    );
}
