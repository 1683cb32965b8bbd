//! Documents of all sources with the end that each must have, by simple lists of the test's own.

use crate::world::Sent;
use serde_json::{Value, json};

/// Municipalities and who has leerplicht there.
const HOMES: [(&str, &str); 4] = [
    ("0193", "leerplicht-zwolle"),
    ("0148", "leerplicht-zwolle"),
    ("0175", "leerplicht-ommen"),
    ("0180", "leerplicht-staphorst"),
];
/// Partner names, with what all know them by.
pub(super) const PARTNERS: [(&str, &str); 10] = [
    ("leerplicht-zwolle", "00000099000000001000/leerplicht"),
    ("leerplicht-ommen", "00000099000000001100/leerplicht"),
    ("leerplicht-staphorst", "00000099000000001200/leerplicht"),
    ("wijkteam-zwolle", "00000099000000001000/wijkteam"),
    ("wijkteam-dalfsen", "00000099000000001300/wijkteam"),
    (
        "doorstroompunt-zwolle",
        "00000099000000001000/doorstroompunt",
    ),
    ("swv-vo", "00000099000000006000/samenwerkingsverband"),
    ("swv-po", "00000099000000006100/samenwerkingsverband"),
    ("thorbecke", "00000099000000002000/school"),
    ("meander", "00000099000000003000/school"),
];
/// Those that send here: two schools, leerplicht with CSV, a wijkteam and a portal for parents with JSON.
pub(super) const SOURCES: [&str; 5] = [
    "meander",
    "thorbecke",
    "leerplicht-zwolle",
    "wijkteam-zwolle",
    "aanmeldportaal-zwolle",
];

/// A document, and what must become of it.
#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) source: &'static str,
    pub(crate) id: String,
    /// `routed`, `nothing`, or the code of a stop.
    pub(crate) end: &'static str,
    /// The partner that gets it, and what.
    pub(crate) to: Option<(&'static str, Value)>,
    /// Nothing where the message of the document before it holds this one too.
    pub(crate) sent: Sent,
}

/// The nine digits of pupil `n`, which pass the eleven test.
pub(super) fn pgn(n: usize) -> String {
    let weighted = |digits: &str| {
        digits
            .bytes()
            .zip((2..=9).rev())
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum::<u32>()
    };
    let numbers = (0_u32..).filter_map(|start| {
        let digits = format!("9999{start:04}");
        let last = weighted(&digits) % 11;
        (last < 10).then(|| format!("{digits}{last}"))
    });
    numbers.take(n + 1).last().unwrap()
}

impl Report {
    /// The reports `from..to` of both sources: most of them good, to all homes, of pupils who return; some with nobody to go to, some wrong.
    pub(crate) fn stream(from: usize, to: usize) -> Vec<Report> {
        let pupils: Vec<String> = (0..200).map(pgn).collect();
        (from..to)
            .map(|n| Self::one(n, &pupils[n * 7 % pupils.len()]))
            .collect()
    }

    fn one(n: usize, pgn: &str) -> Report {
        let (home, partner) = HOMES[n / 2 % HOMES.len()];
        // other absence needs an agreement, and with Ommen there is none
        let (home, soort, pgn, end) = match n % 20 {
            14 | 15 => ("0175", "OVERIG", pgn, "nothing"),
            16 | 17 => (home, "LUXE", "999900032", "validate.invalid"),
            _ => (home, "LUXE", pgn, "routed"),
        };
        let routed = |data: &Value| (end == "routed").then(|| (partner, data.clone()));
        let mut data = json!({
            "meldingsnummer": format!("m{n}"),
            "leerling": { "pgn": pgn, "achternaam": "Voorbeeld", "geboortedatum": "2012-09-17", "woongemeente": home },
            "school": { "brin": "02CD" },
            "verzuim": { "soort": soort, "begindatum": "2026-03-02" },
            "melder": { "naam": "A. Melder" },
        });
        let mut allowed = data.clone();
        allowed["leerling"]
            .as_object_mut()
            .unwrap()
            .remove("woongemeente");
        if n.is_multiple_of(2) {
            let event = json!({
                "specversion": "1.0", "id": format!("m{n}"), "type": "nl.onderwijsjeugdhulp.verzuimmeldingen.v1",
                "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json",
                "time": "2026-03-13T15:02:11+01:00", "data": data.take(),
            });
            return Report {
                source: "meander",
                id: format!("m{n}"),
                end,
                to: routed(&allowed),
                sent: Sent::event(&event),
            };
        }
        let words = if soort == "LUXE" {
            "luxe verzuim"
        } else {
            "signaal verzuim"
        };
        let text = format!(
            "<MeldenRelatiefVerzuim><Verzuimgeval><Brin>01AB</Brin><Nummer>m{n}</Nummer><PGN>{pgn}</PGN><Achternaam>Voorbeeld</Achternaam>\
             <Geboortedatum>20120917</Geboortedatum><Woongemeente>{home}</Woongemeente><MeldingRelatiefVerzuim><Soort>{words}</Soort>\
             <Begindatum>20260302</Begindatum></MeldingRelatiefVerzuim><Melder><Voornaam>A.</Voornaam><Achternaam>Melder</Achternaam></Melder>\
             </Verzuimgeval></MeldenRelatiefVerzuim>"
        );
        allowed["meldingsnummer"] = json!(format!("01AB-m{n}"));
        allowed["school"]["brin"] = json!("01AB");
        Report {
            source: "thorbecke",
            id: format!("01AB.m{n}"),
            end,
            to: routed(&allowed),
            sent: Sent::xml(text),
        }
    }
}

/// The messages of one source, in order.
pub(crate) fn messages(reports: &[Report], source: &str) -> Vec<Sent> {
    let own = reports
        .iter()
        .filter(|report| report.source == source && report.sent.content_type.is_some());
    own.map(|report| report.sent.clone()).collect()
}

/// An event of Meander.
fn event(id: &str, kind: &str, data: &Value) -> Sent {
    Sent::event(&json!({
        "specversion": "1.0", "id": id, "type": format!("nl.onderwijsjeugdhulp.{kind}.v1"),
        "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json", "data": data,
    }))
}

fn payload(body: impl Into<Vec<u8>>, content_type: &str) -> Sent {
    Sent {
        body: body.into(),
        content_type: Some(content_type.to_owned()),
        ..Sent::default()
    }
}

/// A child in Zwolle, known by the number of its house.
fn child(house: usize) -> Value {
    json!({ "achternaam": "Voorbeeld", "geboortedatum": "2020-09-17", "adres": { "postcode": "8021BC", "huisnummer": house } })
}

/// What the wijkteam's application and the portal call that child.
fn client(house: usize) -> Value {
    json!({
        "geslachtsnaam": "Voorbeeld", "geboortedatum": "2020-09-17", "gemeentecode": "GM0193",
        "adres": { "postcode": "8021 BC", "huisnummer": house },
    })
}

/// Signals of Meander about some children to the wijkteam, each after the consent of a parent.
pub(super) fn signals(children: usize) -> Vec<Report> {
    let mut all = Vec::new();
    for house in 1..=children {
        let id = format!("ja{house}");
        let statement = json!({
            "leerling": {
                "voornamen": "Ada", "achternaam": "Voorbeeld", "geboortedatum": "2020-09-17", "postcode": "8021BC", "huisnummer": house,
            },
            "gever": { "kenmerk": "gezag-1", "hoedanigheid": "ouder", "gezag": "ja" },
            "ontvanger": "00000099000000001000", "doel": "hulp-aan-school", "categorieen": ["ID", "ADRES", "CONT_MELDER", "ZORG"],
            "dag": "2026-03-02", "bewijs": "formulier", "geldigTot": "2099-12-31", "tekstversie": "2026-1",
        });
        let sent = event(&id, "toestemmingen.verleend", &statement);
        all.push(Report {
            source: "meander",
            id,
            end: "register",
            to: None,
            sent,
        });
        let id = format!("z{house}");
        let mut data = json!({
            "meldingsnummer": id, "leerling": child(house), "brin": "02CD",
            "signaal": { "datum": "2026-03-12", "urgentie": "GEWOON", "vraag": "Wie kan met het gezin meedenken?" },
            "melder": { "naam": "A. Melder" },
        });
        data["leerling"]["voornamen"] = json!("Ada");
        data["leerling"]["woongemeente"] = json!("0193");
        let sent = event(&id, "zorgsignalen.school", &data);
        data["leerling"]
            .as_object_mut()
            .unwrap()
            .remove("woongemeente");
        data.as_object_mut().unwrap().remove("brin");
        all.push(Report {
            source: "meander",
            id,
            end: "routed",
            to: Some(("wijkteam-zwolle", data)),
            sent,
        });
    }
    all
}

/// What the wijkteam tells back on those signals, `times` on each.
pub(super) fn on_signals(children: usize, times: usize) -> Vec<Report> {
    let numbers = (1..=times).flat_map(|nth| (1..=children).map(move |house| (house, nth)));
    let one = |(house, nth)| {
        let (number, id) = (format!("z{house}"), format!("z{house}:{nth}"));
        let stand =
            json!({ "identificatie": number, "datumAanmaak": "2026-03-16", "statusVolgorde": nth });
        let sent = json!({ "terugkoppelingen": [{ "AOMMeldingWmoJeugd": stand, "Client": client(house) }] });
        let data =
            json!({ "meldingsnummer": number, "volgnummer": nth, "ontvangenOp": "2026-03-16" });
        let to = Some(("meander", data));
        Report {
            source: "wijkteam-zwolle",
            id,
            end: "routed",
            to,
            sent: payload(sent.to_string(), "application/json"),
        }
    };
    numbers.map(one).collect()
}

/// Parents who ask for help themselves.
pub(super) fn requests(count: usize) -> Vec<Report> {
    let one = |n: usize| {
        let id = format!("vraag{n}");
        let request = json!({
            "identificatie": id, "datumAanmaak": "2026-03-14", "aanmelder": "ouder", "aanmeldwijze": "webformulier",
            "isClientOpDeHoogte": true, "hulpvraag": "Wij weten niet wat helpt.",
        });
        let asked = json!({ "AOMMeldingWmoJeugd": request, "Client": client(1000 + n % 100), "melder": { "naam": "K. Voorbeeld" } });
        let data = json!({
            "meldingsnummer": id, "jeugdige": child(1000 + n % 100), "melder": { "naam": "K. Voorbeeld" },
            "aanmelding": {
                "aanmelder": "OUDER", "aanmeldwijze": "WEBFORMULIER", "isClientOpDeHoogte": true, "datum": "2026-03-14",
                "hulpvraag": "Wij weten niet wat helpt.",
            },
        });
        let sent = payload(
            json!({ "aanmeldingen": [asked] }).to_string(),
            "application/json",
        );
        Report {
            source: "aanmeldportaal-zwolle",
            id,
            end: "routed",
            to: Some(("wijkteam-zwolle", data)),
            sent,
        }
    };
    (0..count).map(one).collect()
}

/// What leerplicht tells back on reports that were routed: files of two good lines and a bad one.
pub(super) fn on_reports(reports: &[Report]) -> Vec<Report> {
    // who answers must have it
    let routed: Vec<&Report> = reports
        .iter()
        .filter(|report| {
            report
                .to
                .as_ref()
                .is_some_and(|(to, _)| *to == "leerplicht-zwolle")
        })
        .collect();
    routed.chunks_exact(2).flat_map(file).collect()
}

fn file(two: &[&Report]) -> Vec<Report> {
    let mut text =
        "Meldingsnummer;Volgnummer;Datum;Status;Reden afgesloten;Toelichting;Contactpersoon;Functie;Telefoon;E-mail\r\n".to_owned();
    let mut documents = Vec::new();
    for report in two {
        let number = report.to.as_ref().unwrap().1["meldingsnummer"]
            .as_str()
            .unwrap();
        text += &format!("{number};1;16-03-2026;in behandeling;;;;;;\r\n");
        let data = json!({ "meldingsnummer": number, "volgnummer": 1, "datum": "2026-03-16", "status": "IN_BEHANDELING" });
        let to = Some((report.source, data));
        documents.push(Report {
            source: "leerplicht-zwolle",
            id: format!("{number}:1"),
            end: "routed",
            to,
            sent: Sent::default(),
        });
    }
    let id = documents[0].id.replace(":1", ":2");
    text += &format!("{};16-03-2026;verhuisd;;;;;;\r\n", id.replace(':', ";"));
    documents.push(Report {
        source: "leerplicht-zwolle",
        id,
        end: "adapt.bad_value",
        to: None,
        sent: Sent::default(),
    });
    documents[0].sent = payload(text, "text/csv");
    documents
}
