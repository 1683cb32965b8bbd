//! The ends of a document's dispatches after the first answer -> a second answer to the sender, where the first no longer holds.
//!
//! The answer tells which roles did not get the document, or got less, and why; never the person who refused. Where the address is secret
//! the answer names no role.

use crate::catalog::Catalog;
use crate::catalog::policy::{Place, Refusal};
use crate::catalog::schema::Meaning;
use crate::clock::Moment;
use crate::decision::answer;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome};
use crate::store::{Dispatch, Reading, State, StoreError, StoredDocument, Writing};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Tells of the end of a dispatch: the sender gets an answer when the last one said otherwise, and a duty that was not done raises an
/// alert.
pub(crate) fn ended(
    store: &Writing<'_>,
    catalog: &Catalog,
    dispatch: &Dispatch,
    code: Code,
    now: Moment,
) -> Result<(), StoreError> {
    if is_duty(catalog, dispatch, code) {
        store.raise_alert(now, code, Some(dispatch.document), Some(dispatch.seq))?;
    }
    tell(store, catalog, dispatch.document, now)
}

/// Whether some row of the dispatch is a duty. A correction of a report that never went is none.
fn is_duty(catalog: &Catalog, dispatch: &Dispatch, code: Code) -> bool {
    dispatch.rows.split(' ').any(|id| {
        let row = catalog.rows.values().flatten().find(|row| row.id == id);
        row.is_some_and(|row| {
            row.refusal == Refusal::Nee
                && !(row.place == Place::EerderGekregen && code == Code::NoRow)
        })
    })
}

/// Tells the sender of a document how the document stands, unless the last answer said the same.
pub(super) fn tell(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: DocumentNo,
    now: Moment,
) -> Result<(), StoreError> {
    let Some(document) = store
        .document(document)?
        .filter(|document| document.outcome == Outcome::Routed)
    else {
        return Ok(());
    };
    let (data, as_promised) = stands(store, catalog, &document)?;
    let said = data.to_string();
    match store.retold(document.n)? {
        None if as_promised => Ok(()),
        Some(last) if last == said => Ok(()),
        _ => again(store, catalog, &document, &data, now),
    }
}

fn again(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &StoredDocument,
    data: &Value,
    now: Moment,
) -> Result<(), StoreError> {
    store.put_retold(document.n, &data.to_string())?;
    let about = (document.source.as_str(), document.id.as_str());
    let body = answer::later(catalog, about, document.n, data, now);
    store.put_answer(&document.source, &body).map(drop)
}

/// The state of a routed document as data of an answer, and whether that is the state that its first answer promised.
pub(super) fn stands(
    store: &Reading<'_>,
    catalog: &Catalog,
    document: &StoredDocument,
) -> Result<(Value, bool), StoreError> {
    let (dispatches, verdicts) = (store.dispatches(document.n)?, store.verdicts(document.n)?);
    let hides = hides(store, catalog, document)?;
    let (mut going, mut less) = (BTreeSet::new(), BTreeSet::new());
    let mut ended: BTreeSet<(&str, Code)> = BTreeSet::new();
    for dispatch in &dispatches {
        let role = dispatch.partner.role.as_str();
        if dispatch.state == State::Dropped {
            ended.insert((role, dispatch.code.unwrap_or(Code::Dropped)));
            continue;
        }
        going.insert(role);
        let promised = verdicts
            .iter()
            .find(|verdict| verdict.partner.as_ref() == Some(&dispatch.partner));
        if dispatch.state == State::Delivered
            && promised.is_some_and(|promised| promised.categories != dispatch.categories)
        {
            less.insert(role);
        }
    }
    let as_promised = ended.is_empty() && less.is_empty();
    let outcome = if going.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Routed
    };
    let mut data = Map::from_iter([
        ("document".to_owned(), json!(document.id)),
        ("uitkomst".to_owned(), json!(outcome.as_str())),
    ]);
    if !hides {
        data.insert("ontvangers".to_owned(), json!(going));
    }
    if !ended.is_empty() {
        let one = |(role, code): &(&str, Code)| match hides {
            true => json!({ "code": code.as_str() }),
            false => json!({ "rol": role, "code": code.as_str() }),
        };
        let mut told: Vec<Value> = ended.iter().map(one).collect();
        told.dedup();
        data.insert("nietBezorgd".to_owned(), Value::Array(told));
    }
    if !less.is_empty() && !hides {
        data.insert("minderBezorgd".to_owned(), json!(less));
    }
    data.insert(
        "toelichting".to_owned(),
        json!(words(&ended, !less.is_empty())),
    );
    Ok((Value::Object(data), as_promised))
}

fn words(ended: &BTreeSet<(&str, Code)>, less: bool) -> String {
    let reasons: BTreeSet<&str> = ended.iter().map(|(_, code)| code.in_dutch()).collect();
    let reasons = reasons.into_iter().collect::<Vec<_>>().join("; ");
    match (ended.is_empty(), less) {
        (false, false) => format!("anders dan eerder gemeld is dit niet bij iedereen bezorgd: {reasons}"),
        (false, true) => format!("anders dan eerder gemeld is dit niet bij iedereen, of niet helemaal, bezorgd: {reasons}"),
        (true, true) => {
            "anders dan eerder gemeld is minder bezorgd: wat op de dag van verzending niet meer mocht, is weggelaten".to_owned()
        }
        (true, false) => "dit is bezorgd of gaat nog weg, zoals eerst gemeld".to_owned(),
    }
}

/// Whether the answer hides roles: a role may reveal where the child lives. True also where the child is unknown to the hub.
fn hides(
    store: &Reading<'_>,
    catalog: &Catalog,
    document: &StoredDocument,
) -> Result<bool, StoreError> {
    match document.subject {
        Some(subject) => store.may_be_secret(store.current(subject)?),
        None => {
            let kind = document
                .kind
                .as_deref()
                .and_then(|kind| catalog.kinds.get(kind));
            Ok(kind.is_none_or(|kind| {
                [Meaning::Pgn, Meaning::Surname]
                    .iter()
                    .any(|meaning| kind.meanings.contains_key(meaning))
            }))
        }
    }
}
