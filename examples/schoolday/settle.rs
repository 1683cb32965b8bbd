//! What should lie in each queue by now -> waiting until it does.

use crate::expect::Fate;
use crate::hub::VHOST;
use crate::maker::Part;
use crate::node::until;
use crate::partner::Partner;
use crate::stage::Stage;
use anyhow::Result;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What should lie in each queue, and what should wait for the wijkteam.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    depths: BTreeMap<String, u64>,
    /// Dispatches that cannot go.
    waiting: usize,
    /// The pupils that these are about: of each the first is tried, and parked in the end.
    lanes: BTreeSet<String>,
}

impl Wanted {
    /// After this part too.
    pub(crate) fn add(&mut self, part: &Part, reachable: bool) -> &Self {
        for (source, payloads) in part {
            for document in payloads.iter().flat_map(|payload| &payload.documents) {
                *self
                    .depths
                    .entry(format!("answer.{}", source.name()))
                    .or_default() += 1;
                for delivery in document.end.deliveries() {
                    if reachable || delivery.fate == Fate::AtOnce {
                        *self
                            .depths
                            .entry(format!("to.{}", delivery.to.user()))
                            .or_default() += 1;
                    } else {
                        self.waiting += 1;
                        self.lanes.extend(delivery.lane.clone());
                    }
                }
            }
        }
        self
    }

    /// After the wijkteam came back: what waited has gone, or may not go any more.
    pub(crate) fn back(&mut self, part: &Part) -> &Self {
        let documents = part
            .values()
            .flatten()
            .flat_map(|payload| &payload.documents);
        for delivery in documents
            .flat_map(|document| document.end.deliveries())
            .filter(|delivery| delivery.fate == Fate::Waited)
        {
            *self
                .depths
                .entry(format!("to.{}", delivery.to.user()))
                .or_default() += 1;
        }
        (self.waiting, self.lanes) = (0, BTreeSet::new());
        self
    }

    /// Does the overview say that this is what waits? What a partner has is on record a moment after it has it.
    fn waits(&self, overview: &str) -> bool {
        let parked = self.lanes.len();
        let of_team = overview
            .lines()
            .find(|line| {
                line.trim_start()
                    .starts_with(Partner::WijkteamZwolle.name())
            })
            .unwrap_or_default();
        let says = |count: usize, word: &str| {
            if count > 0 {
                of_team.contains(&format!(", {count} {word}"))
            } else {
                !overview.contains(word)
            }
        };
        let others = overview
            .lines()
            .filter(|line| *line != of_team)
            .any(|line| line.contains(" onderweg") || line.contains("GEPARKEERD"));
        says(parked, "GEPARKEERD") && says(self.waiting - parked, "onderweg") && !others
    }
}

/// Waits until the hub has done what it should. When it never does, the differences will tell what is missing.
pub(crate) async fn settled(stage: &Stage, wanted: &Wanted) -> Result<()> {
    let done = until("every queue holds what it should", async || {
        if stage.hub.lives().is_err() {
            return true;
        }
        let Ok(depths) = depths(stage).await else {
            return false;
        };
        let full = wanted
            .depths
            .iter()
            .all(|(queue, count)| depths.get(queue).is_some_and(|depth| depth >= count));
        full && stage
            .hub
            .run(&["overview"])
            .await
            .is_ok_and(|said| wanted.waits(&said))
    })
    .await;
    stage.hub.lives()?;
    if done.is_err() {
        eprintln!(
            "niet alles kwam aan; het einde van het log van de hub:\n{}",
            stage.hub.last_words()
        );
        let depths = depths(stage).await?;
        let depth = |queue: &str| depths.get(queue).copied().unwrap_or(0);
        let short = wanted
            .depths
            .iter()
            .filter(|(queue, count)| depth(queue) < **count);
        short
            .for_each(|(queue, count)| eprintln!("in {queue} liggen {} van {count}", depth(queue)));
    }
    Ok(())
}

/// Messages in every queue now.
async fn depths(stage: &Stage) -> Result<BTreeMap<String, u64>> {
    let queues = stage
        .node
        .get(&format!(
            "/api/queues/{VHOST}?disable_stats=true&enable_queue_totals=true"
        ))
        .await?;
    let depth = |queue: &Value| {
        Some((
            queue.get("name")?.as_str()?.to_owned(),
            queue.get("messages").and_then(Value::as_u64).unwrap_or(0),
        ))
    };
    Ok(queues
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(depth)
        .collect())
}
