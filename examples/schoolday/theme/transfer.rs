//! A pupil goes to another school, and what is known goes along: what the parents have seen (row 19).

use super::{Theme, gets, numbered};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const SENT: (Source, Kind) = (Source::ThorbeckeCare, Kind::Other("overstap.leerling"));

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let pupils = [
        maker.person(date(2026, 3, 13), 12, ZWOLLE)?,
        maker.person(date(2026, 3, 13), 12, ZWOLLE)?,
    ];
    let [first, second] = &pupils;
    let seen = json!({ "gegeven": true, "datum": "2026-03-11" });
    let mut data = |pupil: &Pupil, to: &str, seen: &Value| {
        json!({ "meldingsnummer": maker.number("01AB-OKR"), "geadresseerde": to, "leerling": numbered(pupil),
            "school": { "brin": "01AB", "leerjaar": "8" }, "overstap": { "datum": "2026-08-24", "soort": "PO_VO" }, "inzage": seen,
            "rapport": { "schooladvies": ["VMBO_TL", "HAVO"], "ondersteuning": { "opp": true, "hulpmiddelen": ["EXTRA_TIJD"] } } })
    };
    let with = data(first, Partner::Meander.oin(), &seen);
    let without = data(second, Partner::Meander.oin(), &json!({ "gegeven": false }));
    let elsewhere = data(first, "00000099000000009000", &seen);
    let nobody = ("propose.no_partner", "/data/geadresseerde", "bekend");
    let steps = vec![
        maker.about(
            "de ouders zagen het rapport in",
            SENT,
            first,
            &with,
            vec![gets(
                Partner::Meander,
                &["ID", "ADRES", "PGN", "SCHOOL", "OND"],
            )],
        ),
        maker.about(
            "de ouders zagen het nog niet in",
            SENT,
            second,
            &without,
            vec![super::Ought::Gets(
                Partner::Meander,
                &["ID", "ADRES", "PGN", "SCHOOL"],
                "zonder advies en ondersteuning",
            )],
        ),
        maker.back(
            "naar een school die niet is aangesloten",
            SENT,
            &elsewhere,
            nobody,
        ),
    ];
    Ok(Theme {
        name: "Overstap van po naar vo",
        steps,
    })
}
