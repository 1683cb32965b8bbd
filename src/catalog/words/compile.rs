//! `policies/woorden.toml` -> [`Words`], or the complaints about a list that would be worthless.

use super::fold::folded;
use super::{List, WordSort, Words};
use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::days::{Days, day};
use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsSpec {
    lijst: Vec<WordListSpec>,
    voorbeeld: Vec<ExampleSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordListSpec {
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

/// The lists read so far.
#[derive(Default)]
struct ReadLists {
    lists: Vec<List>,
    words: Vec<String>,
    /// The list of each search word, as an index.
    of: Vec<usize>,
}

impl ReadLists {
    /// Reads one more list, and returns its faults.
    fn list(&mut self, list: &WordListSpec) -> Vec<String> {
        let mut wrong = self.patterns(&list.woorden);
        let named = !list.code.is_empty()
            && list
                .code
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b == b'_');
        if !named || WordSort::OWN.contains(&list.code.as_str()) {
            wrong.push("`code` bestaat uit hoofdletters en `_`, en is niet PERSOONSNUMMER, EMAIL of TELEFOON".to_owned());
        }
        if list.bron.is_empty() || list.woorden.is_empty() {
            wrong.push("zonder `bron` of zonder `woorden`".to_owned());
        }
        match Days::in_order(&list.geldig_van, list.geldig_tot.as_ref()) {
            Some(days) => wrong.extend(self.add(&list.code, days)),
            None => wrong.push(
                "`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste".to_owned(),
            ),
        }
        wrong
    }

    fn patterns(&mut self, words: &[String]) -> Vec<String> {
        let mut wrong = Vec::new();
        for word in words {
            match pattern(word) {
                Ok(pattern) => {
                    self.words.push(pattern);
                    self.of.push(self.lists.len());
                }
                Err(why) => wrong.push(format!("woord `{word}`: {why}")),
            }
        }
        wrong
    }

    fn add(&mut self, code: &str, days: Days) -> Option<String> {
        let mut others = self.lists.iter();
        if others.any(|other| *other.code == *code && other.days.meet(&days)) {
            return Some("geldt twee keer op dezelfde dag".to_owned());
        }
        self.lists.push(List {
            code: code.into(),
            days,
        });
        None
    }
}

impl Words {
    /// Compiles `woorden.toml`, and proves its examples.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let spec: WordsSpec = text.toml().map_err(|complaint| vec![complaint])?;
        let mut complaints = Vec::new();
        let mut reading = ReadLists::default();
        for list in &spec.lijst {
            let wrong = reading.list(list).into_iter();
            complaints.extend(wrong.map(|wrong| about(text, &list.code, &format!(": {wrong}"))));
        }
        if !complaints.is_empty() {
            return Err(complaints);
        }
        let ReadLists { lists, words, of } = reading;
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

    /// Complaints about examples with another result than expected, and about lists without an example. An example without a day is of
    /// the first day of the last list.
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
                complaints.push(about(text, &list.code, " heeft geen enkel voorbeeld"));
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

/// A complaint about a list.
fn about(text: &Text, code: &str, wrong: &str) -> Complaint {
    text.complain(
        &["[[lijst]]", &format!("\"{code}\"")],
        format!("lijst `{code}`{wrong}"),
    )
}

/// The search pattern of a word: a blank stands for the border of a word.
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
