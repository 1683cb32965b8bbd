//! The decision table, once more: written from the statutes and the readings of them, not from `policies/`.
//!
//! A row says who gives what to whom, at most which categories, and on what conditions. It is naive on purpose:
//! the law stands here as code, a row is a line, and nothing is shared with the program. The number of a row is
//! that of the table in `docs/beslistabel.md`; rulings are the readings in `docs/assurance.md`.

use super::{
    case::{Case, age},
    condition::{
        during_ots, leerplichtig, not_exempt, obliged, of_age_for_doorstroompunt,
        sort_for_leerplicht, sort_of_four_weeks, sort_other, they_know, within,
        without_startkwalificatie,
    },
    days::{doorstroompunt_during_absence, leerplicht_during_absence, leerplicht_while_at_home},
    names::{
        ABSENCE, CORRECTION, HAD, IJW_MORE, IJW_TO_GEMEENTE, NOES, NOT_CARE, REGISTRARS,
        STATEMENTS, TABLES,
    },
};

/// What a refusal or an objection does to a row that does not ask consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A duty: it goes all the same.
    Nothing,
    /// An objection (AVG 21): a person decides.
    Person,
    /// A refusal in this purpose blocks.
    Blocks(&'static str),
}

/// Where the recipient is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    /// The municipality of Jeugdwet 1.1.
    Youth,
    /// In it, the one team that is there for this child.
    Wijk,
    School,
    Addressee,
    Participants,
    OwnReport,
    /// Whoever had what this corrects.
    Had,
    /// The register of the hub itself: leaves for nobody.
    Register,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    On,
    Off,
    Blocked,
    /// Never by the hub: a person does it.
    ByHand,
}

pub(super) type Condition = fn(&Case) -> bool;

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) number: &'static str,
    pub(super) kinds: Vec<&'static str>,
    pub(super) from: Vec<&'static str>,
    pub(super) to: Vec<&'static str>,
    pub(super) place: Place,
    pub(super) most: Vec<&'static str>,
    /// Categories of which no source says whether they belong: either answer is right.
    pub(super) open: Vec<&'static str>,
    pub(super) stand: Stand,
    pub(super) conditions: Vec<Condition>,
    pub(super) agreement: Option<&'static str>,
    /// The purpose in which consent must be there for each category.
    pub(super) consent: Option<&'static str>,
    pub(super) refusal: Refusal,
    /// A refusal of one category closes the row for all of them.
    pub(super) as_a_whole: bool,
    /// Only while the consent stands on which the report went that this answers.
    pub(super) carried: bool,
    /// It is about nobody, so nobody's objection can be found.
    pub(super) nobody: bool,
}

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

/// `from -> to`, on, without conditions, and an objection is for a person (ruling 2: "mens" for the rest).
fn row(
    number: &'static str,
    kinds: &'static str,
    from: &'static str,
    to: &'static str,
    place: Place,
    most: &'static str,
) -> Row {
    Row {
        number,
        kinds: words(kinds),
        from: words(from),
        to: words(to),
        place,
        most: words(most),
        open: Vec::new(),
        stand: Stand::On,
        conditions: Vec::new(),
        agreement: None,
        consent: None,
        refusal: Refusal::Person,
        as_a_whole: false,
        carried: false,
        nobody: false,
    }
}

impl Row {
    fn when(mut self, condition: Condition) -> Row {
        self.conditions.push(condition);
        self
    }
    /// Ruling 2: rows 1, 2, 4, 7, 14, 15, 25, 28, 29 (and the register, 32).
    fn duty(mut self) -> Row {
        self.refusal = Refusal::Nothing;
        self
    }
    fn about_nobody(mut self) -> Row {
        self.refusal = Refusal::Nothing;
        self.nobody = true;
        self
    }
    fn consent(mut self, purpose: &'static str) -> Row {
        self.consent = Some(purpose);
        self.refusal = Refusal::Blocks(purpose);
        self
    }
    fn blocked_by(mut self, purpose: &'static str) -> Row {
        self.refusal = Refusal::Blocks(purpose);
        self
    }
    fn wholly(mut self) -> Row {
        self.as_a_whole = true;
        self
    }
    fn carried(mut self) -> Row {
        self.carried = true;
        self
    }
    fn agreed(mut self, agreement: &'static str) -> Row {
        self.agreement = Some(agreement);
        self
    }
    fn stands(mut self, stand: Stand) -> Row {
        self.stand = stand;
        self
    }
    fn open(mut self, open: &'static str) -> Row {
        self.open = words(open);
        self
    }
}

/// The whole table. Ruling 4: where the table says ID, ID and ADRES; where it says CONT, CONT_MELDER, and CONT_OUDER
/// in rows 1, 2, 7, 10 and 11 only; PROC without PROC_WACHT, which asks consent.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = absence();
    rows.extend(help());
    rows.extend(youth_care());
    rows.extend(school_life());
    rows.extend(others());
    rows
}

fn absence() -> Vec<Row> {
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

fn help() -> Vec<Row> {
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

fn youth_care() -> Vec<Row> {
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

fn school_life() -> Vec<Row> {
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

fn others() -> Vec<Row> {
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
