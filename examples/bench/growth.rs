//! A small and a large region, store or backlog -> how much slower the hub is with the large one.

use crate::contender::{Contender, Ground, VHOST};
use crate::disk::{millis, quantile};
use crate::scene::{self, ELSEWHERE, Size};
use crate::{filled, median};
use anyhow::{Context, Result};
use std::path::Path;

const SMALL: Size = Size {
    partners: 10,
    rows: 80,
    store: "schakel.sqlite",
};
const MESSAGES: usize = 6000;
const PAIRS: usize = 3;
const FULL: &str = "full.sqlite";
const STALLED: &str = "stalled.sqlite";

/// How many documents the large store holds, and how many dispatches wait for the dead partner.
pub(crate) struct Amounts {
    pub(crate) stored: usize,
    pub(crate) due: usize,
}

/// One line for each thing that grows.
pub(crate) async fn growth(
    ground: &mut Ground,
    root: &Path,
    broker: &str,
    amounts: &Amounts,
) -> Result<Vec<String>> {
    let lay_out = |ground: &Ground, size: Size| scene::lay_out(&ground.folder, root, size, broker);
    let mut lines = Vec::new();
    let pairs = [
        (
            "partners",
            10,
            10_000,
            Size {
                partners: 10_000,
                ..SMALL
            },
        ),
        ("rijen", 80, 400, Size { rows: 400, ..SMALL }),
        (
            "documenten in de opslag",
            0,
            amounts.stored,
            Size {
                store: FULL,
                ..SMALL
            },
        ),
    ];
    for (name, few, many, large) in pairs {
        if large.store == FULL {
            eprintln!(
                "{} documenten gaan rechtstreeks in de opslag ...",
                amounts.stored
            );
            std::fs::copy(ground.folder.join(SMALL.store), ground.folder.join(FULL))?;
            filled::with_history(ground, FULL, amounts.stored)?;
        }
        let (mut rates, mut costs) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            let mut seen = Vec::new();
            for size in [SMALL, large] {
                lay_out(ground, size)?;
                let rate = ground.round(Contender::Hub, MESSAGES).await.context(name)?;
                let cost = ground.cost.last().copied().unwrap_or_default();
                seen.push((rate, cost.as_secs_f64()));
                eprintln!(
                    "{name}: {rate:>6.0} berichten/s, {:.0} µs processortijd per bericht",
                    1000.0 * millis(cost)
                );
            }
            if let [small, large] = seen.as_slice() {
                rates.push(small.0 / large.0);
                costs.push(large.1 / small.1);
            }
        }
        let (rate, cost) = (median(&rates), median(&costs));
        lines.push(format!(
            "{name} van {few} naar {many}: {rate:.2} keer de tijd, {cost:.2} keer de processortijd"
        ));
    }
    lines.push(dead_partner(ground, &lay_out, amounts.due).await?);
    Ok(lines)
}

/// The other partners' waits, without and with a partner whose exchange is gone and who has much due.
async fn dead_partner(
    ground: &mut Ground,
    lay_out: &impl Fn(&Ground, Size) -> Result<()>,
    due: usize,
) -> Result<String> {
    lay_out(ground, SMALL)?;
    std::fs::copy(ground.folder.join(SMALL.store), ground.folder.join(STALLED))?;
    filled::with_due(ground, STALLED, due, ELSEWHERE).await?;
    ground.node.delete_exchange(VHOST, "to.p1").await?;
    let mut ratios = Vec::new();
    for _ in 0..PAIRS {
        let mut slow = Vec::new();
        for store in [SMALL.store, STALLED] {
            lay_out(ground, Size { store, ..SMALL })?;
            let p99 = millis(quantile(&mut ground.latencies(500, 5000).await?, 0.99));
            eprintln!("wachttijd van een gezonde partner, opslag {store}: 99% onder {p99:.1} ms");
            slow.push(p99);
        }
        if let [healthy, beside] = slow.as_slice() {
            ratios.push(beside / healthy);
        }
    }
    Ok(format!(
        "naast een dode partner met {due} verzendingen: {:.2} keer de p99 van de anderen",
        median(&ratios)
    ))
}
