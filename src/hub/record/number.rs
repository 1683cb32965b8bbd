//! A report number -> the documents under it: reports, corrections, and matters that were handed over by a party that had them.

use super::step::Step;
use crate::catalog::policy::Place;
use crate::catalog::schema::Meaning;
use crate::hub::later;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::{Judgement, Ruling, Triaged, Verdict};
use crate::store::{Numbered, StoreError, Writing};
use std::collections::BTreeSet;

/// Records the number that a document goes under, so that an answer finds the reporter and a correction finds the parties that have the
/// report. A kind that is itself an answer is no report, and neither is a document to the reporter that used the number before. False when
/// another reporter uses the number: each of them gets an answer at once that says only that.
pub(super) fn register(
    step: Step<'_>,
    triaged: &Triaged,
    ruling: &Ruling,
    document: DocumentNo,
) -> Result<bool, StoreError> {
    let Step {
        store,
        catalog,
        now,
        ..
    } = step;
    let (kind, body, own) = (
        triaged.valid().kind(),
        triaged.valid().body().expose(),
        triaged.source().party(),
    );
    for number in kind.texts(Meaning::HandedOver, body) {
        hand_over(store, number, &own, document)?;
    }
    let answers = catalog
        .rows
        .get(&kind.name)
        .into_iter()
        .flatten()
        .any(|row| row.place == Place::EigenMelding);
    let Some(number) = kind.text(Meaning::ReportNumber, body).filter(|_| !answers) else {
        return Ok(true);
    };
    let before = store.reporters(number)?;
    store.put_numbered(&Numbered {
        number,
        reporter: &own,
        document,
        handed_over: false,
    })?;
    let gets = |judgement: &&Judgement| matches!(judgement.verdict, Verdict::Share(_));
    let partners = ruling
        .judgements
        .iter()
        .filter(gets)
        .filter_map(|judgement| judgement.partner.as_ref());
    let told: BTreeSet<&str> = partners.map(|partner| partner.oin.as_str()).collect();
    let is_told = |reporter: &Party| told.contains(reporter.oin.as_str());
    let others = || {
        before
            .iter()
            .filter(|(reporter, _)| *reporter != own && !is_told(reporter))
    };
    if before.iter().all(|(reporter, _)| *reporter != own) {
        for (_, theirs) in others() {
            later::not_unique(store, catalog, theirs, now)?;
        }
    }
    Ok(others().next().is_none())
}

/// Records a document that hands a matter over, under the number of each reporter with a report that its sender had.
fn hand_over(
    store: &Writing<'_>,
    number: &str,
    own: &Party,
    document: DocumentNo,
) -> Result<(), StoreError> {
    let had: BTreeSet<Party> = store
        .sent_under(number)?
        .into_iter()
        .filter(|sent| sent.to == *own)
        .map(|sent| sent.reporter)
        .collect();
    for reporter in &had {
        store.put_numbered(&Numbered {
            number,
            reporter,
            document,
            handed_over: true,
        })?;
    }
    Ok(())
}
