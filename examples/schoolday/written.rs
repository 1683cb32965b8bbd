//! Reports -> messages as two systems write them: XML with the names of the old VSV interface, and NL GOV CloudEvents.

use crate::report::{Flaw, Report, School};
use anyhow::{Context, Result};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt::Write;

/// A message on its way to a source's exchange.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) message_id: String,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Without the user that the broker vouches for.
    pub(crate) anonymous: bool,
}

/// How the text of a payload becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bytes {
    Utf8,
    Windows1252,
    /// Says one thing and does the other.
    Windows1252ButSaysUtf8,
}

pub(crate) const XML: &str = "application/xml";
pub(crate) const STRUCTURED: &str = "application/cloudevents+json; charset=utf-8";
/// How the attributes of a binary event are written as headers: the AMQP 1.0 binding has two spellings, RabbitMQ users a third.
pub(crate) const SPELLINGS: [&str; 3] = ["cloudEvents_", "cloudEvents:", "ce-"];
pub(crate) const TYPE: &str = "nl.onderwijsjeugdhulp.verzuimmeldingen.v1";

impl Sent {
    pub(crate) fn new(message_id: String, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { message_id, content_type, headers: Vec::new(), body, anonymous: false }
    }
}

/// One payload with these reports.
pub(crate) fn xml(reports: &[Report], root: &str, bytes: Bytes) -> Result<Vec<u8>> {
    let encoding = if bytes == Bytes::Windows1252 { "windows-1252" } else { "UTF-8" };
    let mut text = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n<{root} xmlns=\"nl.ib_groep.vsv.webservice_v2\">\n");
    for report in reports {
        case(&mut text, report)?;
    }
    writeln!(text, "</{root}>")?;
    match bytes {
        Bytes::Utf8 => Ok(text.into_bytes()),
        Bytes::Windows1252 | Bytes::Windows1252ButSaysUtf8 => latin(&text),
    }
}

/// The two encodings are the same for the letters that are used here.
pub(crate) fn latin(text: &str) -> Result<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).with_context(|| format!("`{c}` is not in windows-1252"))).collect()
}

/// Small, and a billion letters when a reader believes it.
pub(crate) fn bomb() -> Vec<u8> {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE bom [<!ENTITY a \"poef\">\n".to_owned();
    for (this, before) in ["b", "c", "d", "e", "f", "g", "h", "i", "j"].into_iter().zip(["a", "b", "c", "d", "e", "f", "g", "h", "i"]) {
        text += &format!("<!ENTITY {this} \"{}\">\n", format!("&{before};").repeat(10));
    }
    (text + "]>\n<MeldenRelatiefVerzuim><Verzuimgeval><Brin>&j;</Brin></Verzuimgeval></MeldenRelatiefVerzuim>\n").into_bytes()
}

fn case(text: &mut String, report: &Report) -> Result<()> {
    let pupil = &report.pupil;
    let flag = |yes: bool| Some(if yes { "J" } else { "N" });
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    *text += "  <Verzuimgeval>\n";
    element(text, "Brin", Some(report.brin))?;
    element(text, "Vestiging", Some("00"))?;
    element(text, "Nummer", Some(&report.own_number()))?;
    element(text, "PGN", Some(&pupil.bsn))?;
    element(text, "Voornamen", Some(pupil.first))?;
    element(text, "Voorvoegsel", pupil.prefix)?;
    element(text, "Achternaam", (report.flaw != Flaw::FieldMissing).then_some(pupil.last))?;
    element(text, "Geboortedatum", Some(&day(pupil.born)))?;
    let (digits, letters) = pupil.postcode.split_at(4);
    *text += "    <Adres>\n";
    element(text, "Straat", Some(pupil.street))?;
    element(text, "Huisnummer", Some(&pupil.house.to_string()))?;
    element(text, "Postcode", Some(&format!("{digits} {letters}")))?;
    element(text, "Plaats", Some(pupil.town.name))?;
    *text += "    </Adres>\n";
    element(text, "Woongemeente", report.home)?;
    element(text, "GeheimAdres", flag(pupil.secret))?;
    element(text, "TelefoonLeerling", pupil.phone.as_deref())?;
    element(text, "TelefoonOuder", pupil.parents_phone.as_deref())?;
    if report.year > 0 {
        *text += "    <Onderwijsdeelname>\n";
        element(text, "LeerjaarVO", Some(&report.year.to_string()))?;
        element(text, "SoortOpleiding", Some("VO"))?;
        element(text, "VormOpleiding", Some("VT"))?;
        *text += "    </Onderwijsdeelname>\n";
    }
    *text += "    <MeldingRelatiefVerzuim>\n";
    element(text, "Soort", Some(report.written_sort()))?;
    element(text, "Begindatum", Some(&day(report.begin)))?;
    element(text, "Einddatum", report.end.map(day).as_deref())?;
    element(text, "Verzuimuren", report.hours.map(|hours| format!("{hours:.1}").replace('.', ",")).as_deref())?;
    for (date, hour) in &report.days {
        *text += "    <Verzuimdag>\n";
        element(text, "Datum", Some(&day(*date)))?;
        element(text, "Heledag", if hour.is_none() { flag(true) } else { None })?;
        element(text, "Lesuur", hour.map(|hour| hour.to_string()).as_deref())?;
        *text += "    </Verzuimdag>\n";
    }
    element(text, "ActieGemeenteGewenst", flag(report.action_wanted))?;
    element(text, "Reden", report.reason.as_deref())?;
    element(text, "OndernomenActie", report.action)?;
    *text += "    </MeldingRelatiefVerzuim>\n    <Melder>\n";
    element(text, "Voornaam", Some(report.reporter.0))?;
    element(text, "Achternaam", Some(report.reporter.1))?;
    element(text, "Functie", Some("verzuimcoördinator"))?;
    element(text, "Telefoon", report.data().pointer("/melder/telefoon").and_then(Value::as_str))?;
    *text += "    </Melder>\n  </Verzuimgeval>\n";
    Ok(())
}

fn element(text: &mut String, name: &str, value: Option<&str>) -> Result<()> {
    let Some(value) = value else { return Ok(()) };
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(text, "      <{name}>{value}</{name}>").context("no memory")
}

/// The event that a report is.
pub(crate) fn event(report: &Report, oin: &str) -> Value {
    let minute = report.number % 60;
    json!({
        "specversion": "1.0",
        "id": report.document(),
        "source": format!("urn:nld:oin:{oin}:systeem:{}-sis", School::Meander.name()),
        "type": TYPE,
        "time": format!("2026-03-13T{:02}:{minute:02}:00+01:00", 8 + report.number % 9),
        "datacontenttype": "application/json",
        "data": report.data(),
    })
}

/// The event with its attributes inside the body.
pub(crate) fn structured(message_id: String, event: &Value) -> Sent {
    Sent::new(message_id, STRUCTURED, event.to_string().into_bytes())
}

/// The event with its attributes in headers.
pub(crate) fn binary(message_id: String, event: &Value, spelling: &str) -> Sent {
    let body = event.get("data").map(Value::to_string).unwrap_or_default();
    let attributes = event.as_object().into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_str()?)));
    let attributes = attributes.filter(|(name, _)| name.as_str() != "datacontenttype");
    let headers = attributes.map(|(name, value)| (format!("{spelling}{name}"), value.to_owned())).collect();
    Sent { headers, ..Sent::new(message_id, "application/json", body.into_bytes()) }
}
