//! A NL GOV CloudEvent as its source sent it -> the document in the event, if that source may send the event.

use super::{AdaptedDocument, Mapped, nulls};
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::message::Private;
use crate::outcome::{Code, Stop};
use serde_json::Value;
use std::sync::Arc;

/// Beginning of the URN of an organisation.
const URN: &str = "urn:nld:oin:";

pub(super) fn event(
    catalog: &Catalog,
    source: &Source,
    body: Value,
    whole_id: &str,
) -> AdaptedDocument {
    let id = body
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty())
        .unwrap_or(whole_id)
        .to_owned();
    let content = Private::new(body.to_string().into_bytes());
    let kind = body
        .get("type")
        .and_then(Value::as_str)
        .and_then(|t| catalog.kind_of_type(t))
        .map(Arc::clone);
    let mapped = match (&kind, body.get("source").and_then(Value::as_str)) {
        (Some(kind), _) if !source.kinds.contains(&kind.name) => {
            Err(Stop::at(Code::UnknownKind, "/type", "not-for-this-source"))
        }
        (None, _) => Err(Stop::at(Code::UnknownKind, "/type", "known")),
        (Some(_), Some(urn)) if !speaks_for(urn, &source.oin) => {
            Err(Stop::at(Code::SenderUnproven, "/source", "oin-of-source"))
        }
        (Some(kind), _) => Ok(Mapped {
            kind: Arc::clone(kind),
            body: Private::new(nulls::without(kind, body)),
        }),
    };
    AdaptedDocument {
        id,
        kind,
        content,
        mapped,
    }
}

/// Whether `urn:nld:oin:<OIN>:...` names this organisation; in capitals the URN is the same (RFC 8141).
fn speaks_for(urn: &str, oin: &str) -> bool {
    let named = urn
        .split_at_checked(URN.len())
        .filter(|(front, _)| front.eq_ignore_ascii_case(URN));
    named.is_some_and(|(_, rest)| rest.split(':').next() == Some(oin))
}
