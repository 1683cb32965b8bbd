//! The reference lists as written -> [`Lines`], each with its number.

use super::{Gone, Municipality};
use crate::catalog::complaint::{Complaint, Text};
use std::collections::BTreeSet;

const EXISTING: &str = "gemeentecode,naam";
const MERGED: &str = "gemeentecode,opvolger,per,naam";
/// The header without names, as written before 2027.
const UNNAMED: &str = "gemeentecode,opvolger,per";
const ABROAD: &str = "soort,waarde,naam";

/// All lines of the three lists.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) existing: Vec<(usize, Municipality, String)>,
    pub(super) merged: Vec<(usize, Municipality, Gone)>,
    pub(super) nowhere: BTreeSet<Municipality>,
    pub(super) here: BTreeSet<String>,
}

/// Reads the lists; every line of another shape is a complaint.
pub(super) fn read_lists(
    existing: &Text,
    merged: &Text,
    abroad: &Text,
) -> Result<Lines, Vec<Complaint>> {
    let (mut lines, mut wrong) = (Lines::default(), Vec::new());
    header(existing, &[EXISTING], &mut wrong);
    header(merged, &[MERGED, UNNAMED], &mut wrong);
    if !abroad.text.trim().is_empty() {
        header(abroad, &[ABROAD], &mut wrong);
    }
    for (at, line) in rows(existing) {
        match line
            .split_once(',')
            .map(|(code, name)| (code.trim().parse(), name.trim()))
        {
            Some((Ok(code), name)) if !name.is_empty() => {
                lines.existing.push((at, code, name.to_owned()))
            }
            _ => wrong.push(bad_line(existing, at, EXISTING)),
        }
    }
    for (at, line) in rows(merged) {
        match ended(line) {
            Some((code, gone)) => lines.merged.push((at, code, gone)),
            None => wrong.push(bad_line(merged, at, MERGED)),
        }
    }
    for (at, line) in rows(abroad) {
        match line
            .splitn(3, ',')
            .map(str::trim)
            .collect::<Vec<_>>()
            .as_slice()
        {
            ["gemeente", code, _] if code.parse::<Municipality>().is_ok() => {
                lines.nowhere.extend(code.parse())
            }
            ["nederland", word, _] if !word.is_empty() => lines.here.extend([word.to_uppercase()]),
            _ => wrong.push(bad_line(
                abroad,
                at,
                "gemeente,<code>,<naam>` of `nederland,<woord>,<naam>",
            )),
        }
    }
    if wrong.is_empty() {
        Ok(lines)
    } else {
        Err(wrong)
    }
}

/// An ended municipality of a line `0140,0080+1900+1949,2018-01-01,Littenseradiel`.
fn ended(line: &str) -> Option<(Municipality, Gone)> {
    let mut parts = line.splitn(4, ',').map(str::trim);
    let (code, successors, day) = (
        parts.next()?.parse().ok()?,
        parts.next()?,
        parts.next()?.parse().ok()?,
    );
    let successors: Vec<Municipality> = successors
        .split('+')
        .map(|code| code.trim().parse().ok())
        .collect::<Option<_>>()?;
    Some((
        code,
        Gone {
            on: day,
            successors,
            name: parts.next().unwrap_or_default().to_owned(),
        },
    ))
}

/// Complains of a list without its header: the first line would be skipped as if it were the header, and be lost.
fn header(text: &Text, known: &[&str], wrong: &mut Vec<Complaint>) {
    let first = text.text.lines().next().unwrap_or_default().trim();
    if !known.contains(&first) {
        let expected = known.first().copied().unwrap_or_default();
        wrong.push(Complaint {
            file: text.path.clone(),
            line: Some(1),
            text: format!("de eerste regel is niet de kop `{expected}`"),
            missing: None,
        });
    }
}

fn rows(text: &Text) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.text.lines())
        .skip(1)
        .filter(|(_, line)| !line.trim().is_empty())
}

fn bad_line(text: &Text, line: usize, shape: &str) -> Complaint {
    Complaint {
        file: text.path.clone(),
        line: Some(line),
        text: format!("verwacht `{shape}`"),
        missing: None,
    }
}
