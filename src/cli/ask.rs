//! A request of an operator -> the running hub, and its answer on the screen.

use super::Settings;
use super::said::{self, Words};
use crate::catalog::complaint;
use crate::catalog::format::without_personal_data;
use crate::clock::Moment;
use crate::control::Request;
use crate::desk::{Order, Said, Which};
use crate::number::{DispatchNo, DocumentNo};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use jiff::civil::Date;
use std::io::{BufRead, BufReader, ErrorKind, IsTerminal, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// The words about `--reden` where the hub does without one.
pub(super) const REASON_IS_FREE: &str =
    "Waarom, zonder persoonsgegevens: komt in het logboek; hoeft niet";
/// The words about `--door` where one user of the system stands for several people.
pub(super) const NAME_IS_NEEDED: &str = "Wie dit doet: komt in het logboek; is nodig";

/// The name of the actor and the reason of an order.
#[derive(Debug, Args)]
pub(super) struct Why {
    /// Waarom, zonder persoonsgegevens: komt in het logboek; is nodig
    #[arg(long, value_name = "TEKST")]
    reden: Option<String>,
    /// Wie dit doet; zonder dit de gebruiker van het systeem
    #[arg(long, value_name = "NAAM")]
    door: Option<String>,
}

impl Why {
    /// Whether a name was given: the user of the system alone says too little where several people share that user.
    pub(super) const fn names_somebody(&self) -> bool {
        self.door.is_some()
    }
}

#[derive(Debug, Args)]
#[command(mut_arg("reden", |arg| arg.help("Waarom, zonder persoonsgegevens: komt in het logboek; is nodig, behalve met --dry-run")))]
pub(super) struct Replay {
    /// Het nummer van een bezorging
    #[arg(conflicts_with_all = ["document", "source", "partner", "code", "kind", "since", "until", "parked"])]
    nummer: Option<DispatchNo>,
    /// Het nummer van een document
    #[arg(long, value_name = "NUMMER", conflicts_with_all = ["source", "partner", "code", "kind", "since", "until", "parked"])]
    document: Option<DocumentNo>,
    /// De bron van een document, samen met --id
    #[arg(long, value_name = "NAAM", requires = "id", conflicts_with_all = ["partner", "code", "kind", "since", "until", "parked"])]
    source: Option<String>,
    /// Het id dat de bron eraan gaf
    #[arg(long, requires = "source")]
    id: Option<String>,
    /// Alles wat geparkeerd is voor deze partner: OIN, of OIN/rol
    #[arg(long, value_name = "OIN")]
    partner: Option<String>,
    /// Alles wat met deze code is geparkeerd of gestopt
    #[arg(long)]
    code: Option<String>,
    /// Alles van deze berichtsoort
    #[arg(long, value_name = "SOORT")]
    kind: Option<String>,
    /// Vanaf deze dag, zoals 2026-03-02
    #[arg(long, value_name = "DAG")]
    since: Option<Date>,
    /// Tot en met deze dag
    #[arg(long, value_name = "DAG")]
    until: Option<Date>,
    /// Alleen geparkeerde bezorgingen, geen gestopte documenten
    #[arg(long)]
    parked: bool,
    /// Laat alleen zien welke het zijn
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, Args)]
pub(super) struct Drop {
    /// Het nummer van de bezorging
    nummer: DispatchNo,
    #[command(flatten)]
    why: Why,
}

pub(super) fn replay(settings: &Settings, words: Replay, out: &mut dyn Write) -> Result<bool> {
    let Replay {
        nummer,
        document,
        source,
        id,
        partner,
        code,
        kind,
        since,
        until,
        parked,
        dry_run,
        why,
    } = words;
    let which = match (nummer, document, source.zip(id)) {
        (Some(seq), ..) => Which::Dispatch(seq),
        (_, Some(n), _) => Which::Document(n),
        (_, _, Some((source, id))) => Which::Sent { source, id },
        _ => {
            let after = until
                .map(|day| day.tomorrow().context("`--until` is geen dag"))
                .transpose()?;
            let (since, until) = (since.map(Moment::start_of), after.map(Moment::start_of));
            Which::Filter {
                partner,
                code,
                kind,
                since,
                until,
                parked,
            }
        }
    };
    ask(settings, Order::Replay { which, dry_run }, why, out)
}

#[derive(Debug, Args)]
pub(super) struct Resume {
    /// De naam van de wachtrij, zoals `schakel alerts` hem noemt
    wachtrij: String,
    #[command(flatten)]
    why: Why,
}

pub(super) fn resume(settings: &Settings, words: Resume, out: &mut dyn Write) -> Result<bool> {
    ask(
        settings,
        Order::Resume {
            queue: words.wachtrij,
        },
        words.why,
        out,
    )
}

pub(super) fn drop(settings: &Settings, words: Drop, out: &mut dyn Write) -> Result<bool> {
    ask(
        settings,
        Order::Drop {
            dispatch: words.nummer,
        },
        words.why,
        out,
    )
}

/// Asks the running hub, and prints the answer. True when everything asked for was done.
pub(super) fn ask(
    settings: &Settings,
    order: Order,
    why: Why,
    out: &mut dyn Write,
) -> Result<bool> {
    let Why { reden, door } = why;
    if reden
        .as_deref()
        .is_some_and(|reason| !without_personal_data(reason))
    {
        bail!(
            "de reden mag geen persoonsnummer, telefoonnummer of mailadres bevatten: het logboek is er voor altijd"
        );
    }
    let path = settings.socket();
    let mut stream = connect(&path)?;
    let mut line = serde_json::to_vec(&Request {
        order,
        actor: door,
        reason: reden,
    })?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let screen = std::io::stderr();
    let terminal = screen.is_terminal();
    for line in BufReader::new(stream).lines() {
        let line = line.context("de verbinding met de hub viel weg")?;
        match serde_json::from_str(&line)
            .context("de hub is van een andere versie dan dit programma")?
        {
            // progress is a courtesy; the answer is not
            Said::Progress { done, of } if terminal => {
                std::mem::drop(write!(screen.lock(), "\r{done} van {of}"))
            }
            Said::Progress { .. } => {}
            Said::Answer(answer) => {
                if terminal {
                    std::mem::drop(write!(screen.lock(), "\r"));
                }
                let Words { lines, done } = said::in_dutch(&answer);
                for line in lines {
                    writeln!(out, "{line}")?;
                }
                return Ok(done);
            }
        }
    }
    bail!("de hub is gestopt voordat dit klaar was: kijk na de volgende start wat er gedaan is")
}

fn connect(path: &Path) -> Result<UnixStream> {
    UnixStream::connect(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
            anyhow!(
                "de hub draait niet (op `{}` luistert niemand): start hem met `schakel run`",
                path.display()
            )
        }
        ErrorKind::PermissionDenied => anyhow!(
            "geen toegang tot `{}`: doe dit als de gebruiker van de hub",
            path.display()
        ),
        _ => anyhow!(
            "`{}` is niet te bereiken: {}",
            path.display(),
            complaint::refused_by_system(&error)
        ),
    })
}
