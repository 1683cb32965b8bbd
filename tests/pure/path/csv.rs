//! A CSV with a header line: each line is a document of its own.

use super::catalog;
use schakel::catalog::adapter;
use schakel::catalog::complaint::Text;
use schakel::catalog::partner::Reading;
use schakel::prove::adapted;
use serde_json::Value;
use std::sync::Arc;

const ADAPTER: &str = r#"
format    = "csv"
encodings = ["utf-8", "windows-1252"]

[[message]]
kind = "verzuimmelding/1"
when = "/rij"
id   = ["nummer"]
map  = [
  { to = "meldingsnummer", from = "nummer" },
  { to = "leerling.pgn", from = "bsn" },
  { to = "leerling.achternaam", from = "naam" },
  { to = "leerling.geboortedatum", from = "geboren", date = "%d-%m-%Y" },
  { to = "school.brin", from = "brin" },
  { to = "verzuim.soort", value = "LUXE" },
  { to = "verzuim.begindatum", from = "van", date = "%d-%m-%Y" },
  { to = "melder.naam", from = "melder" },
]
"#;

fn read(csv: &[u8]) -> Value {
    let text = Text { path: "adapter.toml".to_owned(), place: "proef/adapter.toml".to_owned(), text: ADAPTER.to_owned() };
    let adapter = adapter::compile(&text, "proef", &catalog().kinds).unwrap();
    adapted(catalog(), Reading::Adapter(Arc::new(adapter)), csv)
}

const HEADER: &str = "nummer;bsn;naam;geboren;brin;van;melder\n";

#[test]
fn each_line_is_a_document_and_a_bad_one_leaves_its_neighbours_alone() {
    let text = format!("{HEADER}1;999900031;\"Jansen; de\";17-09-2012;01AB;02-03-2026;M\n2;;Pieters;x;01AB;02-03-2026;M\n");
    let read = read(text.as_bytes());
    assert_eq!(read[0]["data"]["leerling"]["achternaam"], "Jansen; de");
    assert_eq!(read[0]["id"], "1");
    assert_eq!(read[1]["stop"], "adapt.missing");
    assert_eq!(read[1]["problems"][1]["path"], "geboren");
}

#[test]
fn windows_1252_is_read_where_it_was_agreed() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"1;999900031;Andr\xE9;17-09-2012;01AB;02-03-2026;M\n");
    assert_eq!(read(&bytes)[0]["data"]["leerling"]["achternaam"], "André");
}

#[test]
fn a_line_with_too_few_fields_is_malformed_and_says_where() {
    let read = read(format!("{HEADER}1;999900031\n").as_bytes());
    assert_eq!(read[0]["stop"], "decode.malformed");
    assert_eq!(read[0]["problems"][0]["path"], "line 2");
}

#[test]
fn a_million_lines_stop_at_the_first_too_many() {
    let text = format!("{HEADER}{}", "1;999900031;J;17-09-2012;01AB;02-03-2026;M\n".repeat(80_000));
    assert_eq!(read(text.as_bytes())[0]["stop"], "intake.too_large");
}

#[test]
fn a_header_alone_is_told_so() {
    assert_eq!(read(HEADER.as_bytes())[0]["stop"], "adapt.missing");
}
