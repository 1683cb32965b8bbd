//! Bytes -> a tree, at the very edges of what is read.

mod xml;

use super::{LIMITS, catalog, inbound};
use Encoding::{Utf8, Windows1252};
use schakel::catalog::adapter::{Adapter, Encoding, Format};
use schakel::catalog::partner::{Reading, Source};
use schakel::message::Inbound;
use schakel::pipeline::Limits;
use schakel::pipeline::decode::decode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is read, or `code path rule`.
fn read_within(
    limits: Limits,
    format: Format,
    encodings: &[Encoding],
    bytes: &[u8],
) -> Result<Value, String> {
    let adapter = Adapter {
        name: "proef".to_owned(),
        format,
        encodings: encodings.to_vec(),
        separator: b';',
        messages: Vec::new(),
    };
    let source = Source::for_example(Reading::Adapter(Arc::new(adapter)), BTreeSet::new());
    let read = decode(catalog(), &source, limits, &inbound("voorbeeld", bytes));
    read.map(schakel::pipeline::decode::Payload::into_value)
        .map_err(|stop| {
            let problem = &stop.problems[0];
            format!("{} {} {}", stop.code, problem.path, problem.rule)
        })
}

fn read(format: Format, bytes: impl AsRef<[u8]>) -> Result<Value, String> {
    read_within(LIMITS, format, &[Utf8, Windows1252], bytes.as_ref())
}

#[track_caller]
fn reads(format: Format, bytes: impl AsRef<[u8]>, expected: &Value) {
    assert_eq!(read(format, bytes).as_ref(), Ok(expected));
}

#[track_caller]
fn refuses(format: Format, bytes: impl AsRef<[u8]>, expected: &str) {
    assert_eq!(read(format, bytes), Err(expected.to_owned()));
}

#[test]
fn what_is_packed_is_told_as_such_and_a_text_encoding_is_none_of_it() {
    let adapter = Adapter {
        name: "proef".to_owned(),
        format: Format::Json,
        encodings: vec![Utf8],
        separator: b';',
        messages: Vec::new(),
    };
    let source = Source::for_example(Reading::Adapter(Arc::new(adapter)), BTreeSet::new());
    let told = |said: &str, bytes: &[u8]| {
        let inbound = Inbound {
            content_encoding: Some(said.to_owned()),
            ..inbound("voorbeeld", bytes)
        };
        decode(catalog(), &source, LIMITS, &inbound)
            .map(drop)
            .map_err(|stop| format!("{} {}", stop.code, stop.problems[0].rule))
    };
    let gzip =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    for (said, rule) in [
        ("gzip", "gzip"),
        ("X-GZIP", "gzip"),
        (" br ", "br"),
        ("geheim", "onbekend"),
    ] {
        assert_eq!(
            told(said, gzip),
            Err(format!("decode.encoding content-encoding:{rule}"))
        );
    }
    for said in ["", "identity", "UTF-8", "utf8"] {
        assert_eq!(told(said, b"{}"), Ok(()), "{said}");
    }
}

#[test]
fn a_payload_as_large_as_agreed_is_read_and_one_byte_more_is_not() {
    let limits = Limits {
        message_bytes: 4,
        ..LIMITS
    };
    assert_eq!(
        read_within(limits, Format::Json, &[Utf8], b"\"ab\""),
        Ok(json!("ab"))
    );
    assert_eq!(
        read_within(limits, Format::Json, &[Utf8], b"\"abc\""),
        Err("intake.too_large  maxBytes:4".to_owned())
    );
}

#[test]
fn encodings_are_tried_in_the_order_of_the_adapter() {
    let both = "\"é\"".as_bytes();
    assert_eq!(
        read_within(LIMITS, Format::Json, &[Utf8, Windows1252], both),
        Ok(json!("é"))
    );
    assert_eq!(
        read_within(LIMITS, Format::Json, &[Windows1252, Utf8], both),
        Ok(json!("Ã©"))
    );
    assert_eq!(
        read_within(LIMITS, Format::Json, &[Windows1252], b"\"\x80\""),
        Ok(json!("€"))
    );
    assert_eq!(
        read_within(LIMITS, Format::Json, &[Utf8], b"\"\x80\""),
        Err("decode.encoding  encoding:utf-8".to_owned())
    );
    for byte in [0x81, 0x8D, 0x8F, 0x90, 0x9D] {
        let told = read_within(LIMITS, Format::Json, &[Windows1252], &[b'"', byte, b'"']);
        assert_eq!(
            told,
            Err("decode.encoding  encoding:windows-1252".to_owned()),
            "{byte:X}"
        );
    }
    reads(Format::Json, b"\xEF\xBB\xBF\"ab\"", &json!("ab")); // a byte order mark is no text
}

#[test]
fn one_strange_byte_does_not_turn_utf8_into_something_else() {
    let mixed = b"[\"M\xC3\xB6ller\",\"caf\xE9\"]";
    refuses(Format::Json, mixed, "decode.encoding  encoding:utf-8");
    reads(
        Format::Json,
        b"[\"Moller\",\"caf\xE9\"]",
        &json!(["Moller", "café"]),
    );
    refuses(
        Format::Xml,
        b"<a>M\xC3\xB6l caf\xE9</a>",
        "decode.encoding  encoding:utf-8",
    );
}

#[test]
fn json_says_where_it_breaks_and_whether_it_was_cut_off() {
    refuses(
        Format::Json,
        "{\"a\":\n x}",
        "decode.malformed line 2 column 2 json",
    );
    refuses(
        Format::Json,
        "{\"a\":\n 1",
        "decode.malformed line 2 column 2 json:truncated",
    );
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{{{end}\"a\":1,{end}x}}");
        refuses(Format::Json, text, "decode.malformed line 3 column 1 json");
    }
    refuses(
        Format::Json,
        "[".repeat(200),
        "decode.too_deep line 1 column 128 maxDepth:128",
    );
}

#[test]
fn json_has_as_many_parts_as_any_real_message_and_not_one_more() {
    // the whole, the list, and what follows each comma
    let list = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    assert_eq!(
        read(Format::Json, list(199_999))
            .unwrap()
            .as_array()
            .map(Vec::len),
        Some(199_999)
    );
    refuses(
        Format::Json,
        list(200_000),
        "decode.too_deep  maxParts:200000",
    );
    let object = format!("{{\"a\":{}}}", list(199_998));
    assert!(read(Format::Json, &object).is_ok());
    refuses(
        Format::Json,
        format!("[{object}]"),
        "decode.too_deep  maxParts:200000",
    );
}

#[test]
fn what_stands_in_a_text_is_no_part_also_behind_a_quote_or_a_backslash_in_it() {
    let commas = ",".repeat(250_000);
    for text in [
        format!("\"{commas}\""),
        format!("\"\\\"{commas}\""),
        format!("\"\\\\\\\"{commas}\""),
    ] {
        assert!(read(Format::Json, &text).is_ok(), "{}", &text[..8]);
    }
    // this text ends before the commas begin
    refuses(
        Format::Json,
        format!("[\"\\\\\"{commas}]"),
        "decode.too_deep  maxParts:200000",
    );
    refuses(
        Format::Json,
        format!("[\"\"{commas}]"),
        "decode.too_deep  maxParts:200000",
    );
}

#[test]
fn a_csv_has_at_most_five_hundred_columns_and_each_its_own_name() {
    let header = |columns: usize| {
        (0..columns)
            .map(|at| format!("k{at}"))
            .collect::<Vec<_>>()
            .join(";")
    };
    assert_eq!(read(Format::Csv, header(500)), Ok(json!({ "rij": [] })));
    refuses(
        Format::Csv,
        header(501),
        "decode.too_deep line 1 maxColumns:500",
    );
    reads(Format::Csv, "a;;\nx;;\n", &json!({ "rij": [{ "a": "x" }] })); // columns without a name are nobody's
    refuses(
        Format::Csv,
        "a;b;a\n1;2;3\n",
        "decode.malformed line 1 csv:column-twice",
    );
}

#[test]
fn a_csv_may_have_as_many_lines_as_documents_and_says_which_line_is_wrong() {
    let limits = Limits {
        documents: 2,
        ..LIMITS
    };
    let read = |text: &str| read_within(limits, Format::Csv, &[Utf8], text.as_bytes());
    assert_eq!(
        read("a;b\n1; x \n2;\n"),
        Ok(json!({ "rij": [{ "a": "1", "b": "x" }, { "a": "2" }] }))
    );
    assert_eq!(
        read("a\n1\n2\n3\n"),
        Err("intake.too_large  maxDocuments:2".to_owned())
    );
    assert_eq!(
        read("a;b\n1;2\n3\n"),
        Ok(json!({ "rij": [{ "a": "1", "b": "2" }] })),
        "the other stands beside it"
    );
    assert_eq!(
        read("a;b\n1;2\n3\n4\n"),
        Err("intake.too_large  maxDocuments:2".to_owned())
    );
    assert_eq!(
        read("a;b\n\n3\n"),
        Err("decode.malformed line 3 csv:columns".to_owned())
    );
}
