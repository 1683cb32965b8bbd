//! A schema that cannot be used -> everything that is wrong with it, on its line.

use super::{SCHEMA, compile};
use crate::catalog::{changed, told};

#[track_caller]
fn wrong(replace: &[(&str, &str)], expected: &str) {
    let said = told(compile(&changed(SCHEMA, replace)));
    assert!(
        said.len() == 1 && said[0].starts_with(expected),
        "{replace:?}: {said:#?}"
    );
}

#[test]
fn a_schema_bears_its_own_name_a_title_and_a_type() {
    assert_eq!(told(compile(SCHEMA)), [] as [&str; 0]);
    wrong(
        &[("schakel:proef:1", "schakel:proef:2")],
        "3: `$id` moet `urn:schakel:proef:1` zijn, naar map en bestandsnaam",
    );
    wrong(
        &[("  \"title\": \"Proef\",\n", "")],
        "3: `title` ontbreekt: hoe mensen dit bericht noemen",
    );
    wrong(
        &[("\"type\": { \"const\": \"nl.example.proeven.v1\" },", "")],
        "6: `properties.type.const` ontbreekt: het type van het CloudEvent",
    );
    wrong(
        &[("\"data\": {", "\"gegevens\": {")],
        "6: `properties.data` ontbreekt",
    );
}

#[test]
fn every_field_has_a_type_and_a_category_that_exist() {
    wrong(
        &[("\"gegevenscategorie\": \"REF\", ", "")],
        "12: data/nummer: geen `gegevenscategorie` op dit veld of op het object erboven",
    );
    let said = told(compile(&changed(SCHEMA, &[("\"REF\"", "\"RFE\"")])));
    assert!(
        said[0].starts_with("12: data/nummer: gegevenscategorie `RFE` bestaat niet; kies uit ID"),
        "{said:#?}"
    );
    let no_type = "data/kind/naam: `type` ontbreekt, of een object zonder `properties` of een lijst zonder `items`";
    for other in [
        "\"type\": \"object\"",
        "\"type\": \"array\"",
        "\"minLength\": 1",
    ] {
        wrong(
            &[(
                "\"naam\": { \"type\": \"string\"",
                &format!("\"naam\": {{ {other}"),
            )],
            &format!("19: {no_type}"),
        );
    }
    assert!(
        compile(&changed(
            SCHEMA,
            &[(
                "\"naam\": { \"type\": \"string\"",
                "\"naam\": { \"const\": \"x\""
            )]
        ))
        .is_ok()
    );
}

#[test]
fn an_object_is_closed() {
    let text =
        "`\"additionalProperties\": false` ontbreekt: een onbekend veld heeft geen categorie";
    let inner = "\"additionalProperties\": false,\n          \"gegevenscategorie\": \"ID\"";
    wrong(
        &[(inner, "\"gegevenscategorie\": \"ID\"")],
        &format!("13: data/kind: {text}"),
    );
    wrong(
        &[(
            inner,
            "\"additionalProperties\": true,\n          \"gegevenscategorie\": \"ID\"",
        )],
        &format!("13: data/kind: {text}"),
    );
}

#[test]
fn an_order_names_two_fields_of_its_own_object() {
    for order in [
        "[\"van\"]",
        "[\"van\", \"tot\", \"naam\"]",
        "[\"van\", \"nummer\"]",
        "\"van\"",
    ] {
        wrong(
            &[("[\"van\", \"tot\"]", order)],
            "13: data/kind: `volgorde` noemt twee velden van dit object",
        );
    }
}

#[test]
fn a_meaning_is_known_and_stands_once() {
    wrong(
        &[("\"achternaam\"", "\"naam\"")],
        "19: data/kind/naam: betekenis `naam` bestaat niet; kies uit pgn",
    );
    let said = told(compile(&changed(
        SCHEMA,
        &[("\"achternaam\"", "\"meldingsnummer\"")],
    )));
    assert!(
        said.len() == 1 && said[0].ends_with(": betekenis `meldingsnummer` staat op twee velden"),
        "{said:?}"
    );
}

#[test]
fn a_schema_that_refers_to_itself_or_elsewhere_is_refused() {
    let itself = "{ \"type\": \"object\", \"additionalProperties\": false, \"properties\": { \"kind\": { \"$ref\": \"#/$defs/dag\" } } }";
    let lists_of_itself = "{ \"type\": \"array\", \"items\": { \"$ref\": \"#/$defs/dag\" } }";
    for itself in [itself, lists_of_itself] {
        let said = told(compile(&changed(
            SCHEMA,
            &[("{ \"type\": \"string\", \"format\": \"date\" }", itself)],
        )));
        assert!(
            said.iter()
                .any(|said| said.contains("dieper dan 16 lagen of een verwijzing naar zichzelf")),
            "{said:#?}"
        );
    }
    let elsewhere = changed(
        SCHEMA,
        &[(
            "urn:schakel:bouwstenen:1#/$defs/adres",
            "https://example.org/adres.json",
        )],
    );
    let said = told(compile(&elsewhere));
    assert!(
        said.iter()
            .any(|said| said.contains("geen bruikbaar JSON-schema: ")),
        "{said:#?}"
    );
}

#[test]
fn seventeen_levels_are_too_deep_and_sixteen_are_not() {
    let nested = |levels: usize| {
        let open =
            "{ \"type\": \"object\", \"additionalProperties\": false, \"properties\": { \"x\": "
                .repeat(levels);
        let inside = format!("{open}{{ \"type\": \"string\" }}{}", "} }".repeat(levels));
        told(compile(&changed(
            SCHEMA,
            &[(
                "{ \"type\": \"string\", \"enum\": [\"A\", \"B\"] }",
                &inside,
            )],
        )))
    };
    // `soort` itself is two below `data`
    assert_eq!(nested(14), [] as [&str; 0]);
    assert_eq!(nested(15).len(), 1);
}

#[test]
fn a_statement_has_the_fields_that_its_sort_needs() {
    let sort = |word: &str| {
        changed(
            SCHEMA,
            &[(
                "  \"title\": \"Proef\",\n",
                &format!("  \"title\": \"Proef\",\n  \"verklaring\": {word},\n"),
            )],
        )
    };
    for word in ["\"ja\"", "\"nee\"", "\"wijziging\""] {
        let said = told(compile(&sort(word)));
        let words = "gever, hoedanigheid, ontvanger, doel, categorieen, verklaringsdag";
        assert_eq!(
            said,
            [format!(
                "5: een verklaring heeft velden met de betekenis {words}"
            )]
        );
    }
    assert!(told(compile(&sort("\"gezag\"")))[0].ends_with("gever, gezag, verklaringsdag"));
    for word in ["\"misschien\"", "true"] {
        let said = told(compile(&sort(word)));
        assert_eq!(
            said,
            ["5: `verklaring` is een van ja, nee, intrekking, wijziging, gezag, wilsbekwaamheid"],
            "{word}"
        );
    }
}

#[test]
fn a_keyword_of_ours_in_other_capitals_is_told_and_not_passed_by() {
    let wrong = |from: &str, to: &str, expected: &str| {
        assert_eq!(
            told(compile(&changed(SCHEMA, &[(from, to)]))),
            [expected],
            "{to}"
        )
    };
    wrong(
        "\"vrijeTekst\": true",
        "\"vrijetekst\": true",
        "26: data/dagen: `vrijetekst` heet `vrijeTekst`",
    );
    wrong(
        "\"betekenis\": \"achternaam\"",
        "\"Betekenis\": \"achternaam\"",
        "19: data/kind/naam: `Betekenis` heet `betekenis`",
    );
    wrong(
        "\"volgorde\"",
        "\"Volgorde\"",
        "13: data/kind: `Volgorde` heet `volgorde`",
    );
    wrong(
        "\"betekenis\": \"deelnemers\"",
        "\"BETEKENIS\": \"deelnemers\"",
        "27: data/wie: `BETEKENIS` heet `betekenis`",
    );
    let more = told(compile(&changed(
        SCHEMA,
        &[(
            "\"gegevenscategorie\": \"ID\"",
            "\"gegevensCategorie\": \"ID\"",
        )],
    )));
    assert!(
        more.iter()
            .any(|said| said.ends_with("data/kind: `gegevensCategorie` heet `gegevenscategorie`")),
        "{more:#?}"
    );
    wrong(
        "\"title\"",
        "\"Verklaring\": \"ja\",\n  \"title\"",
        "4: `Verklaring` heet `verklaring`",
    );
}

#[test]
fn a_format_that_is_not_there_is_told_on_its_line_with_those_that_are() {
    let said = told(compile(&changed(
        SCHEMA,
        &[("\"format\": \"date\"", "\"format\": \"gemeente\"")],
    )));
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(
        said[0].starts_with("31: format `gemeente` bestaat niet; kies uit "),
        "{said:#?}"
    );
    for known in [
        "bsn",
        "pgn",
        "gemeentecode",
        "zonder-persoonsgegeven",
        "date",
        "email",
    ] {
        assert!(said[0].contains(known), "{known}: {said:#?}");
    }
}
