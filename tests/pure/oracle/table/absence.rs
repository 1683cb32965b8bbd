//! Absence: the rows of the duties of a school, and of leerplicht and the doorstroompunt.

use super::{Place, Row, row};
use crate::oracle::condition::{
    not_exempt, sort_for_leerplicht, sort_of_four_weeks, sort_other, without_startkwalificatie,
};
use crate::oracle::days::{
    doorstroompunt_during_absence, leerplicht_during_absence, leerplicht_while_at_home,
};
use crate::oracle::names::{ABSENCE, CORRECTION, HAD};

pub(super) fn absence() -> Vec<Row> {
    vec![
        // 1. Leerplichtwet 21a: sixteen hours, long-term, holiday; under 18; nee*; a duty
        row(
            "1",
            ABSENCE,
            "school",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN CONT_MELDER CONT_OUDER SCHOOL VERZ REDEN",
        )
        .when(sort_for_leerplicht)
        .when(leerplicht_during_absence)
        .duty(),
        // 2. WEB 8.1.8a: from 18, under the limit, no startkwalificatie, four weeks or more; a duty
        row(
            "2",
            ABSENCE,
            "school",
            "doorstroompunt",
            Place::Home,
            "ID ADRES PGN CONT_MELDER CONT_OUDER SCHOOL VERZ REDEN",
        )
        .when(sort_of_four_weeks)
        .when(doorstroompunt_during_absence)
        .when(without_startkwalificatie)
        .duty(),
        // 3. Leerplichtwet 18 lid 3: other absence, only where an agreement of the region is in force; no REDEN
        row(
            "3",
            ABSENCE,
            "school",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN CONT_MELDER SCHOOL VERZ",
        )
        .when(sort_other)
        .when(leerplicht_during_absence)
        .agreed("signaalverzuim"),
        // 4. Leerplichtwet 21a lid 5, 6, 8: to the school that reported, also when the child has left; a duty
        row(
            "4",
            "terugkoppeling.leerplicht",
            "leerplicht",
            "school",
            Place::OwnReport,
            "PROC_ONTVANGST PROC_STATUS CONT_BEHANDELAAR",
        )
        .duty(),
        // 5. No ground but consent: leerplicht to who helps; no PGN, no REDEN
        row(
            "5",
            "doorgeleiding.leerplicht",
            "leerplicht",
            "wijkteam",
            Place::Wijk,
            "ID ADRES CONT_MELDER VERZ",
        )
        .consent("hulp-bij-verzuim"),
        row(
            "5",
            "doorgeleiding.leerplicht",
            "leerplicht",
            "cjg",
            Place::Youth,
            "ID ADRES CONT_MELDER VERZ",
        )
        .consent("hulp-bij-verzuim"),
        row(
            "5",
            "doorgeleiding.leerplicht",
            "leerplicht",
            "jeugdhulpaanbieder",
            Place::Addressee,
            "ID ADRES CONT_MELDER VERZ",
        )
        .consent("hulp-bij-verzuim"),
        // 6. No ground but consent: absence to the wijkteam or smw
        row(
            "6",
            ABSENCE,
            "school",
            "wijkteam",
            Place::Wijk,
            "ID ADRES CONT_MELDER VERZ",
        )
        .consent("hulp-bij-verzuim"),
        row(
            "6",
            ABSENCE,
            "school",
            "smw",
            Place::School,
            "ID ADRES CONT_MELDER VERZ",
        )
        .consent("hulp-bij-verzuim"),
        // AVG 16 and 19 (ruling 20): a correction follows its report to everybody who had it, with what went then; a duty
        row(
            "volgt",
            CORRECTION,
            "school",
            HAD,
            Place::Had,
            "ID ADRES PGN CONT_MELDER CONT_OUDER SCHOOL VERZ REDEN",
        )
        .duty(),
        // 7. Leerplichtwet 21a / 18 lid 3; who sits at home is leerplichtig or kwalificatieplichtig and not exempt; a duty
        row(
            "7",
            "thuiszittersmelding",
            "school",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN CONT_MELDER CONT_OUDER SCHOOL VERZ REDEN",
        )
        .when(leerplicht_while_at_home)
        .duty(),
        // 8. WPO 18a lid 6: to the samenwerkingsverband of the school; no PGN; OND and MED only where needed for advice
        // who is exempt is by definition nobody who sits at home; the age is not asked: its task is every pupil of the school
        row(
            "8",
            "thuiszittersmelding",
            "school",
            "samenwerkingsverband",
            Place::School,
            "ID ADRES CONT_MELDER SCHOOL VERZ",
        )
        .when(not_exempt),
        row(
            "8",
            "thuiszittersmelding",
            "school",
            "samenwerkingsverband",
            Place::School,
            "OND MED",
        )
        .when(not_exempt)
        .when(|case| case.flag("ondersteuning.nodigVoorAdvies") == Some(true)),
        // 9. Model Privacy Convenant Thuiszitters; ruling 9: not from school to a provider
        row(
            "9",
            "thuiszittersmelding",
            "school leerplicht",
            "wijkteam",
            Place::Wijk,
            "ID ADRES CONT_MELDER VERZ",
        )
        .when(not_exempt)
        .consent("hulp-bij-verzuim"),
        row(
            "9",
            "thuiszittersmelding",
            "leerplicht",
            "jeugdhulpaanbieder",
            Place::Addressee,
            "ID ADRES CONT_MELDER VERZ",
        )
        .when(not_exempt)
        .consent("hulp-bij-verzuim"),
    ]
}
