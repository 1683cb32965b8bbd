//! Judged documents -> outcome, verdicts, dispatches, register, log line and answer of each, in one transaction for the whole batch.

mod elsewhere;
mod kept;
mod name;
mod number;
pub mod person;
mod ready;
mod repeat;
mod verdict;

pub use ready::{Ready, Recorded};

use super::answer;
use crate::catalog::Catalog;
use crate::facts::Asking;
use crate::keys::DigestKey;
use crate::message::{Identity, Inbound, Private};
use crate::outcome::{Code, Outcome, Stop};
use crate::pipeline::{self, Facts, Judged, Ruling, Triaged, Verdict, minimise};
use crate::store::{Known, LogSort, NewDispatch, NewDocument, StoreError, Writing};
use serde_json::{Value, json};
use std::sync::Arc;

/// One document on its way to the record.
pub struct Document {
    pub(super) source: String,
    controller: String,
    id: String,
    digest: [u8; 32],
    kind: Option<String>,
    /// What it is counted under, with blanks between.
    pub(super) labels: String,
    content: Private<Vec<u8>>,
    pub(super) end: End,
    /// Whose address it says is secret, when it was stopped.
    hidden: Option<Identity>,
    /// Set when its message had come back: it did not break anything this time.
    pub(super) suspect: Option<[u8; 32]>,
    /// Set when a person had this document judged again: what was asked about it is handled.
    pub(super) handles: Option<i64>,
    /// When it came, if that was before now.
    pub(super) arrived: Option<i64>,
}

/// How far it came.
pub enum End {
    /// Waits for its facts.
    Triaged(Arc<Triaged>),
    /// Ended before that.
    Stopped(Stop),
}

impl Document {
    /// A document that was told apart.
    pub fn read(
        catalog: &Catalog,
        inbound: &Inbound,
        fingerprint: &str,
        digest: &DigestKey,
        judged: Judged,
    ) -> Self {
        let end = match judged.result {
            Ok(triaged) => End::Triaged(Arc::new(triaged)),
            Err(stop) => End::Stopped(stop),
        };
        let content_digest = digest.digest(&[inbound.source.as_bytes(), judged.content.expose()]);
        let kind = judged.kind.map(|kind| kind.name.clone());
        let stop = match &end {
            End::Triaged(_) => None,
            End::Stopped(stop) => Some(stop),
        };
        let id = name::of(judged.id, fingerprint, stop);
        let by_hand = kind.as_deref().is_some_and(|kind| catalog.by_hand(kind));
        let content = if by_hand {
            Private::new(Vec::new())
        } else {
            judged.content
        };
        let (labels, hidden) = (judged.labels.join(" "), judged.hidden);
        Self {
            kind,
            labels,
            content,
            hidden,
            ..Self::bare(catalog, inbound, id, content_digest, end)
        }
    }

    /// A message that was not read, or not to the end.
    pub(super) fn unread(
        catalog: &Catalog,
        inbound: &Inbound,
        fingerprint: &str,
        digest: [u8; 32],
        stop: Stop,
    ) -> Self {
        let id = name::sayable(
            inbound.message_id.as_deref().unwrap_or(fingerprint),
            fingerprint,
        );
        let content = match stop.code {
            // the sender still has it; the hub would only fill its disk with it
            Code::TooLarge | Code::Unreadable => Private::new(Vec::new()),
            _ => inbound.body.clone(),
        };
        Self {
            content,
            ..Self::bare(catalog, inbound, id, digest, End::Stopped(stop))
        }
    }

    fn bare(catalog: &Catalog, inbound: &Inbound, id: String, digest: [u8; 32], end: End) -> Self {
        let controller = catalog
            .sources
            .get(&inbound.source)
            .map_or("", |source| source.controller.as_str())
            .to_owned();
        let (source, content) = (inbound.source.clone(), Private::new(Vec::new()));
        let (kind, labels, hidden, suspect, handles, arrived) = Default::default();
        Self {
            source,
            controller,
            id,
            digest,
            kind,
            labels,
            content,
            end,
            hidden,
            suspect,
            handles,
            arrived,
        }
    }

    /// The id within its source.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// It is to be ruled on.
    fn is_question(&self) -> bool {
        matches!(self.end, End::Triaged(_))
    }

    /// It says something about consent: what comes after it must know.
    pub(super) fn is_statement(&self) -> bool {
        matches!(&self.end, End::Triaged(triaged) if triaged.is_statement())
    }

    /// Whose address it says is secret.
    fn hidden(&self) -> Option<&Identity> {
        match &self.end {
            End::Triaged(triaged) => triaged
                .secret_address()
                .then(|| &triaged.question().identity),
            End::Stopped(_) => self.hidden.as_ref(),
        }
    }

    /// What must be known before it can be ruled on.
    pub fn question(&self) -> Option<Asking> {
        let Self {
            source, id, digest, ..
        } = self;
        match &self.end {
            End::Triaged(triaged) => Some(Asking {
                question: triaged.question().clone(),
                source: source.clone(),
                id: id.clone(),
                digest: *digest,
            }),
            End::Stopped(_) => None,
        }
    }
}

/// Rules on a batch and records it, within one transaction: all of it or nothing. One of `facts` for each question.
pub fn batch(
    store: &Writing<'_>,
    catalog: &Catalog,
    documents: &[Document],
    facts: &[Facts],
    now: i64,
) -> Result<Recorded, StoreError> {
    let mut recorded = Recorded::default();
    let mut facts = facts.iter();
    for document in documents {
        let facts = document.is_question().then(|| facts.next()).flatten();
        if let Some(digest) = &document.suspect {
            store.clear_suspect(digest)?;
        }
        if let Some(n) = document.handles {
            store.handle_alerts_of_document(n, now)?; // whoever is stopped once more raises a new one
        }
        recorded.sources.insert(document.source.clone());
        let end = one(store, catalog, document, facts, now, &mut recorded)?;
        if let (Outcome::Stopped(_), Some(identity)) = (end.1, document.hidden()) {
            recorded.consents_changed |= person::hide(store, &document.controller, identity)?;
        }
        recorded.ends.push(end);
    }
    Ok(recorded)
}

fn one(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &Document,
    facts: Option<&Facts>,
    now: i64,
    recorded: &mut Recorded,
) -> Result<(i64, Outcome), StoreError> {
    let known = store.known(&document.source, &document.id, &document.digest)?;
    let conflict = Stop::at(Code::IdConflict, "/id", "unique");
    let before = match known {
        Known::Duplicate { n, outcome } => {
            return repeat::repeat(store, catalog, document, n, outcome, now, recorded);
        }
        Known::Conflict { n } if document.is_question() => {
            return stopped(store, catalog, document, n, &conflict, now);
        }
        Known::Conflict { n } => n,
        Known::Stopped { n } => Some(n),
        Known::New => None,
    };
    match (&document.end, facts) {
        (End::Stopped(stop), _) => stopped(store, catalog, document, before, stop, now),
        (End::Triaged(triaged), _) if triaged.is_statement() => {
            let end = kept::kept(
                store,
                catalog,
                document,
                before,
                triaged,
                now,
                &mut recorded.sources,
            )?;
            recorded.consents_changed |= end.1 == Outcome::Register;
            Ok(end)
        }
        (End::Triaged(triaged), Some(facts)) => {
            let person =
                person::of_ruling(store, triaged.question(), facts, triaged.secret_address())?;
            if triaged.secret_address() {
                recorded.consents_changed |= person.keep_secret(store)?;
            }
            let ruling = pipeline::rule(catalog, triaged, facts);
            let end = if event_taken(store, before, triaged, &ruling)? {
                stopped(store, catalog, document, before, &conflict, now)?
            } else if let Some(stop) = triaged
                .otherwise()
                .filter(|_| !ruling.shares() && !ruling.asks_a_person())
            {
                stopped(store, catalog, document, before, stop, now)?
            } else if ruling.shares() || !ruling.asks_a_person() {
                ruled(
                    store,
                    catalog,
                    document,
                    before,
                    triaged,
                    &person,
                    &ruling,
                    facts,
                    now,
                    &mut recorded.ready,
                )?
            } else {
                // nobody gets anything before a person has looked: it is kept, to be judged again after that
                let stop = Stop::at(
                    ruling.for_a_person().unwrap_or(Code::Manual),
                    "/data",
                    ruling.asks_about(),
                );
                stopped(store, catalog, document, before, &stop, now)?
            };
            let told = facts.doubt || ruling.more_perhaps(); // with the pair that a person is asked about
            if let Some(code) = ruling.for_a_person().filter(|_| ruling.shares() && !told) {
                store.raise_alert(now, code, Some(end.0), None)?;
            }
            if let Some(stop) = triaged.otherwise().filter(|_| end.1 == Outcome::Routed) {
                store.raise_alert(now, stop.code, Some(end.0), None)?;
            }
            recorded.consents_changed |= person.record(
                store,
                triaged.question(),
                facts,
                end.0,
                now,
                ruling.more_perhaps(),
            )?;
            Ok(end)
        }
        // one answer for each question; without it nobody gets anything
        (End::Triaged(_), None) => stopped(
            store,
            catalog,
            document,
            before,
            &Stop::bare(Code::Manual),
            now,
        ),
    }
}

/// Another source of the organisation used the id before: a partner would take the one document for the other.
fn event_taken(
    store: &Writing<'_>,
    before: Option<i64>,
    triaged: &Triaged,
    ruling: &Ruling,
) -> Result<bool, StoreError> {
    for judgement in &ruling.judgements {
        if let (Some(partner), Verdict::Share(_)) = (&judgement.partner, &judgement.verdict) {
            let event = minimise::event_id(triaged.valid(), &partner.party());
            if store
                .document_of_event(event)?
                .is_some_and(|other| Some(other) != before)
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn insert(
    store: &Writing<'_>,
    before: Option<i64>,
    new: &NewDocument<'_>,
) -> Result<i64, StoreError> {
    match before {
        Some(n) => store.restate_document(n, new).map(|()| n),
        None => store.insert_document(new),
    }
}

fn described<'a>(
    document: &'a Document,
    catalog: &'a Catalog,
    outcome: Outcome,
    now: i64,
) -> NewDocument<'a> {
    NewDocument {
        source: &document.source,
        id: &document.id,
        digest: document.digest,
        kind: document.kind.as_deref(),
        labels: &document.labels,
        controller: &document.controller,
        subject: None,
        outcome,
        problems: &[],
        total: 0,
        arrived: document.arrived.unwrap_or(now),
        catalog: &catalog.version,
    }
}

fn stopped(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &Document,
    before: Option<i64>,
    stop: &Stop,
    now: i64,
) -> Result<(i64, Outcome), StoreError> {
    let outcome = stop.outcome();
    let new = NewDocument {
        problems: &stop.problems,
        total: stop.total,
        ..described(document, catalog, outcome, now)
    };
    let n = insert(store, before, &new)?;
    if outcome == Outcome::Nothing {
        store.drop_payload(n)?;
    } else {
        store.put_payload(n, &document.source, &document.id, document.content.expose())?;
    }
    if stop.code.needs_person() {
        store.raise_alert(now, stop.code, Some(n), None)?;
    }
    let said = json!({ "outcome": outcome.as_str(), "code": stop.code.as_str(), "problems": stop.total, "catalog": catalog.version });
    log(store, document, n, now, &said)?;
    let by_hand = document
        .kind
        .as_deref()
        .is_some_and(|kind| catalog.by_hand(kind));
    let body = answer::stopped(
        catalog,
        &document.source,
        &document.id,
        &document.digest,
        stop,
        by_hand,
        now,
    );
    store.put_answer(&document.source, &body)?;
    Ok((n, outcome))
}

#[expect(
    clippy::too_many_arguments,
    reason = "the whole of one document's record, in one place"
)]
fn ruled(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &Document,
    before: Option<i64>,
    triaged: &Arc<Triaged>,
    person: &person::Person,
    ruling: &Ruling,
    facts: &Facts,
    now: i64,
    ready: &mut Vec<Ready>,
) -> Result<(i64, Outcome), StoreError> {
    let (subject, outcome) = (
        person.subject(),
        if ruling.shares() {
            Outcome::Routed
        } else {
            Outcome::Nothing
        },
    );
    let n = insert(
        store,
        before,
        &NewDocument {
            subject,
            ..described(document, catalog, outcome, now)
        },
    )?;
    if before.is_some() {
        store.drop_payload(n)?;
    }
    let mut unique = true;
    if outcome == Outcome::Routed {
        let body = triaged.valid().body().expose().to_string();
        store.put_payload(n, &document.source, &document.id, body.as_bytes())?;
        unique = number::register(store, catalog, triaged, ruling, n, now)?;
    }
    let mut verdicts = Vec::new();
    for judgement in &ruling.judgements {
        let verdict = verdict::of(catalog, judgement);
        store.put_verdict(n, &verdict)?;
        verdicts.push(verdict::shown(&verdict));
        if let (Some(partner), Verdict::Share(share)) = (&judgement.partner, &judgement.verdict) {
            let party = partner.party();
            let event = minimise::event_id(triaged.valid(), &party);
            // a correction may not overtake what it corrects
            let lane = facts
                .lane(&triaged.source().party(), &party)
                .filter(|_| share.follows())
                .or(subject);
            let placed = store.insert_dispatch(&NewDispatch {
                event,
                document: n,
                partner: &party,
                subject: lane,
                rows: &verdict.rows,
                categories: &verdict.categories,
                recorded: now,
                due: now,
            })?;
            if placed.new {
                let (triaged, share) = (Arc::clone(triaged), share.clone());
                ready.push(Ready {
                    seq: placed.seq,
                    document: n,
                    partner: party,
                    triaged,
                    share,
                    recorded: now,
                    ruled: None,
                    epoch: 0,
                    catalog: None,
                    subject: lane,
                });
            }
        }
    }
    let subject_hex = subject.map(|subject| hex(&subject.0));
    let said = json!({ "outcome": outcome.as_str(), "catalog": catalog.version, "subject": subject_hex, "verdicts": verdicts });
    log(store, document, n, now, &said)?;
    let secret = person.has_secret_address();
    let body = answer::ruled(
        catalog,
        &document.source,
        &document.id,
        &document.digest,
        triaged,
        secret,
        ruling,
        outcome,
        unique,
        now,
    );
    store.put_answer(&document.source, &body)?;
    Ok((n, outcome))
}

fn log(
    store: &Writing<'_>,
    document: &Document,
    n: i64,
    now: i64,
    said: &Value,
) -> Result<(), StoreError> {
    let body = json!({ "document": n, "source": document.source, "id": document.id, "kind": document.kind, "decision": said });
    store
        .append_log(now, LogSort::Decision, &document.controller, &body)
        .map(drop)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
