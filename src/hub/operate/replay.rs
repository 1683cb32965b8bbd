//! Which dispatches and documents -> due again, or judged again, each on record; or only shown.

use super::{Act, Operated, Tell, controller, drop::ended};
use crate::catalog::Catalog;
use crate::hub::errand::{Again, Errand, Judged};
use crate::outcome::{Code, Outcome};
use crate::party::Party;
use crate::store::{Dispatch, Filter, Reading, State, StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

/// Numbers in one transaction, and between two words of progress.
const CHUNK: usize = 100;
/// More than this are counted, not named.
const NAMED: usize = 20;
const PAGE: u32 = 1000;

/// Which dispatches and documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Which {
    /// One dispatch, by its number.
    Dispatch(i64),
    /// One document, by its number.
    Document(i64),
    /// What a source sent under an id.
    Sent {
        /// Name of the source.
        source: String,
        /// The id.
        id: String,
    },
    /// Parked dispatches, and stopped documents unless a partner is named.
    Filter {
        /// OIN, with or without `/role`.
        partner: Option<String>,
        /// An outcome code.
        code: Option<String>,
        /// A kind, with or without `/major`.
        kind: Option<String>,
        /// From this moment, in milliseconds since 1970.
        since: Option<i64>,
        /// Before this moment.
        until: Option<i64>,
        /// Parked dispatches only.
        parked: bool,
    },
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) dispatches: Vec<i64>,
    pub(super) documents: Vec<i64>,
}

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
    let found = match find(hub, which).await? {
        Ok(found) => found,
        Err(why) => return Ok(tell.no(why).await),
    };
    if dry_run {
        show(hub, &found, tell).await?;
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
        heard = tell.say(super::Said::Progress { done: so_far, of }).await;
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
        heard = tell.say(super::Said::Progress { done: so_far, of }).await;
    }
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
    Ok(done.refused.is_empty())
}

async fn find(hub: &Operated<'_>, which: Which) -> Result<Result<Found, String>, StoreError> {
    let store = &hub.hub.store;
    let numbers = match which {
        Which::Dispatch(seq) => {
            let known = store
                .read(move |store| Ok(store.dispatch(seq)?.is_some()))
                .await?;
            let found = Found {
                dispatches: vec![seq],
                ..Found::default()
            };
            return Ok(if known {
                Ok(found)
            } else {
                Err(format!("bezorging {seq} bestaat niet"))
            });
        }
        Which::Document(n) => match store
            .read(move |store| Ok(store.document(n)?.is_some()))
            .await?
        {
            true => vec![n],
            false => return Ok(Err(format!("document {n} bestaat niet"))),
        },
        Which::Sent { source, id } => {
            let numbers = store
                .read(move |store| store.documents_of(&source, &id))
                .await?;
            if numbers.is_empty() {
                return Ok(Err("deze bron stuurde niets onder dit id".to_owned()));
            }
            numbers
        }
        Which::Filter {
            partner,
            code,
            kind,
            since,
            until,
            parked,
        } => {
            let code = match code.map(|code| code.parse::<Code>()).transpose() {
                Ok(code) => code,
                Err(_) => {
                    return Ok(Err(
                        "deze code bestaat niet: zie docs/operating.md".to_owned()
                    ));
                }
            };
            let filter = Filter {
                partner,
                code,
                kind,
                since,
                until,
            };
            if filter == Filter::default() && !parked {
                return Ok(Err(
                    "geef een nummer of een filter; alles wat geparkeerd is: `--parked`".to_owned(),
                ));
            }
            let dispatches = pages(hub, &filter, |store, filter, after| {
                store.parked(filter, after, PAGE)
            })
            .await?;
            let documents = match parked {
                true => Vec::new(),
                false => {
                    pages(hub, &filter, |store, filter, after| {
                        store.stopped(filter, after, PAGE)
                    })
                    .await?
                }
            };
            if dispatches.is_empty() && documents.is_empty() {
                return Ok(known(&hub.hub.catalog.load(), &filter).map(|()| Found::default()));
            }
            return Ok(Ok(Found {
                dispatches,
                documents,
            }));
        }
    };
    // a document that was ruled on: what of it can be sent again
    let mut found = Found::default();
    for n in numbers {
        let (stopped, dispatches) = store
            .read(move |store| {
                let stopped = store
                    .document(n)?
                    .is_some_and(|document| matches!(document.outcome, Outcome::Stopped(_)));
                Ok((stopped, store.dispatches(n)?))
            })
            .await?;
        if stopped || dispatches.is_empty() {
            found.documents.push(n);
        }
        found
            .dispatches
            .extend(dispatches.iter().map(|dispatch| dispatch.seq));
    }
    Ok(Ok(found))
}

/// What nobody has ever heard of is a mistake in writing, and not a filter that nothing fits.
fn known(catalog: &Catalog, filter: &Filter) -> Result<(), String> {
    let fits = |whole: &str, wanted: &str| {
        whole
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match (&filter.partner, &filter.kind) {
        (Some(partner), _)
            if !catalog
                .partners
                .iter()
                .any(|known| fits(&known.party().to_string(), partner)) =>
        {
            Err("deze partner bestaat niet: zie partners.toml".to_owned())
        }
        (_, Some(kind)) if !catalog.kinds.keys().any(|known| fits(known, kind)) => {
            Err("deze soort bestaat niet: zie schemas".to_owned())
        }
        _ => Ok(()),
    }
}

async fn pages(
    hub: &Operated<'_>,
    filter: &Filter,
    page: fn(&Reading<'_>, &Filter, i64) -> Result<Vec<i64>, StoreError>,
) -> Result<Vec<i64>, StoreError> {
    let mut all: Vec<i64> = Vec::new();
    loop {
        let (filter, after) = (filter.clone(), all.last().copied().unwrap_or(0));
        let more = hub
            .hub
            .store
            .read(move |store| page(store, &filter, after))
            .await?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}

async fn show(hub: &Operated<'_>, found: &Found, tell: &Tell) -> Result<(), StoreError> {
    let named = |numbers: &[i64]| numbers.iter().take(NAMED).copied().collect::<Vec<_>>();
    let (dispatches, documents) = (named(&found.dispatches), named(&found.documents));
    let lines = hub.hub.store.read(move |store| {
        let mut lines = Vec::new();
        for dispatch in dispatches
            .iter()
            .filter_map(|seq| store.dispatch(*seq).transpose())
        {
            let Dispatch {
                seq,
                document,
                partner,
                state,
                code,
                ..
            } = dispatch?;
            let code = code.map(|code| format!(": {code}")).unwrap_or_default();
            lines.push(format!(
                "bezorging {seq} van document {document} aan {partner}, {}{code}",
                in_dutch(state)
            ));
        }
        for document in documents
            .iter()
            .filter_map(|n| store.document(*n).transpose())
        {
            let document = document?;
            lines.push(format!(
                "document {} van {}: {}",
                document.n,
                document.source,
                document.outcome.word()
            ));
        }
        Ok(lines)
    });
    for line in lines.await? {
        tell.line(line).await;
    }
    let (dispatches, documents) = (found.dispatches.len(), found.documents.len());
    tell.line(format!(
        "{dispatches} bezorgingen, {documents} documenten; er is niets gedaan"
    ))
    .await;
    Ok(())
}

const fn in_dutch(state: State) -> &'static str {
    match state {
        State::Due => "aan de beurt",
        State::Delivered => "bezorgd",
        State::Parked => "geparkeerd",
        State::Dropped => "ingetrokken",
        State::Superseded => "vervangen",
    }
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
    let Judged { ends, refused } = judged?;
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
