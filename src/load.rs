//! Folders -> texts and examples. Reads every file; understands nothing.

use crate::catalog::Texts;
use crate::catalog::complaint::{self, Complaint, Text};
use std::path::{Path, PathBuf};

/// The folders of the declarative files.
#[derive(Debug, Clone)]
pub struct Folders {
    /// `schemas/`.
    pub schemas: PathBuf,
    /// `adapters/`.
    pub adapters: PathBuf,
    /// `policies/`.
    pub policies: PathBuf,
    /// One folder of `deploy/regions/`.
    pub region: PathBuf,
    /// `deploy/reference/`.
    pub reference: PathBuf,
}

/// An example file: its place and its bytes.
#[derive(Debug, Clone)]
pub struct Example {
    /// Path for people.
    pub path: String,
    /// Path within `schemas/` or `adapters/`.
    pub place: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Every file that was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The texts that the catalog is made of.
    pub texts: Texts,
    /// `<kind>/examples/{valid,invalid}/*.json`.
    pub schema_examples: Vec<Example>,
    /// `<adapter>/examples/NN.in.*` and `NN.out.json`.
    pub adapter_examples: Vec<Example>,
}

const ENVELOPE: &str = "nlgov-cloudevent/v1.1.json";
/// Files of `policies/` that hold no rows.
const OTHER_POLICIES: [&str; 6] = [
    "termen.toml",
    "toestemming.toml",
    "formulier.toml",
    "woorden.toml",
    "labels.toml",
    "opmerkingen.toml",
];
/// U+FEFF, which some editors put in front of a text.
const MARK: &[u8] = "\u{feff}".as_bytes();
const STEPS: &str = "teksten/stappen.toml";
const BLOCKS: &str = "bouwstenen/v1.json";

/// Reads all folders; every file that cannot be read is a complaint.
pub fn load(folders: &Folders) -> Result<Loaded, Vec<Complaint>> {
    let mut wrong = Vec::new();
    let schemas = tree(&folders.schemas, &mut wrong);
    let adapters = tree(&folders.adapters, &mut wrong);
    let policies = tree(&folders.policies, &mut wrong);
    let texts = texts(folders, &schemas, &adapters, &policies, &mut wrong);
    if !wrong.is_empty() {
        wrong.sort();
        return Err(wrong);
    }
    let examples = |all: Vec<Example>| all.into_iter().filter(is_example).collect();
    Ok(Loaded {
        texts,
        schema_examples: examples(schemas),
        adapter_examples: examples(adapters),
    })
}

fn is_example(example: &Example) -> bool {
    example.place.contains("/examples/")
}

/// The texts of all files that are no examples. A file with a fixed name may lie outside the tree that the file belongs to.
fn texts(
    folders: &Folders,
    schemas: &[Example],
    adapters: &[Example],
    policies: &[Example],
    wrong: &mut Vec<Complaint>,
) -> Texts {
    let Folders {
        schemas: of_schemas,
        policies: of_policies,
        region,
        reference,
        ..
    } = folders;
    Texts {
        envelope: file(of_schemas, ENVELOPE, wrong),
        blocks: file(of_schemas, BLOCKS, wrong),
        schemas: chosen(schemas, wrong, |place| {
            ![ENVELOPE, BLOCKS].contains(&place) && place.ends_with(".json")
        }),
        adapters: chosen(adapters, wrong, |place| place.ends_with("/adapter.toml")),
        terms: file(of_policies, "termen.toml", wrong),
        consent: file(of_policies, "toestemming.toml", wrong),
        words: file(of_policies, "woorden.toml", wrong),
        labels: file(of_policies, "labels.toml", wrong),
        remarks: file(of_policies, "opmerkingen.toml", wrong),
        steps: file(of_policies, STEPS, wrong),
        policies: chosen(policies, wrong, |place| {
            // files in deeper folders are texts for people, not rows
            let rows = !OTHER_POLICIES.contains(&place) && !place.contains('/');
            rows && place.ends_with(".toml")
        }),
        sources: file(region, "sources.toml", wrong),
        partners: file(region, "partners.toml", wrong),
        region: file(region, "region.toml", wrong),
        agreements: if_there(region, "agreements.toml", wrong),
        districts: if_there(region, "wijken.csv", wrong),
        municipalities: file(reference, "gemeenten.csv", wrong),
        merged: file(reference, "gemeenten-opgegaan.csv", wrong),
        abroad: if_there(reference, "buitenland.csv", wrong),
    }
}

/// The texts of a tree whose place `is_meant`, without the examples.
fn chosen(
    tree: &[Example],
    wrong: &mut Vec<Complaint>,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<Text> {
    tree.iter()
        .filter(|example| !is_example(example) && is_meant(&example.place))
        .filter_map(|example| text(example, wrong))
        .collect()
}

fn if_there(folder: &Path, name: &str, wrong: &mut Vec<Complaint>) -> Text {
    if folder.join(name).exists() {
        file(folder, name, wrong)
    } else {
        empty(folder, name)
    }
}

/// The steps of the meldcode alone, from `policies/`: the steps must be there also when another file has faults.
pub fn steps(policies: &Path) -> Result<Text, Vec<Complaint>> {
    let mut wrong = Vec::new();
    let text = file(policies, STEPS, &mut wrong);
    if wrong.is_empty() {
        Ok(text)
    } else {
        Err(wrong)
    }
}

/// Every file below a folder, in the order of their names.
fn tree(root: &Path, wrong: &mut Vec<Complaint>) -> Vec<Example> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                wrong.push(unreadable(&folder, &error));
                continue;
            }
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'))
            {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            match std::fs::read(&path) {
                Ok(mut bytes) => {
                    let place = path
                        .strip_prefix(root)
                        .unwrap_or(&path)
                        .to_string_lossy()
                        .replace('\\', "/");
                    // an expected output must be readable to the hub; an input is as a source may send it
                    if place.contains("/examples/")
                        && place.ends_with(".json")
                        && !place.contains(".in.")
                        && bytes.starts_with(MARK)
                    {
                        bytes.drain(..MARK.len());
                    }
                    found.push(Example {
                        path: path.display().to_string(),
                        place,
                        bytes,
                    });
                }
                Err(error) => wrong.push(unreadable(&path, &error)),
            }
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

fn file(folder: &Path, name: &str, wrong: &mut Vec<Complaint>) -> Text {
    let path = folder.join(name);
    let text = read_text(&path).unwrap_or_else(|error| {
        wrong.push(unreadable(&path, &error));
        String::new()
    });
    Text {
        path: path.display().to_string(),
        place: name.to_owned(),
        text,
    }
}

/// An empty text for a file that may be absent.
fn empty(folder: &Path, name: &str) -> Text {
    Text {
        path: folder.join(name).display().to_string(),
        place: name.to_owned(),
        text: String::new(),
    }
}

/// Reads a text file from anywhere, in the plain form of [`plain`].
pub(crate) fn read_text(path: &Path) -> std::io::Result<String> {
    std::fs::read_to_string(path).map(|text| plain(&text))
}

/// A text without a leading byte order mark (some editors add one) and with one sort of line end. Neither says anything: two catalogs
/// that differ in these alone have the same version.
fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n")
}

fn text(example: &Example, wrong: &mut Vec<Complaint>) -> Option<Text> {
    match String::from_utf8(example.bytes.clone()) {
        Ok(text) => Some(Text {
            path: example.path.clone(),
            place: example.place.clone(),
            text: plain(&text),
        }),
        Err(_) => {
            wrong.push(Complaint {
                file: example.path.clone(),
                line: None,
                text: "is geen UTF-8: sla het bestand op als UTF-8".to_owned(),
                missing: None,
            });
            None
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Complaint {
    let text = match error.kind() {
        std::io::ErrorKind::NotFound => "bestaat niet: kijk naar `[catalog]` in de instellingen",
        _ => complaint::unreadable(error),
    };
    Complaint {
        file: path.display().to_string(),
        line: None,
        text: text.to_owned(),
        missing: None,
    }
}
