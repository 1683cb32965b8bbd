//! Leerplicht asks a school something, and the school answers (Leerplichtwet 18 lid 3).

use super::{Theme, gets, known, nothing, numbered};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{DALFSEN, Pupil};
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const ANSWER: (Source, Kind) = (Source::Meander, Kind::Other("inlichtingen.school"));

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let pupil = maker.person(date(2026, 3, 13), 15, DALFSEN)?;
    let number = maker.number("LPZ-IV");
    let question = json!({ "meldingsnummer": number, "geadresseerde": Partner::Meander.oin(), "leerling": numbered(&pupil),
        "vraag": { "datum": "2026-03-13", "soorten": ["VERZUIMOVERZICHT"], "vanaf": "2026-02-09", "tot": "2026-03-06" },
        "melder": { "naam": "Zoë Ambtenaar", "functie": "leerplichtambtenaar" } });
    let steps = vec![
        maker.about(
            "leerplicht vraagt naar het verzuim",
            (Source::Cases, Kind::Other("inlichtingenverzoek.leerplicht")),
            &pupil,
            &question,
            vec![gets(
                Partner::Meander,
                &["ID", "PGN", "CONT_MELDER", "VERZ"],
            )],
        ),
        maker
            .about(
                "de school antwoordt",
                ANSWER,
                &pupil,
                &answer(&pupil, &number),
                vec![gets(
                    Partner::LeerplichtZwolle,
                    &["CONT_MELDER", "SCHOOL", "VERZ", "REDEN"],
                )],
            )
            .later(),
        maker
            .about(
                "antwoord op een vraag van niemand",
                ANSWER,
                &pupil,
                &answer(&pupil, "LPZ-IV-2025-9999"),
                vec![nothing(
                    "leerplicht",
                    "disclosure.condition",
                    "leerplicht vroeg dit niet",
                )],
            )
            .later(),
    ];
    Ok(Theme {
        name: "Inlichtingen",
        steps,
    })
}

fn answer(pupil: &Pupil, number: &str) -> Value {
    json!({ "meldingsnummer": number, "leerling": known(pupil), "school": { "brin": "02CD" }, "melder": { "naam": "Ilse Administratié" },
        "verzuim": { "datum": "2026-03-13", "uitkomst": "GEGEVEN", "uren": 31.5, "acties": ["GESPREK_OUDERS"] } })
}
