//! From close by: one answer to a sender, and one report beside what became of it.

use super::Story;
use crate::day::Day;
use crate::expect::End;
use crate::expect::fields::category;
use crate::proof::Seen;
use crate::source::{Kind, Source};
use serde_json::Value;

pub(super) fn answer(story: &mut Story, day: &Day, seen: &Seen) {
    let back = |end: &End| {
        matches!(
            end,
            End::Stopped {
                code: "validate.invalid",
                ..
            }
        )
    };
    let source = Source::Meander;
    let Some((_, document)) = day
        .documents()
        .find(|(sender, document)| *sender == source && back(&document.end))
    else {
        return;
    };
    let answers = seen
        .answers
        .get(&source)
        .into_iter()
        .flatten()
        .filter_map(|answer| answer.get("data"));
    let about = |data: &&Value| {
        let says = |name, text: &str| data.get(name).and_then(Value::as_str) == Some(text);
        says("document", &document.document) && says("uitkomst", document.end.outcome())
    };
    story.title(&format!(
        "Wat de afzender hoort: één antwoord per document. Eén ervan, aan {}:",
        source.name()
    ));
    story.line(format!(
        "  {}",
        answers
            .into_iter()
            .find(about)
            .map(Value::to_string)
            .unwrap_or_default()
    ));
}

/// Fields that went as they came, and would make the list long.
const FAMILIAR: [&str; 6] = [
    "melder.functie",
    "melder.telefoon",
    "school.",
    "verzuim.dagen",
    "verzuim.actieGemeenteGewenst",
    "leerling.voorvoegsel",
];

/// A report about somebody whose address is secret: what came and what went.
pub(super) fn beside(story: &mut Story, day: &Day, seen: &Seen) {
    let sent = day.morning.get(&Source::Meander).into_iter().flatten();
    let found = sent.filter_map(|payload| {
        let document = payload.documents.first()?;
        let delivery = document.end.deliveries().next()?;
        let secret = matches!(&document.end, End::Judged(judged) if judged.secret);
        let event: Value = serde_json::from_slice(&payload.sent.body).ok()?;
        let has = |path: &str| event.pointer(path).is_some();
        let telling = secret
            && document.kind == Kind::Absence
            && has("/data/verzuim/reden")
            && has("/data/ouder");
        telling.then_some((delivery, event.get("data").cloned()?))
    });
    let Some((delivery, data)) = found.into_iter().next() else {
        return;
    };
    let number = data.get("meldingsnummer");
    let lies = seen
        .mailboxes
        .get(&delivery.to)
        .into_iter()
        .flatten()
        .filter_map(|event| event.get("data"));
    let got = lies
        .into_iter()
        .find(|data| data.get("meldingsnummer") == number && data.get("verzuim").is_some());
    let got = got.map(fields).unwrap_or_default();
    story.title(&format!(
        "Eén melding van dichtbij, van een leerling met geheim adres: wat meander stuurde en wat {} kreeg",
        delivery.to.name()
    ));
    story.line("  Zonder de rest: school, functie en telefoon van de melder, verzuimdagen; die gingen zoals zij kwamen.");
    story.line(format!(
        "  {:<30}{:<13}{:<33}kreeg",
        "veld", "categorie", "stuurde"
    ));
    for (field, value) in fields(&data) {
        if FAMILIAR.iter().any(|part| field.starts_with(part)) {
            continue;
        }
        let received = got
            .iter()
            .find(|(name, _)| *name == field)
            .map_or("-", |(_, value)| value);
        story.line(format!(
            "  {field:<30}{:<13}{value:<33}{received}",
            category(Kind::Absence, &field)
        ));
    }
}

/// The leaves, dotted; of a list only how long it is.
fn fields(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let inner = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                collect(value, &inner, found);
            }
        }
        Value::Array(list) => found.push((path.to_owned(), format!("({} keer)", list.len()))),
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}
