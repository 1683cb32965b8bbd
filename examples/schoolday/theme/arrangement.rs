//! School, help and gemeente carry out one arrangement together: each may tell what there is consent for (row 24).

use super::{Step, Theme, gets, nothing};
use crate::care::{Words, somebody};
use crate::consent::Giver;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

const KIND: Kind = Kind::Other("onderwijszorgarrangement");
const PURPOSE: &str = "onderwijszorgarrangement";
const OF_SCHOOL: [&str; 6] = ["ID", "ADRES", "CONT_MELDER", "OND", "ZORG", "PROC_STATUS"];
const ENDED: &str = "de toestemming voor de gemeente is verlopen";

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let child = maker.young(9, ZWOLLE)?;
    let (today, past) = (
        [maker.in_days(-30), maker.in_days(200)],
        [maker.in_days(-300), maker.in_days(-1)],
    );
    let mut data = |by: &str, parties: [Partner; 3], [from, to]: &[String; 2]| {
        json!({ "meldingsnummer": maker.number(if by == "school" { "02CD-A" } else { "DB-A" }),
            "deelnemers": parties.map(Partner::oin), "jeugdige": somebody(&child), "melder": { "naam": "Ilse Administratié" },
            "arrangement": { "arrangementnummer": "OZA-2026-017", "begindatum": from, "einddatum": to, "stand": { "fase": "UITVOERING" },
                "onderwijs": { "plaats": "EIGEN_SCHOOL", "urenPerWeek": 12 }, "zorg": { "doelen": ["MEER_UREN_ONDERWIJS"] } } })
    };
    let three = [Partner::Meander, Partner::DeBrug, Partner::GemeenteZwolle];
    let [of_school, of_help, late] = [("school", &today), ("hulp", &today), ("school", &past)]
        .map(|(by, days)| data(by, three, days));
    let of_swv = data(
        "swv",
        [Partner::SwvVo, Partner::Meander, Partner::GemeenteZwolle],
        &today,
    );
    let steps = vec![
        maker.consents(
            Source::Meander,
            &child,
            Partner::DeBrug,
            PURPOSE,
            &OF_SCHOOL,
        ),
        until_last_week(maker, &child),
        maker.consents(
            Source::DeBrug,
            &child,
            Partner::Meander,
            PURPOSE,
            &["ID", "PROC_STATUS"],
        ),
        maker.about(
            "de school aan jeugdhulp en gemeente",
            (Source::Meander, KIND),
            &child,
            &of_school,
            vec![
                gets(Partner::DeBrug, &OF_SCHOOL),
                nothing("gemeente", "disclosure.no_consent", ENDED),
            ],
        ),
        maker.about(
            "jeugdhulp aan school en gemeente",
            (Source::DeBrug, KIND),
            &child,
            &of_help,
            vec![
                super::Ought::Gets(
                    Partner::Meander,
                    &["ID", "PROC_STATUS"],
                    "alleen de stand: meer stonden de ouders niet toe",
                ),
                nothing("gemeente", "disclosure.no_consent", ""),
            ],
        ),
        maker.about(
            "de school, na de einddatum",
            (Source::Meander, KIND),
            &child,
            &late,
            vec![
                nothing(
                    "jeugdhulpaanbieder",
                    "disclosure.condition",
                    "het arrangement is afgelopen",
                ),
                nothing("gemeente", "disclosure.condition", ""),
            ],
        ),
        maker.about(
            "het samenwerkingsverband aan de gemeente",
            (Source::SwvVo, KIND),
            &child,
            &of_swv,
            vec![
                nothing("school", "disclosure.no_consent", ""),
                nothing(
                    "gemeente",
                    "disclosure.prohibited",
                    "een samenwerkingsverband geeft niets aan een gemeente",
                ),
            ],
        ),
    ];
    Ok(Theme {
        name: "Onderwijszorgarrangement",
        steps,
    })
}

/// A yes for the gemeente that has ended.
fn until_last_week(maker: &mut Maker, child: &Pupil) -> Step {
    let words = Words {
        word: Kind::Given,
        giver: Giver::Parent,
        to: Partner::GemeenteZwolle.oin(),
        purpose: PURPOSE,
        categories: &OF_SCHOOL,
    };
    let ended: Value = json!({ "dag": "2026-01-12", "geldigTot": "2026-03-06" });
    let payload = maker.statement(Source::Meander, child, words, ended);
    Step {
        words: "",
        why: "",
        source: Source::Meander,
        later: false,
        payload,
    }
}
