//! So many partners and rows -> a folder with everything that a hub needs: 342 municipalities, one source, the rest made up.

use super::letter::HOME;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// How large the region is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) partners: usize,
    /// At least as many as the repository has.
    pub(crate) rows: usize,
    /// The file of the store.
    pub(crate) store: &'static str,
}

/// The source of all messages, and its user.
pub(crate) const SOURCE: &str = "bench";
/// Where partner 1 is, that gets nothing of the ordinary messages.
pub(crate) const ELSEWHERE: &str = "0014";
/// The mailbox of the one recipient.
pub(crate) const MAILBOX: &str = "to.p0";

/// Writes region, rules and settings. `broker` is the `[broker]` part of the settings.
pub(crate) fn lay_out(folder: &Path, root: &Path, size: Size, broker: &str) -> Result<()> {
    let (region, policies) = (folder.join("regio"), folder.join("policies"));
    fs::create_dir_all(&region)?;
    let rows = copy(&root.join("policies"), &policies)?;
    fs::write(
        policies.join("bench.toml"),
        (rows..size.rows).map(row).collect::<String>(),
    )?;
    fs::write(region.join("agreements.toml"), "")?;
    fs::write(region.join("sources.toml"), source())?;
    let places = fs::read_to_string(root.join("deploy/reference/gemeenten.csv"))
        .context("no list of municipalities")?;
    let places: Vec<&str> = places
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .filter(|code| *code != HOME)
        .collect();
    let serves: Vec<&str> = places
        .iter()
        .take(size.partners.saturating_sub(1))
        .copied()
        .chain([HOME])
        .collect();
    fs::write(
        region.join("region.toml"),
        format!("name = \"bench\"\noin = \"00000099000000010000\"\nserves = {serves:?}\n"),
    )?;
    let partner = |at: usize| {
        partner(
            at,
            if at == 0 {
                HOME
            } else {
                places.get((at - 1) % places.len()).copied().unwrap_or(HOME)
            },
        )
    };
    fs::write(
        region.join("partners.toml"),
        (0..size.partners).map(partner).collect::<String>(),
    )?;
    let part = |part: &str| format!("{:?}", root.join(part).display().to_string());
    let settings = format!(
        "[broker]\n{broker}\n[store]\npath = {:?}\n[keys]\nfile = \"schakel.key\"\n\
         [catalog]\nschemas = {}\nadapters = {}\npolicies = \"policies\"\nregion = \"regio\"\nreference = {}\n\
         [retry]\nschedule = [1, 1, 2, 2, 4, 4, 8, 8]\n",
        size.store,
        part("schemas"),
        part("adapters"),
        part("deploy/reference"),
    );
    fs::write(folder.join("schakel.toml"), settings)?;
    Ok(())
}

/// Copies a folder, and counts the rows in it.
fn copy(from: &Path, to: &Path) -> Result<usize> {
    fs::create_dir_all(to)?;
    let mut rows = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            rows += copy(&path, &to)?;
        } else {
            let text = fs::read_to_string(&path)?;
            rows += text.matches("[[rij]]").count();
            fs::write(to, text)?;
        }
    }
    Ok(rows)
}

fn source() -> String {
    format!(
        "[[source]]\nname = \"{SOURCE}\"\noin = \"00000099000000003000\"\nrole = \"school\"\ncontroller = \"Stichting Bench\"\n\
         adapter = \"cloudevents\"\nuser = \"{SOURCE}\"\nkinds = [\"verzuimmelding/1\"]\nbrin = [\"02CD\"]\nfrom = 2026-01-01\n"
    )
}

fn partner(at: usize, place: &str) -> String {
    format!(
        "[[partner]]\noin = \"00000099{at:012}\"\nname = \"Leerplicht {at}\"\nrole = \"leerplicht\"\ncontroller = \"Gemeente {at}\"\n\
         area = {{ gemeente = [\"{place}\"] }}\nkinds = [\"verzuimmelding/1\"]\nchannel = {{ amqp = {{ exchange = \"to.p{at}\" }} }}\n\
         user = \"p{at}\"\nfrom = 2026-01-01\n"
    )
}

/// A row that is asked for every message, to the end, and lets nothing through.
fn row(at: usize) -> String {
    format!(
        "[[rij]]\nid = \"bench{at}\"\nbericht = \"verzuimmelding/1\"\nvan = \"school\"\nnaar = \"leerplicht\"\nplaats = \"woonplaats\"\n\
         toestemming = \"nee\"\nbezwaar = \"wettelijke-taak\"\nweigering = \"mens\"\ninformeren = true\ncategorieen = [\"ID\"]\nvrije_tekst = \"verwijderen\"\n\
         grondslag = {{ verstrekken = \"bench\", ontvangen = \"bench\" }}\nbron = \"bench\"\nzekerheid = \"M\"\n\
         strenge_lezing = \"niets\"\ngeldig_van = 2012-01-01\n\
         [rij.als]\nleeftijd = \"5..17\"\nklok = \"gebeurtenis\"\nveld = {{ \"verzuim.soort\" = [\"OVERIG\"] }}\n\
         [[geval]]\nrij = \"bench{at}\"\nnaam = \"ander verzuim\"\n\
         feiten = {{ leeftijd = 15, velden = {{ \"verzuim.soort\" = \"LUXE\" }} }}\nonthoud = \"disclosure.condition\"\n\
         [[geval]]\nrij = \"bench{at}\"\nnaam = \"dit verzuim\"\n\
         feiten = {{ leeftijd = 15, velden = {{ \"verzuim.soort\" = \"OVERIG\" }} }}\ndeel = [\"ID\"]\n\n"
    )
}
