//! The themes of ten o'clock: a line for each document that is worth one.

use super::Story;
use crate::day::Day;
use crate::expect::{Delivery, End, Judged, Verdict};
use std::collections::BTreeSet;

pub(super) fn tell(story: &mut Story, day: &Day) {
    let documents = day.first.values().chain(day.then.values()).map(Vec::len).sum::<usize>();
    let kinds: BTreeSet<_> = day.themes.iter().flat_map(|theme| &theme.steps).map(|step| step.kind()).collect();
    story.title(&format!("10:00  En van al het andere een beetje: {documents} documenten van {} soorten", kinds.len()));
    for theme in &day.themes {
        let mut name = theme.name;
        for step in theme.steps.iter().filter(|step| !step.words.is_empty()) {
            let became = step.end().map(became).unwrap_or_default();
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
    let got: Vec<String> = judged.verdicts.iter().filter_map(|verdict| verdict.got.as_ref().ok()).map(arrived).collect();
    let held: Vec<String> = judged.verdicts.iter().filter_map(withheld).collect();
    match (got.is_empty(), held.is_empty()) {
        (true, true) => "niemand: daar is niemand aangesloten".to_owned(),
        (true, false) => format!("niemand: {}", held.join("; ")),
        (false, true) => got.join(", "),
        (false, false) => format!("{}; niet {}", got.join(", "), held.join("; ")),
    }
}

fn arrived(delivery: &Delivery) -> String {
    match delivery.less.first() {
        Some(less) => format!("{}: {less}", delivery.to.name()),
        None => delivery.to.name().to_owned(),
    }
}

fn withheld(verdict: &Verdict) -> Option<String> {
    let held = verdict.got.as_ref().err().filter(|held| !held.why.is_empty())?;
    Some(format!("{} ({}): {}", verdict.role, held.code, held.why))
}
