//! Leerlingenvervoer: parents ask the gemeente, and the driver hears what is needed to drive (row 30).

use super::{Ought, Theme, gets};
use crate::care::{parent, somebody};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::ZWOLLE;
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let child = maker.young(9, ZWOLLE)?;
    let asked = json!({ "meldingsnummer": maker.number("LV"), "jeugdige": somebody(&child), "ouder": parent(&child),
        "school": { "brin": "02CD", "naam": "Meander College", "plaats": "Zwolle" },
        "vervoer": { "ingangsdatum": "2026-08-31", "dagen": ["MA", "DI", "DO"], "afstandKm": 14, "grond": "HANDICAP",
            "aanpassing": ["ROLSTOEL"] } });
    let mut passenger = somebody(&child);
    if let Value::Object(fields) = &mut passenger {
        fields.remove("woongemeente");
    }
    let decided = json!({ "meldingsnummer": maker.number("LB"), "geadresseerde": Partner::Vervoerder.oin(), "jeugdige": passenger,
        "school": { "naam": "Meander College", "plaats": "Zwolle" },
        "vervoer": { "ingangsdatum": "2026-08-31", "einddatum": "2027-07-09", "dagen": ["MA", "DI", "DO"], "aankomst": "08:30",
            "aanpassing": ["ROLSTOEL"] } });
    let steps = vec![
        maker.about(
            "ouders vragen het aan",
            (Source::Residents, Kind::Other("leerlingenvervoer.aanvraag")),
            &child,
            &asked,
            vec![gets(
                Partner::GemeenteZwolle,
                &["ID", "ADRES", "CONT_OUDER", "SCHOOL", "MED"],
            )],
        ),
        maker.about(
            "de beschikking, aan wie rijdt",
            (
                Source::Gemeente,
                Kind::Other("leerlingenvervoer.beschikking"),
            ),
            &child,
            &decided,
            vec![Ought::Gets(
                Partner::Vervoerder,
                &["ID", "ADRES", "SCHOOL", "MED"],
                "waarheen en met welke rolstoel, niet waarom",
            )],
        ),
    ];
    Ok(Theme {
        name: "Leerlingenvervoer",
        steps,
    })
}
