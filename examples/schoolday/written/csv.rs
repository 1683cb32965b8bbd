//! Feedback of leerplicht -> the lines of a file, as its application writes them away.

use super::xml::latin;
use super::{CSV, Sent};
use anyhow::Result;

const COLUMNS: &str = "Meldingsnummer;Volgnummer;Datum;Status;Reden afgesloten;Toelichting;Contactpersoon;Functie;Telefoon;E-mail";

/// One line, in the words of the Besluit.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: String,
    pub(crate) nth: u32,
    pub(crate) date: &'static str,
    pub(crate) status: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) note: &'static str,
    pub(crate) contact: &'static str,
}

/// A file with these lines; spreadsheets still write windows-1252.
pub(crate) fn file(message_id: String, lines: &[Line], windows: bool) -> Result<Sent> {
    let mut text = format!("{COLUMNS}\r\n");
    for Line {
        number,
        nth,
        date,
        status,
        reason,
        note,
        contact,
    } in lines
    {
        let (office, phone) = if contact.is_empty() {
            ("", "")
        } else {
            ("leerplichtambtenaar", "038-0000193")
        };
        text += &format!(
            "{number};{nth};{date};{status};{reason};{note};{contact};{office};{phone};\r\n"
        );
    }
    let body = if windows {
        latin(&text)?
    } else {
        text.into_bytes()
    };
    Ok(Sent::new(message_id, CSV, body))
}
