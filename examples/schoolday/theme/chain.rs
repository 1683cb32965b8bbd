//! The messages of gemeente and jeugdhulp have a way of their own: here they are off, and a school never hears of them (rows 14, 16).

use super::{Theme, nothing, numbered};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::ZWOLLE;
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::json;

const NEVER: &str = "dat hulp begint of stopt hoort een school nooit langs deze weg";

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let child = maker.young(10, ZWOLLE)?;
    let known = json!({ "pgn": child.bsn, "achternaam": child.last, "geboortedatum": child.born.to_string() });
    let assigned = json!({ "meldingsnummer": maker.number("JW"), "geadresseerde": Partner::DeBrug.oin(), "jeugdige": numbered(&child),
        "toewijzing": { "toewijzingNummer": "100231", "toewijzingsdatum": "2026-03-13", "ingangsdatum": "2026-04-01" },
        "veiligheid": { "ernstigRisico": false } });
    let starts = json!({ "meldingsnummer": maker.number("JW"), "geadresseerde": Partner::Meander.oin(), "jeugdige": known,
        "start": { "begindatum": "2026-03-12" }, "product": { "toewijzingNummer": "100231", "statusAanlevering": "1" } });
    let stops = json!({ "meldingsnummer": maker.number("JW"), "geadresseerde": Partner::Meander.oin(), "jeugdige": known,
        "stop": { "begindatum": "2025-10-01", "einddatum": "2026-03-12" },
        "product": { "toewijzingNummer": "100231", "statusAanlevering": "1", "redenBeeindiging": "31" } });
    let sent = |source, kind| (source, Kind::Other(kind));
    let off = nothing(
        "jeugdhulpaanbieder",
        "disclosure.no_row",
        "staat in deze regio uit: dat gaat langs het berichtenverkeer iJw",
    );
    let steps = vec![
        maker.about(
            "toewijzing (JW301)",
            sent(Source::Gemeente, "toewijzing.jeugdhulp"),
            &child,
            &assigned,
            vec![off],
        ),
        maker.about(
            "start, aan een school",
            sent(Source::DeBrug, "start.jeugdhulp"),
            &child,
            &starts,
            vec![nothing("school", "disclosure.prohibited", NEVER)],
        ),
        maker.about(
            "stop, aan een school",
            sent(Source::Gemeente, "stop.jeugdhulp"),
            &child,
            &stops,
            vec![nothing("school", "disclosure.prohibited", NEVER)],
        ),
    ];
    Ok(Theme {
        name: "Jeugdhulp die begint of stopt",
        steps,
    })
}
