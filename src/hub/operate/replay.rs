//! Which dispatches and documents -> due again, or judged again, each on record; or only shown.

mod shown;
mod which;

pub(super) use which::Found;
pub use which::Which;

use super::{Act, Operated, Said, Tell, controller, drop::ended};
use crate::catalog::Catalog;
use crate::hub::errand::{Again, Errand, JudgedAnew};
use crate::party::Party;
use crate::store::{State, StoreError, Writing};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

/// Numbers in one transaction, and between two words of progress.
const CHUNK: usize = 100;
/// More than this are counted, not named.
const NAMED: usize = 20;

/// What was done.
#[derive(Default)]
struct Done {
    due: usize,
    ends: BTreeMap<&'static str, usize>,
    refused: Vec<String>,
}

pub(super) async fn replay(
    hub: &Operated<'_>,
    which: Which,
    dry_run: bool,
    act: &Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let found = match which::find(hub, which).await? {
        Ok(found) => found,
        Err(why) => return Ok(tell.no(why).await),
    };
    if dry_run {
        shown::show(hub, &found, tell).await?;
        return Ok(true);
    }
    carry_out(hub, found, act, tell).await
}

/// Sends and judges these again, and says what came of it.
pub(super) async fn carry_out(
    hub: &Operated<'_>,
    found: Found,
    act: &Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let (of, mut done) = (
        found.dispatches.len() + found.documents.len(),
        Done::default(),
    );
    let (mut so_far, mut heard) = (0, true);
    for chunk in found.dispatches.chunks(CHUNK) {
        send_again(hub, chunk.to_vec(), act, &mut done).await?;
        so_far += chunk.len();
        heard = tell.say(Said::Progress { done: so_far, of }).await;
        if !heard {
            break;
        }
    }
    for chunk in found.documents.chunks(CHUNK) {
        if !heard || !judge_again(hub, chunk.to_vec(), act, &mut done).await? {
            return Ok(tell
                .no("niet alles is gedaan: de hub stopt of niemand luistert meer")
                .await);
        }
        so_far += chunk.len();
        heard = tell.say(Said::Progress { done: so_far, of }).await;
    }
    report(&done, tell).await;
    Ok(done.refused.is_empty())
}

/// Says what was done, and what could not be.
async fn report(done: &Done, tell: &Tell) {
    for why in done.refused.iter().take(NAMED) {
        tell.line(why).await;
    }
    if done.refused.len() > NAMED {
        tell.line(format!(
            "en nog {} die niet konden",
            done.refused.len() - NAMED
        ))
        .await;
    }
    let judged: Vec<String> = done
        .ends
        .iter()
        .map(|(code, count)| format!("{count} {code}"))
        .collect();
    let judged = if judged.is_empty() {
        String::new()
    } else {
        format!("; opnieuw beoordeeld: {}", judged.join(", "))
    };
    tell.line(format!(
        "{} bezorgingen opnieuw aan de beurt{judged}",
        done.due
    ))
    .await;
}

/// Makes them due; before anything is sent the worker has the table asked again.
async fn send_again(
    hub: &Operated<'_>,
    seqs: Vec<i64>,
    act: &Act,
    done: &mut Done,
) -> Result<(), StoreError> {
    let (now, act, catalog) = (hub.hub.now(), act.clone(), hub.hub.catalog.load_full());
    let job = move |store: &Writing<'_>| {
        let mut said = Vec::new();
        for seq in seqs {
            said.push((seq, one(store, &catalog, seq, &act, now)?));
        }
        Ok(said)
    };
    let mut partners = BTreeSet::new();
    for (seq, said) in hub.hub.store.write(job).await? {
        match said {
            Ok(partner) => {
                done.due += 1;
                partners.insert(partner);
            }
            Err(why) => done.refused.push(format!("bezorging {seq} {why}")),
        }
    }
    for partner in &partners {
        hub.outgoing.wake(partner);
    }
    Ok(())
}

/// The partner whose worker must look, or why it cannot be sent again.
fn one(
    store: &Writing<'_>,
    catalog: &Catalog,
    seq: i64,
    act: &Act,
    now: i64,
) -> Result<Result<Party, String>, StoreError> {
    let Some(before) = store.dispatch(seq)? else {
        return Ok(Err("bestaat niet".to_owned()));
    };
    if catalog.partner(&before.partner).is_none() {
        return Ok(Err(
            "gaat naar een partner die niet in partners.toml staat".to_owned()
        ));
    }
    if !store.replayed(seq, now)? {
        return Ok(Err(match before.state {
            State::Due => "is nog aan de beurt".to_owned(),
            State::Delivered => "is bezorgd, en de inhoud is er niet meer: de bron kan het onder een nieuw id sturen".to_owned(),
            _ => ended(&before).unwrap_or_default(),
        }));
    }
    store.handle_alerts_of_dispatch(seq, now)?;
    let whose = controller(store, before.document)?;
    let about = json!({ "dispatch": seq, "document": before.document, "partner": before.partner.to_string(), "was": before.state.as_str() });
    act.record(store, now, &whose, "replay", &about)?;
    Ok(Ok(before.partner))
}

/// Has intake judge them again. False when the hub is stopping.
async fn judge_again(
    hub: &Operated<'_>,
    documents: Vec<i64>,
    act: &Act,
    done: &mut Done,
) -> Result<bool, StoreError> {
    let (reply, judged) = oneshot::channel();
    if hub
        .errands
        .send(Errand::Again(Again {
            documents,
            act: act.clone(),
            reply,
        }))
        .await
        .is_err()
    {
        return Ok(false);
    }
    let Ok(judged) = judged.await else {
        return Ok(false);
    };
    let JudgedAnew { ends, refused } = judged?;
    for (_, outcome) in ends {
        *done.ends.entry(outcome.word()).or_default() += 1;
    }
    done.refused.extend(
        refused
            .into_iter()
            .map(|(n, why)| format!("document {n}: {why}")),
    );
    Ok(true)
}
