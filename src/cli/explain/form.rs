//! The consent that is still missing + the texts of `policies/formulier.toml` -> one page for each recipient and purpose, for the family.
//!
//! All words are in that file. This file decides only the signers, the purposes and the order on the page. The page's data about a child
//! is printed and never logged.

mod page;
mod texts;

pub(in crate::cli) use texts::{Texts, read};

use super::show::is_secret;
use super::{Explained, Known};
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::schema::Meaning;
use crate::outcome::Code;
use crate::pipeline::{Ruling, Triaged};
use anyhow::{Context, Result};
use page::Page;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Consent that is missing: one recipient, one purpose.
struct Wanted {
    partner: String,
    controller: String,
    purpose: String,
    /// By group that must sign: categories, in the order of the row.
    groups: BTreeMap<String, Vec<String>>,
}

/// Prints the pages, to the screen or to a new file: as HTML when the file's name says so.
pub(super) fn print(
    catalog: &Catalog,
    texts: &Texts,
    explained: &[Explained],
    to: Option<&Path>,
    out: &mut dyn Write,
) -> Result<()> {
    let mut pages = Vec::new();
    for document in explained {
        let Ok((triaged, known, ruling)) = &document.end else {
            writeln!(
                out,
                "{}: gestopt; wat dit bericht vraagt is niet te zeggen. Zonder `--formulier` staat er waarom.",
                document.id
            )?;
            continue;
        };
        let (wanted, open) = wanted(catalog, triaged, known, ruling);
        for line in open {
            writeln!(out, "{}: {line}", document.id)?;
        }
        if wanted.is_empty() {
            writeln!(
                out,
                "{}: er is geen formulier nodig: voor wat nu gevraagd kan worden ontbreekt geen toestemming.",
                document.id
            )?;
        }
        for one in &wanted {
            pages.push(filled(catalog, texts, triaged, known, one)?);
        }
    }
    match to {
        _ if pages.is_empty() => Ok(()),
        None => Ok(out.write_all(page::text(&pages).as_bytes())?),
        Some(path) => {
            let html = path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("html"));
            let body = if html {
                page::html(&pages)
            } else {
                page::text(&pages)
            };
            // the file has a child's name: readable for its owner only, and never written over another file
            let mut file = (OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path))
            .with_context(|| format!("`{}` is niet te maken", path.display()))?;
            file.write_all(body.as_bytes())
                .with_context(|| format!("`{}` is niet te schrijven", path.display()))?;
            writeln!(
                out,
                "{} {} in {}",
                pages.len(),
                if pages.len() == 1 {
                    "formulier"
                } else {
                    "formulieren"
                },
                path.display()
            )?;
            Ok(())
        }
    }
}

/// The consent to ask for with forms, and sentences about consent that cannot be asked for with a form.
fn wanted(
    catalog: &Catalog,
    triaged: &Triaged,
    known: &Known,
    ruling: &Ruling,
) -> (Vec<Wanted>, Vec<String>) {
    let mut all: Vec<Wanted> = Vec::new();
    let mut open = Vec::new();
    let secret = if is_secret(triaged, known) {
        catalog.terms.codes(catalog.terms.secret)
    } else {
        Vec::new()
    };
    for judgement in &ruling.judgements {
        let Some(partner) = &judgement.partner else {
            continue;
        };
        for asked in &judgement.asked {
            let Some(purpose) = &asked.row.consent else {
                continue;
            };
            if asked.said == Err(Code::Refused) {
                open.push(format!(
                    "voor {} is al nee gezegd, of een ja is ingetrokken. Vraag het niet opnieuw met een formulier.",
                    partner.name
                ));
                continue;
            }
            let missing = asked
                .missing
                .iter()
                .filter(|(category, _)| !secret.contains(&category.as_str()));
            for (category, who) in missing {
                if who.groups.is_empty() && asked.said == Err(Code::NoConsent) {
                    open.push(format!(
                        "voor {} is niet te zeggen wie mag tekenen: de geboortedatum ontbreekt.",
                        partner.name
                    ));
                    break;
                }
                for group in &who.groups {
                    add(&mut all, partner, purpose, group, category);
                }
            }
        }
    }
    (all, open)
}

/// Adds a category that this group must sign for to the page of this recipient and purpose.
fn add(all: &mut Vec<Wanted>, partner: &Partner, purpose: &str, group: &str, category: &str) {
    let is_page = |page: &Wanted| page.partner == partner.name && page.purpose == purpose;
    let at = all.iter().position(is_page).unwrap_or_else(|| {
        all.push(Wanted {
            partner: partner.name.clone(),
            controller: partner.controller.clone(),
            purpose: purpose.to_owned(),
            groups: BTreeMap::new(),
        });
        all.len() - 1
    });
    let Some(page) = all.get_mut(at) else { return };
    let categories = page.groups.entry(group.to_owned()).or_default();
    if !categories.iter().any(|known| known == category) {
        categories.push(category.to_owned());
    }
}

/// The name of the child as the page prints the name, or a line to write it on.
fn name_of(texts: &Texts, triaged: &Triaged) -> String {
    let body = triaged.valid().body().expose();
    let data = body.get("data");
    let part = |dotted: &String| {
        dotted
            .split('.')
            .try_fold(data?, |at, name| at.get(name))?
            .as_str()
            .filter(|part| !part.is_empty())
    };
    let parts: Vec<&str> = texts.naam.iter().filter_map(part).collect();
    let surname = || triaged.valid().kind().text(Meaning::Surname, body);
    let name = if parts.is_empty() {
        surname().unwrap_or("__________").to_owned()
    } else {
        parts.join(" ")
    };
    // a terminal would obey control characters in a name
    name.chars().filter(|letter| !letter.is_control()).collect()
}

fn filled(
    catalog: &Catalog,
    texts: &Texts,
    triaged: &Triaged,
    known: &Known,
    wanted: &Wanted,
) -> Result<Page> {
    let body = triaged.valid().body().expose();
    let kind = triaged.valid().kind();
    let born = kind
        .text(Meaning::BirthDate, body)
        .and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let day = |day: jiff::civil::Date| day.strftime("%d-%m-%Y").to_string();
    let values = [
        ("kind", name_of(texts, triaged)),
        ("geboren", born.map_or_else(|| "__________".to_owned(), day)),
        ("gever", triaged.source().controller.clone()),
        ("ontvanger", wanted.partner.clone()),
        ("verantwoordelijke", wanted.controller.clone()),
        ("doel", catalog.terms.plain(&wanted.purpose).to_owned()),
    ];
    let groups: BTreeSet<&str> = wanted.groups.keys().map(String::as_str).collect();
    let mut categories: Vec<&str> = Vec::new();
    for code in wanted.groups.values().flatten() {
        if !categories.contains(&code.as_str()) {
            categories.push(code);
        }
    }
    let asked = categories.clone();
    categories.extend(catalog.terms.codes(catalog.terms.always));
    let plain = |codes: &[&str]| {
        codes
            .iter()
            .map(|code| catalog.terms.plain(code).to_owned())
            .collect::<Vec<_>>()
    };
    let signers = wanted.groups.iter().map(|(group, own)| {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        (
            group.as_str(),
            (own.len() < asked.len()).then(|| plain(&own).join("; ")),
        )
    });
    texts.page(
        &groups,
        &values,
        &plain(&categories),
        signers,
        &day(known.facts.today),
    )
}
