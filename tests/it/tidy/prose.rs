//! Walls around what is written for people: it stands alone, and what it points at is there.

use super::{Source, check};
use super::{accepts, complains, root, sources};

fn written() -> Vec<Source> {
    sources(&["README.md", "docs"]); // these at least
    let mut written = sources(&[""]);
    written.retain(|source| source.path.ends_with(".md"));
    written
}

fn stands_alone(path: &str, text: &str) -> Vec<String> {
    let found = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains("../shared"));
    found
        .map(|(at, _)| {
            format!(
                "{path}:{}: points outside the repository: copy the fact, cite its public source",
                at + 1
            )
        })
        .collect()
}

/// A link as it stands in the file at `path`, from the root of the repository. Nothing for a link to elsewhere.
fn resolved(path: &str, link: &str) -> Option<String> {
    let link = link.split(['#', ' ']).next().unwrap_or_default();
    if link.is_empty() || link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The `#part` of a link must be a heading: small letters, no marks, hyphens for spaces.
fn heading(line: &str) -> Option<String> {
    let title = line
        .strip_prefix('#')?
        .trim_start_matches('#')
        .trim()
        .to_lowercase();
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    Some(kept.map(|c| if c == ' ' { '-' } else { c }).collect())
}

/// `read` gives the text of a file, or an empty one for a folder; nothing when it is not there.
fn dead_links(path: &str, text: &str, read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut code = false;
    for (at, line) in text.lines().enumerate() {
        code ^= line.trim_start().starts_with("```");
        if code {
            continue;
        }
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        for link in plain
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let target = if link.starts_with('#') {
                Some(path.to_owned())
            } else {
                resolved(path, link)
            };
            let Some(target) = target else { continue };
            let part = link.split_once('#').map(|(_, part)| part.to_lowercase());
            let complaint = match (read(&target), part) {
                (None, _) => "leads nowhere",
                (Some(there), Some(part))
                    if !there.lines().filter_map(heading).any(|title| title == part) =>
                {
                    "names a heading that is not there"
                }
                _ => continue,
            };
            complaints.push(format!("{path}:{}: the link `{link}` {complaint}", at + 1));
        }
    }
    complaints
}

/// Programs, whose words are for a shell.
const TYPED: [&str; 5] = ["schakel ", "rabbitmq", "fuser ", "systemctl ", "ulimit "];

/// What these sections quote of the program, with `…` and numbers for what changes, and who looks for it finds nothing.
fn never_said(path: &str, text: &str, said: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut about = false;
    for (at, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("## ") {
            about = ["What the log says", "What to do when"].contains(&title);
        }
        let quotes = line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|quote| about && !TYPED.iter().any(|program| quote.starts_with(program)));
        for part in quotes.flat_map(|quote| quote.split(|c: char| c == '…' || c.is_ascii_digit()))
        {
            let part = part.trim_matches([' ', ':', ';', ',']);
            if part.contains(' ') && !said.contains(part) {
                complaints.push(format!("{path}:{}: the program never says `{part}`: quote it, or look how it says it now", at + 1));
            }
        }
    }
    complaints
}

#[test]
fn what_is_quoted_to_the_night_watch_is_what_the_program_says() {
    let rule = |path: &str, text: &str| {
        never_said(path, text, "de opslag `{0}` is vol, regel {line}: weg")
    };
    let section =
        |text: &str| format!("# A\n## What to do when\n{text}\n## Other\n`nobody says this`");
    complains(
        rule,
        "docs/a.md",
        &section("`the disk is full`"),
        "docs/a.md:3: the program never says `the disk is full`",
    );
    complains(
        rule,
        "docs/a.md",
        &section("`de opslag … is leeg`"),
        "`is leeg`",
    );
    accepts(
        rule,
        "docs/a.md",
        &section("`… is vol, regel 6: weg`, `schakel key FILE`, `hub.key`"),
    );
    let mut said: String = sources(&["src"])
        .into_iter()
        .map(|source| source.text)
        .collect();
    // a long text is written on several lines
    while let Some(at) = said.find("\\\n") {
        let rest = said[at + 2..].trim_start().to_owned();
        said.replace_range(at.., &rest);
    }
    let operating: Vec<Source> = written()
        .into_iter()
        .filter(|source| source.path == "docs/operating.md")
        .collect();
    assert_eq!(operating.len(), 1);
    check(&operating, |path, text| never_said(path, text, &said));
}

#[test]
fn the_documents_stand_alone() {
    complains(
        stands_alone,
        "docs/a.md",
        "see\n../shared/design.md",
        "docs/a.md:2",
    );
    accepts(stands_alone, "docs/a.md", "shared");
    check(&written(), stands_alone);
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let there = |path: &str| {
        ["docs/a.md", "README.md", "src"]
            .contains(&path)
            .then(|| "# Night watch (1)\n".to_owned())
    };
    let rule = |path: &str, text: &str| dead_links(path, text, &there);
    complains(
        rule,
        "docs/b.md",
        "\n[x](../a.md)",
        "docs/b.md:2: the link `../a.md` leads nowhere",
    );
    complains(
        rule,
        "README.md",
        "[x](docs/a.md) [y](docs/b.md)",
        "`docs/b.md`",
    );
    complains(rule, "README.md", "[x](docs/a.md#day)", "a heading");
    complains(rule, "docs/a.md", "[x](#day)", "a heading");
    accepts(
        rule,
        "docs/a.md",
        "[x](../README.md) [y](#night-watch-1) [z](../src/) [u](https://a.nl/b) `[v](w)`\n```\n[v](w)\n```",
    );
    let read = |path: &str| {
        let path = root().join(path);
        let text =
            || String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).into_owned();
        path.exists().then(text)
    };
    check(&written(), |path, text| dead_links(path, text, &read));
}
