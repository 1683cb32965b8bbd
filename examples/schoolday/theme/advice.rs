//! The jeugdarts or the schoolmaatschappelijk werker advises a school, with consent (row 31).

use super::{Ought, Theme, gets, nothing};
use crate::care::somebody;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

const KIND: Kind = Kind::Other("advies.school");
const PURPOSE: &str = "advies-aan-school";
const ALL: [&str; 2] = ["PROC_STATUS", "ADVIES"];

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let [all, half, none] = [
        maker.young(9, ZWOLLE)?,
        maker.young(10, ZWOLLE)?,
        maker.young(11, ZWOLLE)?,
    ];
    let mut data = |child: &Pupil| -> Value {
        json!({ "meldingsnummer": maker.number("ADV"), "opMelding": "01AB-Z-2026-0999", "jeugdige": somebody(child),
            "school": { "brin": "01AB" }, "stand": { "status": "ADVIES_GEGEVEN", "datum": "2026-03-13" },
            "advies": { "soort": "OPBOUWEN", "vanaf": "2026-03-16", "tot": "2026-04-10", "urenPerWeek": 12 } })
    };
    let [of_all, of_half, of_none] = [&all, &half, &none].map(&mut data);
    let steps = vec![
        maker.consents(Source::Jgz, &all, Partner::Thorbecke, PURPOSE, &ALL),
        maker.consents(
            Source::Jgz,
            &half,
            Partner::Thorbecke,
            PURPOSE,
            &["PROC_STATUS"],
        ),
        maker.about(
            "jeugdarts, met toestemming",
            (Source::Jgz, KIND),
            &all,
            &of_all,
            vec![gets(Partner::Thorbecke, &ALL)],
        ),
        maker.about(
            "jeugdarts; het ja is voor de stand",
            (Source::Jgz, KIND),
            &half,
            &of_half,
            vec![Ought::Gets(
                Partner::Thorbecke,
                &["PROC_STATUS"],
                "dat er een advies is, niet welk",
            )],
        ),
        maker.about(
            "schoolmaatschappelijk werk, zonder",
            (Source::Smw, KIND),
            &none,
            &of_none,
            vec![nothing(
                "school",
                "disclosure.no_consent",
                "geen toestemming",
            )],
        ),
    ];
    Ok(Theme {
        name: "Advies aan de school",
        steps,
    })
}
