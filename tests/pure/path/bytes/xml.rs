//! Bytes of an XML -> a tree, held to the encoding that it declares.

use super::{read, read_within, reads, refuses};
use crate::path::LIMITS;
use Encoding::{Utf8, Windows1252};
use schakel::catalog::adapter::{Encoding, Format};
use serde_json::json;

#[test]
fn what_an_xml_declares_and_what_its_bytes_are_do_not_contradict_each_other() {
    let declared = |name: &str, rest: &[u8]| {
        [
            format!("<?xml version='1.0' encoding='{name}'?>").as_bytes(),
            rest,
        ]
        .concat()
    };
    reads(
        Format::Xml,
        declared("windows-1252", b"<a>Andr\xE9</a>"),
        &json!({ "a": "André" }),
    );
    reads(
        Format::Xml,
        declared("windows-1252", b"<a>Andre</a>"),
        &json!({ "a": "Andre" }),
    );
    reads(
        Format::Xml,
        declared("UTF-8", "<a>André</a>".as_bytes()),
        &json!({ "a": "André" }),
    );
    for name in ["windows-1252", "ISO-8859-1"] {
        refuses(
            Format::Xml,
            declared(name, "<a>André</a>".as_bytes()),
            "decode.encoding xml declaration encoding:contradiction",
        );
        let marked = [b"\xEF\xBB\xBF".as_slice(), &declared(name, b"<a/>")].concat();
        refuses(
            Format::Xml,
            marked,
            "decode.encoding xml declaration encoding:contradiction",
        );
    }
    refuses(
        Format::Xml,
        declared("UTF-8", b"<a>Andr\xE9</a>"),
        "decode.encoding  encoding:utf-8",
    );
}

#[test]
fn an_element_is_an_object_a_text_or_a_list_of_what_repeats() {
    reads(
        Format::Xml,
        "<a><b> x </b><c/><b>y</b><b>z</b><d>1<e>2</e></d></a>",
        &json!({ "a": { "b": ["x", "y", "z"], "c": "", "d": { "e": "2" } } }),
    );
    reads(
        Format::Xml,
        "<a><!-- b --><?c d?>1<![CDATA[<2>]]></a>",
        &json!({ "a": "1<2>" }),
    );
    reads(
        Format::Xml,
        "<p:a xmlns:p='x' q='1'><p:b>1</p:b></p:a>",
        &json!({ "a": { "b": "1" } }),
    );
}

#[test]
fn only_the_five_entities_of_xml_and_characters_by_number_are_known() {
    reads(
        Format::Xml,
        "<a>&lt;&gt;&amp;&quot;&apos;&#233;&#x20AC;</a>",
        &json!({ "a": "<>&\"'é€" }),
    );
    refuses(
        Format::Xml,
        "<a>&eacute;</a>",
        "decode.malformed byte 11 xml:entity",
    );
}

#[test]
fn xml_is_one_whole_element_and_nothing_beside_it() {
    refuses(Format::Xml, "<a></b>", "decode.malformed byte 7 xml");
    refuses(
        Format::Xml,
        "<a><b></b>",
        "decode.malformed byte 10 xml:truncated",
    );
    refuses(Format::Xml, "</a>", "decode.malformed byte 4 xml");
    for (text, at) in [("<a/><b/>", 8), ("<a/>x", 5), ("", 0), (" ", 1)] {
        refuses(
            Format::Xml,
            text,
            &format!("decode.malformed byte {at} xml:root"),
        );
    }
    reads(Format::Xml, "\n<a/>\n", &json!({ "a": "" }));
    for (text, at) in [
        ("<a>1</a><a>2</a>", 16),
        ("<a/><a/>", 8),
        ("<a>1</a><p:a xmlns:p='x'/>", 26),
    ] {
        refuses(
            Format::Xml,
            text,
            &format!("decode.malformed byte {at} xml:root"),
        );
    }
    refuses(
        Format::Xml,
        "<!DOCTYPE a><a/>",
        "decode.malformed byte 12 xml:doctype",
    );
}

#[test]
fn xml_goes_thirty_two_deep_and_no_deeper() {
    let deep = |levels: usize| format!("{}1{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert!(read(Format::Xml, deep(32)).is_ok());
    refuses(
        Format::Xml,
        deep(33),
        "decode.too_deep byte 99 maxDepth:32,maxParts:200000",
    );
}

#[test]
fn xml_has_as_many_elements_as_any_real_message_and_not_one_more() {
    let wide = |element: &str, count: usize| format!("<a>{}</a>", element.repeat(count - 1));
    assert!(read(Format::Xml, wide("<b/>", 200_000)).is_ok());
    refuses(
        Format::Xml,
        wide("<b/>", 200_001),
        "decode.too_deep byte 800003 maxParts:200000",
    );
    assert!(read(Format::Xml, wide("<b></b>", 200_000)).is_ok());
    refuses(
        Format::Xml,
        wide("<b></b>", 200_001),
        "decode.too_deep byte 1399999 maxDepth:32,maxParts:200000",
    );
}

#[track_caller]
fn declared(declaration: &str, agreed: &[Encoding], expected: Result<&str, &str>) {
    let bytes = [
        format!("<?xml {declaration}?><a>").as_bytes(),
        b"\xE9",
        b"</a>",
    ]
    .concat();
    let read = read_within(LIMITS, Format::Xml, agreed, &bytes);
    let expected = expected
        .map(|text| json!({ "a": text }))
        .map_err(|stop| format!("decode.encoding {stop}"));
    assert_eq!(read, expected, "{declaration}");
}

#[test]
fn xml_that_declares_its_encoding_is_held_to_it_and_to_what_was_agreed() {
    let both = [Utf8, Windows1252];
    for name in ["windows-1252", "ISO-8859-1", "cp1252", "latin1"] {
        declared(&format!("version='1.0' encoding='{name}'"), &both, Ok("é"));
        declared(&format!("encoding = \"{name}\""), &both, Ok("é"));
        declared(
            &format!("encoding='{name}'"),
            &[Utf8],
            Err("xml declaration encoding:not-agreed"),
        );
    }
    for name in ["utf-8", "UTF8", "us-ascii"] {
        declared(&format!("encoding='{name}'"), &both, Err(" encoding:utf-8"));
        declared(
            &format!("encoding='{name}'"),
            &[Windows1252],
            Err("xml declaration encoding:not-agreed"),
        );
    }
    declared(
        "encoding='utf-16'",
        &both,
        Err("xml declaration encoding:unknown"),
    );
    declared("version='1.0'", &both, Ok("é"));
    declared("version='1.0' encoding", &both, Ok("é")); // says nothing
}
