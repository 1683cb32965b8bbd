//! A facts file -> its facts, with every word known; or a complaint that lists the known words.

mod named;
mod spec;

pub(super) use named::Named;

use crate::catalog::Catalog;
use crate::catalog::complaint::refused;
use crate::catalog::days::day;
use crate::catalog::format;
use crate::party::Party;
use crate::pipeline::consent::{Authority, Said, Standing, Statement};
use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use spec::{AuthoritySpec, CapabilitySpec, Datetime, FactsSpec, HadSpec, StatementSpec};
use std::collections::BTreeSet;
use std::path::Path;

const NAMES: &str = "`verzending`, `aankomst`, `melder`, `geheim_adres`, `[[gekregen]]`, `[[toestemming]]`, `[[gezag]]`, \
                     `[[wilsbekwaamheid]]` en `[misschien]` met `toestemming`, `gezag` en `wilsbekwaamheid`";

/// Statements or findings, each with the party that it was told to; none stands for the source of the message.
pub(super) type Told<T> = Vec<(Option<Named>, T)>;

/// A party that got a report under the number of the message, and the part that it got.
#[derive(Debug)]
pub(super) struct Had {
    pub(super) who: Named,
    pub(super) row: String,
    pub(super) categories: Vec<String>,
    pub(super) reporter: Option<Named>,
    pub(super) handed_over: bool,
    pub(super) same_person: bool,
}

/// The facts that the file names; all others are looked up.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) sending: Option<Date>,
    pub(super) arrived: Option<Date>,
    pub(super) reporter: Option<Named>,
    pub(super) secret_address: Option<bool>,
    pub(super) had: Option<Vec<Had>>,
    pub(super) statements: Option<Told<Statement>>,
    pub(super) authority: Option<Told<Standing>>,
    pub(super) capability: Option<Told<Standing>>,
    pub(super) perhaps: Option<(Told<Statement>, Told<Standing>)>,
}

pub(super) fn read(catalog: &Catalog, path: Option<&Path>) -> Result<Given> {
    let Some(path) = path else {
        return Ok(Given::default());
    };
    let text =
        std::fs::read_to_string(path).map_err(|error| crate::cli::unreadable(path, &error))?;
    let spec: FactsSpec = match toml::from_str(&text) {
        Ok(spec) => spec,
        Err(error) => bail!(
            "`{}`, {}; bekend zijn {NAMES}",
            path.display(),
            refused(&error, &text)
        ),
    };
    given(catalog, spec).with_context(|| format!("`{}`", path.display()))
}

fn given(catalog: &Catalog, spec: FactsSpec) -> Result<Given> {
    let date =
        |name: &str, given: Option<&Datetime>| given.map(|given| dated(name, given)).transpose();
    let known = Words { catalog };
    let perhaps = spec.misschien.map(|perhaps| {
        let mut standings = each("misschien.gezag", perhaps.gezag, |one| known.authority(one))?;
        standings.extend(each(
            "misschien.wilsbekwaamheid",
            perhaps.wilsbekwaamheid,
            |one| known.capability(one),
        )?);
        let statements = each("misschien.toestemming", perhaps.toestemming, |one| {
            known.statements(one)
        })?;
        anyhow::Ok((statements.into_iter().flatten().collect(), standings))
    });
    let statements = spec
        .toestemming
        .map(|all| each("toestemming", all, |one| known.statements(one)))
        .transpose()?;
    Ok(Given {
        sending: date("verzending", spec.verzending.as_ref())?,
        arrived: date("aankomst", spec.aankomst.as_ref())?,
        reporter: spec
            .melder
            .map(|who| known.party("melder", &who))
            .transpose()?,
        secret_address: spec.geheim_adres,
        had: spec
            .gekregen
            .map(|all| each("gekregen", all, |one| known.had(one)))
            .transpose()?,
        statements: statements.map(|all| all.into_iter().flatten().collect()),
        authority: spec
            .gezag
            .map(|all| each("gezag", all, |one| known.authority(one)))
            .transpose()?,
        capability: spec
            .wilsbekwaamheid
            .map(|all| each("wilsbekwaamheid", all, |one| known.capability(one)))
            .transpose()?,
        perhaps: perhaps.transpose()?,
    })
}

/// Reads each entry of a list, or complains about the first entry that is wrong.
fn each<S, T>(list: &str, all: Vec<S>, read: impl Fn(S) -> Result<T>) -> Result<Vec<T>> {
    (1..)
        .zip(all)
        .map(|(at, one)| read(one).with_context(|| format!("`{list}`, de {at}e")))
        .collect()
}

fn dated(name: &str, given: &Datetime) -> Result<Date> {
    day(given).with_context(|| format!("`{name}` is geen datum als 2026-03-02"))
}

fn authority_of(name: &str, word: &str) -> Result<Authority> {
    let all = [Authority::Yes, Authority::No, Authority::Unknown];
    one_of(name, word, all.iter().map(|known| known.as_str()))?;
    Ok(Authority::of(word))
}

fn one_of<'k>(name: &str, word: &str, known: impl Iterator<Item = &'k str>) -> Result<()> {
    let known: Vec<&str> = known.collect();
    if !known.contains(&word) {
        bail!(
            "`{name} = \"{word}\"` is onbekend; bekend zijn: {}",
            known.join(", ")
        );
    }
    Ok(())
}

/// The closed lists that a file may take its words from.
struct Words<'a> {
    catalog: &'a Catalog,
}

impl Words<'_> {
    fn categories(&self, codes: &[String]) -> Result<()> {
        codes
            .iter()
            .try_for_each(|code| one_of("categorieen", code, self.catalog.terms.category_codes()))
    }

    /// `<OIN>` or `<OIN>/<rol>` of a party that is connected here as a source or a partner.
    fn party(&self, name: &str, who: &str) -> Result<Named> {
        let (oin, at) = who
            .split_once('/')
            .map_or((who, None), |(oin, at)| (oin, Some(at)));
        if !format::oin(oin) {
            bail!(
                "`{name} = \"{who}\"` is geen OIN, en geen OIN met een rol als `00000099000000001000/wijkteam`"
            );
        }
        let sources = self
            .catalog
            .sources
            .values()
            .filter(|source| source.oin == oin)
            .map(|source| source.party());
        let parties: BTreeSet<Party> = sources
            .chain(
                self.catalog
                    .of_organisation(oin)
                    .map(|partner| partner.party()),
            )
            .collect();
        if parties.is_empty() {
            bail!(
                "`{name} = \"{who}\"`: geen bron en geen partner heeft deze OIN; kijk in sources.toml en partners.toml"
            );
        }
        let (role, unit) = at.map_or((None, None), |at| {
            at.split_once('/')
                .map_or((Some(at), None), |(role, unit)| (Some(role), Some(unit)))
        });
        let named = Named {
            oin: oin.to_owned(),
            role: role.map(str::to_owned),
            unit: unit.map(str::to_owned),
            parties,
        };
        if !named.parties.iter().any(|party| named.is(party)) {
            let known: Vec<String> = named.parties.iter().map(Party::to_string).collect();
            one_of(name, who, known.iter().map(String::as_str))?;
        }
        Ok(named)
    }

    fn had(&self, spec: HadSpec) -> Result<Had> {
        self.categories(&spec.categorieen)?;
        let rows: BTreeSet<&str> = self
            .catalog
            .rows
            .values()
            .flatten()
            .map(|row| row.id.as_str())
            .collect();
        if !rows.contains(spec.rij.as_str()) {
            bail!(
                "`rij = \"{}\"` is onbekend; zo heet geen rij in policies",
                spec.rij
            );
        }
        Ok(Had {
            who: self.party("wie", &spec.wie)?,
            row: spec.rij,
            categories: spec.categorieen,
            reporter: spec
                .melder
                .map(|who| self.party("melder", &who))
                .transpose()?,
            handed_over: spec.doorgegeven,
            same_person: spec.zelfde_kind.unwrap_or(true),
        })
    }

    fn discloser(&self, who: Option<String>) -> Result<Option<Named>> {
        who.map(|who| self.party("verstrekker", &who)).transpose()
    }

    fn statements(&self, spec: StatementSpec) -> Result<Told<Statement>> {
        self.categories(&spec.categorieen)?;
        one_of("doel", &spec.doel, self.catalog.terms.purpose_codes())?;
        one_of(
            "hoedanigheid",
            &spec.hoedanigheid,
            self.catalog.consent.capacities().map(|(code, _)| code),
        )?;
        one_of("besluit", &spec.besluit, ["ja", "nee"].into_iter())?;
        let recipient = self.party("ontvanger", &spec.ontvanger)?;
        let discloser = self.discloser(spec.verstrekker)?;
        let authority = spec
            .gezag
            .as_deref()
            .map_or(Ok(Authority::Unknown), |word| authority_of("gezag", word))?;
        let said = if spec.besluit == "ja" {
            Said::Yes
        } else {
            Said::No
        };
        let (day, until) = (
            dated("dag", &spec.dag)?,
            spec.tot
                .as_ref()
                .map(|until| dated("tot", until))
                .transpose()?,
        );
        let one = |category: &String| Statement {
            recipient: recipient.oin.clone(),
            unit: recipient.unit.clone(),
            purpose: spec.doel.clone(),
            category: category.clone(),
            giver: spec.gever.clone(),
            capacity: spec.hoedanigheid.clone(),
            authority,
            said,
            day,
            until,
        };
        Ok(spec
            .categorieen
            .iter()
            .map(|category| (discloser.clone(), one(category)))
            .collect())
    }

    fn authority(&self, spec: AuthoritySpec) -> Result<(Option<Named>, Standing)> {
        let (known, day) = (
            authority_of("gezag", &spec.gezag)?,
            dated("dag", &spec.dag)?,
        );
        Ok((
            self.discloser(spec.verstrekker)?,
            Standing {
                giver: Some(spec.gever),
                known,
                day,
            },
        ))
    }

    fn capability(&self, spec: CapabilitySpec) -> Result<(Option<Named>, Standing)> {
        let (known, day) = (
            authority_of("wilsbekwaam", &spec.wilsbekwaam)?,
            dated("dag", &spec.dag)?,
        );
        Ok((
            self.discloser(spec.verstrekker)?,
            Standing {
                giver: None,
                known,
                day,
            },
        ))
    }
}
