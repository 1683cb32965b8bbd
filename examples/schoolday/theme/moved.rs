//! A child moves, and what was going on goes along to the new gemeente (row 26).

use super::{Theme, gets, no_row, numbered};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{ELSEWHERE, OMMEN, Pupil};
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const KIND: Kind = Kind::Other("verhuizing");

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let day = date(2026, 3, 9);
    let [pupil, helped, far] = [
        maker.person(day, 13, OMMEN)?,
        maker.person(day, 7, OMMEN)?,
        maker.person(day, 13, ELSEWHERE[0])?,
    ];
    let mut of_officer = |child: &Pupil| -> Value {
        json!({ "meldingsnummer": maker.number("LPZ-VH"), "taak": "LEERPLICHT", "jeugdige": numbered(child),
            "verhuizing": { "ingang": "2026-03-09", "vorigeGemeente": "0193" }, "contact": { "naam": "Zoë Ambtenaar" },
            "zaken": [{ "soort": "VERZUIM", "status": "IN_BEHANDELING", "sinds": "2026-02-02" }] })
    };
    let [open, abroad] = [&pupil, &far].map(&mut of_officer);
    let help = json!({ "meldingsnummer": maker.number("JH-VH"), "taak": "JEUGDWET", "jeugdige": numbered(&helped),
        "verhuizing": { "ingang": "2026-03-09", "vorigeGemeente": "0193" }, "contact": { "naam": "J. Consulent" },
        "zaken": [{ "soort": "JEUGDHULP", "status": "LOPEND" }],
        "toewijzing": { "voorziening": "ambulante begeleiding", "ingangsdatum": "2025-10-01", "voortzettingGevraagd": true } });
    let nobody = (
        "propose.no_partner",
        "/data/jeugdige/woongemeente",
        "role:leerplicht",
    );
    let steps = vec![
        maker.about(
            "leerplicht: een zaak gaat mee naar Ommen",
            (Source::Cases, KIND),
            &pupil,
            &open,
            vec![
                gets(
                    Partner::LeerplichtOmmen,
                    &["ID", "ADRES", "PGN", "PROC_STATUS", "CONT_BEHANDELAAR"],
                ),
                no_row("gemeente"),
            ],
        ),
        maker.about(
            "gemeente: de jeugdhulp gaat mee",
            (Source::Gemeente, KIND),
            &helped,
            &help,
            vec![
                gets(
                    Partner::GemeenteOmmen,
                    &[
                        "ID",
                        "ADRES",
                        "PGN",
                        "PROC_STATUS",
                        "CONT_BEHANDELAAR",
                        "TOEW",
                    ],
                ),
                no_row("leerplicht"),
            ],
        ),
        maker.back(
            "leerplicht: naar Amsterdam",
            (Source::Cases, KIND),
            &abroad,
            nobody,
        ),
    ];
    Ok(Theme {
        name: "Verhuizen",
        steps,
    })
}
