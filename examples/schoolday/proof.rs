//! What ought to have happened, what the senders heard, what the partners have and what the hub says -> every difference between them.

use crate::day::Payload;
use crate::expect::{Alert, End, Expected, Partner, Why, holds_bsn};
use crate::report::School;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What was seen from outside.
pub(crate) struct Seen {
    /// The answers to each school.
    pub(crate) answers: BTreeMap<School, Vec<Value>>,
    /// The mailbox of each partner.
    pub(crate) mailboxes: BTreeMap<Partner, Vec<Value>>,
    /// What `schakel overview` says.
    pub(crate) overview: String,
}

/// The counts that the day ought to lead to.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) outcomes: BTreeMap<&'static str, usize>,
    pub(crate) stopped: BTreeMap<&'static str, usize>,
    pub(crate) delivered: BTreeMap<Partner, usize>,
    pub(crate) why: BTreeMap<Why, usize>,
    /// Reports about somebody in Zwolle: each time the wijkteam there is asked about too.
    pub(crate) wijkteam: usize,
}

impl Counts {
    pub(crate) fn of<'e>(documents: impl Iterator<Item = &'e Expected>) -> Self {
        let mut counts = Self::default();
        for document in documents {
            *counts.outcomes.entry(document.end.outcome()).or_default() += 1;
            match &document.end {
                End::Stopped { code, .. } => *counts.stopped.entry(code).or_default() += 1,
                End::Routed(alert) => *counts.delivered.entry(alert.partner).or_default() += 1,
                End::Nothing { why, .. } => *counts.why.entry(*why).or_default() += 1,
                End::Duplicate { .. } => {}
            }
            if document.end.judged().is_some_and(|report| report.home == Some("0193")) {
                counts.wijkteam += 1;
            }
        }
        counts
    }

    pub(crate) fn outcome(&self, name: &str) -> usize {
        self.outcomes.get(name).copied().unwrap_or(0)
    }

    /// As the last line of `schakel overview` ought to be.
    pub(crate) fn closing_line(&self) -> String {
        let [routed, nothing, stopped, duplicate] = ["routed", "nothing", "stopped", "duplicate"].map(|name| self.outcome(name));
        // leerplicht and the Doorstroompunt are asked about each report, and at most one of both gets it
        let (documents, withheld) = (routed + nothing + stopped + duplicate, self.wijkteam + routed + 2 * nothing);
        format!(
            "documents={documents} routed={routed} register=0 nothing={nothing} stopped={stopped} duplicate={duplicate} \
             dispatches={routed} delivered={routed} withheld={withheld} parked=0"
        )
    }

    /// The lines that `schakel overview` ought to have, as name, number and code.
    fn lines(&self, day: &[(School, Vec<Payload>)]) -> BTreeSet<(String, usize, String)> {
        let mut lines = BTreeSet::new();
        for (school, payloads) in day {
            let new = payloads.iter().flat_map(|payload| &payload.documents).filter(|document| document.end.outcome() != "duplicate");
            lines.insert((school.name().to_owned(), new.count(), "documenten".to_owned()));
        }
        lines.extend(self.delivered.iter().map(|(partner, count)| (partner.name().to_owned(), *count, "bezorgd".to_owned())));
        lines.extend(self.stopped.iter().map(|(code, count)| ((*code).to_owned(), *count, String::new())));
        lines.insert(("Wijkteam".to_owned(), self.wijkteam, "disclosure.no_consent:".to_owned()));
        let adults = self.delivered.get(&Partner::DoorstroompuntZwolle).copied().unwrap_or(0);
        let (nothing, minors) = (self.outcome("nothing"), self.outcome("routed") - adults);
        for (role, count) in [("Leerplicht", nothing + adults), ("Doorstroompunt", nothing + minors)] {
            lines.insert((role.to_owned(), count, "disclosure.condition:".to_owned()));
        }
        lines
    }
}

/// Every difference, in words. Nothing in them is anybody's: the documents are named by their ids.
pub(crate) fn differences(day: &[(School, Vec<Payload>)], seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    for (school, payloads) in day {
        let expected = payloads.iter().flat_map(|payload| &payload.documents);
        let heard = seen.answers.get(school).map(Vec::as_slice).unwrap_or_default();
        answers(*school, expected, heard, &mut wrong);
    }
    let documents = || day.iter().flat_map(|(_, payloads)| payloads).flat_map(|payload| &payload.documents);
    for partner in Partner::ALL {
        let alerts = documents().filter_map(|document| match &document.end {
            End::Routed(alert) if alert.partner == partner => Some(&**alert),
            _ => None,
        });
        let lies = seen.mailboxes.get(&partner).map(Vec::as_slice).unwrap_or_default();
        mailbox(partner, alerts, lies, &mut wrong);
    }
    overview(&Counts::of(documents()), day, &seen.overview, &mut wrong);
    wrong
}

fn answers<'e>(school: School, expected: impl Iterator<Item = &'e Expected>, heard: &[Value], wrong: &mut Vec<String>) {
    let mut left: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for answer in heard {
        let document = answer.pointer("/data/document").and_then(Value::as_str).unwrap_or("(zonder document)");
        left.entry(document).or_default().push(answer);
        if texts(&without(answer, &["/id"])).any(holds_bsn) {
            wrong.push(format!("antwoord aan {} over {document}: er staat een BSN in", school.name()));
        }
    }
    for one in expected {
        let answers = left.entry(&one.document).or_default();
        match answers.iter().position(|answer| answer.get("data").is_some_and(|data| is_answer(data, one))) {
            Some(place) => drop(answers.remove(place)),
            None => wrong.push(format!("antwoord aan {} over {}: verwacht {:?}", school.name(), one.document, short(&one.end))),
        }
    }
    for (document, answers) in left {
        let data = answers.into_iter().filter_map(|answer| answer.get("data"));
        wrong.extend(data.map(|data| format!("antwoord aan {} over {document}: niet verwacht: {data}", school.name())));
    }
}

fn short(end: &End) -> (&'static str, &'static str) {
    match end {
        End::Stopped { code, .. } => ("stopped", code),
        End::Duplicate { first } => ("duplicate", first),
        other => (other.outcome(), ""),
    }
}

/// The whole answer is as it ought to be, but for the places in a text that only a reader of that text can know.
fn is_answer(data: &Value, expected: &Expected) -> bool {
    let mut wanted = json!({ "document": expected.document, "uitkomst": expected.end.outcome() });
    let mut told = data.clone();
    let (Value::Object(wanted), Value::Object(told)) = (&mut wanted, &mut told) else { return false };
    if let End::Stopped { .. } | End::Routed(_) = &expected.end {
        let explained = told.remove("toelichting").is_some_and(|words| words.as_str().is_some_and(|words| !words.is_empty()));
        let must = match &expected.end {
            End::Routed(alert) => !alert.left_out.is_empty(),
            _ => true,
        };
        if explained != must {
            return false;
        }
    }
    match &expected.end {
        End::Routed(alert) => {
            if !alert.report.pupil.secret {
                wanted.insert("ontvangers".to_owned(), json!([alert.partner.role()]));
            }
            if !alert.left_out.is_empty() {
                wanted.insert("weggelaten".to_owned(), json!(alert.left_out));
            }
        }
        End::Nothing { report, .. } => {
            if !report.pupil.secret {
                wanted.insert("ontvangers".to_owned(), json!([]));
            }
        }
        End::Duplicate { first } => drop(wanted.insert("eerder".to_owned(), json!(first))),
        End::Stopped { code, problems } => {
            wanted.insert("code".to_owned(), json!(code));
            wanted.insert("aantalProblemen".to_owned(), json!(problems.len()));
            let found = told.remove("problemen");
            let found = found.as_ref().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let fits = |(problem, (path, rule)): (&Value, &(Option<&str>, &str))| {
                let says = |name, text: &str| problem.get(name).and_then(Value::as_str) == Some(text);
                path.is_none_or(|path| says("pad", path)) && says("regel", rule)
            };
            if found.len() != problems.len() || !found.iter().zip(problems).all(fits) {
                return false;
            }
        }
    }
    wanted == told
}

fn mailbox<'e>(partner: Partner, expected: impl Iterator<Item = &'e Alert>, lies: &[Value], wrong: &mut Vec<String>) {
    let mut left: BTreeMap<&str, &Value> = BTreeMap::new();
    for event in lies {
        let number = event.pointer("/data/meldingsnummer").and_then(Value::as_str).unwrap_or("(zonder nummer)");
        // the same event may arrive more than once; another event about the same report may not
        if left.insert(number, event).is_some_and(|before| before != event) {
            wrong.push(format!("{}: twee verschillende meldingen {number}", partner.name()));
        }
        wrong.extend(disclosed(event).into_iter().map(|what| format!("{}: melding {number}: {what}", partner.name())));
    }
    for alert in expected {
        let number = alert.report.report_number();
        match left.remove(number.as_str()) {
            None => wrong.push(format!("{}: melding {number} ontbreekt", partner.name())),
            Some(event) => {
                if event.get("data") != Some(&alert.data) {
                    wrong.push(format!("{}: melding {number} bevat iets anders dan zou moeten", partner.name()));
                }
                let hidden = ["/data/leerling/adres", "/data/leerling/telefoon", "/data/ouder"];
                if alert.report.pupil.secret && hidden.iter().any(|place| event.pointer(place).is_some()) {
                    wrong.push(format!("{}: melding {number} verraadt een geheim adres", partner.name()));
                }
            }
        }
    }
    wrong.extend(left.into_keys().map(|number| format!("{}: melding {number} hoort daar niet", partner.name())));
}

/// What may be in no event to anybody, whatever the demo expected.
fn disclosed(event: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let known = ["specversion", "id", "source", "type", "time", "datacontenttype", "data"];
    let strange = event.as_object().into_iter().flatten().filter(|(name, _)| !known.contains(&name.as_str()));
    wrong.extend(strange.map(|(name, _)| format!("attribuut {name} hoort er niet in")));
    for place in ["/data/leerling/woongemeente", "/data/leerling/geheimAdres"] {
        if event.pointer(place).is_some() {
            wrong.push(format!("{place} is alleen om te routeren"));
        }
    }
    if texts(&without(event, &["/id", "/data/leerling/pgn"])).any(holds_bsn) {
        wrong.push("buiten het veld ervoor staat een BSN".to_owned());
    }
    wrong
}

/// The event without some places. An id is a UUID, whose digits may look like anything.
fn without(event: &Value, places: &[&str]) -> Value {
    let mut event = event.clone();
    for place in places {
        event.pointer_mut(place).map(Value::take);
    }
    event
}

/// Every text inside, names of fields not counted.
fn texts(value: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value {
        Value::String(text) => Box::new(std::iter::once(text.as_str())),
        Value::Array(list) => Box::new(list.iter().flat_map(texts)),
        Value::Object(fields) => Box::new(fields.values().flat_map(texts)),
        _ => Box::new(std::iter::empty()),
    }
}

fn overview(counts: &Counts, day: &[(School, Vec<Payload>)], said: &str, wrong: &mut Vec<String>) {
    let expected = counts.closing_line();
    let last = said.lines().last().unwrap_or_default();
    if last != expected {
        wrong.push(format!("overview: verwacht {expected}\n          gezien   {last}"));
    }
    let lines: BTreeSet<_> = said.lines().filter(|line| line.starts_with("  ")).filter_map(parsed).collect();
    let wanted = counts.lines(day);
    for (name, count, what) in wanted.symmetric_difference(&lines) {
        let which = if wanted.contains(&(name.clone(), *count, what.clone())) { "verwacht" } else { "niet verwacht" };
        wrong.push(format!("overview: {which}: {name} {count} {what}"));
    }
}

/// `  name  12 code: words` -> name, number and the first word after it, which for a stop is told by its name already.
fn parsed(line: &str) -> Option<(String, usize, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let name = words.get(..at)?.join(" ");
    let what = if name.contains('.') { String::new() } else { (*words.get(at + 1)?).to_owned() };
    Some((name, words.get(at)?.parse().ok()?, what))
}
