//! The themes of ten o'clock: a line for each document that is worth one.

use super::Story;
use crate::day::Day;
use crate::expect::{Delivery, End, Held, Judged};
use std::collections::BTreeSet;

pub(super) fn tell(story: &mut Story, day: &Day) {
    let documents = day
        .first
        .values()
        .chain(day.then.values())
        .map(Vec::len)
        .sum::<usize>();
    let kinds: BTreeSet<_> = day
        .themes
        .iter()
        .flat_map(|theme| &theme.steps)
        .map(|step| step.kind())
        .collect();
    story.title(&format!(
        "10:00  En van al het andere een beetje: {documents} documenten van {} soorten",
        kinds.len()
    ));
    for theme in &day.themes {
        let mut name = theme.name;
        for step in theme.steps.iter().filter(|step| !step.words.is_empty()) {
            let mut became = step.end().map(became).unwrap_or_default();
            if !step.why.is_empty() {
                became += &format!(": {}", step.why);
            }
            story.line(format!("  {name:<31}{:<43}{became}", step.words));
            name = "";
        }
    }
}

fn became(end: &End) -> String {
    match end {
        End::Judged(judged) => of(judged),
        End::Register => "in het register".to_owned(),
        End::Stopped { code, .. } => format!("terug: {code}"),
        End::Duplicate { .. } => String::new(),
    }
}

fn of(judged: &Judged) -> String {
    let got: Vec<String> = judged
        .verdicts
        .iter()
        .filter_map(|verdict| verdict.got.as_ref().ok())
        .map(arrived)
        .collect();
    let held = withheld(judged);
    match (got.is_empty(), held.is_empty()) {
        (true, true) => "niemand: daar is niemand aangesloten".to_owned(),
        (true, false) => format!("niet {held}"),
        (false, true) => got.join(", "),
        (false, false) => format!("{}; niet {held}", got.join(", ")),
    }
}

fn arrived(delivery: &Delivery) -> String {
    match delivery.less.first() {
        Some(less) => format!("{}: {less}", delivery.to.name()),
        None => delivery.to.name().to_owned(),
    }
}

/// Who got nothing, those of one reason together.
fn withheld(judged: &Judged) -> String {
    let mut reasons: Vec<(Held, Vec<&str>)> = Vec::new();
    for verdict in &judged.verdicts {
        let Some(held) = verdict
            .got
            .as_ref()
            .err()
            .filter(|held| !held.why.is_empty())
        else {
            continue;
        };
        match reasons.iter_mut().find(|(known, _)| known == held) {
            Some((_, roles)) => roles.push(verdict.role),
            None => reasons.push((*held, vec![verdict.role])),
        }
    }
    let said = reasons
        .iter()
        .map(|(held, roles)| format!("{} ({}): {}", roles.join(", "), held.code, held.why));
    said.collect::<Vec<_>>().join("; ")
}
