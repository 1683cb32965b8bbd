//! Youth care: the rows of the municipality, of institutions and of arrangements.

use super::{Place, Row, Stand, row, words};
use crate::oracle::case::age;
use crate::oracle::condition::{during_ots, within};
use crate::oracle::names::{IJW_MORE, IJW_TO_GEMEENTE, NOT_CARE};

pub(super) fn youth_care() -> Vec<Row> {
    vec![
        // 14. Jeugdwet 7.4.0; off (ruling 9); not where handing over is a grave risk (iJw OP003)
        row(
            "14",
            "toewijzing.jeugdhulp",
            "gemeente",
            "jeugdhulpaanbieder",
            Place::Addressee,
            "ID ADRES PGN TOEW GEZIN",
        )
        .when(|case| case.flag("veiligheid.ernstigRisico") == Some(false))
        .stands(Stand::Off)
        .duty(),
        // 15. Jeugdwet 7.4.0; off; "as the XSD": the number and the product; what else the standard holds is open
        row(
            "15",
            IJW_TO_GEMEENTE,
            "jeugdhulpaanbieder",
            "gemeente",
            Place::Addressee,
            "PGN TOEW",
        )
        .open(IJW_MORE)
        .stands(Stand::Off)
        .duty(),
        row(
            "15",
            "antwoord.verzoek",
            "gemeente",
            "jeugdhulpaanbieder",
            Place::Addressee,
            "PGN TOEW",
        )
        .open(IJW_MORE)
        .stands(Stand::Off)
        .duty(),
        // 15: who got JW301 or JW319 answers with JW302 or JW320, who got the others with the others
        row(
            "15",
            "retourbericht.jeugdhulp",
            "jeugdhulpaanbieder",
            "gemeente",
            Place::Addressee,
            "PROC_ONTVANGST",
        )
        .open(IJW_MORE)
        .when(|case| matches!(case.text("retour.bericht"), Some("JW302" | "JW320")))
        .stands(Stand::Off)
        .duty(),
        row(
            "15",
            "retourbericht.jeugdhulp",
            "gemeente",
            "jeugdhulpaanbieder",
            Place::Addressee,
            "PROC_ONTVANGST",
        )
        .open(IJW_MORE)
        .when(|case| {
            matches!(
                case.text("retour.bericht"),
                Some("JW306" | "JW308" | "JW316" | "JW318")
            )
        })
        .stands(Stand::Off)
        .duty(),
        // 16. Jeugdwet 7.3.11 lid 1: start, stop or the decision on care itself is blocked
        row(
            "16",
            "start.jeugdhulp stop.jeugdhulp",
            "jeugdhulpaanbieder gemeente",
            NOT_CARE,
            Place::Addressee,
            "",
        )
        .stands(Stand::Blocked),
        row(
            "16",
            "toewijzing.jeugdhulp",
            "gemeente",
            NOT_CARE,
            Place::Addressee,
            "",
        )
        .stands(Stand::Blocked),
        // 20. Wmo 2015 5.2.6: never by the hub
        row(
            "20",
            "melding.veiligthuis",
            "school wijkteam leerplicht smw",
            "veilig-thuis",
            Place::Register,
            "",
        )
        .stands(Stand::ByHand),
        // 21. Wmo 2015 4.1.1 lid 2 g: to who reported
        row(
            "21",
            "terugkoppeling.veiligthuis",
            "veilig-thuis",
            "school wijkteam leerplicht smw",
            Place::OwnReport,
            "PROC_ONTVANGST PROC_STATUS CONT_BEHANDELAAR",
        ),
        // 22. Jeugdwet 7.1.4.3 lid 2: only how to reach the other; off
        row(
            "22",
            "vir.signaal",
            "verwijsindex",
            "meldingsbevoegde",
            Place::Participants,
            "CONT_MELDER",
        )
        .when(|case| {
            case.born()
                .is_some_and(|born| (0..23).contains(&age(born, case.today)))
        })
        .stands(Stand::Off),
        // 23. Jeugdwet 7.3.11 lid 4: what is necessary, during an OTS, which is about minors (BW 1:255); PGN not from a school
        row(
            "23",
            "informatie.gi",
            "school",
            "gi",
            Place::Addressee,
            "ID CONT_MELDER",
        )
        .open("ADRES SCHOOL VERZ REDEN OND MED")
        .when(during_ots),
        row(
            "23",
            "informatie.gi",
            "wijkteam jeugdhulpaanbieder",
            "gi",
            Place::Addressee,
            "ID CONT_MELDER ZORG",
        )
        .open("ADRES PGN PROC_STATUS TOEW GEZIN MED")
        .when(during_ots),
        // 24. Besluit experiment onderwijszorgarrangementen: participants, until the end, with consent; each party by its
        // own law: a school gives support at school and the question, a provider care, a municipality neither for sure
        arrangement("school", "ID ADRES CONT_MELDER OND ZORG PROC_STATUS", ""),
        arrangement(
            "jeugdhulpaanbieder",
            "ID ADRES CONT_MELDER ZORG PROC_STATUS",
            "OND",
        ),
        arrangement("gemeente", "ID ADRES CONT_MELDER PROC_STATUS", "OND ZORG"),
        // 24, WPO 18a lid 13: a samenwerkingsverband gives to the school only
        Row {
            to: vec!["school"],
            ..arrangement(
                "samenwerkingsverband",
                "ID CONT_MELDER OND PROC_STATUS",
                "ADRES ZORG",
            )
        },
    ]
}

fn arrangement(from: &'static str, most: &'static str, open: &'static str) -> Row {
    let mut row = row(
        "24",
        "onderwijszorgarrangement",
        from,
        "school jeugdhulpaanbieder gemeente samenwerkingsverband",
        Place::Participants,
        most,
    )
    .when(|case| within(case, "arrangement"))
    .consent("onderwijszorgarrangement");
    // school <-> provider <-> municipality or samenwerkingsverband: not to its own like
    row.to.retain(|to| *to != from);
    row.open = words(open);
    row.open
        .extend(["PROC_ONTVANGST", "PROC_WACHT", "CONT_BEHANDELAAR"]);
    row
}
