//! The explained documents -> Dutch text or JSON. Names fields and categories, never values.

mod fields;
mod json;
mod judged;
mod short;

pub(super) use json::json;

use super::facts::FILE;
use super::{Explained, Known, values, why};
use crate::catalog::Catalog;
use crate::catalog::partner::Source;
use crate::catalog::words::WordSort;
use crate::outcome::Stop;
use crate::pipeline::free_text::Flag;
use crate::pipeline::{Ruling, Triaged, remarks};
use anyhow::Result;
use fields::fields;
use judged::judged;
use short::in_short;
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
    facts(triaged, known, out)?;
    remarks(catalog, triaged, out)?;
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

/// Prints the facts, each with its origin.
fn facts(triaged: &Triaged, known: &Known, out: &mut dyn Write) -> Result<()> {
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
    Ok(())
}

/// Prints the remarks for the sender of the document.
fn remarks(catalog: &Catalog, triaged: &Triaged, out: &mut dyn Write) -> Result<()> {
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
    Ok(())
}

/// Whether this document or another says that the address is secret.
pub(super) fn is_secret(triaged: &Triaged, known: &Known) -> bool {
    triaged.secret_address() || known.facts.secret_address
}

fn sorts(flag: &Flag) -> Vec<&str> {
    flag.sorts.iter().map(WordSort::as_str).collect()
}
