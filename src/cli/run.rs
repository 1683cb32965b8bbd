//! Settings -> a running hub, until the hub is asked to stop. Everything is checked before anything starts.

use super::{Settings, said};
use crate::broker::{self, BrokerSettings, try_connect};
use crate::catalog::{Catalog, complaint};
use crate::clock::{self, Moment};
use crate::config::WebSettings;
use crate::control::Control;
use crate::desk::{self, Actor, Desk, Order, Said};
use crate::dutch;
use crate::hub::watch::{self, Watch};
use crate::hub::{self, Hub, timely};
use crate::keys::{FIRST_VERSION, Keys};
use crate::log;
use crate::management::Management;
use crate::metrics::Metrics;
use crate::number::LineNo;
use crate::prove;
use crate::stopping::{self, StopSwitch, Stopping, stopping};
use crate::store::{self, Store};
use crate::tls;
use crate::web::Web;
use anyhow::{Context, Result, anyhow};
use arc_swap::ArcSwap;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::warn;

pub(super) fn run(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = super::catalog(settings, out)? else {
        return Ok(false);
    };
    log::start(&settings.log)?;
    tls::install_tls();
    let (stop, asked) = stopping();
    stopping::end_within(
        Duration::from_secs(settings.limits.stop_seconds),
        asked.clone(),
        log::flush,
    )
    .context("geen draad die de stop bewaakt")?;
    let runtime = super::runtime()?;
    let served = runtime.block_on(serve(settings, catalog, stop, asked));
    // the lookup of a host name can hold the runtime for minutes: no part of the hub that would need it is left
    runtime.shutdown_timeout(LAST_TASKS);
    log::flush();
    served.map(|()| true)
}

/// How long the runtime may take to end once the hub has ended.
const LAST_TASKS: Duration = Duration::from_secs(2);

async fn serve(
    settings: &Settings,
    catalog: Catalog,
    stop: StopSwitch,
    asked: Stopping,
) -> Result<()> {
    // before anything is made, so that no moment is left in which a wish to stop breaks something off
    let hang_up = signal(SignalKind::hangup()).context("kan niet naar SIGHUP luisteren")?;
    let mut terminate =
        signal(SignalKind::terminate()).context("kan niet naar SIGTERM luisteren")?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("asked to stop: taking nothing new, ending what is in flight");
        stop.request();
    });
    let broker = broker_settings(settings);
    try_connect(&broker).await?;
    let watch = watcher(settings, &broker)?;
    let hub = hub(settings, catalog, asked).await?;
    let web = web(settings, &hub).await?;
    let folders = settings.folders();
    let (desk, requests) = desk::desk(Arc::new(move || prove::proven(&folders)));
    let key_file = settings.keys.clone();
    let requests = requests.with_keys(Arc::new(move |version| {
        read_key(&key_file.alias_file(version))
    }));
    let control = Control::open(&settings.socket()).await?;
    let logging = tokio::spawn(log::watch(hub.health.clone()));
    let serving = tokio::spawn(control.serve(desk.clone(), hub.stopping.clone()));
    let reloading = tokio::spawn(reload_on(hang_up, desk, hub.stopping.clone()));
    let watching = watch::start(&hub, watch).await;
    let ran = hub::run(
        Arc::clone(&hub),
        broker,
        requests.served(),
        Duration::from_secs(settings.alerts.after_seconds),
    )
    .await;
    logging.abort();
    if let Some(web) = web {
        web.finish().await;
    }
    if ran.is_ok() {
        let _ = tokio::join!(serving, reloading, watching); // a task that panicked has logged that itself
    }
    // here, and not when the last task drops the store: the store of a hub that has stopped is one file
    let own = Arc::clone(&hub);
    drop(tokio::task::spawn_blocking(move || own.store.close()).await); // a close that panicked has logged that itself
    Ok(ran?)
}

/// The hub, with its store.
async fn hub(settings: &Settings, catalog: Catalog, asked: Stopping) -> Result<Arc<Hub>> {
    let keys = keys(settings)?;
    let digest = keys.digest().clone();
    if !store_is_there(&settings.store.path)? {
        check_clock(None)?; // before a file is made that the next start would find empty
    }
    let store = Store::open(&settings.store.path, keys)?;
    fit_to_start(&store).await?;
    let hub = Arc::new(Hub {
        catalog: ArcSwap::from_pointee(catalog),
        store,
        digest,
        limits: settings.limits(),
        batch: settings.limits.batch,
        window: settings.limits.window,
        consent_epoch: <_>::default(),
        stopping: asked,
        schedule: settings.schedule(),
        metrics: Metrics::default(),
        health: <_>::default(),
        clock: Arc::new(clock::now),
        steady: <_>::default(),
        dice: Arc::new(throw),
    });
    if hub.store.is_made_now() {
        warn!(store = %settings.store.path.display(), "a new store was made: it knows of no consent, no refusal and no document");
        hub.record_action("made").await?; // from here on a log without a line is not a log
    }
    Ok(hub)
}

/// The metrics and health pages, for Prometheus and for operators, where the settings ask for these.
async fn web(settings: &Settings, hub: &Arc<Hub>) -> Result<Option<Web>> {
    match &settings.web {
        Some(WebSettings {
            listen,
            store_seconds,
        }) => {
            let started = Web::start(
                Arc::clone(hub),
                *listen,
                Duration::from_secs(*store_seconds),
            )
            .await;
            Ok(Some(started.map_err(|error| {
                anyhow!(
                    "web.listen: op `{listen}` kan niet geluisterd worden: {}",
                    no_place(error.kind())
                )
            })?))
        }
        None => Ok(None),
    }
}

/// Whether there is a store to go on with. A hub that began anew beside a lost store would know of no refusal any more.
fn store_is_there(path: &Path) -> Result<bool> {
    let found = std::fs::metadata(path);
    let what = match &found {
        Ok(file) if file.len() > 0 => return Ok(true),
        Ok(_) => "is een leeg bestand",
        Err(_) if store::was_here(path) => {
            "is er niet meer, terwijl hier eerder een hub op draaide (het bestand `.lock` ligt er nog)"
        }
        Err(_) => return Ok(false),
    };
    let path = path.display();
    Err(anyhow!(
        "store.path: `{path}` {what}. Een nieuwe opslag kent geen enkele weigering of toestemming: zet het bestand of een kopie terug \
         (schakel backup). Is dit echt een eerste begin, haal dan `{path}` en `{path}.lock` weg en start opnieuw"
    ))
}

/// Fails when the clock of the machine cannot be right, for a log that goes to `last`.
fn check_clock(last: Option<Moment>) -> Result<()> {
    timely::unfit_to_start(clock::now(), last).map_or(Ok(()), |why| Err(anyhow!(why)))
}

/// Fails for a clock or a log with which the hub would go wrong from its first message on.
async fn fit_to_start(store: &Store) -> Result<()> {
    let (latest, end) = store
        .read(|store| Ok((store.latest_line()?, store.signed_end()?)))
        .await?;
    check_clock(latest)?;
    if !store.is_made_now() && end.is_none_or(|(lines, _)| lines == LineNo::START) {
        let empty = "de opslag (`store.path`) was er al, maar haar logboek heeft geen enkele regel. Is het een kopie zonder de `-wal` die \
            ernaast stond? Leg die ernaast, of zet een hele kopie terug (schakel backup). Werd de allereerste start afgebroken? Haal het \
            bestand dan weg en start opnieuw";
        return Err(anyhow!(empty));
    }
    Ok(())
}

/// The watch on the broker's settings for the running hub.
fn watcher(settings: &Settings, broker: &BrokerSettings) -> Result<Watch> {
    let management = settings
        .broker
        .watch
        .as_ref()
        .map(|url| Management::at(url.0.expose()))
        .transpose();
    let management =
        management.map_err(|error| anyhow!("broker.watch: {}", dutch::of_management(&error)))?;
    let (hub_user, vhost) = broker::user_and_vhost(broker)?;
    Ok(Watch::new(
        management,
        vhost,
        hub_user,
        settings.broker.accounts,
    ))
}

/// Reads the catalog again at each SIGHUP; complaints about the catalog go to the log.
async fn reload_on(mut hang_up: Signal, desk: Desk, mut stopping: Stopping) {
    loop {
        tokio::select! {
            () = stopping.requested() => return,
            _ = hang_up.recv() => {}
        }
        let mut answers = desk
            .ask(Order::Reload, Actor::signal(), String::new())
            .await;
        while let Some(heard) = answers.recv().await {
            if let Said::Answer(answer) = heard {
                for line in said::in_dutch(&answer).lines {
                    tracing::info!(line, "reload");
                }
            }
        }
    }
}

/// The reason that the hub cannot listen at an address, in Dutch.
fn no_place(error: ErrorKind) -> &'static str {
    match error {
        ErrorKind::AddrInUse => "een ander programma gebruikt deze poort",
        ErrorKind::AddrNotAvailable => "deze machine heeft dit adres niet",
        ErrorKind::PermissionDenied => {
            "de gebruiker van de hub mag deze poort niet gebruiken; neem er een boven 1023"
        }
        _ => "kijk naar het adres en de poort",
    }
}

/// Dice for the retries, 0..=1000; without randomness the retries go on, in the middle of their spread.
fn throw() -> u32 {
    getrandom::u32().map_or(500, |number| number % 1001)
}

/// The settings for the connections to the broker.
pub(super) fn broker_settings(settings: &Settings) -> BrokerSettings {
    BrokerSettings {
        url: settings.broker.url.0.clone(),
        prefetch: settings.broker.prefetch,
        confirm_timeout: Duration::from_secs(settings.broker.confirm_seconds),
        connect_timeout: Duration::from_secs(5),
    }
}

/// Reads the master key, and the keys for aliases that lie beside it.
pub(super) fn keys(settings: &Settings) -> Result<Keys> {
    let path = &settings.keys.file;
    let master = read_key(path).map_err(|why| anyhow!("keys.file: {why}"))?;
    let keys = Keys::from_master(&master);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for entry in std::fs::read_dir(folder)
        .map_err(|error| anyhow!("keys.file: {}", super::unreadable(folder, &error)))?
        .flatten()
    {
        let version = entry.file_name().to_str().and_then(|other| {
            other
                .strip_prefix(&*name)?
                .strip_prefix('.')?
                .parse::<u32>()
                .ok()
        });
        if let Some(version) = version.filter(|version| *version > FIRST_VERSION) {
            keys.add_alias_key(
                version,
                &read_key(&entry.path()).map_err(|why| anyhow!("keys.file: {why}"))?,
            );
        }
    }
    Ok(keys)
}

/// One key from its file.
fn read_key(path: &Path) -> Result<[u8; 32], String> {
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!(
            "`{}` bestaat niet: zet de kopie terug; alleen wie nog geen opslag heeft maakt een sleutel, met `schakel key {0}`",
            path.display()
        ),
        _ => format!("`{}` {}", path.display(), complaint::unreadable(&error)),
    })?;
    let digits = text.trim_start_matches('\u{feff}').trim().as_bytes();
    let mut key = [0u8; 32];
    let pairs = digits.chunks_exact(2).map(|pair| {
        std::str::from_utf8(pair)
            .ok()
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    });
    let read: Option<Vec<u8>> = pairs.collect();
    match read {
        Some(bytes) if digits.len() == 64 && bytes.len() == 32 => key.copy_from_slice(&bytes),
        _ => {
            return Err(format!(
                "`{}` bevat geen 64 hexadecimale cijfers",
                path.display()
            ));
        }
    }
    Ok(key)
}
