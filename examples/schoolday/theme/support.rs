//! A toelaatbaarheidsverklaring: asked by the school, decided by the samenwerkingsverband (rows 17 and 18).

use super::{Theme, gets, known, nothing};
use crate::care::somebody;
use crate::maker::Maker;
use crate::partner::{Partner, ZWOLLE as OIN_ZWOLLE};
use crate::pupil::ZWOLLE;
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::json;

const DECIDED: (Source, Kind) = (Source::SwvVo, Kind::Other("tlv.besluit"));

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let pupil = maker.person(date(2026, 3, 13), 13, ZWOLLE)?;
    let number = maker.number("02CD-TLV");
    let asked = json!({ "meldingsnummer": number, "leerling": somebody(&pupil), "school": { "brin": "02CD", "leerjaar": "1" },
        "aanvraag": { "datum": "2026-03-12", "soort": "VSO", "categorie": "MIDDEN", "ingang": "2026-08-01", "einde": "2028-07-31",
            "deskundigen": ["ORTHOPEDAGOOG", "PSYCHOLOOG"], "ondersteuning": "Instructie in een kleine groep" } });
    let decision = json!({ "besluit": "AFGEGEVEN", "datum": "2026-03-13", "nummer": "VO9999-2026-88", "verband": "VO9999", "soort": "VSO",
        "categorie": "MIDDEN", "ingang": "2026-08-01", "einde": "2028-07-31" });
    let (who, school) = (known(&pupil), json!({ "brin": "02CD" }));
    let decided =
        json!({ "meldingsnummer": number, "leerling": who, "school": school, "tlv": decision });
    let passed_on = json!({ "meldingsnummer": number, "leerling": who, "school": school, "tlv": decision, "geadresseerde": OIN_ZWOLLE });
    let forbidden = |role| {
        nothing(
            role,
            "disclosure.prohibited",
            "een samenwerkingsverband geeft niets aan een gemeente, in welke rol ook",
        )
    };
    let to_gemeente = vec![
        gets(Partner::Meander, &["OND"]),
        forbidden("gemeente"),
        forbidden("leerplicht"),
        forbidden("wijkteam"),
    ];
    let steps = vec![
        maker.about(
            "aanvraag van de school",
            (Source::Meander, Kind::Other("tlv.aanvraag")),
            &pupil,
            &asked,
            vec![gets(
                Partner::SwvVo,
                &["ID", "ADRES", "SCHOOL", "OND", "MED"],
            )],
        ),
        maker
            .about(
                "besluit",
                DECIDED,
                &pupil,
                &decided,
                vec![gets(Partner::Meander, &["OND"])],
            )
            .later(),
        maker
            .about(
                "besluit, ook aan de gemeente",
                DECIDED,
                &pupil,
                &passed_on,
                to_gemeente,
            )
            .later(),
    ];
    Ok(Theme {
        name: "Toelaatbaarheidsverklaring",
        steps,
    })
}
