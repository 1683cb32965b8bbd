//! All files of rows and cases -> the decision table, or complaints about parts that do not fit: orphans, lonely rows, contradictions.

use super::case::Case;
use super::complaint::{Complaint, Text, keep};
use super::policy::{self, Place, Row, RowState};
use super::schema::Kind;
use super::term::Terms;
use super::texts::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rows by kind.
pub(super) type Rows = BTreeMap<String, Vec<Arc<Row>>>;

/// The file of each line, by the line's id.
type RowFiles<'t> = BTreeMap<String, &'t Text>;

/// Compiles the table. A complaint that only follows from a fault in another file is left out.
pub(super) fn compile(
    texts: &Texts,
    terms: &Terms,
    kinds: &BTreeMap<String, Arc<Kind>>,
    wrong: &mut Vec<Complaint>,
) -> (Rows, Vec<(Text, Case)>) {
    let mut rows: Rows = BTreeMap::new();
    let mut cases = Vec::new();
    let mut lines: RowFiles<'_> = BTreeMap::new();
    for text in &texts.policies {
        let Some(policy) = keep(policy::compile(text, terms, kinds), wrong) else {
            continue;
        };
        for id in policy.ids {
            if lines.insert(id.clone(), text).is_some() {
                wrong.push(at_row(text, &id, "bestaat al"));
            }
        }
        for row in policy.rows {
            rows.entry(row.kind.clone()).or_default().push(row);
        }
        cases.extend(policy.cases.into_iter().map(|case| (text.clone(), case)));
    }
    if wrong.is_empty() {
        orphans(texts, &rows, &lines, &cases, wrong);
        lonely(&rows, &lines, &cases, wrong);
        queues(&rows, &lines, wrong);
        for (id, said) in rows.values().flat_map(|rows| policy::contradictions(rows)) {
            wrong.extend(lines.get(&id).map(|text| at_row(text, &id, &said)));
        }
    }
    (rows, cases)
}

fn at_row(text: &Text, id: &str, said: &str) -> Complaint {
    text.complain(
        &["[[rij]]", &format!("\"{id}\"")],
        format!("rij `{id}` {said}"),
    )
}

/// Complains of kinds that no row is about, and of cases for a row that does not exist.
fn orphans(
    texts: &Texts,
    rows: &Rows,
    lines: &RowFiles<'_>,
    cases: &[(Text, Case)],
    wrong: &mut Vec<Complaint>,
) {
    for text in &texts.schemas {
        let name = text.place.trim_end_matches(".json").replace("/v", "/");
        if !rows.contains_key(&name) {
            wrong.push(text.complain(
                &["\"$id\""],
                format!("geen enkele rij in policies gaat over `{name}`: zo kan het nergens heen"),
            ));
        }
    }
    for (text, case) in cases
        .iter()
        .filter(|(_, case)| !lines.contains_key(&case.rij))
    {
        wrong.push(text.complain(
            &["[[geval]]", &case.naam],
            format!(
                "geval `{}` noemt rij `{}`, die niet bestaat",
                case.naam, case.rij
            ),
        ));
    }
}

/// Complains of rows that stand back for a row that is not asked beside them, or that itself stands back.
fn queues(rows: &Rows, lines: &RowFiles<'_>, wrong: &mut Vec<Complaint>) {
    let mut reported = BTreeSet::new();
    for (row, first) in rows.values().flatten().flat_map(|row| {
        row.conditions
            .stands_back_for
            .iter()
            .map(move |first| (row, first))
    }) {
        let beside = |other: &&Arc<Row>| {
            other.id == *first
                && other.from == row.from
                && other.conditions.stands_back_for.is_empty()
        };
        let found = rows.get(&row.kind).into_iter().flatten().find(beside);
        if found.is_none() && reported.insert((&row.id, first)) {
            let text = format!(
                "wijkt voor rij `{first}`, die er voor `{}` van `{}` niet is of zelf ook wijkt",
                row.kind, row.from
            );
            wrong.extend(lines.get(&row.id).map(|file| at_row(file, &row.id, &text)));
        }
    }
}

/// Complains of rows without a case for each side: the withheld cases define a row as much as the shared ones.
fn lonely(rows: &Rows, lines: &RowFiles<'_>, cases: &[(Text, Case)], wrong: &mut Vec<Complaint>) {
    for (id, text) in lines {
        let Some(row) = rows.values().flatten().find(|row| row.id == *id) else {
            continue;
        };
        let of_row = || cases.iter().filter(|(_, case)| case.rij == *id);
        let (shares, withholds) = (
            of_row().filter(|(_, case)| case.deel.is_some()).count(),
            of_row().filter(|(_, case)| case.onthoud.is_some()).count(),
        );
        if row.state == RowState::Geblokkeerd || row.place == Place::Handmatig {
            if withholds < 2 {
                wrong.push(at_row(
                    text,
                    id,
                    "deelt nooit iets: geef twee gevallen met `onthoud`",
                ));
            }
        } else if shares == 0 || withholds == 0 {
            wrong.push(at_row(
                text,
                id,
                "heeft ten minste één geval met `deel` en één met `onthoud` nodig",
            ));
        }
    }
}
