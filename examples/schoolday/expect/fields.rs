//! A field -> its category, for each kind; and the fields of a message that pass.

mod other;

use crate::pupil::is_bsn;
use crate::source::Kind;
use serde_json::{Map, Value};

/// Which category a field is of; the first line that fits counts.
const SCHOOL_REPORT: [(&str, &str); 19] = [
    ("meldingsnummer", "REF"),
    ("leerling.pgn", "PGN"),
    ("leerling.adres", "ADRES"),
    ("leerling.woongemeente", "ROUTE"),
    ("leerling.geheimAdres", "ROUTE"),
    ("leerling.vrijgesteld", "ROUTE"),
    ("leerling.telefoon", "CONT_OUDER"),
    ("leerling", "ID"),
    ("ouder", "CONT_OUDER"),
    ("school", "SCHOOL"),
    ("verzuim.reden", "REDEN"),
    ("verzuim.ondernomenActie", "REDEN"),
    ("verzuim", "VERZ"),
    ("thuiszitten.toelichting", "REDEN"),
    ("thuiszitten", "VERZ"),
    ("ondersteuning.nodigVoorAdvies", "ROUTE"),
    ("ondersteuning.gezondheid", "MED"),
    ("ondersteuning", "OND"),
    ("melder", "CONT_MELDER"),
];
const CARE: [(&str, &str); 18] = [
    ("meldingsnummer", "REF"),
    ("leerling.adres", "ADRES"),
    ("leerling.woongemeente", "ROUTE"),
    ("leerling.woonwijk", "ROUTE"),
    ("leerling.geheimAdres", "ROUTE"),
    ("leerling", "ID"),
    ("jeugdige.adres", "ADRES"),
    ("jeugdige.woongemeente", "ROUTE"),
    ("jeugdige.geheimAdres", "ROUTE"),
    ("jeugdige", "ID"),
    ("ouder", "CONT_OUDER"),
    ("brin", "ROUTE"),
    ("signaal.gezondheid", "MED"),
    ("signaal", "ZORG"),
    ("aanmelding", "ZORG"),
    ("gezin", "GEZIN"),
    ("toestemming", "TOEST"),
    ("melder", "CONT_MELDER"),
];
const FEEDBACK: [(&str, &str); 12] = [
    ("meldingsnummer", "REF"),
    ("volgnummer", "PROC_STATUS"),
    ("datum", "PROC_ONTVANGST"),
    ("ontvangenOp", "PROC_ONTVANGST"),
    ("status", "PROC_STATUS"),
    ("redenAfgesloten", "PROC_STATUS"),
    ("toelichting", "PROC_STATUS"),
    ("stand", "PROC_STATUS"),
    ("contact", "CONT_BEHANDELAAR"),
    ("wachten", "PROC_WACHT"),
    ("vervolg", "ZORG"),
    ("toewijzing", "TOEW"),
];

/// The category of a field, dotted. What is not listed stays in the hub.
pub(crate) fn category(kind: Kind, field: &str) -> &'static str {
    let list: &[(&str, &'static str)] = match kind {
        Kind::Other(name) => return other::category(name, field),
        Kind::Absence | Kind::Truant => &SCHOOL_REPORT,
        Kind::OfficerAnswer | Kind::TeamAnswer => &FEEDBACK,
        _ => &CARE,
    };
    list.iter()
        .find(|(name, _)| within(field, name))
        .map_or("ROUTE", |(_, category)| category)
}

/// Is it this field, or one inside it?
fn within(field: &str, name: &str) -> bool {
    field
        .strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The fields of these categories, but for those that are taken out. REF goes along with everything; a secret address goes nowhere.
pub(crate) fn of_categories(
    kind: Kind,
    data: &Value,
    categories: &[&str],
    secret: bool,
    without: &[&str],
) -> Value {
    let passes = |field: &str| {
        let category = category(kind, field);
        let hidden = secret && matches!(category, "ADRES" | "CONT_OUDER");
        (category == "REF" || categories.contains(&category))
            && !hidden
            && !without.contains(&field)
    };
    kept(data, "", &passes).unwrap_or_default()
}

/// The fields that pass; an object in which nothing is left is left out.
fn kept(value: &Value, path: &str, passes: &dyn Fn(&str) -> bool) -> Option<Value> {
    match value {
        Value::Object(fields) => {
            let inner = |name: &str| {
                if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                }
            };
            let kept: Map<String, Value> = fields
                .iter()
                .filter_map(|(name, value)| {
                    Some((name.clone(), kept(value, &inner(name), passes)?))
                })
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(list) => {
            let kept: Vec<Value> = list
                .iter()
                .filter_map(|value| kept(value, path, passes))
                .collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        leaf => passes(path).then(|| leaf.clone()),
    }
}

/// Nine digits together that pass the 11-test.
pub(crate) fn holds_bsn(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 9 && digits.parse().is_ok_and(is_bsn))
}
