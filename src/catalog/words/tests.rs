//! What is found in a text, and what makes a list worthless.

use super::*;
use crate::catalog::complaint::Text;
use jiff::civil::date;

fn text(lists: &str, examples: &str) -> Text {
    let text = format!("{lists}\n{examples}");
    Text {
        path: "woorden.toml".to_owned(),
        place: "woorden.toml".to_owned(),
        text,
    }
}

const LIST: &str = "[[lijst]]\ncode = \"A\"\nbron = \"b\"\ngeldig_van = 2026-01-01\nwoorden = [\"één\", \"twee*\", \"drie vier\"]";
const EXAMPLES: &str = "[[voorbeeld]]\ntekst = \"EEN\"\nvindt = [\"A\"]\n[[voorbeeld]]\ntekst = \"alleen\"\nvindt = []";

#[track_caller]
fn complains(lists: &str, examples: &str, line: usize, about: &str) {
    let complaints = Words::compile(&text(lists, examples)).unwrap_err();
    assert!(
        complaints
            .iter()
            .any(|c| c.line == Some(line) && c.text.contains(about)),
        "{complaints:?}"
    );
}

#[test]
fn a_word_is_found_whole_and_with_a_star_at_the_beginning() {
    let words = Words::compile(&text(LIST, EXAMPLES)).unwrap();
    let found = |text: &str| !words.found(text, date(2026, 3, 2)).is_empty();
    for text in [
        "een",
        "Eén!",
        "e\u{301}e\u{301}n",
        "(één)",
        "tweede",
        "de twee",
        "drie  vier",
        "Drie-Vier",
        "een een",
        "een, twee",
    ] {
        assert!(found(text), "{text}");
    }
    for text in [
        "alleen",
        "eens",
        "drie",
        "drie vierde",
        "vier drie",
        "",
        "*",
        "een\u{431}",
        "tussentwee",
    ] {
        assert!(!found(text), "{text}");
    }
    assert!(
        words.found("een", date(2025, 12, 31)).is_empty(),
        "before its first day"
    );
}

#[test]
fn a_letter_with_an_accent_is_that_letter() {
    let plain = [
        ("àáâãäå", "a"),
        ("ç", "c"),
        ("èéêë", "e"),
        ("ìíîï", "i"),
        ("ñ", "n"),
        ("òóôõö", "o"),
        ("ùúûü", "u"),
        ("ýÿ", "y"),
    ];
    for (accented, letter) in plain {
        let expected = format!(" {} ", letter.repeat(accented.chars().count()));
        assert_eq!(
            (folded(accented), folded(&accented.to_uppercase())),
            (expected.clone(), expected),
            "{accented}"
        );
    }
    assert_eq!(
        folded("ß 7 Ж"),
        " ß 7 ж ",
        "of other letters only the size is left out"
    );
}

#[test]
fn what_makes_a_list_worthless_is_said_with_its_line() {
    complains(
        LIST,
        &EXAMPLES.replace("alleen", "tweede"),
        10,
        "voorbeeld `tweede`: gevonden is [A]",
    );
    complains(
        LIST,
        &EXAMPLES.replace("EEN", "niets"),
        7,
        "voorbeeld `niets`: gevonden is []",
    );
    complains(
        LIST,
        "[[voorbeeld]]\ntekst = \"een\"\nvindt = [\"A\"]",
        6,
        "waarin niets gevonden wordt",
    );
    complains(
        LIST,
        "[[voorbeeld]]\ntekst = \"x\"\nvindt = []",
        2,
        "geen enkel voorbeeld",
    );
    complains(
        &LIST.replace("twee*", "twe*"),
        EXAMPLES,
        2,
        "woord `twe*`: te kort",
    );
    complains(
        &LIST.replace("twee*", "tw*ee"),
        EXAMPLES,
        2,
        "woord `tw*ee`: een `*` staat achteraan",
    );
    complains(
        &LIST.replace("\"A\"", "\"EMAIL\""),
        EXAMPLES,
        2,
        "is niet PERSOONSNUMMER",
    );
    complains(
        &LIST.replace("\"A\"", "\"\""),
        EXAMPLES,
        2,
        "`code` bestaat uit hoofdletters",
    );
    complains(
        &LIST.replace("\"A\"", "\"a\""),
        EXAMPLES,
        2,
        "`code` bestaat uit hoofdletters",
    );
    complains(
        &LIST.replace("\"b\"", "\"\""),
        EXAMPLES,
        2,
        "zonder `bron` of zonder `woorden`",
    );
    complains(
        &LIST.replace("\"één\", \"twee*\", \"drie vier\"", ""),
        EXAMPLES,
        2,
        "zonder `bron` of zonder `woorden`",
    );
    complains(
        &LIST.replace("2026-01-01", "2026-01-01\ngeldig_tot = 2025-01-01"),
        EXAMPLES,
        2,
        "niet na de laatste",
    );
    complains(&format!("{LIST}\n{LIST}"), EXAMPLES, 2, "geldt twee keer");
}
