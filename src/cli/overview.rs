//! The store -> the numbers of arrivals, disclosures, refusals and stops, with their codes. Counts only, no personal data.

use super::{Settings, run::keys};
use crate::catalog::Catalog;
use crate::store::{Overview, Store};
use anyhow::Result;
use std::io::Write;

pub(super) fn run(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = super::catalog(settings, out)? else {
        return Ok(false);
    };
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let seen = super::runtime()?.block_on(store.read(|store| store.overview()))?;
    print_overview(&catalog, &seen, out)?;
    Ok(true)
}

fn print_overview(catalog: &Catalog, seen: &Overview, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "binnengekomen")?;
    for (source, count) in &seen.sources {
        writeln!(out, "  {source:<34} {count:>7} documenten")?;
    }
    writeln!(out, "bezorgd")?;
    for (key, counts) in &seen.partners {
        let partner = key.parse().ok().and_then(|party| catalog.partner(&party));
        let name = partner.map_or(key.as_str(), |partner| partner.name.as_str());
        let waiting = if counts.due > 0 {
            format!(", {} onderweg", counts.due)
        } else {
            String::new()
        };
        let parked = if counts.parked > 0 {
            format!(", {} GEPARKEERD", counts.parked)
        } else {
            String::new()
        };
        let dropped = if counts.dropped > 0 {
            format!(", {} ingetrokken", counts.dropped)
        } else {
            String::new()
        };
        writeln!(
            out,
            "  {name:<34} {:>7} bezorgd{waiting}{parked}{dropped}",
            counts.delivered
        )?;
    }
    writeln!(out, "onthouden")?;
    for ((role, code), count) in &seen.withheld {
        writeln!(
            out,
            "  {:<34} {count:>7} {code}: {}",
            catalog.terms.role_name(role),
            code.in_dutch()
        )?;
    }
    writeln!(out, "gestopt")?;
    for (code, count) in &seen.stopped_by_code {
        writeln!(
            out,
            "  {:<34} {count:>7} {}",
            code.as_str(),
            code.in_dutch()
        )?;
    }
    if !seen.labels.is_empty() {
        writeln!(out, "proeftuin en thema")?;
    }
    for ((label, outcome), count) in &seen.labels {
        let name = catalog
            .labels
            .get(label)
            .map_or(label.as_str(), |label| label.name.as_str());
        writeln!(out, "  {name:<34} {count:>7} {outcome}")?;
    }
    writeln!(out, "{}", closing_line(seen))?;
    Ok(())
}

/// One line for scripts: documents = routed + register + nothing + stopped + duplicate.
pub(super) fn closing_line(seen: &Overview) -> String {
    let Overview {
        routed,
        register,
        nothing,
        stopped,
        duplicate,
        dispatches,
        ..
    } = seen;
    let documents = routed + register + nothing + stopped + duplicate;
    let delivered: i64 = seen.partners.values().map(|counts| counts.delivered).sum();
    let parked: i64 = seen.partners.values().map(|counts| counts.parked).sum();
    let withheld: i64 = seen.withheld.values().sum();
    format!(
        "documents={documents} routed={routed} register={register} nothing={nothing} stopped={stopped} duplicate={duplicate} \
         dispatches={dispatches} delivered={delivered} withheld={withheld} parked={parked}"
    )
}
