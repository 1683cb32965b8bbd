//! A message of 1.2 KB -> three minimised events: how long the whole pure path takes, on one core.
//!
//! `cargo bench --bench path` measures. `path json 1000` or `path xml 1000` only runs, for `valgrind --tool=callgrind`.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "it prints figures, and a bench that cannot start has nothing to tell"
)]

mod shared;

use jiff::civil::date;
use schakel::catalog::Catalog;
use schakel::message::Inbound;
use schakel::pipeline::consent::{Authority, Said, Statement};
use schakel::pipeline::{self, Facts, Verdict, minimise};
use shared::{DAY, LIMITS, catalog, inbound};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 400;
const IN_A_ROUND: u32 = 50;

/// The message as JSON, with the goal in microseconds.
const JSON: (&str, u64, &str) = ("json", 40, include_str!("message.json"));
/// The same as XML.
const XML: (&str, u64, &str) = ("xml", 60, include_str!("message.xml"));

struct Bench {
    catalog: Catalog,
    facts: Facts,
}

impl Bench {
    fn new() -> Self {
        let said = ["ID", "ADRES", "CONT_MELDER", "VERZ"]
            .into_iter()
            .flat_map(|category| ["ouder", "jeugdige"].map(|who| yes(category, who)));
        Self {
            catalog: catalog(),
            facts: Facts {
                statements: said.collect(),
                ..Facts::none(DAY)
            },
        }
    }

    /// Bytes in, bytes out; how many events it became, and how large they are.
    fn run(&self, inbound: &Inbound) -> (usize, usize) {
        let judged = pipeline::triage(&self.catalog, LIMITS, inbound, "fingerprint", DAY)
            .expect("a payload that can be read");
        let (mut events, mut bytes) = (0, 0);
        for triaged in judged
            .iter()
            .map(|judged| judged.result.as_ref().expect("a valid document"))
        {
            let ruling = pipeline::rule(&self.catalog, triaged, &self.facts);
            for judgement in &ruling.judgements {
                if let (Some(partner), Verdict::Share(share)) =
                    (&judgement.partner, &judgement.verdict)
                {
                    let event = minimise(
                        &self.catalog,
                        triaged.valid(),
                        share,
                        &partner.party(),
                        "2026-03-20T12:00:00Z",
                    );
                    (events, bytes) = (events + 1, bytes + black_box(event.body().expose()).len());
                }
            }
        }
        (events, bytes)
    }

    fn measure_scan(&self) {
        let text = free_text();
        assert!(
            self.catalog.words.found(&text, DAY).is_empty(),
            "the bench is about a text that may go"
        );
        let mut took: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let since = Instant::now();
                for _ in 0..IN_A_ROUND {
                    black_box(self.catalog.words.found(black_box(&text), DAY));
                }
                since.elapsed() / IN_A_ROUND
            })
            .collect();
        took.sort_unstable();
        let median = took.get(ROUNDS / 2).copied().unwrap_or_default().as_nanos() as f64 / 1000.0;
        println!("scan  500 characters of free text: median {median:.1} µs");
    }

    fn measure(&self, (name, goal, text): (&str, u64, &str)) {
        let inbound = inbound(name, text);
        let (events, bytes) = self.run(&inbound);
        assert_eq!(events, 3, "the bench is about three recipients");
        let mut took: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let since = Instant::now();
                for _ in 0..IN_A_ROUND {
                    black_box(self.run(black_box(&inbound)));
                }
                since.elapsed() / IN_A_ROUND
            })
            .collect();
        took.sort_unstable();
        let at = |part: usize| {
            took.get(ROUNDS * part / 100)
                .copied()
                .unwrap_or_default()
                .as_nanos() as f64
                / 1000.0
        };
        println!(
            "{name:<5} {} bytes in, {bytes} bytes out: fastest {:.1} µs, median {:.1} µs, 90% {:.1} µs; goal {goal} µs",
            text.len(),
            at(0),
            at(50),
            at(90)
        );
    }
}

/// What people write, of five hundred characters, with days, hours and a number in it, and nothing to find.
fn free_text() -> String {
    let text = "Sinds 06-03-2026 komt Noor niet meer in de les; op 12 maart is om 10.30 uur met ouders gesproken over de start om 08.30. ";
    text.chars().cycle().take(500).collect()
}

fn yes(category: &str, who: &str) -> Statement {
    Statement {
        recipient: "00000099000000001000".to_owned(),
        unit: None,
        purpose: "hulp-bij-verzuim".to_owned(),
        category: category.to_owned(),
        giver: who.to_owned(),
        capacity: who.to_owned(),
        authority: Authority::Yes,
        said: Said::Yes,
        day: date(2026, 1, 15),
        until: None,
    }
}

fn main() {
    let bench = Bench::new();
    let mut words = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let asked = words.next();
    let count = words
        .next()
        .and_then(|count| count.parse::<u32>().ok())
        .unwrap_or(1000);
    if asked.is_none() {
        bench.measure_scan();
    }
    for message in [JSON, XML] {
        match asked.as_deref() {
            None => bench.measure(message),
            Some(name) if name == message.0 => {
                let inbound = inbound(message.0, message.2);
                for _ in 0..count {
                    black_box(bench.run(&inbound));
                }
            }
            Some(_) => {}
        }
    }
}
