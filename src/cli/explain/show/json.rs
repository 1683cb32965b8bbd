//! The explained documents -> JSON, for programs.

use super::fields::fields;
use super::{is_secret, sorts};
use crate::catalog::Catalog;
use crate::cli::explain::{Explained, why};
use crate::outcome::Code;
use crate::pipeline::{Asked, Judgement, Verdict};
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

pub(in crate::cli::explain) fn json(
    catalog: &Catalog,
    explained: &[Explained],
    out: &mut dyn Write,
) -> Result<()> {
    let documents: Vec<Value> = explained
        .iter()
        .map(|document| of_document(catalog, document))
        .collect();
    writeln!(
        out,
        "{:#}",
        json!({ "catalog": catalog.version, "documents": documents })
    )?;
    Ok(())
}

fn of_document(catalog: &Catalog, document: &Explained) -> Value {
    let mut shown = json!({ "id": document.id, "kind": document.kind });
    let (Value::Object(fields_of), end) = (&mut shown, &document.end) else {
        return shown;
    };
    match end {
        Err(stop) => {
            fields_of.insert("stop".to_owned(), json!({ "code": stop.code.as_str(), "problems": stop.problems, "total": stop.total }));
        }
        Ok((triaged, known, ruling)) => {
            fields_of.insert("mapped".to_owned(), json!(fields(catalog, triaged)));
            let facts = json!({
                "sending": { "value": known.facts.today.to_string(), "from": known.sending_from },
                "consent": { "value": known.facts.statements.len(), "from": known.consent_from },
                "reporter": { "value": known.reporter, "from": known.reporter_from },
                "standings": { "value": known.facts.standings.len(), "from": known.standing_from },
                "perhaps": { "value": known.facts.perhaps.matches.len(), "from": known.perhaps_from },
                "secretAddress": { "value": is_secret(triaged, known), "from": known.secret_from },
            });
            fields_of.insert("facts".to_owned(), facts);
            let flags: Vec<Value> = triaged
                .flagged()
                .iter()
                .map(|flag| json!({ "path": flag.pointer, "found": sorts(flag) }))
                .collect();
            fields_of.insert("freeText".to_owned(), Value::Array(flags));
            fields_of.insert("leftOut".to_owned(), json!(triaged.left_out()));
            fields_of.insert("remarks".to_owned(), json!(triaged.remarks()));
            let verdicts: Vec<Value> = ruling
                .judgements
                .iter()
                .map(|judgement| verdict(catalog, judgement))
                .collect();
            fields_of.insert("verdicts".to_owned(), Value::Array(verdicts));
            let absences = why::absences(catalog, triaged, &known.facts, ruling);
            let absent: Vec<Value> = absences
                .iter()
                .map(|(why, names)| json!({ "why": why::absence(*why), "names": names }))
                .collect();
            fields_of.insert("noCandidate".to_owned(), Value::Array(absent));
        }
    }
    shown
}

fn verdict(catalog: &Catalog, judgement: &Judgement) -> Value {
    let asked: Vec<Value> = (judgement.asked.iter())
        .map(|Asked { row, said, missing, unmet, .. }| {
            let open = missing.iter().filter(|(_, who)| !who.groups.is_empty());
            let missing: Vec<Value> = open.map(|(category, who)| json!({ "category": category, "from": who.groups })).collect();
            let unmet: Vec<String> = unmet.iter().map(why::code).collect();
            let said = said.map_or_else(Code::as_str, |_| "share");
            json!({ "row": row.id, "source": row.source, "said": said, "missingConsent": missing, "unmet": unmet })
        })
        .collect();
    let (oin, name) = judgement.partner.as_ref().map_or((None, None), |p| {
        (Some(p.oin.as_str()), Some(p.name.as_str()))
    });
    let common = json!({ "oin": oin, "name": name, "role": judgement.role, "asked": asked });
    let (Value::Object(mut common), verdict) = (common, &judgement.verdict) else {
        return Value::Null;
    };
    match verdict {
        Verdict::Share(share) => {
            let rows: Vec<&str> = share
                .grants()
                .iter()
                .map(|grant| grant.row.id.as_str())
                .collect();
            common.insert("verdict".to_owned(), json!("share"));
            common.insert("rows".to_owned(), json!(rows));
            common.insert(
                "categories".to_owned(),
                json!(catalog.terms.codes(share.categories(catalog))),
            );
            common.insert("without".to_owned(), json!(share.without()));
        }
        Verdict::Withhold { row, code } => {
            common.insert("verdict".to_owned(), json!("withhold"));
            common.insert("code".to_owned(), json!(code.as_str()));
            common.insert(
                "row".to_owned(),
                json!(row.as_ref().map(|row| row.id.as_str())),
            );
        }
    }
    Value::Object(common)
}
