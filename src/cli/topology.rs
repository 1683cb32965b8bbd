//! The catalog -> exchanges, queues, users and rights on the broker, or the difference with what is there.

use super::{Settings, run};
use crate::broker;
use crate::catalog::Catalog;
use crate::config::Address;
use crate::management::Management;
use crate::message::Private;
use crate::tls;
use crate::topology::{State, Wanted};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Laat alleen het verschil zien en verander niets
    #[arg(long)]
    plan: bool,
    /// Een nieuw bestand voor de wachtwoorden van nieuwe gebruikers; nodig zodra er gebruikers ontbreken
    #[arg(long, value_name = "BESTAND")]
    passwords: Option<PathBuf>,
}

pub(super) fn go(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = super::catalog(settings, out)? else { return Ok(false) };
    tls::install_tls();
    let management = management(settings)?;
    let wanted = wanted(settings, &catalog)?;
    let broker = run::broker_settings(settings);
    if management.is_none() {
        writeln!(out, "zonder `broker.management` blijven gebruikers en rechten buiten beeld")?;
    }
    if words.plan {
        let changes = super::runtime()?.block_on(broker::plan(&broker, management.as_ref(), &wanted))?;
        for change in &changes {
            writeln!(out, "{:<44} {}", change.object, change.state)?;
        }
        return Ok(true);
    }
    let runtime = super::runtime()?;
    if words.passwords.is_none() && management.is_some() {
        let changes = runtime.block_on(broker::plan(&broker, management.as_ref(), &wanted))?;
        let missing = changes.iter().filter(|change| change.object.starts_with("user ") && change.state == State::Missing).count();
        if missing > 0 {
            bail!("{missing} gebruikers moeten gemaakt worden: geef met `--passwords BESTAND` op waar hun wachtwoorden komen te staan");
        }
    }
    let mut passwords = words.passwords.as_ref().map(new_file).transpose()?;
    let applied = runtime.block_on(broker::apply(&broker, management.as_ref(), &wanted))?;
    for object in &applied.made {
        writeln!(out, "gemaakt: {object}")?;
    }
    for change in &applied.differs {
        writeln!(out, "VERSCHILT, niets veranderd: {}: {}", change.object, change.state)?;
    }
    for (object, why) in &applied.failed {
        writeln!(out, "MISLUKT: {object}: {why}")?;
    }
    for (user, password) in &applied.passwords {
        if let Some(file) = &mut passwords {
            writeln!(file, "{user} {}", password.expose())?;
        }
    }
    if let (Some(file), Some(path)) = (&passwords, &words.passwords) {
        file.sync_all()?;
        writeln!(out, "{} wachtwoorden in {}", applied.passwords.len(), path.display())?;
    }
    if applied.made.is_empty() && applied.differs.is_empty() && applied.failed.is_empty() {
        writeln!(out, "alles stond er al")?;
    }
    Ok(applied.differs.is_empty() && applied.failed.is_empty())
}

fn new_file(path: &PathBuf) -> Result<std::fs::File> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    opened.with_context(|| format!("`{}` is niet te maken (bestaat het al?)", path.display()))
}

fn management(settings: &Settings) -> Result<Option<Management>> {
    let Some(url) = &settings.broker.management else { return Ok(None) };
    let Address { base, user, password } = Address::of_management(url.0.expose()).map_err(|why| anyhow!("`broker.management` {why}"))?;
    Ok(Some(Management::new(&base, &user.unwrap_or_default(), password.unwrap_or_else(|| Private::new(String::new())))?))
}

fn wanted(settings: &Settings, catalog: &Catalog) -> Result<Wanted> {
    let address = Address::of_broker(settings.broker.url.0.expose()).map_err(|why| anyhow!("`broker.url` {why}"))?;
    let hub_user = address.user.context("broker.url: geef `amqp://gebruiker:wachtwoord@host:poort/vhost`")?;
    let sources = catalog.sources.values().map(|source| source.as_ref().into()).collect();
    let partners = catalog.partners.iter().map(|partner| partner.as_ref().into()).collect();
    Ok(Wanted { sources, partners, hub_user })
}
