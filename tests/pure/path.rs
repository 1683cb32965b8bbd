//! The pure path, without a broker and without a store: bytes in, verdicts out.

mod absence;
mod adapting;
pub(crate) mod addressed;
mod births;
mod bounds;
mod bytes;
mod consents;
mod csv;
mod days;
mod decoding;
mod duties;
mod events;
pub(crate) mod feedback;
mod follows;
mod free_text;
mod keys;
mod labels;
mod minimising;
mod nulls;
mod numbers;
mod proposing;
mod remarks;
mod rows;
mod signs;
mod statements;
mod unplaced;
mod validating;
mod voices;

pub(crate) use crate::given::{TODAY, catalog, inbound, texts, xml};

use schakel::message::Inbound;
use schakel::outcome::Stop;
use schakel::pipeline::{self, Facts, Judged, Limits, Ruling, Triaged, Verdict};
use serde_json::Value;

pub(crate) const LIMITS: Limits = Limits {
    message_bytes: 4 << 20,
    documents: 100,
};

pub(crate) fn triage(inbound: &Inbound) -> Result<Vec<Judged>, Stop> {
    pipeline::triage(catalog(), LIMITS, inbound, "fingerprint", TODAY)
}

/// Nothing is known but the day.
pub(crate) fn facts() -> Facts {
    Facts::none(TODAY)
}

pub(crate) fn rule(triaged: &Triaged) -> Ruling {
    pipeline::rule(catalog(), triaged, &facts())
}

/// What becomes of every document, in one line each: `give leerplicht 1 | hold wijkteam disclosure.no_row`, or `stop code path rule`.
pub(crate) fn story(inbound: &Inbound) -> Vec<String> {
    match triage(inbound) {
        Err(stop) => vec![stopped(&stop)],
        Ok(judged) => judged
            .iter()
            .map(|judged| {
                judged
                    .result
                    .as_ref()
                    .map_or_else(stopped, |triaged| verdicts(&rule(triaged)))
            })
            .collect(),
    }
}

fn stopped(stop: &Stop) -> String {
    let problems: Vec<String> = stop
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    format!("stop {} {}", stop.code, problems.join(", "))
        .trim_end()
        .to_owned()
}

fn verdicts(ruling: &Ruling) -> String {
    let told = ruling
        .judgements
        .iter()
        .map(|judgement| match &judgement.verdict {
            Verdict::Share(share) => {
                let rows: Vec<&str> = share
                    .grants()
                    .iter()
                    .map(|grant| grant.row.id.as_str())
                    .collect();
                format!("give {} {}", judgement.role, rows.join("+"))
            }
            Verdict::Withhold { code, .. } => format!("hold {} {code}", judgement.role),
        });
    told.collect::<Vec<_>>().join(" | ")
}

#[track_caller]
pub(crate) fn check(inbound: &Inbound, expected: &[&str]) {
    assert_eq!(story(inbound), expected);
}

/// A good report as a CloudEvent, after `change`.
pub(crate) fn event(change: impl FnOnce(&mut Value)) -> Inbound {
    let text = include_str!("../../schemas/verzuimmelding/examples/valid/zestien-uur.json");
    let mut event = serde_json::from_str(text).unwrap();
    change(&mut event);
    inbound("meander", event.to_string())
}
