//! Lines of the reference lists -> complaints where the lists do not fit together: a code twice, a missing successor, a circle, a gap.

use super::lines::Lines;
use super::{Gone, Municipality};
use crate::catalog::complaint::{Complaint, Text};
use std::collections::BTreeMap;

/// Complaints about the lists, each at its line.
pub(super) fn wrong(lines: &Lines, existing: &Text, merged: &Text) -> Vec<Complaint> {
    let mut found = Vec::new();
    let at = |text: &Text, line: usize, wrong: String| Complaint {
        file: text.path.clone(),
        line: Some(line),
        text: wrong,
        missing: None,
    };
    let mut names: BTreeMap<&Municipality, &str> = BTreeMap::new();
    for (line, code, name) in &lines.existing {
        if let Some(before) = names.insert(code, name) {
            found.push(at(
                existing,
                *line,
                format!(
                    "gemeentecode `{}` staat er twee keer: `{before}` en `{name}`",
                    code.as_str()
                ),
            ));
        }
        if lines.nowhere.contains(code) {
            found.push(at(
                existing,
                *line,
                format!("`{}` is in buitenland.csv geen gemeente", code.as_str()),
            ));
        }
    }
    let mut gone: BTreeMap<&Municipality, &Gone> = BTreeMap::new();
    for (line, code, one) in &lines.merged {
        if gone.insert(code, one).is_some() {
            let how = "zet van een gemeente die verdeeld is alle opvolgers op één regel, met `+` ertussen";
            found.push(at(
                merged,
                *line,
                format!("gemeentecode `{}` gaat twee keer op: {how}", code.as_str()),
            ));
        }
        if names.contains_key(code) {
            let how = "een gemeente die opgaat, ook als dat nog moet komen, staat alleen hier";
            found.push(at(
                merged,
                *line,
                format!(
                    "`{}` staat ook bij de gemeenten die er zijn: {how}",
                    code.as_str()
                ),
            ));
        }
    }
    for (line, code, one) in &lines.merged {
        let complaints = successors(code, one, &names, &gone);
        found.extend(
            complaints
                .into_iter()
                .map(|wrong| at(merged, *line, format!("`{}` {wrong}", code.as_str()))),
        );
    }
    found
}

fn successors(
    code: &Municipality,
    one: &Gone,
    names: &BTreeMap<&Municipality, &str>,
    gone: &BTreeMap<&Municipality, &Gone>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (nth, successor) in one.successors.iter().enumerate() {
        let shown = successor.as_str();
        if one
            .successors
            .iter()
            .take(nth)
            .any(|before| before == successor)
        {
            wrong.push(format!("noemt opvolger `{shown}` twee keer"));
        }
        if successor == code || reaches(successor, code, gone) {
            wrong.push(format!("gaat langs `{shown}` weer op in zichzelf"));
        } else if let Some(next) = gone.get(successor) {
            if next.on <= one.on {
                wrong.push(format!(
                    "gaat per {} op in `{shown}`, dat sinds {} niet meer bestaat",
                    one.on, next.on
                ));
            }
        } else if !names.contains_key(successor) {
            wrong.push(format!(
                "gaat op in `{shown}`, dat in geen van beide lijsten staat"
            ));
        }
    }
    wrong
}

/// Whether one municipality becomes the other, sooner or later.
fn reaches(from: &Municipality, to: &Municipality, gone: &BTreeMap<&Municipality, &Gone>) -> bool {
    let mut ahead = vec![from];
    let mut seen: Vec<&Municipality> = Vec::new();
    while let Some(code) = ahead.pop() {
        if code == to {
            return true;
        }
        if !seen.contains(&code) {
            seen.push(code);
            ahead.extend(gone.get(code).into_iter().flat_map(|gone| &gone.successors));
        }
    }
    false
}
