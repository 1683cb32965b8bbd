//! The result of reading a catalog -> Dutch.

use super::Words;
use crate::desk::{Lacking, Reloaded};

pub(super) fn reloaded(reloaded: &Reloaded) -> Words {
    match reloaded {
        Reloaded::Done {
            version,
            was,
            missing,
        } => {
            let mut lines = vec![format!("de catalogus is nu {version} (was {was})")];
            lines.extend(lacking(missing));
            Words::all(lines, true)
        }
        Reloaded::Same(version) => {
            Words::yes(format!("er is niets veranderd: de catalogus is {version}"))
        }
        Reloaded::Refused { complaints, stays } => {
            let mut lines = complaints.clone();
            let count = complaints.len();
            let faults = if count == 1 { "fout" } else { "fouten" };
            lines.push(format!("{count} {faults}: de catalogus blijft {stays}"));
            Words::all(lines, false)
        }
        Reloaded::BrokenOff => {
            Words::no("het lezen is afgebroken: er is niets veranderd; zie het log van de hub")
        }
    }
}

/// The exchanges and queues of the new catalog that the broker lacks, and the remedy.
fn lacking(missing: &Lacking) -> Vec<String> {
    let mut lines = match missing {
        Lacking::Objects(objects) => objects
            .iter()
            .map(|object| format!("ontbreekt op de broker: {object}"))
            .collect(),
        Lacking::Unseen(why) => vec![format!("of de broker alles heeft is niet te zien: {why}")],
    };
    if !lines.is_empty() {
        lines.push("draai `schakel topology`: die maakt wat ontbreekt".to_owned());
    }
    lines
}
