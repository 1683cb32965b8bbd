//! The files of `policies/teksten` -> [`Texts`] that can be filled, each checked before use.

mod gaps;

use super::choice::{self, WordChoice, first};
use crate::catalog::complaint::refused;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// The pages whose words are a file of their own, and the places in each.
const TEMPLATES: [(&str, &[&str]); 6] = [
    ("beslistabel.md", &[]),
    ("register-art30.md", &["maatregelen", "verwerkingen"]),
    ("dpia-bijlage.md", &["rijen"]),
    (
        "informatie-ouders.md",
        &["leeftijden", "partijen", "berichten"],
    ),
    ("convenant-bijlage.md", &["afspraken"]),
    (
        "verwerkersovereenkomst-model.md",
        &["berichten", "betrokkenen", "categorieen", "maatregelen"],
    ),
];

/// All words of the report that are not in a row.
#[derive(Debug)]
pub struct Texts {
    templates: BTreeMap<String, String>,
    avg: Avg,
    dpia: Dpia,
    pub(super) informing: Informing,
}

/// `avg.toml` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Avg {
    bijzonder: Vec<String>,
    persoonsnummer: Vec<String>,
    woonadres: Vec<String>,
    zelf_gevraagd: Vec<String>,
    maatregel: Vec<String>,
    betrokkenen: Vec<Persons>,
    bewaren_onbekend: String,
    bewaren: Vec<Term>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Persons {
    wie: String,
    categorieen: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    soort: String,
    termijn: String,
}

/// `dpia.toml` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dpia {
    /// The words for exchanges outside the hub: instead of all questions.
    buiten: Vec<WordChoice>,
    vraag: Vec<TextQuestion>,
}

/// A question of the DPIA, and its answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextQuestion {
    pub(super) vraag: String,
    pub(super) antwoord: Vec<WordChoice>,
}

/// `informatie.toml` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Informing {
    rol: Vec<NamedText>,
    groep: Vec<NamedText>,
    bericht: Vec<KindText>,
    /// The words for a message that does not go: instead of everything else.
    pub(super) buiten: Vec<WordChoice>,
    pub(super) mag: Vec<WordChoice>,
    /// The words for a message that does not always go; nothing for one that always goes.
    pub(super) soms: Vec<WordChoice>,
    pub(super) tegenhouden: Vec<WordChoice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedText {
    code: String,
    wie: String,
}

/// The information about one kind of message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindText {
    soort: String,
    pub(super) wat: String,
    pub(super) waarom: String,
}

impl Texts {
    /// Compiles the files, by name; all complaints at once.
    pub fn compile(files: &BTreeMap<String, String>) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let templates = TEMPLATES.iter().filter_map(|(name, places)| {
            let text = file(files, name, &mut wrong)?;
            wrong.extend(
                misplaced(text, places)
                    .into_iter()
                    .map(|what| format!("teksten/{name}: {what}")),
            );
            Some(((*name).to_owned(), text.to_owned()))
        });
        let templates = templates.collect();
        let avg = read_toml(files, "avg.toml", &mut wrong);
        let dpia = read_toml::<Dpia>(files, "dpia.toml", &mut wrong);
        let informing = read_toml::<Informing>(files, "informatie.toml", &mut wrong);
        let answers = dpia.iter().flat_map(|dpia| {
            dpia.vraag
                .iter()
                .flat_map(|question| &question.antwoord)
                .chain(&dpia.buiten)
        });
        let informing_texts = informing.iter().flat_map(|informing| {
            informing
                .mag
                .iter()
                .chain(&informing.soms)
                .chain(&informing.tegenhouden)
                .chain(&informing.buiten)
        });
        let unknown: BTreeSet<&str> = answers
            .chain(informing_texts)
            .flat_map(WordChoice::unknown)
            .collect();
        wrong.extend(unknown.iter().map(|word| {
            format!(
                "teksten: `{word}` in `als` is onbekend; kies uit {}",
                choice::ALL.join(", ")
            )
        }));
        match (avg, dpia, informing) {
            (Some(avg), Some(dpia), Some(informing)) if wrong.is_empty() => Ok(Self {
                templates,
                avg,
                dpia,
                informing,
            }),
            _ => Err(wrong),
        }
    }

    /// The words of a page without places.
    pub(super) fn template(&self, name: &str) -> &str {
        self.templates.get(name).map_or("", String::as_str)
    }

    /// The words of a page with every place filled.
    pub(super) fn filled(&self, name: &str, values: &[(&str, String)]) -> String {
        let mut filled = String::new();
        let mut rest = self.template(name);
        while let Some((before, (place, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            filled.push_str(before);
            filled.push_str(
                values
                    .iter()
                    .find(|(known, _)| *known == place)
                    .map_or("", |(_, value)| value.trim_end()),
            );
            rest = after;
        }
        filled + rest
    }

    /// The categories that AVG 9 protects, or that may hold such data.
    pub(super) fn special(&self) -> &[String] {
        &self.avg.bijzonder
    }

    /// The categories that hold a personal number.
    pub(super) fn numbers(&self) -> &[String] {
        &self.avg.persoonsnummer
    }

    /// The categories that tell where a person lives, or can be reached.
    pub(super) fn homes(&self) -> &[String] {
        &self.avg.woonadres
    }

    /// Whether the people of this role ask for themselves.
    pub(super) fn asks_for_itself(&self, role: &str) -> bool {
        self.avg.zelf_gevraagd.iter().any(|known| known == role)
    }

    /// The measures of the hub, as a list.
    pub(super) fn measures(&self) -> String {
        self.avg
            .maatregel
            .iter()
            .map(|measure| format!("- {measure}\n"))
            .collect()
    }

    /// The groups of people whose data stand in any of these categories.
    pub(super) fn persons(&self, codes: &[&str]) -> Vec<&str> {
        let within = |persons: &&Persons| {
            persons
                .categorieen
                .iter()
                .any(|code| codes.contains(&code.as_str()))
        };
        self.avg
            .betrokkenen
            .iter()
            .filter(within)
            .map(|persons| persons.wie.as_str())
            .collect()
    }

    /// How long a message of this kind is kept.
    pub(super) fn retention(&self, kind: &str) -> &str {
        self.avg
            .bewaren
            .iter()
            .find(|term| term.soort == kind)
            .map_or(&self.avg.bewaren_onbekend, |term| &term.termijn)
    }

    /// The answer of the DPIA for a row outside its scope, if the row is outside.
    pub(super) fn outside(&self, traits: &BTreeSet<&str>) -> Option<&str> {
        first(&self.dpia.buiten, traits)
    }

    /// The questions of the DPIA.
    pub(super) fn questions(&self) -> &[TextQuestion] {
        &self.dpia.vraag
    }

    /// The information about a kind of message.
    pub(super) fn of_kind(&self, kind: &str) -> Option<&KindText> {
        self.informing
            .bericht
            .iter()
            .find(|text| text.soort == kind)
    }

    /// A role, in words for a parent.
    pub(super) fn role(&self, code: &str) -> Option<&str> {
        self.informing
            .rol
            .iter()
            .find(|role| role.code == code)
            .map(|role| role.wie.as_str())
    }

    /// The givers that must say yes, in words for a parent.
    pub(super) fn group(&self, code: &str) -> Option<&str> {
        self.informing
            .groep
            .iter()
            .find(|group| group.code == code)
            .map(|group| group.wie.as_str())
    }
}

fn file<'f>(
    files: &'f BTreeMap<String, String>,
    name: &str,
    wrong: &mut Vec<String>,
) -> Option<&'f str> {
    if !files.contains_key(name) {
        wrong.push(format!("teksten/{name} ontbreekt"));
    }
    files.get(name).map(String::as_str)
}

fn read_toml<T: DeserializeOwned>(
    files: &BTreeMap<String, String>,
    name: &str,
    wrong: &mut Vec<String>,
) -> Option<T> {
    let text = file(files, name, wrong)?;
    toml::from_str(text)
        .map_err(|error| wrong.push(format!("teksten/{name}, {}", refused(&error, text))))
        .ok()
}

/// Complaints about places that the page does not fill, and about places that are missing.
fn misplaced(text: &str, places: &[&str]) -> Vec<String> {
    let found: BTreeSet<&str> = text
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name))
        .collect();
    let unknown = found
        .iter()
        .filter(|name| !places.contains(name))
        .map(|name| format!("onbekende plek {{{name}}}"));
    let missing = places
        .iter()
        .filter(|name| !found.contains(*name))
        .map(|name| format!("de plek {{{name}}} ontbreekt"));
    unknown.chain(missing).collect()
}
