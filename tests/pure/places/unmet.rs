//! Every condition of a row that did not hold is told, and no other: what `explain` says of a row that gave nothing.

use super::{DAY, LIMITS, inbound, region};
use schakel::pipeline::{self, Facts, Triaged};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The conditions that did not hold, of each row that was asked, in a line each.
fn told(triaged: &Triaged) -> impl Iterator<Item = String> {
    let ruling = pipeline::explain(region(), triaged, &Facts::none(DAY));
    let asked = ruling
        .judgements
        .into_iter()
        .flat_map(|judgement| judgement.asked);
    asked
        .filter(|asked| !asked.unmet.is_empty())
        .map(|asked| format!("{} {:?}", asked.row.id, asked.unmet))
}

/// Every valid example of the repository, from every source of the region that may send it.
#[test]
fn the_conditions_that_did_not_hold_are_told_for_every_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut all = BTreeSet::new();
    for kind in region().kinds.values() {
        let name = kind.name.trim_end_matches("/1");
        let Ok(files) = std::fs::read_dir(root.join(name).join("examples/valid")) else {
            continue;
        };
        for file in files {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let mut event: Value = serde_json::from_str(&text).unwrap();
            for (source, by) in &region().sources {
                event["source"] = json!(format!("urn:nld:oin:{}:systeem:sit", by.oin));
                let message = inbound(source, &event);
                let judged = pipeline::triage(region(), LIMITS, &message, "vingerafdruk", DAY);
                let triaged = judged
                    .iter()
                    .flatten()
                    .filter_map(|one| one.result.as_ref().ok());
                all.extend(triaged.flat_map(told));
            }
        }
    }
    let expected = [
        "1 [Age, Field(\"verzuim.soort\")]",
        "10 [Team]",
        "11-inwoner [Field(\"aanmelding.aanmelder\")]",
        "11-school [Field(\"aanmelding.aanmelder\")]",
        "11-school [Team]",
        "19-ond [Field(\"inzage.gegeven\")]",
        "2 [Age, Field(\"verzuim.soort\")]",
        "2-langdurig [Age, Field(\"leerling.startkwalificatie\"), Field(\"verzuim.soort\")]",
        "2-langdurig [Age]",
        "2-langdurig [Field(\"verzuim.soort\")]",
        "23-hulp [Field(\"maatregel.soort\"), Period]",
        "23-hulp [Period]",
        "23-school [Field(\"maatregel.soort\"), Period]",
        "23-school [Period]",
        "24-school [Period, Place(Deelnemer)]",
        "24-school [Period]",
        "24-verbod [Place(Deelnemer)]",
        "29 [Except(\"leerling.werkMetGetuigschrift\")]",
        "3 [Age, Field(\"verzuim.soort\"), Agreement(\"signaalverzuim\")]",
        "3 [Field(\"verzuim.soort\"), Agreement(\"signaalverzuim\")]",
        "5 [Team]",
        "6 [Team]",
        "8-advies [Field(\"ondersteuning.nodigVoorAdvies\")]",
        "overleg [Place(Deelnemer)]",
    ];
    assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
