//! The wall between what is above and what is below: `crate::` paths point one way.

use super::reading::lines;
use super::{accepts, check, complains, rust};

/// From low to high. A module may name the lines above its own here, and on its own line itself only.
const ORDER: [&[&str]; 14] = [
    &[
        "clock",
        "libraries",
        "message",
        "number",
        "outcome",
        "party",
        "stopping",
        "tls",
    ],
    &["arrival", "catalog", "health", "keys"],
    &["load", "pipeline", "report", "topology"],
    &["decision"],
    &["config", "management", "prove", "store"],
    &["broker", "facts", "log"],
    &["dutch"],
    &["channel"],
    &["metrics"],
    &["hub"],
    &["desk"],
    &["control", "web"],
    &["cli"],
    &["main", "lib"],
];

fn place_of(module: &str) -> Option<usize> {
    ORDER.iter().position(|line| line.contains(&module))
}

/// The module of the crate that a path names, as seen from the file's own module.
fn target(own: &[&str], path: &str) -> Option<String> {
    let mut here = own.len();
    let mut parts = path.split("::").map(str::trim);
    let mut part = parts.next()?;
    match part {
        "crate" | "schakel" => here = 0,
        "super" => here = here.checked_sub(1)?,
        _ => return None,
    }
    part = parts.next()?;
    while part == "super" {
        here = here.checked_sub(1)?;
        part = parts.next()?;
    }
    let name: String = part
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (here == 0).then_some(name)
}

fn direction(path: &str, text: &str) -> Vec<String> {
    let inside = path
        .strip_prefix("src/")
        .unwrap_or(path)
        .trim_end_matches(".rs");
    let own: Vec<&str> = inside.split('/').collect();
    let Some(place) = place_of(own[0]) else {
        return vec![format!(
            "{path}: `{}` has no place in the order: give it one in tests/it/tidy/order.rs",
            own[0]
        )];
    };
    let mut complaints = Vec::new();
    for (at, line) in lines(text) {
        let starts = ["crate::", "schakel::", "super::"]
            .iter()
            .flat_map(|start| line.match_indices(start));
        for (start, _) in starts {
            let glued =
                line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let Some(module) = target(&own, &line[start..]).filter(|_| !glued) else {
                continue;
            };
            let Some(there) = place_of(&module).filter(|_| module != own[0]) else {
                continue;
            };
            if there > place {
                complaints.push(format!(
                    "{path}:{at}: `{}` names `{module}`, which stands above it: pass it in",
                    own[0]
                ));
            } else if there == place {
                complaints.push(format!(
                    "{path}:{at}: `{}` names `{module}`, which stands beside it: give the two a line each in tests/it/tidy/order.rs",
                    own[0]
                ));
            }
        }
    }
    complaints
}

#[test]
fn dependencies_point_one_way() {
    complains(
        direction,
        "src/pipeline/decode/xml.rs",
        "fn f(s: &crate::store::Store) {}",
        "names `store`",
    );
    complains(
        direction,
        "src/catalog.rs",
        "use crate::{message::Private, pipeline::Limits};",
        "names `pipeline`",
    );
    complains(
        direction,
        "src/message.rs",
        "use super::outcome::Code;",
        "names `outcome`",
    );
    complains(
        direction,
        "src/catalog/a.rs",
        "use super::super::hub::Hub;",
        "names `hub`",
    );
    complains(
        direction,
        "src/store/log.rs",
        "use schakel::web;",
        "names `web`",
    );
    complains(
        direction,
        "src/store/rules.rs",
        "use crate::management::Management;",
        "names `management`, which stands beside it",
    );
    complains(direction, "src/helpers.rs", "", "no place in the order");
    accepts(
        direction,
        "src/hub/intake.rs",
        "use crate::{store, pipeline::{rule, triage}, message, hub};",
    );
    accepts(
        direction,
        "src/catalog/a.rs",
        "use super::hub::Hub; // crate::store\nuse crate::catalog::term;",
    );
    check(&rust(&["src"]), direction);
}
