//! The catalog -> exchanges, queues, users and rights on the broker, or the difference with those that exist.

use super::{Settings, run};
use crate::broker::{self, Applied, BrokerSettings};
use crate::catalog::Catalog;
use crate::dutch;
use crate::management::Management;
use crate::tls;
use crate::topology::{Change, Object, ObjectState, Wanted};
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
    /// Met --plan: ook wat al goed is
    #[arg(long, requires = "plan")]
    all: bool,
    /// Een nieuw bestand voor de wachtwoorden van nieuwe gebruikers; nodig zodra er gebruikers ontbreken
    #[arg(long, value_name = "BESTAND")]
    passwords: Option<PathBuf>,
}

pub(super) fn go(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = super::catalog(settings, out)? else {
        return Ok(false);
    };
    tls::install_tls();
    let management = management(settings)?;
    let broker = run::broker_settings(settings);
    let wanted = wanted(settings, &broker, &catalog)?;
    if management.is_none() {
        writeln!(
            out,
            "zonder `broker.management` blijven gebruikers, rechten, policies en grenzen buiten beeld"
        )?;
    }
    let runtime = super::runtime()?;
    // the management API answers also when the broker refuses the hub itself
    let reached = runtime.block_on(broker::try_connect(&broker));
    if words.plan && management.is_some() {
        let changes = runtime.block_on(broker::plan(&broker, management.as_ref(), &wanted))?;
        if let Err(error) = &reached {
            writeln!(out, "`broker.url` werkt niet: {}", dutch::of_broker(error))?;
        }
        return Ok(print_changes(&changes, words.all, out)? && reached.is_ok());
    }
    reached?;
    if words.plan {
        let changes = runtime.block_on(broker::plan(&broker, None, &wanted))?;
        return print_changes(&changes, words.all, out);
    }
    if words.passwords.is_none() && management.is_some() {
        let changes = runtime.block_on(broker::plan(&broker, management.as_ref(), &wanted))?;
        let missing = missing_users(&wanted, &changes);
        if missing > 0 {
            bail!(
                "{missing} gebruikers moeten gemaakt worden: geef met `--passwords BESTAND` op waar hun wachtwoorden komen te staan"
            );
        }
    }
    let mut passwords = words.passwords.as_ref().map(new_file).transpose()?;
    let applied = runtime.block_on(broker::apply(&broker, management.as_ref(), &wanted))?;
    print_applied(&applied, out)?;
    for (user, password) in &applied.passwords {
        if let Some(file) = &mut passwords {
            writeln!(file, "{user} {}", password.expose())?;
        }
    }
    if let (Some(file), Some(path)) = (&passwords, &words.passwords) {
        file.sync_all()?;
        writeln!(
            out,
            "{} wachtwoorden in {}",
            applied.passwords.len(),
            path.display()
        )?;
    }
    if applied.made.is_empty() && applied.differs.is_empty() && applied.failed.is_empty() {
        writeln!(out, "alles stond er al")?;
    }
    Ok(applied.differs.is_empty() && applied.failed.is_empty())
}

/// How many users must be made. The changes of a plan begin with one for each object that is wanted.
fn missing_users(wanted: &Wanted, changes: &[Change]) -> usize {
    let objects = wanted.objects();
    let all = objects.iter().zip(changes);
    all.filter(|(object, change)| {
        matches!(object, Object::User { .. }) && change.state == ObjectState::Missing
    })
    .count()
}

/// Prints the objects that were made, those left as they are, and those that could not be made.
fn print_applied(applied: &Applied, out: &mut dyn Write) -> Result<()> {
    for object in &applied.made {
        writeln!(out, "gemaakt: {object}")?;
    }
    for change in &applied.differs {
        match change.state {
            ObjectState::Unsafe(_) => writeln!(out, "{}: {}", change.object, change.state)?,
            _ => writeln!(
                out,
                "VERSCHILT, niets veranderd: {}: {}",
                change.object, change.state
            )?,
        };
    }
    unsupported(applied.unsupported.len(), out)?;
    for (object, why) in &applied.failed {
        writeln!(out, "MISLUKT: {object}: {}", dutch::of_not_made(why))?;
    }
    Ok(())
}

/// Prints the objects that differ, or all. True when no change is needed, as far as can be seen.
fn print_changes(changes: &[Change], all: bool, out: &mut dyn Write) -> Result<bool> {
    let count =
        |is: fn(&ObjectState) -> bool| changes.iter().filter(|change| is(&change.state)).count();
    for change in changes.iter().filter(|change| {
        all || !matches!(
            change.state,
            ObjectState::Present | ObjectState::Unknown | ObjectState::Unsupported
        )
    }) {
        writeln!(out, "{:<44} {}", change.object, change.state)?;
    }
    let (right, missing, unseen) = (
        count(|state| *state == ObjectState::Present),
        count(|state| *state == ObjectState::Missing),
        count(|state| *state == ObjectState::Unknown),
    );
    let (differs, not_safe) = (
        count(|state| matches!(state, ObjectState::Differs(_))),
        count(|state| matches!(state, ObjectState::Unsafe(_))),
    );
    unsupported(count(|state| *state == ObjectState::Unsupported), out)?;
    writeln!(
        out,
        "{missing} ontbreken, {differs} wijken af, {not_safe} onveilig, {unseen} niet te zien, {right} in orde"
    )?;
    Ok(missing + differs + not_safe == 0)
}

/// Prints the number of limits that the broker is too old for: no mistake of the operator, and no reason to fail.
fn unsupported(count: usize, out: &mut dyn Write) -> Result<()> {
    if count > 0 {
        writeln!(
            out,
            "{count} grenzen voor gebruikers kent deze broker niet (RabbitMQ vanaf 3.8.10): één gebruiker kan hem voor allen vol maken"
        )?;
    }
    Ok(())
}

fn new_file(path: &PathBuf) -> Result<std::fs::File> {
    let opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    opened.with_context(|| format!("`{}` is niet te maken", path.display()))
}

fn management(settings: &Settings) -> Result<Option<Management>> {
    let at = settings
        .broker
        .management
        .as_ref()
        .map(|url| Management::at(url.0.expose()));
    at.transpose()
        .map_err(|error| anyhow!("broker.management: {}", dutch::of_management(&error)))
}

fn wanted(settings: &Settings, broker: &BrokerSettings, catalog: &Catalog) -> Result<Wanted> {
    let (hub_user, vhost) = broker::user_and_vhost(broker)?;
    let watch = settings
        .broker
        .watch
        .as_ref()
        .map(|url| Management::at(url.0.expose()))
        .transpose();
    let watch = watch.map_err(|error| anyhow!("broker.watch: {}", dutch::of_management(&error)))?;
    let watcher = Some(watch.map_or_else(
        || watcher(&hub_user, &vhost),
        |watch| watch.user().to_owned(),
    ));
    Ok(Wanted::of(
        catalog,
        hub_user,
        watcher,
        settings.broker.accounts,
    ))
}

/// A user for each hub: users are the broker's, and two hubs on one broker do not share a password.
fn watcher(hub_user: &str, vhost: &str) -> String {
    match vhost.trim_start_matches('/') {
        "" => format!("{hub_user}-watch"),
        vhost => format!("{hub_user}-watch.{vhost}"),
    }
}
