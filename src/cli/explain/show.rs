//! What was found out -> Dutch text or JSON. Names fields and categories, never values.

use super::facts::FILE;
use super::lacking::{in_words, lacking, names_no_unit};
use super::{Explained, Known, values, why};
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::catalog::schema::Shape;
use crate::catalog::words::Sort;
use crate::outcome::{Code, Stop};
use crate::pipeline::free_text::Flag;
use crate::pipeline::{Asked, Facts, Judgement, Ruling, Triaged, Verdict, remarks};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

pub(super) fn text(
    catalog: &Catalog,
    source: &Source,
    explained: &[Explained],
    values: bool,
    out: &mut dyn Write,
) -> Result<()> {
    for (at, document) in (1..).zip(explained) {
        let kind = document.kind.as_deref().unwrap_or("onbekende berichtsoort");
        writeln!(
            out,
            "document {at} van {}: {kind} {} (bron {})",
            explained.len(),
            document.id,
            source.name
        )?;
        match &document.end {
            Err(stop) => stopped(stop, out)?,
            Ok((triaged, known, ruling)) => {
                ruled(catalog, triaged, known, ruling, out)?;
                if values {
                    values::shown(triaged, known, ruling, out)?;
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn stopped(stop: &Stop, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "  GESTOPT  {}: {}", stop.code, stop.code.in_dutch())?;
    for problem in &stop.problems {
        writeln!(
            out,
            "    {} — {}",
            if problem.path.is_empty() {
                "(hele bericht)"
            } else {
                &problem.path
            },
            problem.rule
        )?;
    }
    if stop.total > stop.problems.len() {
        writeln!(out, "    en nog {} meer", stop.total - stop.problems.len())?;
    }
    writeln!(
        out,
        "  Niemand krijgt iets; de afzender krijgt deze lijst terug."
    )?;
    Ok(())
}

fn ruled(
    catalog: &Catalog,
    triaged: &Triaged,
    known: &Known,
    ruling: &Ruling,
    out: &mut dyn Write,
) -> Result<()> {
    let secret = if is_secret(triaged, known) {
        catalog.terms.codes(catalog.terms.secret)
    } else {
        Vec::new()
    };
    in_short(catalog, triaged, ruling, &secret, out)?;
    writeln!(out, "  velden")?;
    for (category, fields) in fields(catalog, triaged) {
        writeln!(out, "    {category:<12} {}", fields.join(", "))?;
    }
    writeln!(out, "  feiten")?;
    writeln!(
        out,
        "    dag van verzending: {} ({})",
        known.facts.today, known.sending_from
    )?;
    writeln!(
        out,
        "    eerder gemeld door: {} ({})",
        known.reporter.as_deref().unwrap_or("onbekend"),
        known.reporter_from
    )?;
    writeln!(
        out,
        "    verklaringen over toestemming: {} ({})",
        known.facts.statements.len(),
        known.consent_from
    )?;
    if !known.facts.standings.is_empty() || known.standing_from == FILE {
        writeln!(
            out,
            "    vastgesteld over gezag of wilsbekwaamheid: {} ({})",
            known.facts.standings.len(),
            known.standing_from
        )?;
    }
    if !known.facts.perhaps.matches.is_empty() || known.perhaps_from == FILE {
        let perhaps = &known.facts.perhaps;
        let said = perhaps.statements.len() + perhaps.standings.len();
        writeln!(
            out,
            "    gezegd over wie dit misschien is: {said} ({}); een mens kijkt eerst",
            known.perhaps_from
        )?;
    }
    if triaged.secret_address() {
        writeln!(
            out,
            "    geheim adres: adres en contact van ouder gaan naar niemand (het bericht zegt het)"
        )?;
    } else if known.facts.secret_address {
        writeln!(
            out,
            "    geheim adres: adres en contact van ouder gaan naar niemand ({})",
            known.secret_from
        )?;
    }
    for flag in triaged.flagged() {
        writeln!(
            out,
            "    vrije tekst {}: hierin staat {}",
            flag.pointer,
            sorts(flag).join(", ")
        )?;
    }
    for problem in triaged.left_out() {
        writeln!(
            out,
            "    niet gelezen en niet doorgegeven: {} — {}",
            problem.path, problem.rule
        )?;
    }
    for remark in triaged.remarks() {
        let words = remarks::in_dutch(catalog, &triaged.valid().kind().name, &remark.rule);
        writeln!(
            out,
            "    opmerking voor de afzender: {} — {}, {words}",
            remark.path, remark.rule
        )?;
    }
    if triaged.is_statement() {
        writeln!(
            out,
            "  REGISTER {} verklaringen over toestemming worden bewaard; het bericht gaat naar niemand",
            triaged.statements().len() + triaged.standings().len()
        )?;
        return Ok(());
    }
    if ruling.judgements.is_empty() {
        writeln!(out, "  geen enkele aangesloten partner komt in aanmerking")?;
    }
    for judgement in &ruling.judgements {
        judged(catalog, judgement, &known.facts, &secret, out)?;
        if let Some(why) = why::nobody(catalog, triaged, &known.facts, judgement) {
            writeln!(out, "    {why}")?;
        }
    }
    let absences = why::absences(catalog, triaged, &known.facts, ruling);
    if !absences.is_empty() {
        writeln!(out, "  geen kandidaat")?;
    }
    for (why, names) in absences {
        writeln!(out, "    {}: {}", why::absence(why), why::few(&names))?;
    }
    Ok(())
}

/// This message says so, or another did.
pub(super) fn is_secret(triaged: &Triaged, known: &Known) -> bool {
    triaged.secret_address() || known.facts.secret_address
}

fn sorts(flag: &Flag) -> Vec<&str> {
    flag.sorts.iter().map(Sort::as_str).collect()
}

/// The answer to the question before sending: who gets it, who does not, and whose yes is still needed.
fn in_short(
    catalog: &Catalog,
    triaged: &Triaged,
    ruling: &Ruling,
    secret: &[&str],
    out: &mut dyn Write,
) -> Result<()> {
    if triaged.is_statement() {
        return Ok(());
    }
    writeln!(out, "  in het kort")?;
    let mut form = false;
    for judgement in &ruling.judgements {
        let name = judgement.partner.as_ref().map_or_else(
            || catalog.terms.role_name(&judgement.role),
            |partner| partner.name.as_str(),
        );
        let missing = in_words(
            &judgement
                .asked
                .iter()
                .map(|asked| lacking(asked, secret))
                .collect::<Vec<_>>(),
        );
        form |= missing.is_some();
        match (&judgement.verdict, missing) {
            (Verdict::Share(_), None) => writeln!(out, "    {name} krijgt dit.")?,
            (Verdict::Share(_), Some(who)) => writeln!(
                out,
                "    {name} krijgt hier iets van; voor meer is nog nodig: een ja van {who}."
            )?,
            (Verdict::Withhold { code, .. }, None) => {
                writeln!(out, "    {name} krijgt niets: {}.", code.in_dutch())?
            }
            (Verdict::Withhold { .. }, Some(who)) => writeln!(
                out,
                "    {name} krijgt niets; daarvoor is nog nodig: een ja van {who}."
            )?,
        }
    }
    if ruling.judgements.is_empty() {
        writeln!(out, "    Niemand krijgt dit.")?;
    }
    if form {
        writeln!(
            out,
            "    Herhaal deze opdracht met `--formulier` voor een brief die om die toestemming vraagt."
        )?;
    }
    Ok(())
}

fn judged(
    catalog: &Catalog,
    judgement: &Judgement,
    facts: &Facts,
    secret: &[&str],
    out: &mut dyn Write,
) -> Result<()> {
    let role = catalog.terms.role_name(&judgement.role);
    let name = judgement
        .partner
        .as_ref()
        .map_or("niemand bekend", |partner| partner.name.as_str());
    match &judgement.verdict {
        Verdict::Share(share) => {
            writeln!(out, "  KRIJGT   {name} als {role}")?;
            writeln!(
                out,
                "    categorieën: {}",
                catalog.terms.codes(share.categories(catalog)).join(" ")
            )?;
            if !share.without().is_empty() {
                writeln!(out, "    weggelaten: {}", share.without().join(", "))?;
            }
            for row in share.grants().iter().map(|grant| &grant.row) {
                writeln!(
                    out,
                    "    rij {}: {} (zekerheid {})",
                    row.id,
                    row.source,
                    row.certainty.as_str()
                )?;
                writeln!(
                    out,
                    "      geven: {}; ontvangen: {}",
                    row.grounds.verstrekken, row.grounds.ontvangen
                )?;
            }
        }
        Verdict::Withhold { code, .. } => {
            writeln!(
                out,
                "  NIETS    {name} als {role}: {code}, {}",
                code.in_dutch()
            )?;
        }
    }
    for asked in &judgement.asked {
        let said = match asked.said {
            Ok(categories) => format!("laat door: {}", catalog.terms.codes(categories).join(" ")),
            Err(code) => code.as_str().to_owned(),
        };
        writeln!(out, "    gevraagd: rij {} — {said}", asked.row.id)?;
        for unmet in &asked.unmet {
            writeln!(out, "      {}", why::unmet(&asked.row, unmet, facts))?;
        }
        if names_no_unit(asked) {
            writeln!(
                out,
                "      het ja noemt geen `onderdeel`, en onder deze OIN zijn er meer: vraag een ja dat het noemt"
            )?;
        }
        for (groups, categories) in lacking(asked, secret) {
            writeln!(
                out,
                "      toestemming ontbreekt van: {} (voor {})",
                groups.join(" en "),
                categories.join(" ")
            )?;
        }
    }
    Ok(())
}

/// The fields of the document by category, dotted, in the order of the schema.
fn fields(catalog: &Catalog, triaged: &Triaged) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let valid = triaged.valid();
    if let Some(data) = valid.body().expose().get("data") {
        collect(catalog, &valid.kind().shape, data, "", &mut found);
    }
    found
}

fn collect(
    catalog: &Catalog,
    shape: &Shape,
    value: &Value,
    path: &str,
    found: &mut BTreeMap<String, Vec<String>>,
) {
    match (shape, value) {
        (Shape::Leaf(leaf), _) => {
            let category = catalog.terms.codes(leaf.category).join(" ");
            let fields = found.entry(category).or_default();
            if !fields.iter().any(|field| field == path) {
                fields.push(path.to_owned());
            }
        }
        (Shape::Object(shapes), Value::Object(values)) => {
            for (name, value) in values {
                if let Some(shape) = shapes.get(name) {
                    let inner = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    collect(catalog, shape, value, &inner, found);
                }
            }
        }
        (Shape::List(shape), Value::Array(values)) => values
            .iter()
            .for_each(|value| collect(catalog, shape, value, path, found)),
        _ => {}
    }
}

pub(super) fn json(catalog: &Catalog, explained: &[Explained], out: &mut dyn Write) -> Result<()> {
    let documents: Vec<Value> = explained
        .iter()
        .map(|document| one(catalog, document))
        .collect();
    writeln!(
        out,
        "{:#}",
        json!({ "catalog": catalog.version, "documents": documents })
    )?;
    Ok(())
}

fn one(catalog: &Catalog, document: &Explained) -> Value {
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
