//! Requests for help, and what the wijkteam says of them -> JSON in the terms of the Gemeentelijk Gegevensmodel.

use super::{JSON, Sent};
use crate::care::Child;
use serde_json::{Value, json};

/// Several in one message.
pub(crate) fn message(message_id: String, list: &str, parts: &[Value]) -> Sent {
    Sent::new(
        message_id,
        JSON,
        json!({ list: parts }).to_string().into_bytes(),
    )
}

/// A request as the portal writes it: the canonical one, with the names of the model.
pub(crate) fn request(child: &Child, number: &str, data: &Value, reporter: &str) -> Value {
    let text = |path: &str| data.pointer(path).cloned().unwrap_or_default();
    let pupil = &child.pupil;
    let mut written = json!({
        "AOMMeldingWmoJeugd": {
            "identificatie": number,
            "datumAanmaak": text("/aanmelding/datum"),
            "aanmelder": reporter,
            "aanmeldwijze": "webformulier",
            "isClientOpDeHoogte": true,
            "hulpvraag": text("/aanmelding/hulpvraag"),
        },
        "Client": {
            "voornamen": pupil.first,
            "geslachtsnaam": pupil.last,
            "geboortedatum": pupil.born.to_string(),
            "adres": { "straatnaam": pupil.street, "huisnummer": pupil.house, "postcode": spaced(&pupil.postcode), "woonplaatsnaam": pupil.town.name },
        },
        "ouder": { "naam": text("/ouder/naam"), "telefoonnummer": text("/ouder/telefoon") },
        "gezag": "beide ouders",
        "melder": { "naam": text("/melder/naam") },
    });
    if let (Some(home), Some(Value::Object(client))) = (
        data.pointer("/jeugdige/woongemeente"),
        written.get_mut("Client"),
    ) {
        client.insert(
            "gemeentecode".to_owned(),
            json!(format!("GM{}", home.as_str().unwrap_or_default())),
        );
    }
    written
}

/// What the wijkteam says; everything that is in the canonical one.
pub(crate) fn answer(child: &Child, data: &Value, status: &str) -> Value {
    let text = |path: &str| data.pointer(path).cloned().unwrap_or_default();
    let pupil = &child.pupil;
    json!({
        "AOMMeldingWmoJeugd": {
            "identificatie": text("/meldingsnummer"),
            "datumAanmaak": text("/ontvangenOp"),
            "statusVolgorde": text("/volgnummer"),
            "status": status,
            "datumBeginStatus": text("/stand/datum"),
            "vervolg": text("/vervolg"),
        },
        "Client": {
            "voornamen": pupil.first,
            "geslachtsnaam": pupil.last,
            "geboortedatum": pupil.born.to_string(),
            "adres": { "postcode": spaced(&pupil.postcode), "huisnummer": pupil.house },
        },
        "contactpersoon": { "naam": text("/contact/naam"), "functie": text("/contact/functie"), "telefoonnummer": text("/contact/telefoon") },
        "wachtOpHulp": text("/wachten/opHulp"),
        "toewijzing": { "voorziening": text("/toewijzing/voorziening") },
    })
}

fn spaced(postcode: &str) -> String {
    let (digits, letters) = postcode.split_at(4);
    format!("{digits} {letters}")
}
