//! The answers that a sender ought to hear, and those that it heard -> the differences.

use super::{texts, without};
use crate::expect::fields::holds_bsn;
use crate::expect::{End, Expected, Fate};
use crate::source::Source;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) fn compare<'e>(
    source: Source,
    expected: impl Iterator<Item = &'e Expected>,
    heard: &[Value],
    wrong: &mut Vec<String>,
) {
    let name = source.name();
    let mut left: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for answer in heard {
        let document = answer
            .pointer("/data/document")
            .and_then(Value::as_str)
            .unwrap_or("(zonder document)");
        left.entry(document).or_default().push(answer);
        if texts(&without(answer, &["/id"])).any(holds_bsn) {
            wrong.push(format!(
                "antwoord aan {name} over {document}: er staat een BSN in"
            ));
        }
    }
    for one in expected {
        let answers = left.entry(&one.document).or_default();
        let ends_otherwise = one
            .end
            .deliveries()
            .any(|delivery| delivery.fate == Fate::Withdrawn);
        if ends_otherwise {
            match answers.iter().position(|answer| is_later(answer, one)) {
                Some(place) => drop(answers.remove(place)),
                None => wrong.push(format!(
                    "antwoord aan {name} over {}: niets over wat toch niet bezorgd is",
                    one.document
                )),
            }
        }
        match answers
            .iter()
            .position(|answer| answer.get("data").is_some_and(|data| is_answer(data, one)))
        {
            Some(place) => drop(answers.remove(place)),
            None => wrong.push(format!(
                "antwoord aan {name} over {}: verwacht {}",
                one.document,
                one.end.outcome()
            )),
        }
    }
    for (document, answers) in left {
        let data = answers.into_iter().filter_map(|answer| answer.get("data"));
        wrong.extend(
            data.map(|data| format!("antwoord aan {name} over {document}: niet verwacht: {data}")),
        );
    }
}

/// The second answer: what was to go has not gone, by a withdrawal that is nobody's in particular.
fn is_later(answer: &Value, expected: &Expected) -> bool {
    let withdrawn = expected
        .end
        .deliveries()
        .filter(|delivery| delivery.fate == Fate::Withdrawn);
    let roles: Vec<Value> = withdrawn
        .map(|delivery| json!({ "code": "disclosure.refused", "rol": delivery.to.role() }))
        .collect();
    answer.pointer("/data/nietBezorgd") == Some(&json!(roles))
}

/// The whole answer is as it ought to be, but for the places in a text that only a reader of that text can know.
fn is_answer(data: &Value, expected: &Expected) -> bool {
    let mut wanted = json!({ "document": expected.document, "uitkomst": expected.end.outcome() });
    let mut told = data.clone();
    let (Value::Object(wanted), Value::Object(told)) = (&mut wanted, &mut told) else {
        return false;
    };
    let explained = told
        .remove("toelichting")
        .is_some_and(|words| words.as_str().is_some_and(|words| !words.is_empty()));
    let routed = expected.end.outcome() == "routed";
    if let Some(remarks) = told.remove("opmerkingen") {
        // the demo's figures contradict nothing: only an age can be without a duty
        let of_age = |remark: &Value| {
            ["te-jong", "te-oud"]
                .iter()
                .any(|rule| remark.get("regel").and_then(Value::as_str) == Some(rule))
        };
        if !remarks
            .as_array()
            .is_some_and(|remarks| remarks.iter().all(of_age))
        {
            return false;
        }
    }
    let must = match &expected.end {
        End::Judged(judged) => !routed || !judged.flagged.is_empty(),
        End::Stopped { .. } => true,
        End::Register | End::Duplicate { .. } => false,
    };
    match &expected.end {
        End::Judged(judged) => {
            if !judged.secret {
                let mut roles: Vec<&str> = expected
                    .end
                    .deliveries()
                    .map(|delivery| delivery.to.role())
                    .collect();
                roles.sort_unstable();
                wanted.insert("ontvangers".to_owned(), json!(roles));
            }
            if !judged.flagged.is_empty() {
                let found = judged
                    .flagged
                    .iter()
                    .map(|path| json!({ "pad": path, "soort": ["PERSOONSNUMMER"] }));
                wanted.insert("vrijeTekst".to_owned(), found.collect());
            }
            if must && routed {
                wanted.insert("weggelaten".to_owned(), json!(judged.flagged));
            }
        }
        End::Register => {}
        End::Duplicate { first } => drop(wanted.insert("eerder".to_owned(), json!(first))),
        End::Stopped { code, problems } => {
            wanted.insert("code".to_owned(), json!(code));
            wanted.insert("aantalProblemen".to_owned(), json!(problems.len()));
            if !has_problems(told, problems) {
                return false;
            }
        }
    }
    explained == must && wanted == told
}

/// Exactly these, in this order; takes them out.
fn has_problems(told: &mut Map<String, Value>, problems: &[(Option<&str>, &str)]) -> bool {
    let found = told.remove("problemen");
    let found = found
        .as_ref()
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let fits = |(problem, (path, rule)): (&Value, &(Option<&str>, &str))| {
        let says = |name, text: &str| problem.get(name).and_then(Value::as_str) == Some(text);
        path.is_none_or(|path| says("pad", path)) && says("regel", rule)
    };
    found.len() == problems.len() && found.iter().zip(problems).all(fits)
}
