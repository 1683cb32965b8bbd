//! `policies/woorden.toml` -> what is looked for in free text: words that name what a law forbids there, by list.
//!
//! A word is found whole; with `*` behind it, as the beginning of a word. Capitals, accents and signs make no difference.

use super::complaint::{Complaint, Text};
use super::days::{Days, day};
use super::format;
use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsSpec {
    lijst: Vec<ListSpec>,
    voorbeeld: Vec<ExampleSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListSpec {
    code: String,
    bron: String,
    geldig_van: toml::value::Datetime,
    geldig_tot: Option<toml::value::Datetime>,
    woorden: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleSpec {
    tekst: String,
    vindt: BTreeSet<String>,
    op: Option<toml::value::Datetime>,
}

/// What was found in a free text. Says the sort only, never the words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Nine digits that pass the test of a BSN or onderwijsnummer.
    PersonalNumber,
    /// A mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A word of the list with this code.
    Listed(Arc<str>),
}

impl Sort {
    const OWN: [&'static str; 3] = ["PERSOONSNUMMER", "EMAIL", "TELEFOON"];

    /// What senders are told.
    pub fn as_str(&self) -> &str {
        let [number, email, telephone] = Self::OWN;
        match self {
            Sort::PersonalNumber => number,
            Sort::Email => email,
            Sort::Telephone => telephone,
            Sort::Listed(code) => code,
        }
    }
}

#[derive(Debug)]
struct List {
    code: Arc<str>,
    days: Days,
}

/// All lists, searched at once.
#[derive(Debug)]
pub struct Words {
    lists: Vec<List>,
    search: AhoCorasick,
    /// Of each word that is searched for: the place of its list.
    of: Vec<usize>,
}

impl Words {
    /// Compiles the file, and proves its examples.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let spec: WordsSpec = text.toml().map_err(|complaint| vec![complaint])?;
        let mut complaints = Vec::new();
        let (mut lists, mut words, mut of): (Vec<List>, Vec<String>, Vec<usize>) =
            Default::default();
        for list in spec.lijst {
            let quoted = format!("\"{}\"", list.code);
            let mut wrong = Vec::new();
            for word in &list.woorden {
                match pattern(word) {
                    Ok(pattern) => {
                        words.push(pattern);
                        of.push(lists.len());
                    }
                    Err(why) => wrong.push(format!("woord `{word}`: {why}")),
                }
            }
            let days = Days::in_order(&list.geldig_van, list.geldig_tot.as_ref());
            let compiled = days.map(|days| List {
                code: list.code.as_str().into(),
                days,
            });
            let named = !list.code.is_empty()
                && list
                    .code
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b == b'_');
            if !named || Sort::OWN.contains(&list.code.as_str()) {
                wrong.push("`code` bestaat uit hoofdletters en `_`, en is niet PERSOONSNUMMER, EMAIL of TELEFOON".to_owned());
            }
            if list.bron.is_empty() || list.woorden.is_empty() {
                wrong.push("zonder `bron` of zonder `woorden`".to_owned());
            }
            match compiled {
                Some(list)
                    if lists
                        .iter()
                        .any(|other| other.code == list.code && other.days.meet(&list.days)) =>
                {
                    wrong.push("geldt twee keer op dezelfde dag".to_owned());
                }
                Some(list) => lists.push(list),
                None => wrong.push(
                    "`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste"
                        .to_owned(),
                ),
            }
            let complain = |wrong| {
                text.complain(
                    &["[[lijst]]", &quoted],
                    format!("lijst `{}`: {wrong}", list.code),
                )
            };
            complaints.extend(wrong.into_iter().map(complain));
        }
        if !complaints.is_empty() {
            return Err(complaints);
        }
        let search = AhoCorasick::new(&words)
            .map_err(|error| vec![text.complain(&[], format!("te veel woorden: {error}"))])?;
        let compiled = Self { lists, search, of };
        let wrong = compiled.unproven(text, &spec.voorbeeld);
        if wrong.is_empty() {
            Ok(compiled)
        } else {
            Err(wrong)
        }
    }

    /// The sorts of what stands in a text on a day, in a fixed order.
    pub fn found(&self, text: &str, on: Date) -> BTreeSet<Sort> {
        let mut found = BTreeSet::new();
        if text.bytes().any(|b| b.is_ascii_digit()) {
            if format::holds_pgn(text) {
                found.insert(Sort::PersonalNumber);
            }
            if format::telephone::holds(text) {
                found.insert(Sort::Telephone);
            }
        }
        if format::holds_email(text) {
            found.insert(Sort::Email);
        }
        let folded = folded(text);
        let lists = self
            .search
            .find_overlapping_iter(&folded)
            .filter_map(|hit| self.lists.get(*self.of.get(hit.pattern().as_usize())?));
        found.extend(
            lists
                .filter(|list| list.days.hold(on))
                .map(|list| Sort::Listed(Arc::clone(&list.code))),
        );
        found
    }

    /// Examples that come out otherwise, and lists without one. An example that names no day is of the day on which the last list begins.
    fn unproven(&self, text: &Text, examples: &[ExampleSpec]) -> Vec<Complaint> {
        let usual = self
            .lists
            .iter()
            .map(|list| list.days.from)
            .max()
            .unwrap_or(Date::MIN);
        let mut complaints = Vec::new();
        for example in examples {
            let found = self.found(
                &example.tekst,
                example.op.as_ref().and_then(day).unwrap_or(usual),
            );
            let found: BTreeSet<String> =
                found.iter().map(|sort| sort.as_str().to_owned()).collect();
            if found != example.vindt {
                let found: Vec<String> = found.into_iter().collect();
                let complaint = format!(
                    "voorbeeld `{}`: gevonden is [{}]",
                    example.tekst,
                    found.join(", ")
                );
                complaints.push(text.complain(&["[[voorbeeld]]", &example.tekst], complaint));
            }
        }
        for list in &self.lists {
            if !examples
                .iter()
                .any(|example| example.vindt.contains(&*list.code))
            {
                let quoted = format!("\"{}\"", list.code);
                complaints.push(text.complain(
                    &["[[lijst]]", &quoted],
                    format!("lijst `{}` heeft geen enkel voorbeeld", list.code),
                ));
            }
        }
        if !examples.iter().any(|example| example.vindt.is_empty()) {
            complaints.push(text.complain(
                &["[[voorbeeld]]"],
                "geen enkel voorbeeld waarin niets gevonden wordt",
            ));
        }
        complaints
    }
}

/// What is searched for: a blank stands for the border of a word.
fn pattern(word: &str) -> Result<String, &'static str> {
    let (stem, open) = word
        .strip_suffix('*')
        .map_or((word, false), |stem| (stem, true));
    let folded = folded(stem);
    if folded.trim().len() < if open { 4 } else { 2 } {
        return Err("te kort: dan vindt het te veel");
    }
    if stem.contains('*') || stem != stem.trim() {
        return Err("een `*` staat achteraan, aan het woord vast");
    }
    Ok(if open {
        folded.trim_end().to_owned()
    } else {
        folded
    })
}

/// Small letters without accents and digits, with one blank for whatever stands between, before and after.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for c in text.chars() {
        match plain(c) {
            Some(plain) => folded.push(plain),
            None if ('\u{300}'..='\u{36f}').contains(&c) => {} // an accent by itself
            None if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            None if folded.ends_with(' ') => {}
            None => folded.push(' '),
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

/// A letter or digit without its accent, where it is one of those that Dutch texts have.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => 'u',
        'ý' | 'ÿ' | 'Ý' | 'Ÿ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
