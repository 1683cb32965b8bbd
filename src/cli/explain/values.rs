//! The fields and facts that were looked at -> Dutch lines with their values: for the screen of a user who has the message in hand, and
//! nowhere else.

use super::Known;
use crate::catalog::schema::Meaning;
use crate::pipeline::conditions::age;
use crate::pipeline::consent::Said;
use crate::pipeline::{Facts, Ruling, Triaged};
use anyhow::Result;
use std::collections::BTreeSet;
use std::io::Write;

pub(super) fn shown(
    triaged: &Triaged,
    known: &Known,
    ruling: &Ruling,
    out: &mut dyn Write,
) -> Result<()> {
    let (kind, body) = (triaged.valid().kind(), triaged.valid().body().expose());
    let today = known.facts.today;
    writeln!(out, "  waarden")?;
    match triaged.born() {
        Some(born) => say(
            out,
            "geboren",
            &format!("{born}, {} jaar op {today}", age(born, today)),
        )?,
        None => say(out, "geboren", "niet of niet helemaal bekend")?,
    }
    if let Some(days) = triaged.days() {
        say(
            out,
            "dagen",
            &format!("{} tot en met {}", days.first, days.last),
        )?;
    }
    for (name, meaning) in [
        ("gemeente", Meaning::Home),
        ("gemeente van de Jeugdwet", Meaning::HomeOfYouthCare),
        ("wijk", Meaning::District),
        ("school", Meaning::Brin),
    ] {
        if let Some(value) = kind.text(meaning, body) {
            say(out, name, value)?;
        }
    }
    for field in asked_for(ruling) {
        let value = body
            .get("data")
            .and_then(|data| field.split('.').try_fold(data, |at, name| at.get(name)));
        say(
            out,
            field,
            &value.map_or_else(|| "staat er niet".to_owned(), ToString::to_string),
        )?;
    }
    register(&known.facts, out)
}

/// The fields that the rows looked at, of all rows that were asked.
fn asked_for(ruling: &Ruling) -> BTreeSet<&str> {
    let asked = ruling
        .judgements
        .iter()
        .flat_map(|judgement| &judgement.asked);
    let conditions = asked.map(|asked| &asked.row.conditions);
    conditions
        .flat_map(|conditions| {
            let period = conditions
                .period
                .iter()
                .flat_map(|(first, last)| [first.as_str(), last.as_str()]);
            conditions
                .fields
                .iter()
                .chain(&conditions.except)
                .map(|(field, _)| field.as_str())
                .chain(period)
        })
        .collect()
}

/// Prints the facts from the register.
fn register(facts: &Facts, out: &mut dyn Write) -> Result<()> {
    for one in &facts.statements {
        let said = if one.said == Said::Yes { "ja" } else { "nee" };
        let until = one
            .until
            .map(|until| format!(" tot {until}"))
            .unwrap_or_default();
        let (who, gezag) = (
            format!("{} als {}", one.giver, one.capacity),
            one.authority.as_str(),
        );
        say(
            out,
            "verklaring",
            &format!(
                "{said}{until} van {who}, gezag {gezag}, op {} aan {} voor {} ({})",
                one.day, one.recipient, one.purpose, one.category
            ),
        )?;
    }
    for one in &facts.standings {
        let what = one.giver.as_ref().map_or_else(
            || "wilsbekwaam".to_owned(),
            |giver| format!("gezag van {giver}"),
        );
        say(
            out,
            "vastgesteld",
            &format!("{what}: {} sinds {}", one.known.as_str(), one.day),
        )?;
    }
    for sent in &facts.sent {
        say(
            out,
            "gekregen",
            &format!(
                "{} van {}: rij {} ({})",
                sent.to,
                sent.reporter,
                sent.rows.join(" "),
                sent.categories.join(" ")
            ),
        )?;
    }
    Ok(())
}

fn say(out: &mut dyn Write, name: &str, value: &str) -> Result<()> {
    // a terminal would obey control characters in a text
    let value: String = value
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    writeln!(out, "    {name}: {value}")?;
    Ok(())
}
