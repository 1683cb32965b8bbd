//! The table as jurists read it: what is written in `docs/` is what this tree does, and everything stands in it.

use crate::world::{copy, write};
use schakel::catalog::Catalog;
use schakel::catalog::policy::{Place, RowState};
use schakel::load::Folders;
use schakel::prove::proven;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const REFRESH: &str = "cargo run -- --settings deploy/schakel.toml check --report docs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}; write it with `{REFRESH}`"))
}

fn catalog() -> Catalog {
    let region = root().join("deploy/regions/ijssel-vecht");
    let [schemas, adapters, policies, reference] =
        ["schemas", "adapters", "policies", "deploy/reference"].map(|part| root().join(part));
    proven(&Folders {
        schemas,
        adapters,
        policies,
        region,
        reference,
    })
    .unwrap()
}

fn schakel(settings: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
    command
        .current_dir(root())
        .args(["--settings", settings, "check"])
        .args(words)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder with policies of its own, and settings that point at them.
struct Own(tempfile::TempDir);

impl Own {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("policies"), &folder.path().join("policies"));
        let at = |part: &str| root().join(part).display().to_string();
        let settings = format!(
            "[broker]\nurl = \"amqp://guest@localhost/x\"\n[keys]\nfile = \"hub.key\"\n[catalog]\nschemas = \"{}\"\nadapters = \"{}\"\nregion = \"{}\"\nreference = \"{}\"\n",
            at("schemas"),
            at("adapters"),
            at("deploy/regions/ijssel-vecht"),
            at("deploy/reference"),
        );
        write(folder.path(), "schakel.toml", &settings);
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        write(self.0.path(), file, &text.replace(from, to));
    }

    fn check(&self, words: &[&str]) -> Output {
        schakel(&self.path("schakel.toml"), words)
    }
}

#[test]
fn what_is_written_about_the_table_is_what_this_tree_does() {
    let output = schakel("deploy/schakel.toml", &["--report", "docs", "--stale"]);
    assert!(
        output.status.success(),
        "{}\nrefresh them with: {REFRESH}",
        said(&output)
    );
}

#[test]
fn a_rule_that_changes_makes_the_pages_stale_and_the_clock_does_not() {
    let own = Own::new();
    let pages = own.path("pages");
    assert!(own.check(&["--report", &pages]).status.success());
    assert!(own.check(&["--report", &pages, "--stale"]).status.success());
    own.change(
        "policies/leerplicht.toml",
        "21a lid 9-12; Besluit",
        "21a; Besluit",
    );
    let output = own.check(&["--report", &pages, "--stale"]);
    assert!(!output.status.success());
    let said = said(&output);
    for page in [
        "beslistabel.html",
        "beslistabel.md",
        "register-art30.md",
        "register-art30.csv",
        "dpia-bijlage.md",
    ] {
        assert!(
            said.contains(&format!("{page} klopt niet meer met de beslistabel")),
            "{said}"
        );
    }
    assert!(
        !said.contains("informatie-ouders.md") && said.contains(&format!("check --report {pages}")),
        "{said}"
    );
    let kept = fs::read_to_string(format!("{pages}/beslistabel.md")).unwrap();
    assert!(
        kept.contains("21a lid 9-12; Besluit"),
        "--stale wrote something"
    );
}

#[test]
fn every_row_and_every_kind_stands_in_the_table_with_at_least_two_cases() {
    let catalog = catalog();
    let table = read("docs/beslistabel.md");
    let ids: BTreeSet<&str> = catalog
        .rows
        .values()
        .flatten()
        .map(|row| row.id.as_str())
        .collect();
    for id in ids {
        let section = table
            .split(&format!("\n### Rij {id}\n"))
            .nth(1)
            .unwrap_or_else(|| panic!("row {id} is not in the table"));
        let section = section.split("\n### ").next().unwrap();
        let cases = section
            .lines()
            .filter(|line| line.contains(" Gegeven: "))
            .count();
        assert!(cases >= 2, "row {id} stands there with {cases} cases");
        let codes = catalog
            .rows
            .values()
            .flatten()
            .find(|row| row.id == id)
            .map(|row| catalog.terms.codes(row.categories))
            .unwrap();
        for code in codes {
            assert!(
                section.contains(&format!("`{code}`")),
                "row {id} does not name {code}"
            );
        }
    }
    for kind in catalog.kinds.values() {
        let line = table.lines().find(|line| {
            line.contains(&format!("| `{}` |", kind.name)) && line.contains("](#rij-")
        });
        let cases = line.and_then(|line| {
            line.trim_end_matches([' ', '|'])
                .rsplit(' ')
                .next()?
                .parse::<usize>()
                .ok()
        });
        assert!(
            cases.is_some_and(|cases| cases >= 2),
            "kind {} stands there as {line:?}",
            kind.name
        );
    }
}

#[test]
fn the_page_stands_alone_and_every_link_on_it_leads_somewhere() {
    let page = read("docs/beslistabel.html");
    assert!(
        page.contains("<html lang=\"nl\">")
            && page.contains("class=\"naar-inhoud\" href=\"#inhoud\"")
    );
    for from_elsewhere in [
        "<script", "src=", "<link", "url(", "@import", "http:", "https:",
    ] {
        assert!(!page.contains(from_elsewhere), "`{from_elsewhere}`");
    }
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(
        ids.len(),
        ids.iter().collect::<BTreeSet<_>>().len(),
        "two headings have one name"
    );
    for link in page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(
            ids.contains(&link.trim_start_matches('#')),
            "{link} leads nowhere"
        );
    }
    for table in page.split("<table").skip(1) {
        let table = table.split("</table>").next().unwrap();
        assert!(
            table.contains("<th scope=\"row\">"),
            "a table without names for its lines"
        );
        assert!(
            table.starts_with(" class=\"feiten\"") || table.contains("<th scope=\"col\">"),
            "a table without names for its columns"
        );
    }
}

#[test]
fn a_kind_a_role_or_a_place_without_a_text_is_a_complaint_and_nothing_is_written() {
    let own = Own::new();
    own.change(
        "policies/teksten/informatie.toml",
        "soort  = \"verzuimmelding/1\"",
        "soort  = \"anders/1\"",
    );
    own.change(
        "policies/teksten/informatie.toml",
        "code = \"doorstroompunt\"",
        "code = \"rmc\"",
    );
    let output = own.check(&["--report", &own.path("pages")]);
    assert!(!output.status.success());
    let told = said(&output);
    assert!(
        told.contains("soort = \"verzuimmelding/1\"") && told.contains("code = \"doorstroompunt\""),
        "{told}"
    );
    own.change("policies/teksten/dpia-bijlage.md", "{rijen}", "{regels}");
    own.change("policies/teksten/dpia.toml", "\"vrije tekst\"", "\"tekst\"");
    let told = said(&own.check(&["--report", &own.path("pages")]));
    assert!(
        told.contains("onbekende plek {regels}")
            && told.contains("de plek {rijen} ontbreekt")
            && told.contains("`tekst` in `als`"),
        "{told}"
    );
    assert!(!Path::new(&own.path("pages")).exists());
    own.change("policies/teksten/dpia.toml", "[[buiten]]", "[[buiten]");
    let told = said(&own.check(&["--report", &own.path("pages")]));
    assert!(
        told.contains("teksten/dpia.toml, regel ") && told.contains("geen TOML: kijk naar haken"),
        "{told}"
    );
}

#[test]
fn the_register_has_a_line_for_every_row_that_is_carried_out() {
    let text = read("docs/avg/register-art30.csv");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let found: BTreeSet<String> = reader
        .records()
        .map(|line| line.unwrap()[0].to_owned())
        .collect();
    let catalog = catalog();
    let carried_out = catalog
        .rows
        .values()
        .flatten()
        .filter(|row| row.state != RowState::Geblokkeerd && row.place != Place::Handmatig);
    assert_eq!(found, carried_out.map(|row| row.id.clone()).collect());
}

#[test]
fn what_has_ended_says_so_and_stands_in_no_agreement_that_began_later() {
    let own = Own::new();
    let pages = own.path("pages");
    assert!(own.check(&["--report", &pages]).status.success());
    let page = |name: &str| fs::read_to_string(format!("{pages}/avg/{name}")).unwrap();
    for name in ["register-art30.md", "dpia-bijlage.md"] {
        let page = page(name);
        let ended = page
            .split("\n### Rij 2-tot-2026\n")
            .nth(1)
            .unwrap()
            .split("\n### ")
            .next()
            .unwrap();
        assert!(
            ended.contains("- **Geldig:** vanaf ")
                && ended.contains(" tot en met 31 december 2025\n"),
            "{name}: {ended}"
        );
    }
    let annex = page("convenant-bijlage.md");
    assert!(
        annex.contains("\n| 2 | ") && !annex.contains("-tot-2026 |"),
        "{annex}"
    );
}

#[test]
fn what_stays_with_the_hub_is_kept_and_does_not_go_along() {
    let own = Own::new();
    let pages = own.path("pages");
    assert!(own.check(&["--report", &pages]).status.success());
    let told = fs::read_to_string(format!("{pages}/avg/informatie-ouders.md")).unwrap();
    let register = told
        .lines()
        .filter(|line| line.contains("Dit blijft bij het knooppunt."))
        .collect::<Vec<_>>();
    assert!(
        register.len() >= 6
            && register
                .iter()
                .all(|line| line.ends_with(" Dit bewaart het knooppunt:")),
        "{register:#?}"
    );
    assert_eq!(
        told.matches("Dit bewaart het knooppunt:").count(),
        register.len()
    );
    let counts = told
        .split("\n### Aantallen voor beleid\n")
        .nth(1)
        .unwrap()
        .split("\n### ")
        .next()
        .unwrap();
    assert!(
        counts.contains("Hier staat geen kind in.") && !counts.contains("bezwaar"),
        "{counts}"
    );
}
