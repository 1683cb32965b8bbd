//! A number -> one message of some 1.2 KB: a structured CloudEvent about one of eighteen thousand made-up pupils.

use anyhow::{Context, Result};
use schakel::catalog::format;
use serde_json::json;

/// The municipality where all pupils live; its leerplicht is the one recipient of each message.
pub(crate) const HOME: &str = "0193";
/// Bytes of a message.
const SIZE: usize = 1200;

/// Everybody that messages are about.
pub(crate) struct Pupils(Vec<String>);

impl Pupils {
    /// All numbers of the range that stands for nobody.
    pub(crate) fn new() -> Self {
        Self(
            (999_900_006..999_999_990)
                .map(|number: u32| number.to_string())
                .filter(|number| format::pgn(number))
                .collect(),
        )
    }

    /// Message `number`. Neighbours are about different pupils.
    pub(crate) fn letter(&self, number: usize) -> Result<Letter> {
        let pupil = number % self.0.len();
        let pgn = self.0.get(pupil).context("no pupil")?;
        // each of another name and day: thousands who may all be one another are asked about in each other's every message
        let letter = |n: usize| {
            let digit = u32::try_from(n % 26 + 10).unwrap_or_default();
            char::from_digit(digit, 36).unwrap_or('a')
        };
        let name = format!("Voorbeeld{}{}", letter(pupil), letter(pupil / 26));
        let born = format!(
            "2011-{:02}-{:02}",
            pupil / 676 % 12 + 1,
            pupil / 8112 % 28 + 1
        );
        let id = format!("m{number:07}");
        let event = |action: &str| {
            json!({
                "specversion": "1.0", "id": id, "source": "urn:nld:oin:00000099000000003000:systeem:bench",
                "type": "nl.onderwijsjeugdhulp.verzuimmeldingen.v1", "datacontenttype": "application/json",
                "time": "2026-03-13T15:02:11+01:00",
                "data": {
                    "meldingsnummer": id,
                    "leerling": {
                        "pgn": pgn, "voornamen": "Sanne", "achternaam": name, "geboortedatum": born,
                        "adres": { "straat": "Lindelaan", "huisnummer": pupil % 9973 + 1, "postcode": "8011AB", "plaats": "Zwolle" },
                        "woongemeente": HOME, "geheimAdres": false
                    },
                    "ouder": { "telefoon": "0612345678" },
                    "school": { "brin": "02CD", "vestiging": "00", "leerjaar": "3", "opleiding": { "soort": "VO", "vorm": "VT" } },
                    "verzuim": {
                        "soort": "ZESTIEN_UUR", "begindatum": "2026-02-16", "einddatum": "2026-03-13", "uren": 16.5,
                        "alleLessen": false, "actieGemeenteGewenst": true, "reden": "Vermoedelijk geen motivatie",
                        "ondernomenActie": action
                    },
                    "melder": {
                        "naam": "T. de Vries", "functie": "verzuimcoördinator", "telefoon": "038-1234567",
                        "email": "verzuim@voorbeeldschool.nl"
                    }
                }
            })
            .to_string()
        };
        let action = "x".repeat(SIZE.saturating_sub(event("").len()).clamp(1, 200));
        Ok(Letter {
            body: event(&action).into_bytes(),
            id,
        })
    }
}

/// One message.
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) body: Vec<u8>,
}
