//! Details taken down at the desk -> the fields of a kind with the same meaning.

use crate::catalog::schema::{Kind, Meaning, put};
use crate::desk::note::Child;
use serde_json::{Map, Value, json};

/// The fields of a kind that identify a child.
pub(in crate::desk) fn child(kind: &Kind, child: &Child) -> Map<String, Value> {
    let Child {
        pgn,
        voornamen,
        achternaam,
        geboortedatum,
        postcode,
        huisnummer,
        geheim_adres,
    } = child;
    // not every kind has a field that marks a secret address, and a secret address is not matched on
    let (postcode, huisnummer) = if *geheim_adres {
        (&None, &None)
    } else {
        (postcode, huisnummer)
    };
    let mut data = Map::new();
    let fields = [
        (Meaning::Pgn, pgn.as_ref().map(|pgn| json!(pgn))),
        (
            Meaning::FirstNames,
            voornamen.as_ref().map(|names| json!(names)),
        ),
        (Meaning::Surname, Some(json!(achternaam))),
        (Meaning::BirthDate, Some(json!(geboortedatum))),
        (
            Meaning::Postcode,
            postcode.as_ref().map(|postcode| json!(postcode)),
        ),
        (Meaning::HouseNumber, huisnummer.map(|number| json!(number))),
        (Meaning::SecretAddress, geheim_adres.then(|| json!(true))),
    ];
    fill(kind, &mut data, fields);
    data
}

/// Puts each value in the field that has this meaning; a kind need not have a field for each.
pub(in crate::desk) fn fill<const N: usize>(
    kind: &Kind,
    data: &mut Map<String, Value>,
    fields: [(Meaning, Option<Value>); N],
) {
    for (meaning, value) in fields {
        if let (Some(pointer), Some(value)) = (kind.meanings.get(&meaning), value) {
            put(
                data,
                &pointer.trim_start_matches('/').replace('/', "."),
                value,
            );
        }
    }
}
