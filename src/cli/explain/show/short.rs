//! Judgements -> the short answer before sending: the partners that get the document, those that do not, and the groups that must still
//! say yes.

use crate::catalog::Catalog;
use crate::cli::explain::lacking::{in_words, lacking};
use crate::pipeline::{Ruling, Triaged, Verdict};
use anyhow::Result;
use std::io::Write;

pub(super) fn in_short(
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
