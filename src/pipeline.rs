//! The path of one message, without I/O: `triage` up to a question, `rule` once the question is answered.

pub mod adapt;
mod asks;
mod chosen;
pub mod conditions;
pub mod consent;
pub mod decode;
pub mod disclosure;
pub mod door;
pub mod facts;
pub mod free_text;
mod held;
pub mod identity;
mod label;
pub mod minimise;
pub mod propose;
pub mod remarks;
pub mod retry;
mod rule;
pub mod sent;
pub mod span;
mod statement;
mod unmet;
pub mod validate;

pub(crate) use asks::asked_about;
pub use disclosure::{Asked, Grant, Judgement, Ruling, Share, Verdict};
pub use facts::Facts;
pub use held::Sent;
pub use identity::identity;
pub use minimise::{Minimised, minimise};
pub use propose::{Candidate, Question, Triaged};
pub use rule::{explain, rule};
pub use sent::to_choose_from;
pub use unmet::Unmet;

use crate::catalog::partner::Source;
use crate::catalog::schema::Kind;
use crate::catalog::{Catalog, is_duty};
use crate::message::{Content, Identity, Inbound, Private, Proof};
use crate::outcome::{Code, Stop};
use adapt::Mapped;
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// Bounds on the size of one arrival.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a payload.
    pub message_bytes: usize,
    /// Documents in one payload.
    pub documents: usize,
}

/// One document of an arrival, and how far it came.
#[derive(Debug)]
pub struct Judged {
    /// Id of the document within its source.
    pub id: String,
    /// Kind of the document, when known.
    pub kind: Option<Arc<Kind>>,
    /// The document in one fixed order of bytes: the same content gives the same bytes.
    pub content: Private<Vec<u8>>,
    /// Labels that the document is counted under.
    pub labels: Vec<String>,
    /// The document ready for a ruling, or the reason that the document was stopped.
    pub result: Result<Triaged, Stop>,
    /// The subject of a stopped document that said the address is secret: the next document about this subject may not say so.
    pub hidden: Option<Identity>,
}

/// Splits a payload into documents, each with its candidates and its question, or with the reason that it ended.
/// `fingerprint` is a keyed digest of the payload, the last resort for an id. `today` is the day in the
/// Netherlands, and the day of arrival where the message came on no earlier one.
pub fn triage(
    catalog: &Catalog,
    limits: Limits,
    inbound: &Inbound,
    fingerprint: &str,
    today: Date,
) -> Result<Vec<Judged>, Stop> {
    if let Some(rule) = inbound.unreadable {
        return Err(Stop::at(Code::Unreadable, "headers", rule)); // whoever it claims to be from: it stays with the owner of the queue
    }
    let source = prove(catalog, inbound, today)?;
    let name = inbound.message_id.as_deref().unwrap_or(fingerprint);
    let documents = match &inbound.content {
        Content::Payload => {
            let payload = decode::decode(catalog, source, limits, inbound)?;
            adapt::documents(catalog, source, limits, inbound, payload, fingerprint)?
        }
        Content::Document { kind } => {
            vec![adapt::readapt(catalog, source, kind, json(inbound)?, name)?]
        }
        Content::Statement { kind } => {
            vec![adapt::taken_down(catalog, kind, json(inbound)?, name)?]
        }
    };
    let arrived = inbound.arrived.unwrap_or(today);
    Ok(documents
        .into_iter()
        .map(|document| judge(catalog, source, document, arrived, today))
        .collect())
}

fn judge(
    catalog: &Catalog,
    source: &Arc<Source>,
    document: adapt::AdaptedDocument,
    arrived: Date,
    today: Date,
) -> Judged {
    let adapt::AdaptedDocument {
        id,
        kind,
        content,
        mapped,
    } = document;
    let (mut labels, mut hidden) = (Vec::new(), None);
    let result = mapped.and_then(|mapped| {
        labels = label::labels(catalog, source, mapped.body().expose(), today)?;
        let is_duty = |kind: &Kind| {
            catalog
                .rows_for(&kind.name, &source.role, today)
                .any(|row| is_duty(row))
        };
        let (valid, left_out) = validate::arriving(mapped, source, arrived, is_duty)?;
        hidden = propose::hidden(catalog, &valid, today);
        Ok(propose::propose(catalog, source, valid, today)?.without(left_out))
    });
    // a sender that may not speak for the child marks no address as secret, and of a document that goes by hand nothing is kept
    let heard = |stop: &Stop| !matches!(stop.code, Code::SenderUnproven | Code::Manual);
    let hidden = hidden.filter(|_| result.as_ref().is_err_and(heard));
    Judged {
        id,
        kind,
        content,
        labels,
        result,
        hidden,
    }
}

/// Turns a mapped document into a triaged one. A body loaded from the store comes back in here, to be validated and proposed again.
/// `arrived` is the day on which the document came: the same day however long the document waits.
pub fn candidates(
    catalog: &Catalog,
    source: &Arc<Source>,
    mapped: Mapped,
    arrived: Date,
    today: Date,
) -> Result<Triaged, Stop> {
    let valid = validate::validate(mapped, source, arrived)?;
    propose::propose(catalog, source, valid, today)
}

/// Parses an event that the hub itself wrote.
fn json(inbound: &Inbound) -> Result<Value, Stop> {
    serde_json::from_slice(inbound.body.expose()).map_err(|_| Stop::bare(Code::Malformed))
}

/// The source of a message whose sender is proven: the way of the source says which proof counts.
fn prove<'a>(
    catalog: &'a Catalog,
    inbound: &Inbound,
    today: Date,
) -> Result<&'a Arc<Source>, Stop> {
    match catalog.sources.get(&inbound.source) {
        Some(source) if source.in_force(today) && source.way.accepts(&inbound.proof) => Ok(source),
        Some(_) if inbound.proof == Proof::Nothing => {
            Err(Stop::at(Code::SenderUnproven, "user_id", "required"))
        }
        _ => Err(Stop::at(Code::SenderUnproven, "user_id", "source")),
    }
}
