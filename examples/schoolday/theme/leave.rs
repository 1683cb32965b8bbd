//! More than ten days of leave: asked by a school or by parents, and decided by leerplicht (Leerplichtwet 14 lid 3).

use super::{Theme, gets, known, nothing, numbered};
use crate::care::parent;
use crate::expect::absence::BY_LAW;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{OMMEN, Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const ASKED: Kind = Kind::Other("verlof.aanvraag");
const DECIDED: (Source, Kind) = (Source::Cases, Kind::Other("verlof.besluit"));

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let first_day = date(2026, 5, 4);
    let (here, there) = (
        maker.person(first_day, 14, ZWOLLE)?,
        maker.person(first_day, 10, OMMEN)?,
    );
    let (of_school, of_parents) = (maker.number("02CD-VL"), maker.number("IP-VL"));
    let short = request(&here, &maker.number("02CD-VL"), 8);
    let steps = vec![
        maker.about(
            "13 dagen, gevraagd langs de school",
            (Source::Meander, ASKED),
            &here,
            &request(&here, &of_school, 13),
            vec![gets(Partner::LeerplichtZwolle, &BY_LAW)],
        ),
        maker.about(
            "13 dagen, door ouders zelf, uit Ommen",
            (Source::Residents, ASKED),
            &there,
            &request(&there, &of_parents, 13),
            vec![gets(Partner::LeerplichtOmmen, &BY_LAW)],
        ),
        maker.back(
            "8 dagen: dat beslist het schoolhoofd",
            (Source::Meander, ASKED),
            &short,
            ("validate.invalid", "/data/verlof/dagen", "minimum"),
        ),
        maker
            .about(
                "besluit van leerplicht",
                DECIDED,
                &here,
                &decision(&here, &of_school),
                vec![gets(Partner::Meander, &["PROC_STATUS", "CONT_BEHANDELAAR"])],
            )
            .later(),
        maker
            .about(
                "besluit op de vraag van ouders",
                DECIDED,
                &there,
                &decision(&there, &of_parents),
                vec![nothing(
                    "school",
                    "disclosure.condition",
                    "geen school vroeg dit; ouders krijgen een brief",
                )],
            )
            .later(),
    ];
    Ok(Theme {
        name: "Verlof van meer dan tien dagen",
        steps,
    })
}

fn request(pupil: &Pupil, number: &str, days: u32) -> Value {
    json!({ "meldingsnummer": number, "leerling": numbered(pupil), "school": { "brin": "02CD" }, "ouder": parent(pupil),
        "verlof": { "begindatum": "2026-05-04", "einddatum": "2026-05-22", "dagen": days, "reden": "FAMILIE" },
        "melder": { "naam": format!("K. {}", pupil.last) } })
}

fn decision(pupil: &Pupil, number: &str) -> Value {
    json!({ "meldingsnummer": number, "leerling": known(pupil), "contact": { "naam": "Zoë Ambtenaar", "functie": "leerplichtambtenaar" },
        "besluit": { "uitkomst": "DEELS_VERLEEND", "datum": "2026-03-13", "vanaf": "2026-05-04", "tot": "2026-05-15" } })
}
