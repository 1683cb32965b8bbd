//! Settings and catalog -> yes or no, with every complaint by file and line; and, when asked, the report of the table.

mod report;

use super::{Origin, Settings, catalog, explain};
use anyhow::Result;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Words {
    /// Schrijf ook de beslistabel en de AVG-bladzijden, in deze map (standaard docs)
    #[arg(long, value_name = "MAP", num_args = 0..=1, default_missing_value = "docs")]
    report: Option<PathBuf>,
    /// Schrijf niets: zeg welke van die bladzijden niet meer klopt
    #[arg(long, requires = "report")]
    stale: bool,
}

pub(super) fn run(
    settings: &Settings,
    origins: &[Origin],
    words: &Words,
    out: &mut dyn Write,
) -> Result<bool> {
    writeln!(out, "instellingen")?;
    for origin in origins {
        writeln!(out, "  {:<24} uit {}", origin.name, origin.from)?;
    }
    let Some(catalog) = catalog(settings, out)? else {
        return Ok(false);
    };
    let gaps = explain::form::read(&settings.catalog.policies)?.gaps(&catalog);
    if !gaps.is_empty() {
        for gap in &gaps {
            writeln!(out, "{gap}")?;
        }
        return Ok(false);
    }
    let rows = catalog
        .rows
        .values()
        .flatten()
        .map(|row| row.id.as_str())
        .collect::<BTreeSet<_>>()
        .len();
    writeln!(out, "catalogus {} in orde", catalog.version)?;
    writeln!(
        out,
        "  {} berichtsoorten, {} adapters, {rows} rijen met {} gevallen, {} bronnen, {} partners in regio {}",
        catalog.kinds.len(),
        catalog.adapters.len(),
        catalog.cases.len(),
        catalog.sources.len(),
        catalog.partners.len(),
        catalog.region.name,
    )?;
    match &words.report {
        Some(folder) => report::write(
            &catalog,
            &settings.catalog.policies,
            folder,
            words.stale,
            out,
        ),
        None => Ok(true),
    }
}
