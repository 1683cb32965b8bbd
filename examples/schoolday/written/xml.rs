//! Reports of absence -> XML with the names of the old VSV interface.

use crate::report::{Flaw, Report};
use anyhow::{Context, Result};
use jiff::civil::Date;
use serde_json::Value;
use std::fmt::Write;

/// How the text of a payload becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bytes {
    Utf8,
    Windows1252,
    /// Says one thing and does the other.
    Windows1252ButSaysUtf8,
}

/// One payload with these reports.
pub(crate) fn xml(reports: &[Report], root: &str, bytes: Bytes) -> Result<Vec<u8>> {
    let encoding = if bytes == Bytes::Windows1252 {
        "windows-1252"
    } else {
        "UTF-8"
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n<{root} xmlns=\"nl.ib_groep.vsv.webservice_v2\">\n"
    );
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
    text.chars()
        .map(|c| {
            u8::try_from(u32::from(c)).with_context(|| format!("`{c}` is not in windows-1252"))
        })
        .collect()
}

/// Small, and a billion letters when a reader believes it.
pub(crate) fn bomb() -> Vec<u8> {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE bom [<!ENTITY a \"poef\">\n"
            .to_owned();
    for (this, before) in ["b", "c", "d", "e", "f", "g", "h", "i", "j"]
        .into_iter()
        .zip(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    {
        text += &format!(
            "<!ENTITY {this} \"{}\">\n",
            format!("&{before};").repeat(10)
        );
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
    element(
        text,
        "Achternaam",
        (report.flaw != Flaw::FieldMissing).then_some(pupil.last),
    )?;
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
    element(
        text,
        "Verzuimuren",
        report
            .hours
            .map(|hours| format!("{hours:.1}").replace('.', ","))
            .as_deref(),
    )?;
    for (date, hour) in &report.days {
        *text += "    <Verzuimdag>\n";
        element(text, "Datum", Some(&day(*date)))?;
        element(
            text,
            "Heledag",
            if hour.is_none() { flag(true) } else { None },
        )?;
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
    element(
        text,
        "Telefoon",
        report
            .data()
            .pointer("/melder/telefoon")
            .and_then(Value::as_str),
    )?;
    *text += "    </Melder>\n  </Verzuimgeval>\n";
    Ok(())
}

fn element(text: &mut String, name: &str, value: Option<&str>) -> Result<()> {
    let Some(value) = value else { return Ok(()) };
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(text, "      <{name}>{value}</{name}>").context("no memory")
}
