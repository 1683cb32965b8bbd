//! A report of absence that turns out otherwise: a change, and a withdrawal (rows 1, 2 and 6).

use super::{Ought, Theme, gets, nothing, numbered};
use crate::expect::absence::BY_LAW;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::Pupil;
use crate::source::{Kind, Source};
use serde_json::json;

pub(super) fn theme(maker: &mut Maker, pupil: &Pupil) -> Theme {
    let (number, child) = (maker.number("02CD-M"), numbered(pupil));
    let (school, reporter) = (
        json!({ "brin": "02CD" }),
        json!({ "naam": "Tom de Mentor", "functie": "verzuimcoördinator" }),
    );
    let first = json!({ "meldingsnummer": number, "leerling": child, "school": school, "melder": reporter,
        "verzuim": { "soort": "LUXE", "begindatum": "2026-03-09", "einddatum": "2026-03-13" } });
    let changed = json!({ "meldingsnummer": number, "leerling": child, "school": school, "melder": reporter,
        "verzuim": { "soort": "LUXE", "begindatum": "2026-03-09", "einddatum": "2026-03-11" }, "mutatie": { "datum": "2026-03-13" } });
    let withdrawn = |why: &str| {
        json!({ "meldingsnummer": number, "leerling": child, "school": school, "melder": reporter,
            "verzuim": { "soort": "LUXE", "begindatum": "2026-03-09" }, "intrekking": { "datum": "2026-03-13", "reden": why } })
    };
    let sent = |kind| (Source::Meander, Kind::Other(kind));
    let no_reason = ("validate.invalid", "/data/intrekking/reden", "enum");
    let steps = vec![
        maker.about(
            "melding van verzuim",
            (Source::Meander, Kind::Absence),
            pupil,
            &first,
            to_leerplicht(),
        ),
        maker.about(
            "mutatie: korter dan gemeld",
            sent("verzuimmelding.mutatie"),
            pupil,
            &changed,
            to_leerplicht(),
        ),
        maker.back(
            "intrekking, om een eigen reden",
            sent("verzuimmelding.intrekking"),
            &withdrawn("VERGISSING"),
            no_reason,
        ),
        maker.about(
            "intrekking: alsnog geoorloofd",
            sent("verzuimmelding.intrekking"),
            pupil,
            &withdrawn("ALSNOG_GEOORLOOFD"),
            to_leerplicht(),
        ),
    ];
    Theme {
        name: "Verzuim dat anders blijkt",
        steps,
    }
}

/// Leerplicht gets it; the others who could, do not.
fn to_leerplicht() -> Vec<Ought> {
    let others = [
        nothing("doorstroompunt", "disclosure.condition", ""),
        nothing("wijkteam", "disclosure.no_consent", ""),
    ];
    [gets(Partner::LeerplichtZwolle, &BY_LAW)]
        .into_iter()
        .chain(others)
        .collect()
}
