//! Where a child belongs: whole documents in a region of five gemeenten, with two wijkteams in one of them.

mod abroad;
mod absent;
mod banned;
mod barred;
mod merged;
mod schooling;
mod teams;
mod twice;
mod units;
mod unmet;

use crate::given::folders;
use jiff::civil::{Date, date};
use schakel::catalog::complaint::Complaint;
use schakel::catalog::{Catalog, Texts};
use schakel::load::load;
use schakel::message::{Content, Inbound, Proof};
use schakel::outcome::Stop;
use schakel::pipeline::{self, Facts, Limits, Triaged, Verdict};
use serde_json::Value;
use std::sync::{Arc, OnceLock};

const LIMITS: Limits = Limits {
    message_bytes: 4 << 20,
    documents: 100,
};

/// The day on which everything here arrives and is sent.
const DAY: Date = date(2026, 11, 16);

/// The schemas and the table of the repository, and the region of these tests.
fn texts() -> Texts {
    let mut texts = load(&folders("ijssel-vecht")).unwrap().texts;
    texts.partners.text = include_str!("places/region/partners.toml").to_owned();
    texts.sources.text = include_str!("places/region/sources.toml").to_owned();
    texts.region.text = include_str!("places/region/region.toml").to_owned();
    texts.agreements.text = String::new();
    texts
}

fn region() -> &'static Catalog {
    static CATALOG: OnceLock<Result<Catalog, Vec<Complaint>>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Catalog::compile(&texts()))
        .as_ref()
        .unwrap()
}

fn event(text: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event: Value = serde_json::from_str(text).unwrap();
    change(&mut event);
    event
}

fn inbound(source: &str, event: &Value) -> Inbound {
    let content_type = Some("application/cloudevents+json".to_owned());
    Inbound {
        proof: Proof::AmqpUser(format!("sit-{source}")),
        content: Content::Payload,
        content_type,
        ..crate::given::inbound(source, event.to_string())
    }
}

fn judged(catalog: &Catalog, source: &str, event: &Value) -> Result<Arc<Triaged>, Stop> {
    let mut judged =
        pipeline::triage(catalog, LIMITS, &inbound(source, event), "fingerprint", DAY).unwrap();
    judged.remove(0).result.map(Into::into)
}

/// What becomes of it: `give NAME rows`, `hold NAME code`, or `stop code path rule`, with ` | ` between.
fn story(catalog: &Catalog, source: &str, event: &Value, facts: &Facts) -> String {
    let judged = judged(catalog, source, event);
    let triaged = match &judged {
        Ok(triaged) => triaged,
        Err(stop) => {
            let problems: Vec<String> = stop
                .problems
                .iter()
                .map(|problem| format!("{} {}", problem.path, problem.rule))
                .collect();
            return format!("stop {} {}", stop.code, problems.join(", "));
        }
    };
    let ruling = pipeline::rule(catalog, triaged, facts);
    let told = ruling.judgements.iter().map(|judgement| {
        let name = judgement
            .partner
            .as_ref()
            .map_or(judgement.role.as_str(), |partner| partner.name.as_str());
        match &judgement.verdict {
            Verdict::Share(share) => {
                let rows: Vec<&str> = share
                    .grants()
                    .iter()
                    .map(|grant| grant.row.id.as_str())
                    .collect();
                format!("give {name} {}", rows.join("+"))
            }
            Verdict::Withhold { code, .. } => format!("hold {name} {code}"),
        }
    });
    told.collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn check(source: &str, event: &Value, expected: &str) {
    assert_eq!(story(region(), source, event, &Facts::none(DAY)), expected);
}
