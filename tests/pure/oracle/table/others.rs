//! The rows of everything else.

use super::{Place, Row, row};
use crate::oracle::case::age;
use crate::oracle::condition::leerplichtig;
use crate::oracle::names::{NOES, REGISTRARS, STATEMENTS, TABLES};

pub(super) fn others() -> Vec<Row> {
    vec![
        // 26. Jeugdwet 2.7a, Leerplichtwet 21a: what runs is handed over, each its own task: supervision of who is still
        // leerplichtig, help to a jeugdige (Jeugdwet 1.1: until 23)
        row(
            "26",
            "verhuizing",
            "leerplicht",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN PROC_STATUS",
        )
        .open("PROC_ONTVANGST CONT_BEHANDELAAR CONT_MELDER")
        .when(|case| case.text("taak") == Some("LEERPLICHT"))
        .when(|case| leerplichtig(case, case.day("verhuizing.ingang"))),
        row(
            "26",
            "verhuizing",
            "gemeente",
            "gemeente",
            Place::Youth,
            "ID ADRES PGN PROC_STATUS TOEW",
        )
        .open("PROC_ONTVANGST CONT_BEHANDELAAR CONT_MELDER")
        .when(|case| case.text("taak") == Some("JEUGDWET"))
        .when(|case| {
            case.born()
                .zip(case.day("verhuizing.ingang"))
                .is_some_and(|(born, on)| (0..23).contains(&age(born, on)))
        }),
        // 30. WPO 4: the family asks; the carrier gets what it needs
        row(
            "30",
            "leerlingenvervoer.aanvraag",
            "inwoner",
            "gemeente",
            Place::Home,
            "ID ADRES SCHOOL MED",
        )
        .open("CONT_MELDER CONT_OUDER PGN"),
        row(
            "30",
            "leerlingenvervoer.beschikking",
            "gemeente",
            "vervoerder",
            Place::Addressee,
            "ID ADRES SCHOOL MED",
        )
        .open("CONT_MELDER CONT_OUDER"),
        // 32. AVG 7: to the register of the hub
        row(
            "32",
            STATEMENTS,
            REGISTRARS,
            "hub",
            Place::Register,
            "ID PGN ADRES TOEST",
        )
        .duty(),
        // AVG 21: who never asks consent hears a no all the same
        row(
            "32",
            NOES,
            "inwoner veilig-thuis verwijsindex",
            "hub",
            Place::Register,
            "ID PGN ADRES TOEST",
        )
        .duty(),
        // 33. Jeugdwet 7.4.1; Leerplichtwet 25: numbers of ten and more, or suppressed
        row(
            "33",
            "monitoring.aggregaat",
            "hub",
            "regio gemeente",
            Place::Home,
            "AGG",
        )
        .about_nobody(),
        // ruling 13: time and place, no content
        row(
            "overleg",
            "overleg.uitnodiging",
            TABLES,
            TABLES,
            Place::Participants,
            "OVERLEG CONT_MELDER",
        )
        .about_nobody(),
    ]
}
