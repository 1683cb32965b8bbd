//! Who a name is: a yes for one of twins is none for the other, and a no that is spelled otherwise is a no all the same.

use super::care::question;
use super::{Step, Theme, gets, nothing};
use crate::expect::End;
use crate::expect::care::SIGNAL;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

const SENT: (Source, Kind) = (Source::ThorbeckeCare, Kind::Signal);
const HELP: &str = "hulp-aan-school";

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let mut steps = twins(maker)?;
    steps.extend(spelled_otherwise(maker)?);
    Ok(Theme {
        name: "Wie een naam is",
        steps,
    })
}

/// Two children who differ in nothing but the first name: a signal carries no number. Of the second nothing was heard before.
fn twins(maker: &mut Maker) -> Result<Vec<Step>> {
    let one = Pupil {
        first: "Fenna",
        ..maker.young(9, ZWOLLE)?
    };
    let other = Pupil {
        first: "Lotte",
        ..one.clone()
    };
    let [of_one, of_other] =
        [&one, &other].map(|child| question(child, &maker.number("01AB-Z"), "01AB"));
    let [smw, jgz] = others();
    Ok(vec![
        maker.consents(SENT.0, &one, Partner::WijkteamZwolle, HELP, &SIGNAL),
        maker.about(
            "tweeling: een ouder zei ja voor Fenna",
            SENT,
            &one,
            &of_one,
            vec![gets(Partner::WijkteamZwolle, &SIGNAL), smw, jgz],
        ),
        maker
            .back(
                "haar zus Lotte: even oud, zelfde huis",
                SENT,
                &of_other,
                ("disclosure.manual", "/data", "mens"),
            )
            .because("het ja is voor Fenna; of zij een ander kind is, zegt een mens"),
    ])
}

/// One parent said yes in the words of the school; the other said no, and wrote the name as in a letter.
fn spelled_otherwise(maker: &mut Maker) -> Result<Vec<Step>> {
    let child = Pupil {
        first: "Sem",
        prefix: Some("van den"),
        last: "Berg",
        ..maker.young(9, ZWOLLE)?
    };
    let mut signal = question(&child, &maker.number("01AB-Z"), "01AB");
    if let Some(who) = signal.get_mut("leerling").and_then(Value::as_object_mut) {
        who.insert("voorvoegsel".to_owned(), json!(child.prefix));
    }
    // the accent is a sign of its own, and the voorvoegsel stands in the surname; there is no number that would join the two
    let refused = json!({
        "leerling": { "voornamen": child.first, "achternaam": "Van den Be\u{301}rg", "geboortedatum": child.born.to_string(),
            "postcode": child.postcode, "huisnummer": child.house },
        "gever": { "kenmerk": "ouder-2", "hoedanigheid": "ouder", "gezag": "ja" },
        "ontvanger": Partner::WijkteamZwolle.oin(), "doel": HELP, "categorieen": SIGNAL, "dag": "2026-03-02",
    });
    let [smw, jgz] = others();
    let no = nothing(
        "wijkteam",
        "disclosure.refused",
        "ook een anders gespeld nee is een nee",
    );
    Ok(vec![
        maker.consents(SENT.0, &child, Partner::WijkteamZwolle, HELP, &SIGNAL),
        maker.ending(
            "een ouder zegt nee voor \"Van den Bérg\"",
            (SENT.0, Kind::Refused),
            &refused,
            End::Register,
        ),
        maker.about(
            "over Sem van den Berg; de ander zei ja",
            SENT,
            &child,
            &signal,
            vec![no, smw, jgz],
        ),
    ])
}

/// Nobody said anything about these two.
fn others() -> [super::Ought; 2] {
    ["smw", "jgz"].map(|role| nothing(role, "disclosure.no_consent", ""))
}
