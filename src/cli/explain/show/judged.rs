//! One judgement -> its lines: the categories that go and their rows, and for each row that was asked the reason of its no.

use crate::catalog::Catalog;
use crate::cli::explain::lacking::{lacking, names_no_unit};
use crate::cli::explain::why;
use crate::pipeline::{Asked, Facts, Judgement, Verdict};
use anyhow::Result;
use std::io::Write;

pub(super) fn judged(
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
        row(catalog, asked, facts, secret, out)?;
    }
    Ok(())
}

/// A row that was asked.
fn row(
    catalog: &Catalog,
    asked: &Asked,
    facts: &Facts,
    secret: &[&str],
    out: &mut dyn Write,
) -> Result<()> {
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
    Ok(())
}
