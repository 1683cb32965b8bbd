//! The bodies that would leave -> what nobody may read in them.

use schakel::pipeline::Triaged;

use super::{bridge, case::Case, fields::at, make::FLAGGED, world::World};

/// What may never be read in a body, whatever the categories: a flagged text, and a secret address.
pub(super) fn leaks(
    world: &World,
    all_on: bool,
    triaged: &Triaged,
    case: &Case,
) -> Vec<(String, String)> {
    if case.flagged.is_empty() && !case.secret_address() {
        return Vec::new();
    }
    let mut hidden: Vec<String> = Vec::new();
    if !case.flagged.is_empty() {
        hidden.extend(FLAGGED.map(str::to_owned));
    }
    if case.secret_address() {
        for path in ["leerling.adres", "jeugdige.adres"] {
            for field in ["straat", "postcode", "plaats"] {
                let text =
                    at(&case.data, &format!("{path}.{field}")).and_then(|value| value.as_str());
                hidden.extend(text.map(|text| format!("\"{text}\"")));
            }
        }
        // a parent who reports itself gives its number to whom it reports
        let (parent, reporter) = (
            at(&case.data, "ouder.telefoon"),
            at(&case.data, "melder.telefoon"),
        );
        hidden.extend(
            parent
                .filter(|_| parent != reporter)
                .map(ToString::to_string),
        );
    }
    let mut found = Vec::new();
    for (key, body) in bridge::bodies(world, all_on, triaged, case) {
        for text in hidden.iter().filter(|text| body.contains(*text)) {
            found.push((
                key.clone(),
                format!("to {key}: `{text}` can be read in the body"),
            ));
        }
    }
    found
}
