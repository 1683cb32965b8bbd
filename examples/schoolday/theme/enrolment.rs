//! Pupils who come and go: leerplicht hears of it (row 25), and the Doorstroompunt of who goes without a diploma (row 29).

use super::{Theme, gets, nothing, numbered};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{KAMPEN, OMMEN, Pupil, STAPHORST, ZWOLLE};
use crate::source::{Kind, Source};
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const KNOWN: [&str; 4] = ["ID", "ADRES", "PGN", "SCHOOL"];

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let day = date(2026, 3, 9);
    let (comes, goes) = (
        maker.person(day, 13, KAMPEN)?,
        maker.person(day, 15, STAPHORST)?,
    );
    let (adult, early, done) = (
        maker.person(day, 18, ZWOLLE)?,
        maker.person(day, 19, OMMEN)?,
        maker.person(day, 19, ZWOLLE)?,
    );
    let (came, went) = (
        json!({ "datum": "2026-03-09", "reden": "VERHUIZING" }),
        json!({ "datum": "2026-03-09", "reden": "VERHUIZING" }),
    );
    let sent = |kind| (Source::Meander, Kind::Other(kind));
    let mut data = |pupil: &Pupil, what: &str, how: &Value| {
        let number = maker.number("02CD-IU");
        json!({ "meldingsnummer": number, "leerling": numbered(pupil), "school": { "brin": "02CD", "leerjaar": "3" }, what: how })
    };
    let [first, second, third] = [
        data(&comes, "inschrijving", &came),
        data(&goes, "uitschrijving", &went),
        data(&adult, "inschrijving", &came),
    ];
    let stopped = json!({ "datum": "2026-03-09", "reden": "GESTOPT" });
    let [mut without, mut with] =
        [&early, &done].map(|pupil| data(pupil, "uitschrijving", &stopped));
    qualified(&mut without, false);
    qualified(&mut with, true);
    let steps = vec![
        maker.about(
            "inschrijving, uit Kampen",
            sent("inschrijving"),
            &comes,
            &first,
            vec![gets(Partner::LeerplichtZwolle, &KNOWN)],
        ),
        maker.about(
            "uitschrijving, uit Staphorst",
            sent("uitschrijving"),
            &goes,
            &second,
            vec![gets(Partner::LeerplichtStaphorst, &KNOWN)],
        ),
        maker.about(
            "inschrijving van wie 18 is",
            sent("inschrijving"),
            &adult,
            &third,
            vec![nothing(
                "leerplicht",
                "disclosure.condition",
                "niet meer leerplichtig",
            )],
        ),
        maker.about(
            "gestopt zonder diploma, 19 jaar",
            sent("vsv.melding"),
            &early,
            &without,
            vec![gets(Partner::DoorstroompuntZwolle, &KNOWN)],
        ),
        maker.about(
            "gestopt met startkwalificatie",
            sent("vsv.melding"),
            &done,
            &with,
            vec![nothing(
                "doorstroompunt",
                "disclosure.condition",
                "wie een startkwalificatie heeft is geen voortijdig schoolverlater",
            )],
        ),
    ];
    Ok(Theme {
        name: "Wie komt en wie gaat",
        steps,
    })
}

/// Says whether the pupil has a startkwalificatie.
fn qualified(data: &mut Value, has: bool) {
    if let Some(Value::Object(pupil)) = data.pointer_mut("/leerling") {
        pupil.insert("startkwalificatie".to_owned(), json!(has));
    }
}
