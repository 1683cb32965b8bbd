//! A report number -> the documents under it: reports, corrections, and matters that were handed over by a party that had them.

use super::{Decided, RecordChange, Step, answer};
use crate::catalog::Catalog;
use crate::catalog::policy::Place;
use crate::catalog::schema::Meaning;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::{Judgement, Ruling, Sent, Triaged, Verdict};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A party that used a report number before.
pub struct EarlierReporter {
    /// The party.
    pub party: Party,
    /// The first document of the party under the number.
    pub document: DocumentNo,
    /// The source of that document.
    pub source: String,
    /// The id of that document within its source.
    pub id: String,
    /// The state of that document as data of an answer; none where the party hears nothing.
    pub stands: Option<Value>,
}

/// The record of the numbers in a document.
#[derive(Default)]
pub struct NumbersOnRecord {
    /// The parties that used the report number before.
    pub reporters: Vec<EarlierReporter>,
    /// The numbers of matters that the document hands over, each with all dispatches under it.
    pub handed_over: Vec<(String, Vec<Sent>)>,
}

/// The number that a document goes under. A kind that is itself an answer is no report.
pub fn report_number<'t>(catalog: &Catalog, triaged: &'t Triaged) -> Option<&'t str> {
    let (kind, body) = (triaged.valid().kind(), triaged.valid().body().expose());
    let mut rows = catalog.rows.get(&kind.name).into_iter().flatten();
    let answers = rows.any(|row| row.place == Place::EigenMelding);
    kind.text(Meaning::ReportNumber, body).filter(|_| !answers)
}

/// The numbers of matters that a document hands over.
pub fn handed_over(triaged: &Triaged) -> Vec<&str> {
    let (kind, body) = (triaged.valid().kind(), triaged.valid().body().expose());
    kind.texts(Meaning::HandedOver, body)
}

/// Whether a reporter other than the sender hears that the number is used once more: none does where the sender used it before.
pub fn first_use<'p>(own: &Party, mut before: impl Iterator<Item = &'p Party>) -> bool {
    before.all(|reporter| reporter != own)
}

/// Records the number that a document goes under, so that an answer finds the reporter and a correction finds the parties that have the
/// report. A document to the reporter that used the number before is no other report. False when another reporter uses the number: each
/// of them gets an answer at once that says only that.
pub(super) fn register<'a>(
    step: Step<'a>,
    triaged: &'a Triaged,
    ruling: &Ruling,
    record: &NumbersOnRecord,
    decided: &mut Decided<'a>,
) -> bool {
    let (own, document) = (triaged.source().party(), step.n());
    for (number, sent) in &record.handed_over {
        hand_over(number, sent, &own, document, decided);
    }
    let Some(number) = report_number(step.catalog, triaged) else {
        return true;
    };
    decided.changes.push(RecordChange::Numbering {
        number: Cow::Borrowed(number),
        reporter: own.clone(),
        document,
        handed_over: false,
    });
    let gets = |judgement: &&Judgement| matches!(judgement.verdict, Verdict::Share(_));
    let partners = ruling
        .judgements
        .iter()
        .filter(gets)
        .filter_map(|judgement| judgement.partner.as_ref());
    let told: BTreeSet<&str> = partners.map(|partner| partner.oin.as_str()).collect();
    let is_other = |reporter: &&EarlierReporter| {
        reporter.party != own && !told.contains(reporter.party.oin.as_str())
    };
    let others: Vec<&EarlierReporter> = record.reporters.iter().filter(is_other).collect();
    if first_use(
        &own,
        record.reporters.iter().map(|reporter| &reporter.party),
    ) {
        for theirs in &others {
            not_unique(step, theirs, decided);
        }
    }
    others.is_empty()
}

/// Records a document that hands a matter over, under the number of each reporter with a report that its sender had.
fn hand_over(
    number: &str,
    sent: &[Sent],
    own: &Party,
    document: DocumentNo,
    decided: &mut Decided<'_>,
) {
    let had: BTreeSet<&Party> = sent
        .iter()
        .filter(|sent| sent.to == *own)
        .map(|sent| &sent.reporter)
        .collect();
    for reporter in had {
        decided.changes.push(RecordChange::Numbering {
            number: Cow::Owned(number.to_owned()),
            reporter: reporter.clone(),
            document,
            handed_over: true,
        });
    }
}

/// Tells the sender of a report that another reporter uses its number, and nothing else of that reporter.
fn not_unique(step: Step<'_>, theirs: &EarlierReporter, decided: &mut Decided<'_>) {
    let EarlierReporter {
        document,
        source,
        id,
        stands,
        ..
    } = theirs;
    let Some(Value::Object(mut data)) = stands.clone() else {
        return;
    };
    data.extend(answer::number_not_unique());
    let data = Value::Object(data);
    decided
        .changes
        .push(RecordChange::Retold(*document, data.to_string()));
    let body = answer::later(step.catalog, (source, id), *document, &data, step.now);
    decided.told.insert(source.clone());
    decided
        .changes
        .push(RecordChange::Answer(Cow::Owned(source.clone()), body));
}
