//! The day and what was seen of it -> a story for a stranger. The same seed gives the same text, to the byte.

use crate::day::Payload;
use crate::expect::{Alert, End, Expected, Partner, Why, category};
use crate::proof::{Counts, Seen};
use crate::report::{School, Sort};
use crate::written::{SPELLINGS, XML};
use serde_json::Value;
use std::collections::BTreeMap;

/// A text that grows line by line.
#[derive(Default)]
struct Story(String);

impl Story {
    fn line(&mut self, text: impl AsRef<str>) {
        self.0 += text.as_ref().trim_end();
        self.0.push('\n');
    }

    fn title(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }
}

type Day = [(School, Vec<Payload>)];

/// All of it but the last lines, which the program says itself.
pub(crate) fn story(seed: u64, day: &Day, seen: &Seen) -> String {
    let documents: Vec<&Expected> = day.iter().flat_map(|(_, payloads)| payloads).flat_map(|payload| &payload.documents).collect();
    let counts = Counts::of(documents.iter().copied());
    let alerts: Vec<&Alert> = documents.iter().filter_map(|document| routed(&document.end)).collect();
    let mut story = Story::default();
    story.line(format!("Een schooldag in de regio ijssel-vecht: vrijdag 13 maart 2026 (seed {seed})"));
    story.line("Alles is verzonnen: scholen, leerlingen, OIN's, en BSN's uit de reeks die voor tests is.");
    arrived(&mut story, day);
    went(&mut story, &counts, &alerts);
    withheld(&mut story, &counts, &alerts, &seen.overview);
    stopped(&mut story, &counts, &seen.overview);
    told(&mut story, day, seen);
    beside(&mut story, &alerts, seen);
    let answers: usize = seen.answers.values().map(Vec::len).sum();
    let delivered: usize = counts.delivered.values().sum();
    story.title("Nagerekend");
    story.line(format!(
        "  {answers} antwoorden en {delivered} meldingen, één voor één vergeleken met de eigen lijst van de demo: geen verschil."
    ));
    story.line("  Niets kwijt, niets dubbel, niets bij een ander, geen veld te veel; de wachtrijen van de hub zijn leeg.");
    story.line("");
    story.0
}

fn routed(end: &End) -> Option<&Alert> {
    match end {
        End::Routed(alert) => Some(alert),
        _ => None,
    }
}

fn arrived(story: &mut Story, day: &Day) {
    story.title("Binnengekomen");
    for (school, payloads) in day {
        let documents: usize = payloads.iter().map(|payload| payload.documents.len()).sum();
        let what = if *school == School::Thorbecke { "XML" } else { "NL GOV CloudEvents" };
        story.line(format!("  {:<11}{what:<20}{:>4} berichten, {documents:>4} documenten", school.name(), payloads.len()));
        let count = |is: &dyn Fn(&Payload) -> bool| payloads.iter().filter(|payload| is(payload)).count();
        if *school == School::Thorbecke {
            let several = count(&|payload| payload.documents.len() > 1);
            let windows = count(&|payload| payload.sent.content_type == XML && payload.sent.body.get(..60).is_some_and(says_windows));
            story.line(format!("             {several} met meer dan één document, {windows} in windows-1252"));
        } else {
            let spelt = |spelling: &&str| {
                let binary = |payload: &Payload| payload.sent.headers.iter().any(|(name, _)| name.starts_with(spelling));
                format!("{} met {spelling}", count(&binary))
            };
            let spelt: Vec<String> = SPELLINGS.iter().map(spelt).collect();
            story.line(format!("             binair: {}; de rest structured", spelt.join(", ")));
        }
    }
}

fn says_windows(start: &[u8]) -> bool {
    String::from_utf8_lossy(start).contains("windows-1252")
}

fn went(story: &mut Story, counts: &Counts, alerts: &[&Alert]) {
    story.title("Bezorgd");
    let sorts = [Sort::Sixteen, Sort::Long, Sort::Luxury, Sort::Other, Sort::Adult];
    let heads: Vec<String> = sorts.iter().map(|sort| format!("  {}", sort.code())).collect();
    story.line(format!("  {:<25}{:>8}{}", "", "totaal", heads.join("")));
    for partner in Partner::ALL {
        let mine = || alerts.iter().filter(|alert| alert.partner == partner);
        let number = |sort: &Sort| mine().filter(|alert| alert.report.sort_code() == sort.code()).count();
        let numbers: Vec<String> = sorts.iter().map(|sort| format!("  {:>1$}", number(sort), sort.code().len())).collect();
        story.line(format!("  {:<25}{:>8}{}", partner.name(), counts.delivered.get(&partner).unwrap_or(&0), numbers.join("")));
        let mut towns: BTreeMap<&str, usize> = BTreeMap::new();
        mine().for_each(|alert| *towns.entry(alert.report.pupil.town.name).or_default() += 1);
        if towns.len() > 1 {
            let towns: Vec<String> = towns.iter().map(|(town, count)| format!("{town} {count}")).collect();
            story.line(format!("    waar zij wonen: {}", towns.join(", ")));
        }
    }
}

fn withheld(story: &mut Story, counts: &Counts, alerts: &[&Alert], overview: &str) {
    story.title("Onthouden, en waarom");
    section(story, overview, "onthouden");
    let why = |why| counts.why.get(&why).copied().unwrap_or(0);
    story.line("  Leerplicht kreeg niets, omdat:");
    let adults = counts.delivered.get(&Partner::DoorstroompuntZwolle).copied().unwrap_or(0);
    story.line(format!("  {adults:>9}  18 jaar of ouder en zo gemeld: die ging naar het Doorstroompunt"));
    story.line(format!("  {:>9}  18 jaar of ouder, maar niet als 18-plus gemeld: ook het Doorstroompunt kreeg niets", why(Why::Adult)));
    story.line(format!("  {:>9}  nog niet leerplichtig: dat begint in de maand na de vijfde verjaardag", why(Why::TooYoung)));
    story.line(format!("  {:>9}  overig verzuim zonder getekende afspraak tussen school en gemeente", why(Why::NoAgreement)));
    story.line("  Wie wel iets kreeg, kreeg minder, omdat:");
    let count = |is: &dyn Fn(&Alert) -> bool| alerts.iter().filter(|alert| is(alert)).count();
    let lines = [
        (count(&|alert| alert.report.pupil.secret), "geheim adres: zonder adres en zonder telefoon van ouder of leerling"),
        (count(&|alert| alert.by_agreement), "overig verzuim, op afspraak: zonder reden en zonder telefoon van ouder of leerling"),
        (count(&|alert| !alert.left_out.is_empty()), "een BSN in de vrije tekst: zonder dat veld, en de school hoort het"),
        (alerts.len(), "altijd: zonder woongemeente en geheimAdres, die alleen de hub nodig heeft"),
    ];
    for (number, text) in lines {
        story.line(format!("  {number:>9}  {text}"));
    }
}

fn stopped(story: &mut Story, counts: &Counts, overview: &str) {
    story.title("Gestopt, en waarom");
    section(story, overview, "gestopt");
    story.line(format!("  Daarnaast kwamen {} documenten nog eens binnen: die gingen niet nog eens door.", counts.outcome("duplicate")));
}

/// The lines of one section of `schakel overview`, as they are.
fn section(story: &mut Story, overview: &str, title: &str) {
    let after = overview.lines().skip_while(|line| *line != title).skip(1);
    after.take_while(|line| line.starts_with("  ")).for_each(|line| story.line(line));
}

fn told(story: &mut Story, day: &Day, seen: &Seen) {
    story.title("Wat de afzender hoort: één antwoord per document, twee ervan");
    let sent_back = |end: &End| matches!(end, End::Stopped { code: "validate.invalid", .. });
    let less = |end: &End| routed(end).is_some_and(|alert| !alert.left_out.is_empty());
    for (school, is) in [(School::Meander, &sent_back as &dyn Fn(&End) -> bool), (School::Thorbecke, &less)] {
        let documents = day.iter().filter(|(other, _)| *other == school).flat_map(|(_, payloads)| payloads).flat_map(|p| &p.documents);
        let Some(document) = documents.into_iter().find(|document| is(&document.end)) else { continue };
        let answers = seen.answers.get(&school).into_iter().flatten().filter_map(|answer| answer.get("data"));
        let about = |data: &&Value| {
            let says = |name, text: &str| data.get(name).and_then(Value::as_str) == Some(text);
            says("document", &document.document) && says("uitkomst", document.end.outcome())
        };
        story.line(format!("  aan {}, op answer.{}:", school.name(), school.name()));
        for line in answers.into_iter().find(about).map(|data| format!("{data:#}")).unwrap_or_default().lines() {
            story.line(format!("    {line}"));
        }
    }
}

fn beside(story: &mut Story, alerts: &[&Alert], seen: &Seen) {
    let wanted = |alert: &&&Alert| {
        let report = &alert.report;
        report.school == School::Meander && report.pupil.secret && report.reason.is_some() && report.home != Some("0193")
    };
    let Some(alert) = alerts.iter().find(wanted) else { return };
    let number = alert.report.report_number();
    let got = seen.mailboxes.get(&alert.partner).into_iter().flatten().filter_map(|event| event.get("data"));
    let is_it = |data: &&Value| data.get("meldingsnummer").and_then(Value::as_str) == Some(&number);
    let got = got.into_iter().find(is_it).map(fields).unwrap_or_default();
    story.title(&format!(
        "Eén melding van dichtbij, van een leerling met geheim adres: wat meander stuurde en wat {} kreeg",
        alert.partner.name()
    ));
    story.line(format!("  {:<30}{:<13}{:<28}kreeg", "veld", "categorie", "stuurde"));
    for (field, value) in fields(&alert.report.data()) {
        let received = got.iter().find(|(name, _)| *name == field).map_or("-", |(_, value)| value);
        story.line(format!("  {field:<30}{:<13}{value:<28}{received}", category(&field)));
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
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(value, &inner, found);
            }
        }
        Value::Array(list) => found.push((path.to_owned(), format!("({} keer)", list.len()))),
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}
