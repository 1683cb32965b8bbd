//! Help: the rows of what a school signals, and of the wijkteam.

use super::{Place, Row, row};
use crate::oracle::condition::they_know;

pub(super) fn help() -> Vec<Row> {
    let mut rows = vec![
        // 10. AVG 6.1.a: per recipient; no PGN; MED by its own, express consent (each category is asked for itself)
        row(
            "10",
            "zorgsignaal.school",
            "school",
            "wijkteam",
            Place::Wijk,
            "ID ADRES CONT_MELDER CONT_OUDER ZORG MED",
        )
        .consent("hulp-aan-school"),
        row(
            "10",
            "zorgsignaal.school",
            "school",
            "cjg",
            Place::Youth,
            "ID ADRES CONT_MELDER CONT_OUDER ZORG MED",
        )
        .consent("hulp-aan-school"),
        row(
            "10",
            "zorgsignaal.school",
            "school",
            "smw jgz",
            Place::School,
            "ID ADRES CONT_MELDER CONT_OUDER ZORG MED",
        )
        .consent("hulp-aan-school"),
        // ruling 13: only where an agreement says so; a signal like row 10, but ruling 4 gives CONT_OUDER to row 10 only; MED open
        row(
            "preventieteam",
            "melding.preventieteam",
            "school",
            "preventieteam",
            Place::Home,
            "ID ADRES CONT_MELDER ZORG",
        )
        .open("MED")
        .agreed("preventieteam")
        .consent("hulp-aan-school"),
        // 11. Jeugdwet 2.3: the school for a family with consent, the family itself without; ruling 13: the huisarts too
        row(
            "11",
            "aanmelding.wijkteam",
            "school",
            "wijkteam cjg",
            Place::Wijk,
            "ID ADRES CONT_MELDER CONT_OUDER ZORG GEZIN",
        )
        .when(|case| case.text("aanmelding.aanmelder") == Some("SCHOOL"))
        .when(they_know)
        .consent("aanmelding-hulp"),
        row(
            "11",
            "aanmelding.wijkteam",
            "inwoner",
            "wijkteam cjg",
            Place::Wijk,
            "ID ADRES CONT_MELDER CONT_OUDER ZORG GEZIN",
        )
        .when(|case| {
            matches!(
                case.text("aanmelding.aanmelder"),
                Some("OUDER" | "JEUGDIGE")
            )
        }),
        row(
            "11",
            "aanmelding.wijkteam",
            "huisarts",
            "wijkteam cjg",
            Place::Wijk,
            "ID ADRES CONT_MELDER CONT_OUDER ZORG GEZIN",
        )
        .when(|case| case.text("aanmelding.aanmelder") == Some("HUISARTS"))
        .when(they_know)
        .consent("aanmelding-hulp"),
        // 31. Jeugdwet 7.3.11, WGBO: PROC or advice, with consent. Whether the name goes along no source says
        row(
            "31",
            "advies.school",
            "smw jgz",
            "school",
            Place::School,
            "PROC_STATUS ADVIES",
        )
        .open("PROC_ONTVANGST CONT_BEHANDELAAR ID ADRES CONT_MELDER")
        .consent("advies-aan-school"),
    ];
    // 12, 13. Jeugdwet 7.3.11; ruling 8: that it was received always, the progress unless refused, content with consent
    for to in ["school", "leerplicht"] {
        let number = if to == "school" { "12" } else { "13" };
        let feedback = |most| {
            row(
                number,
                "terugkoppeling.wijkteam",
                "wijkteam",
                to,
                Place::OwnReport,
                most,
            )
        };
        rows.push(feedback("PROC_ONTVANGST"));
        rows.push(
            feedback("PROC_STATUS CONT_BEHANDELAAR")
                .blocked_by("terugkoppeling-hulp")
                .carried(),
        );
        rows.push(
            feedback("PROC_WACHT ZORG TOEW")
                .consent("terugkoppeling-hulp")
                .wholly()
                .carried(),
        );
    }
    rows
}
