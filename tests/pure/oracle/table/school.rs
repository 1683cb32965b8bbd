//! School life: the rows between schools and their samenwerkingsverband.

use super::{Place, Row, Stand, row};
use crate::oracle::condition::{
    leerplichtig, obliged, of_age_for_doorstroompunt, without_startkwalificatie,
};

pub(super) fn school_life() -> Vec<Row> {
    vec![
        // 17. WPO 18a lid 6, 13: no PGN
        row(
            "17",
            "tlv.aanvraag",
            "school",
            "samenwerkingsverband",
            Place::School,
            "ID ADRES SCHOOL OND MED",
        )
        .open("CONT_MELDER CONT_OUDER"),
        // 18. WPO 18a lid 13, 14: to the school; never to others
        row(
            "18",
            "tlv.besluit",
            "samenwerkingsverband",
            "school",
            Place::School,
            "OND",
        ),
        row(
            "18",
            "tlv.besluit",
            "samenwerkingsverband",
            "gemeente leerplicht wijkteam jeugdhulpaanbieder",
            Place::Addressee,
            "",
        )
        .stands(Stand::Blocked),
        // 19. WPO 42, 178a: to the next school; what the parents have not seen (OND) stays
        row(
            "19",
            "overstap.leerling",
            "school",
            "school",
            Place::Addressee,
            "ID ADRES PGN SCHOOL",
        ),
        row(
            "19",
            "overstap.leerling",
            "school",
            "school",
            Place::Addressee,
            "OND",
        )
        .when(|case| case.flag("inzage.gegeven") == Some(true)),
        // 25. Leerplichtwet 18 lid 1: of whom the law applies to, also who is exempt (10 b and c: struck off for that); a duty
        row(
            "25",
            "inschrijving",
            "school",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN SCHOOL",
        )
        .when(|case| obliged(case, case.day("inschrijving.datum")))
        .duty(),
        row(
            "25",
            "uitschrijving",
            "school",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN SCHOOL",
        )
        .when(|case| obliged(case, case.day("uitschrijving.datum")))
        .duty(),
        // 29. WEB 8.1.8 lid 1: who is no longer leerplichtig (so 18 or older, without startkwalificatie) and under the limit;
        // 8.3.1 lid 2: not who works, with the diploma or certificate named there; a duty
        row(
            "29",
            "vsv.melding",
            "school",
            "doorstroompunt",
            Place::Home,
            "ID ADRES PGN SCHOOL",
        )
        .when(|case| of_age_for_doorstroompunt(case, case.day("uitschrijving.datum")))
        .when(without_startkwalificatie)
        .when(|case| case.flag("leerling.werkMetGetuigschrift") != Some(true))
        .duty(),
        // 27. WPO 167: with consent; no PGN, no MED, only doelgroep yes or no
        row(
            "27",
            "vve.indicatie",
            "jgz",
            "gemeente",
            Place::Home,
            "ID ADRES CONT_MELDER VVE",
        )
        .consent("vve-indicatie"),
        row(
            "27",
            "vve.indicatie",
            "jgz",
            "voorschool",
            Place::Addressee,
            "ID ADRES CONT_MELDER VVE",
        )
        .consent("vve-indicatie"),
        // 28. WPO 167 lid 3: programme and how long; a duty
        row(
            "28",
            "vve.overdracht",
            "voorschool",
            "school",
            Place::Addressee,
            "ID ADRES VVE",
        )
        .duty(),
        // ruling 13, Leerplichtwet 11 f, g and 14: more than ten days is for leerplicht
        row(
            "verlof-aanvraag",
            "verlof.aanvraag",
            "school inwoner",
            "leerplicht",
            Place::Home,
            "ID ADRES PGN SCHOOL VERZ REDEN",
        )
        .open("CONT_MELDER CONT_OUDER")
        .when(|case| case.number("verlof.dagen").is_some_and(|days| days > 10))
        .when(|case| leerplichtig(case, case.day("verlof.begindatum"))),
        row(
            "verlof-besluit",
            "verlof.besluit",
            "leerplicht",
            "school",
            Place::OwnReport,
            "PROC_STATUS",
        )
        .open("PROC_ONTVANGST CONT_BEHANDELAAR"),
        // ruling 13, Leerplichtwet 18 lid 3: leerplicht asks, the head answers
        row(
            "inlichtingen-verzoek",
            "inlichtingenverzoek.leerplicht",
            "leerplicht",
            "school",
            Place::Addressee,
            "ID PGN",
        )
        .open("ADRES VERZ CONT_MELDER CONT_BEHANDELAAR"),
        row(
            "inlichtingen-antwoord",
            "inlichtingen.school",
            "school",
            "leerplicht",
            Place::OwnReport,
            "SCHOOL VERZ",
        )
        .open("ID ADRES PGN REDEN CONT_MELDER CONT_OUDER"),
    ]
}
