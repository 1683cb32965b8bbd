//! Due dispatches -> events to send now: the body comes back from the store, is validated again, and ruled on again.

use crate::catalog::Catalog;
use crate::facts;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::{Code, Stop};
use crate::pipeline::adapt::Mapped;
use crate::pipeline::identity::sighting::Why;
use crate::pipeline::{self, Minimised, Triaged, Verdict, minimise};
use crate::store::{Dispatch, Reading, Store, StoreError};
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// A dispatch, and its event or the reason that the dispatch stays.
pub(crate) struct Prepared {
    pub(crate) dispatch: Dispatch,
    pub(crate) event: Result<Minimised, Stays>,
    /// The categories that go, where those are fewer than were recorded.
    pub(crate) fewer: Option<String>,
    /// Other subjects that the document may be about, where the dispatch stays for that: a person is asked.
    pub(crate) whom: Vec<(SubjectId, Why)>,
}

/// The reason that a dispatch does not go now.
pub(crate) enum Stays {
    /// The table refuses the dispatch.
    Refused(Code),
    /// The table does not decide: a person may still find that the dispatch must go.
    Undecided(Code),
}

/// Prepares a batch in one read of the store.
pub(crate) async fn prepare(
    store: &Store,
    catalog: Arc<Catalog>,
    due: Vec<Dispatch>,
    today: Date,
) -> Result<Vec<Prepared>, StoreError> {
    store
        .read(move |register| {
            due.into_iter()
                .map(|dispatch| prepare_dispatch(register, &catalog, dispatch, today))
                .collect()
        })
        .await
}

fn prepare_dispatch(
    register: &Reading<'_>,
    catalog: &Catalog,
    dispatch: Dispatch,
    today: Date,
) -> Result<Prepared, StoreError> {
    let mut whom = Vec::new();
    let event = match triaged(register, catalog, dispatch.document, today)? {
        Ok(triaged) => {
            let mut facts =
                facts::of_document(register, triaged.question(), dispatch.document, today)?;
            facts.sent.retain(|sent| sent.seq < dispatch.seq); // a dispatch does not follow itself
            let ruling = pipeline::rule(catalog, &triaged, &facts);
            whom.extend(facts.perhaps.asked(ruling.more_perhaps()));
            let event = event(catalog, &dispatch, &triaged, &ruling, today);
            match (event, triaged.otherwise()) {
                (Err(_), Some(stop)) => Err(undecided(stop)),
                (event, _) => event,
            }
        }
        Err(stop) => Err(undecided(&stop)),
    };
    Ok(match event {
        Ok((event, fewer)) => Prepared {
            dispatch,
            event: Ok(event),
            fewer,
            whom: Vec::new(),
        },
        Err(stays @ Stays::Undecided(Code::Manual)) => Prepared {
            dispatch,
            event: Err(stays),
            fewer: None,
            whom,
        },
        Err(stays) => Prepared {
            dispatch,
            event: Err(stays),
            fewer: None,
            whom: Vec::new(),
        },
    })
}

fn undecided(stop: &Stop) -> Stays {
    Stays::Undecided(if stop.code.needs_person() {
        stop.code
    } else {
        Code::Manual
    })
}

/// The document as the table sees it today, or the reason that it does not reach the table: the catalog no longer knows its kind or its
/// source, the body no longer fits, or another party that must have the document is not connected any more.
pub(super) fn triaged(
    register: &Reading<'_>,
    catalog: &Catalog,
    n: DocumentNo,
    today: Date,
) -> Result<Result<Triaged, Stop>, StoreError> {
    let (Some(document), Some(payload)) = (register.document(n)?, register.payload(n)?) else {
        return Ok(Err(Stop::bare(Code::Manual)));
    };
    let kind = document
        .kind
        .as_deref()
        .and_then(|kind| catalog.kinds.get(kind));
    let source = catalog.sources.get(&document.source);
    let body = serde_json::from_slice::<Value>(&payload).ok();
    Ok(match (kind, source, body) {
        (Some(kind), Some(source), Some(body)) => {
            let arrived = document.arrived.day();
            pipeline::candidates(
                catalog,
                source,
                Mapped::stored(Arc::clone(kind), body),
                arrived,
                today,
            )
        }
        _ => Err(Stop::bare(Code::Manual)),
    })
}

/// The event for the dispatch's partner and role, no wider than recorded; and the categories that go, where those are fewer.
fn event(
    catalog: &Catalog,
    dispatch: &Dispatch,
    triaged: &Triaged,
    ruling: &pipeline::Ruling,
    today: Date,
) -> Result<(Minimised, Option<String>), Stays> {
    let partner = &dispatch.partner;
    let judgement = ruling.judgements.iter().find(|judgement| {
        judgement
            .partner
            .as_ref()
            .is_some_and(|found| found.party() == *partner)
    });
    let recorded: Vec<String> = dispatch.rows.split(' ').map(str::to_owned).collect();
    let categories = catalog.terms.set(dispatch.categories.split(' '));
    let code = match judgement.map(|judgement| &judgement.verdict) {
        Some(Verdict::Share(share)) => match share.clone().narrowed(&recorded, categories) {
            Some(share) => {
                let event = minimise(
                    catalog,
                    triaged.valid(),
                    &share,
                    partner,
                    &dispatch.recorded.rfc3339(),
                );
                let goes = share.categories(catalog);
                return Ok((
                    event,
                    (goes != categories).then(|| catalog.terms.codes(goes).join(" ")),
                ));
            }
            None => Code::NoRow,
        },
        Some(Verdict::Withhold { code, .. }) => *code,
        None => without_candidate(catalog, dispatch, ruling, today),
    };
    Err(stays(code))
}

/// Whether a refusal is final: a dispatch that waits for a finding of a person is never dropped, whichever question that is.
const fn stays(code: Code) -> Stays {
    if code.needs_person() {
        Stays::Undecided(code)
    } else {
        Stays::Refused(code)
    }
}

/// The code of a dispatch without a candidate: one that a person must look at when the role could not be filled for such a reason; else
/// the partner is no candidate any more.
fn without_candidate(
    catalog: &Catalog,
    dispatch: &Dispatch,
    ruling: &pipeline::Ruling,
    today: Date,
) -> Code {
    let unfound = ruling
        .judgements
        .iter()
        .filter(|judgement| judgement.role == dispatch.partner.role && judgement.partner.is_none());
    let codes = unfound.filter_map(|judgement| match judgement.verdict {
        Verdict::Withhold { code, .. } => Some(code),
        Verdict::Share(_) => None,
    });
    let person = codes.into_iter().find(|code| code.needs_person());
    person.unwrap_or_else(|| pipeline::disclosure::no_candidate(catalog, &dispatch.partner, today))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_must_find_out_stays() {
        for code in [Code::Manual, Code::NoWijk, Code::NoResidence] {
            assert!(matches!(stays(code), Stays::Undecided(_)), "{code}");
        }
        for code in [
            Code::NoRow,
            Code::NoConsent,
            Code::Refused,
            Code::Condition,
            Code::Prohibited,
            Code::PartnerEnded,
        ] {
            assert!(matches!(stays(code), Stays::Refused(_)), "{code}");
        }
    }
}
