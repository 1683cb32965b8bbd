//! One family, followed through the day.

use super::Story;
use crate::day::Day;
use crate::expect::{Delivery, End, Fate, Held};
use crate::family::Step;

pub(super) fn tell(story: &mut Story, day: &Day) {
    story.title("Eén gezin gevolgd: een leerling van 14 op meander. Naar het wijkteam gaat iets als leerling én ouder ja zeggen");
    for step in &day.family.steps {
        let is_it = |(source, document): &(crate::source::Source, &crate::expect::Expected)| {
            *source == step.source && document.document == step.document
        };
        let Some((_, document)) = day.documents().find(is_it) else {
            continue;
        };
        story.line(format!(
            "  {}  {:<30}{}",
            step.time,
            step.words,
            became(step, &document.end)
        ));
    }
}

fn became(step: &Step, end: &End) -> String {
    let End::Judged(judged) = end else {
        return "in het register".to_owned();
    };
    match judged.verdicts.iter().map(|verdict| &verdict.got).next() {
        Some(Ok(delivery)) => arrived(step, delivery),
        Some(Err(Held { code, why })) => format!("naar niemand ({code}): {why}"),
        None => String::new(),
    }
}

fn arrived(step: &Step, delivery: &Delivery) -> String {
    let to = delivery.to.name();
    match (delivery.fate, delivery.less.first()) {
        (Fate::Waited, _) => format!("wacht, en is om 14:00 bij {to}"),
        (Fate::Withdrawn, _) => "wacht; om 14:00 mag het niet meer, en het gaat niet".to_owned(),
        (Fate::AtOnce, Some(_)) if step.words.contains("wijkteam") => {
            format!("bij {to}: wel hoe het staat, niet welke hulp")
        }
        (Fate::AtOnce, _) => format!("bij {to}"),
    }
}
