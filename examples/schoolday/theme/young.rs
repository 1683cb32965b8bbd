//! A place at a voorschool: the jeugdarts indicates, with consent (row 27), and the voorschool hands over to the school (row 28).

use super::{Theme, gets, nothing};
use crate::care::somebody;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const SENT: (Source, Kind) = (Source::Jgz, Kind::Other("vve.indicatie"));
const PURPOSE: &str = "vve-indicatie";
const ALL: [&str; 4] = ["ID", "ADRES", "CONT_MELDER", "VVE"];

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let (both, one, none) = (
        maker.young(3, ZWOLLE)?,
        maker.young(3, ZWOLLE)?,
        maker.young(3, ZWOLLE)?,
    );
    let four = maker.person(date(2026, 3, 13), 4, ZWOLLE)?;
    let mut data = |child: &Pupil| -> Value {
        json!({ "meldingsnummer": maker.number("JGZ-VVE"), "geadresseerde": Partner::Voorschool.oin(), "jeugdige": somebody(child),
            "vve": { "doelgroep": true, "datum": "2026-03-12" }, "melder": { "naam": "J. Arts", "functie": "jeugdverpleegkundige" } })
    };
    let [of_both, of_one, of_none] = [&both, &one, &none].map(&mut data);
    let handed = json!({ "meldingsnummer": maker.number("VS"), "geadresseerde": Partner::Thorbecke.oin(), "jeugdige": somebody(&four),
        "vve": { "programma": "UK_EN_PUK", "maanden": 18, "einde": "2026-03-13" } });
    let no = |role| nothing(role, "disclosure.no_consent", "geen toestemming");
    let steps = vec![
        maker.consents(Source::Jgz, &both, Partner::GemeenteZwolle, PURPOSE, &ALL),
        maker.consents(Source::Jgz, &both, Partner::Voorschool, PURPOSE, &ALL),
        maker.consents(Source::Jgz, &one, Partner::GemeenteZwolle, PURPOSE, &ALL),
        maker.about(
            "indicatie, met een ja voor beide",
            SENT,
            &both,
            &of_both,
            vec![
                gets(Partner::GemeenteZwolle, &ALL),
                gets(Partner::Voorschool, &ALL),
            ],
        ),
        maker.about(
            "indicatie, met een ja voor de gemeente",
            SENT,
            &one,
            &of_one,
            vec![gets(Partner::GemeenteZwolle, &ALL), no("voorschool")],
        ),
        maker.about(
            "indicatie, zonder toestemming",
            SENT,
            &none,
            &of_none,
            vec![no("gemeente"), no("voorschool")],
        ),
        maker.about(
            "overdracht aan de basisschool",
            (Source::Voorschool, Kind::Other("vve.overdracht")),
            &four,
            &handed,
            vec![gets(Partner::Thorbecke, &["ID", "ADRES", "VVE"])],
        ),
    ];
    Ok(Theme {
        name: "Voorschool (VVE)",
        steps,
    })
}
