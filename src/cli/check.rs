//! Settings and catalog -> yes or no, with every complaint by file and line.

use super::{Origin, Settings, catalog, explain};
use anyhow::Result;
use std::collections::BTreeSet;
use std::io::Write;

pub(super) fn run(settings: &Settings, origins: &[Origin], out: &mut dyn Write) -> Result<bool> {
    writeln!(out, "instellingen")?;
    for origin in origins {
        writeln!(out, "  {:<24} uit {}", origin.name, origin.from)?;
    }
    let Some(catalog) = catalog(settings, out)? else { return Ok(false) };
    let gaps = explain::form::read(&settings.catalog.policies)?.gaps(&catalog);
    if !gaps.is_empty() {
        for gap in &gaps {
            writeln!(out, "{gap}")?;
        }
        return Ok(false);
    }
    let rows = catalog.rows.values().flatten().map(|row| row.id.as_str()).collect::<BTreeSet<_>>().len();
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
    Ok(true)
}
