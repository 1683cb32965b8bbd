//! Under an ondertoezichtstelling the gecertificeerde instelling hears what it needs, and no longer (row 23).

use super::{Theme, gets, nothing};
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::ZWOLLE;
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::{Value, json};

const KIND: Kind = Kind::Other("informatie.gi");
const OF_SCHOOL: [&str; 5] = ["ID", "CONT_MELDER", "SCHOOL", "VERZ", "OND"];
const OF_HELP: [&str; 5] = ["ID", "PGN", "CONT_MELDER", "ZORG", "PROC_STATUS"];

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let child = maker.young(10, ZWOLLE)?;
    let known = json!({ "pgn": child.bsn, "voornamen": child.first, "achternaam": child.last, "geboortedatum": child.born.to_string() });
    let (now, past) = (
        [maker.in_days(-90), maker.in_days(200)],
        [maker.in_days(-500), maker.in_days(-135)],
    );
    let mut data = |sort: &str, [from, to]: &[String; 2], more: (&str, Value)| {
        json!({ "meldingsnummer": maker.number("GI"), "geadresseerde": Partner::Gi.oin(), "jeugdige": known,
            "maatregel": { "soort": sort, "begindatum": from, "einddatum": to, "noodzakelijk": true },
            "melder": { "naam": "Ilse Administratié" }, more.0: more.1 })
    };
    let absence =
        json!({ "periodeVan": "2026-02-02", "periodeTot": "2026-03-13", "ongeoorloofdeUren": 31 });
    let of_school = data("OTS", &now, ("verzuim", absence.clone()));
    let of_help = data(
        "OTS",
        &now,
        (
            "stand",
            json!({ "status": "LOPEND", "datum": "2026-03-13" }),
        ),
    );
    let late = data("OTS", &past, ("verzuim", absence.clone()));
    let voluntary = data("VRIJWILLIG", &now, ("verzuim", absence));
    let no = |why| vec![nothing("gi", "disclosure.condition", why)];
    let steps = vec![
        maker.about(
            "de school, tijdens de maatregel",
            (Source::Meander, KIND),
            &child,
            &of_school,
            vec![gets(Partner::Gi, &OF_SCHOOL)],
        ),
        maker.about(
            "de jeugdhulp, tijdens de maatregel",
            (Source::DeBrug, KIND),
            &child,
            &of_help,
            vec![gets(Partner::Gi, &OF_HELP)],
        ),
        maker.about(
            "de school, na de maatregel",
            (Source::Meander, KIND),
            &child,
            &late,
            no("de maatregel is voorbij"),
        ),
        maker.about(
            "hulp zonder maatregel",
            (Source::Meander, KIND),
            &child,
            &voluntary,
            no("vrijwillige hulp is geen ondertoezichtstelling"),
        ),
    ];
    Ok(Theme {
        name: "Ondertoezichtstelling",
        steps,
    })
}
