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
    let text = Text {
        path: "adapter.toml".to_owned(),
        place: "proef/adapter.toml".to_owned(),
        text: ADAPTER.to_owned(),
    };
    let adapter = adapter::compile(&text, "proef", &catalog().kinds).unwrap();
    adapted(catalog(), Reading::Adapter(Arc::new(adapter)), csv)
}

const HEADER: &str = "nummer;bsn;naam;geboren;brin;van;melder\n";

#[test]
fn each_line_is_a_document_and_a_bad_one_leaves_its_neighbours_alone() {
    let text = format!(
        "{HEADER}1;999900031;\"Jansen; de\";17-09-2012;01AB;02-03-2026;M\n2;;Pieters;x;01AB;02-03-2026;M\n"
    );
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

/// Good lines with these numbers, and between them whatever is given.
fn line(number: &str) -> String {
    format!("{number};999900031;Jansen;17-09-2012;01AB;02-03-2026;M\n")
}

/// Of each document its id, or the code, place and rule of its stop.
fn told(csv: &[u8]) -> Vec<String> {
    let all = read(csv);
    let one = |document: &Value| match document["stop"].as_str() {
        Some(code) => {
            let problem = &document["problems"][0];
            format!(
                "{code} {} {}",
                problem["path"].as_str().unwrap(),
                problem["rule"].as_str().unwrap()
            )
        }
        None => document["id"].as_str().unwrap().to_owned(),
    };
    all.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn one_bad_line_stops_itself_and_not_its_neighbours() {
    let bad: [(&[u8], &str); 7] = [
        (
            b"q;1;2;3;4;5;6;7;8\n",
            "decode.malformed line 3 csv:columns",
        ),
        (b"q\n", "decode.malformed line 3 csv:columns"),
        (
            b"q;\"999900031;Jansen;17-09-2012;01AB;02-03-2026;M\n",
            "decode.malformed line 3 csv:quote",
        ),
        (
            b"q;999900031;\"Jan\x00sen\";17-09-2012;01AB;02-03-2026;M\n",
            "decode.malformed line 3 csv:nul",
        ),
        (
            b"q;999900031;Jans\x81n;17-09-2012;01AB;02-03-2026;M\n",
            "decode.encoding line 3 encoding:utf-8,windows-1252",
        ),
        (b"\x1a\n", "decode.malformed line 3 csv:columns"),
        (b"\";;;;;;;;\";\n", "decode.malformed line 3 csv:columns"),
    ];
    for (bad, stop) in bad {
        let text = [
            HEADER.as_bytes(),
            line("a").as_bytes(),
            bad,
            line("b").as_bytes(),
            line("c").as_bytes(),
        ]
        .concat();
        assert_eq!(
            told(&text),
            ["a", stop, "b", "c"],
            "{}",
            String::from_utf8_lossy(bad)
        );
    }
    let last = [HEADER, &line("a"), "q;\"x"].concat();
    assert_eq!(
        told(last.as_bytes()),
        ["a", "decode.malformed line 3 csv:quote"]
    );
}

#[test]
fn two_hundred_lines_around_one_with_too_many_columns_go_on() {
    let lines: String = (0..100)
        .map(|n| line(&format!("a{n}")))
        .chain(["q;1;2;3;4;5;6;7\n".to_owned()])
        .collect();
    let after: String = (0..99).map(|n| line(&format!("b{n}"))).collect();
    let told = told(format!("{HEADER}{lines}{after}").as_bytes());
    assert_eq!(told.len(), 200);
    assert_eq!(told[100], "decode.malformed line 102 csv:columns");
    assert_eq!(
        told.iter()
            .filter(|told| told.starts_with("decode."))
            .count(),
        1
    );
}

#[test]
fn a_bad_line_has_an_id_and_a_content_of_its_own_and_is_read_again_by_itself() {
    let text = "Meldingsnummer;Volgnummer;Datum;Status\nq0;1;16-03-2026;in behandeling\nq1;1;16-03-2026;in behandeling;\n";
    let mut inbound = crate::given::inbound("leerplicht-zwolle", text);
    inbound.message_id = Some("bestand-7".to_owned());
    let judged = super::triage(&inbound).unwrap();
    let [good, bad] = &judged[..] else {
        panic!("two")
    };
    assert_eq!((good.id.as_str(), bad.id.as_str()), ("q0:1", "bestand-7.2"));
    assert!(good.result.is_ok() && bad.kind.is_none());
    let content = bad.content.expose().clone();
    assert_eq!(
        content,
        b"Meldingsnummer;Volgnummer;Datum;Status\nq1;1;16-03-2026;in behandeling;"
    );
    // mended, it is a file like any other
    let mended = crate::given::inbound("leerplicht-zwolle", content.strip_suffix(b";").unwrap());
    assert_eq!(super::triage(&mended).unwrap()[0].id, "q1:1");
}

#[test]
fn lines_of_a_message_whose_id_may_not_be_shown_keep_apart() {
    let text = "Meldingsnummer;Volgnummer;Datum;Status\nq0;1;16-03-2026;in behandeling\nx\ny\n";
    for id in ["999900031".to_owned(), "x".repeat(250)] {
        let mut inbound = crate::given::inbound("leerplicht-zwolle", text);
        inbound.message_id = Some(id);
        let ids: Vec<String> = super::triage(&inbound)
            .unwrap()
            .into_iter()
            .map(|judged| judged.id)
            .collect();
        assert_eq!(ids, ["q0:1", "fingerprint.2", "fingerprint.3"]);
    }
}

#[test]
fn a_file_that_is_utf8_stays_so_and_a_line_that_is_not_is_told() {
    let named = |number: &str, name: &[u8]| {
        [
            number.as_bytes(),
            b";999900031;",
            name,
            b";17-09-2012;01AB;02-03-2026;M\n",
        ]
        .concat()
    };
    let (utf8, windows) = (named("1", "Müller".as_bytes()), named("2", b"caf\xE9"));
    let told_line_3 = "decode.encoding line 3 encoding:utf-8";
    let file = [HEADER.as_bytes(), &utf8, &windows].concat();
    assert_eq!(told(&file), ["1", told_line_3]);
    assert_eq!(read(&file)[0]["data"]["leerling"]["achternaam"], "Müller");
    let both = named("3", b"M\xC3\xBCller caf\xE9");
    assert_eq!(
        told(&[HEADER.as_bytes(), line("1").as_bytes(), &both].concat()),
        ["1", told_line_3]
    );
    let header = [
        HEADER.replace("melder", "mélder").as_bytes(),
        line("1").as_bytes(),
        &windows,
    ]
    .concat();
    assert_eq!(told(&header)[1], told_line_3, "the header counts too");
}

#[test]
fn the_line_that_is_told_is_that_of_an_editor_whatever_ends_a_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [HEADER, &line("a"), &line("b"), "q;1\n"]
            .concat()
            .replace('\n', end);
        assert_eq!(
            told(text.as_bytes())[2],
            "decode.malformed line 4 csv:columns",
            "{end:?}"
        );
        let quoted = line("a").replace("Jansen", "\"Jan\nsen\"");
        let text = [HEADER, &quoted, "q;1\n"].concat().replace('\n', end);
        assert_eq!(
            told(text.as_bytes())[1],
            "decode.malformed line 4 csv:columns",
            "{end:?}"
        );
    }
}

#[test]
fn a_file_of_which_no_line_fits_is_stopped_as_a_whole() {
    let read = read(format!("{HEADER}1\n2\n3\n").as_bytes());
    assert_eq!(read.as_array().unwrap().len(), 1);
    assert_eq!(read[0]["problems"].as_array().unwrap().len(), 3);
    for bad in ["\"a;b\n1;2\n", "a;b\0\n1;2\n"] {
        let story = super::story(&crate::given::inbound("leerplicht-zwolle", bad));
        assert!(
            story.len() == 1 && story[0].starts_with("stop decode.malformed line 1 csv:"),
            "{story:?}"
        );
    }
}

#[test]
fn a_million_lines_stop_at_the_first_too_many() {
    let text = format!(
        "{HEADER}{}",
        "1;999900031;J;17-09-2012;01AB;02-03-2026;M\n".repeat(80_000)
    );
    assert_eq!(read(text.as_bytes())[0]["stop"], "intake.too_large");
}

#[test]
fn a_header_alone_has_nothing_to_tell_and_a_file_without_one_is_no_csv() {
    assert_eq!(read(HEADER.as_bytes())[0]["stop"], "adapt.empty");
    assert_eq!(read(b"")[0]["problems"][0]["rule"], "csv:header");
}
