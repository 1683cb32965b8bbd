//! Whoever fears for a child calls: the hub shows how and keeps nothing (row 20); what Veilig Thuis says goes only to whoever was sent a report of that number through the hub (row 21).

use super::{Theme, known, nothing};
use crate::care::somebody;
use crate::maker::Maker;
use crate::pupil::Pupil;
use crate::source::{Kind, Source};
use serde_json::json;

const ANSWER: (Source, Kind) = (
    Source::VeiligThuis,
    Kind::Other("terugkoppeling.veiligthuis"),
);

pub(super) fn theme(maker: &mut Maker, child: &Pupil) -> Theme {
    let report = json!({ "meldingsnummer": maker.number("02CD-VT"), "jeugdige": somebody(child), "brin": "02CD",
        "zorg": { "datum": "2026-03-12", "signaal": "Was bang om naar huis te gaan" } });
    let answer = json!({ "meldingsnummer": "02CD-M-2026-0001", "volgnummer": 1, "ontvangenOp": "2026-03-13",
        "jeugdige": known(child),
        "stand": { "stap": "BEOORDEELD", "datum": "2026-03-13" }, "contact": { "naam": "V. Medewerker" } });
    let by_hand = ("disclosure.manual", "/type", "handmatig");
    let not_theirs = |role| nothing(role, "disclosure.condition", "");
    let steps = vec![
        maker.back(
            "een school meldt, met wat er is",
            (Source::Meander, Kind::Other("melding.veiligthuis")),
            &report,
            by_hand,
        ),
        maker
            .about_nobody(
                "terugkoppeling onder een eigen nummer",
                ANSWER,
                &answer,
                vec![
                    nothing(
                        "school",
                        "disclosure.condition",
                        "wie meldde belde, dus van dat nummer kent de hub geen melding",
                    ),
                    not_theirs("wijkteam"),
                    not_theirs("leerplicht"),
                    not_theirs("smw"),
                ],
            )
            .later(),
    ];
    Theme {
        name: "Veilig Thuis",
        steps,
    }
}
