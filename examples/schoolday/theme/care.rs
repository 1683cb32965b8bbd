//! Who is asked to help, and with consent for whom (rows 10, 11 and preventieteam).

use super::{Step, Theme, gets, nothing};
use crate::care::{Child, parent, request, somebody};
use crate::consent::Age;
use crate::expect::care::{REQUEST, SIGNAL};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{DALFSEN, Pupil, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

const HELP: &str = "hulp-aan-school";
const TEAM: [&str; 4] = ["ID", "ADRES", "CONT_MELDER", "ZORG"];
const TO_TEAM: Kind = Kind::Other("melding.preventieteam");
const NOBODY_SAID_YES: &str = "geen toestemming";

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let mut steps = signal(maker)?;
    steps.extend(prevention(maker)?);
    steps.extend(doctor(maker)?);
    Ok(Theme {
        name: "Hulp vragen",
        steps,
    })
}

/// Four could be asked; the parents said yes to one of them.
fn signal(maker: &mut Maker) -> Result<Vec<Step>> {
    let child = maker.young(9, DALFSEN)?;
    let data = question(&child, &maker.number("01AB-Z"), "01AB");
    let no = |role, why| nothing(role, "disclosure.no_consent", why);
    Ok(vec![
        maker.consents(Source::ThorbeckeCare, &child, Partner::Jgz, HELP, &SIGNAL),
        maker.about(
            "zorgsignaal; het ja is voor de jeugdarts",
            (Source::ThorbeckeCare, Kind::Signal),
            &child,
            &data,
            vec![
                no("wijkteam", NOBODY_SAID_YES),
                no("cjg", NOBODY_SAID_YES),
                no("smw", NOBODY_SAID_YES),
                gets(Partner::Jgz, &SIGNAL),
            ],
        ),
    ])
}

/// Only schools that signed the agreement report to the preventieteam, and only with consent.
fn prevention(maker: &mut Maker) -> Result<Vec<Step>> {
    let (helped, silent, other) = (
        maker.young(8, ZWOLLE)?,
        maker.young(8, ZWOLLE)?,
        maker.young(8, ZWOLLE)?,
    );
    let [of_helped, of_silent] =
        [&helped, &silent].map(|child| report(child, &maker.number("01AB-P"), "01AB"));
    let of_other = report(&other, &maker.number("02CD-P"), "02CD");
    let no = |code, why| vec![nothing("preventieteam", code, why)];
    Ok(vec![
        maker.consents(
            Source::ThorbeckeCare,
            &helped,
            Partner::Preventieteam,
            HELP,
            &TEAM,
        ),
        maker.consents(Source::Meander, &other, Partner::Preventieteam, HELP, &TEAM),
        maker.about(
            "preventieteam: afspraak en toestemming",
            (Source::ThorbeckeCare, TO_TEAM),
            &helped,
            &of_helped,
            vec![gets(Partner::Preventieteam, &TEAM)],
        ),
        maker.about(
            "preventieteam: alleen de afspraak",
            (Source::ThorbeckeCare, TO_TEAM),
            &silent,
            &of_silent,
            no("disclosure.no_consent", NOBODY_SAID_YES),
        ),
        maker.about(
            "preventieteam: alleen toestemming",
            (Source::Meander, TO_TEAM),
            &other,
            &of_other,
            no(
                "disclosure.condition",
                "deze school tekende de afspraak niet",
            ),
        ),
    ])
}

/// A huisarts asks the wijkteam to help, for a patient.
fn doctor(maker: &mut Maker) -> Result<Vec<Step>> {
    let (willing, silent) = (
        maker.child(Age::Child, ZWOLLE)?,
        maker.child(Age::Child, ZWOLLE)?,
    );
    let mut asked = |child: &Child| {
        request(
            child,
            &maker.number("HA"),
            ("HUISARTS", "TELEFOON", true),
            "Het gezin kan hulp gebruiken",
        )
    };
    let (of_willing, of_silent) = (asked(&willing), asked(&silent));
    let sent = (Source::Huisarts, Kind::Request);
    Ok(vec![
        maker.consents(
            Source::Huisarts,
            &willing.pupil,
            Partner::WijkteamZwolle,
            "aanmelding-hulp",
            &REQUEST,
        ),
        maker.about(
            "huisarts, met toestemming",
            sent,
            &willing.pupil,
            &of_willing,
            vec![gets(Partner::WijkteamZwolle, &REQUEST)],
        ),
        maker.about(
            "huisarts, zonder toestemming",
            sent,
            &silent.pupil,
            &of_silent,
            vec![nothing(
                "wijkteam",
                "disclosure.no_consent",
                NOBODY_SAID_YES,
            )],
        ),
    ])
}

/// A signal by its canonical names.
pub(super) fn question(child: &Pupil, number: &str, brin: &str) -> Value {
    json!({ "meldingsnummer": number, "leerling": somebody(child), "ouder": parent(child), "brin": brin,
        "signaal": { "datum": "2026-03-12", "urgentie": "BINNEN_TWEE_WEKEN", "leefgebieden": ["SCHOOL", "THUIS"],
            "vraag": "Is stil en moe; wie kan met het gezin meedenken?", "gezondheid": "Slaapt slecht" },
        "melder": { "naam": "Desirée Balie", "functie": "intern begeleider" } })
}

fn report(child: &Pupil, number: &str, brin: &str) -> Value {
    json!({ "meldingsnummer": number, "jeugdige": somebody(child), "brin": brin,
        "signaal": { "datum": "2026-03-12", "leefgebieden": ["SCHOOL"], "vraag": "Heeft vaak ruzie op het plein" },
        "melder": { "naam": "Desirée Balie" } })
}
