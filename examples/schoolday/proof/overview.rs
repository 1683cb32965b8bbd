//! The counts that the day ought to lead to, and what `schakel overview` says -> the differences.

use crate::day::Day;
use crate::expect::{End, Expected, Fate};
use crate::partner::Partner;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// The counts that the day ought to lead to.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) outcomes: BTreeMap<&'static str, usize>,
    /// Documents that were not seen before.
    sources: BTreeMap<Source, usize>,
    stopped: BTreeMap<&'static str, usize>,
    pub(crate) delivered: BTreeMap<Partner, usize>,
    pub(crate) dropped: BTreeMap<Partner, usize>,
    withheld: BTreeMap<(&'static str, &'static str), usize>,
}

impl Counts {
    pub(crate) fn of<'e>(documents: impl Iterator<Item = (Source, &'e Expected)>) -> Self {
        let mut counts = Self::default();
        for (source, Expected { end, .. }) in documents {
            *counts.outcomes.entry(end.outcome()).or_default() += 1;
            *counts.sources.entry(source).or_default() += usize::from(end.outcome() != "duplicate");
            if let End::Stopped { code, .. } = end {
                *counts.stopped.entry(code).or_default() += 1;
            }
            for verdict in end.verdicts() {
                let Some(held) = verdict.got.as_ref().err() else {
                    continue;
                };
                *counts
                    .withheld
                    .entry((verdict.role, held.code))
                    .or_default() += 1;
            }
            for delivery in end.deliveries() {
                let to = if delivery.fate == Fate::Withdrawn {
                    &mut counts.dropped
                } else {
                    &mut counts.delivered
                };
                *to.entry(delivery.to).or_default() += 1;
            }
        }
        counts
    }

    pub(crate) fn outcome(&self, name: &str) -> usize {
        self.outcomes.get(name).copied().unwrap_or(0)
    }

    /// As the last line of `schakel overview` ought to be.
    pub(crate) fn closing_line(&self) -> String {
        let [routed, register, nothing, stopped, duplicate] =
            ["routed", "register", "nothing", "stopped", "duplicate"]
                .map(|name| self.outcome(name));
        let documents = routed + register + nothing + stopped + duplicate;
        let delivered: usize = self.delivered.values().sum();
        let dispatches = delivered + self.dropped.values().sum::<usize>();
        let withheld: usize = self.withheld.values().sum();
        format!(
            "documents={documents} routed={routed} register={register} nothing={nothing} stopped={stopped} duplicate={duplicate} \
             dispatches={dispatches} delivered={delivered} withheld={withheld} parked=0"
        )
    }

    /// The lines that it ought to have, as far as `told` keeps them.
    fn lines(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        lines.extend(
            self.sources
                .iter()
                .map(|(source, count)| format!("{} {count} documenten", source.name())),
        );
        for (partner, count) in &self.delivered {
            let dropped = self
                .dropped
                .get(partner)
                .map(|count| format!(", {count} ingetrokken"))
                .unwrap_or_default();
            lines.insert(format!("{} {count} bezorgd{dropped}", partner.name()));
        }
        lines.extend(
            self.withheld
                .iter()
                .map(|((role, code), count)| format!("{} {count} {code}", on_screen(role))),
        );
        lines.extend(
            self.stopped
                .iter()
                .map(|(code, count)| format!("{code} {count}")),
        );
        lines
    }
}

/// As the roles are called on screen: most by their own name.
pub(crate) fn on_screen(role: &str) -> String {
    let name = match role {
        "cjg" => "centrum voor jeugd en gezin",
        "smw" => "schoolmaatschappelijk werk",
        "jgz" => "jeugdgezondheidszorg",
        "gemeente" => "gemeente (college)",
        "gi" => "gecertificeerde instelling",
        other => other,
    };
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

pub(super) fn compare(day: &Day, said: &str, wrong: &mut Vec<String>) {
    let counts = Counts::of(day.documents());
    let expected = counts.closing_line();
    let last = said.lines().last().unwrap_or_default();
    if last != expected {
        wrong.push(format!(
            "overview: verwacht {expected}\n          gezien   {last}"
        ));
    }
    let lines: BTreeSet<String> = said
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(told)
        .collect();
    let wanted = counts.lines();
    wrong.extend(
        wanted
            .difference(&lines)
            .map(|line| format!("overview: verwacht: {line}")),
    );
    wrong.extend(
        lines
            .difference(&wanted)
            .map(|line| format!("overview: niet verwacht: {line}")),
    );
}

/// A line without the words that explain a code.
fn told(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let count = words
        .iter()
        .position(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(0);
    let code = words
        .iter()
        .position(|word| word.contains('.') && !word.starts_with('.'))
        .filter(|at| *at > count);
    let end = match (code, words.first()) {
        (Some(code), _) => code + 1,
        (None, Some(first)) if first.contains('.') => count + 1,
        _ => words.len(),
    };
    words
        .get(..end)
        .unwrap_or_default()
        .join(" ")
        .trim_end_matches(':')
        .to_owned()
}
