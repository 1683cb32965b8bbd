//! A consent statement at the desk of a school, a wijkteam or another discloser -> an order to the running hub, and the answer in Dutch.

use super::Settings;
use super::ask::{self, NAME_IS_NEEDED, REASON_IS_FREE, Why};
use crate::catalog::format::holds_pgn;
use crate::desk::{Child, Look, Note, Order, Verb};
use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::io::{Read, Write};
use std::path::Path;

/// The word for every recipient, or every purpose.
const ALL: &str = "alle";
/// More bytes than any file about one child has.
const LONGEST: u64 = 16 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum Words {
    /// Trek toestemming in: wat nog niet weg is, gaat niet meer weg
    #[command(
        after_help = "Voorbeeld:\n  schakel toestemming intrekken --bron meander --leerling kind.json --gever ouder-1 --hoedanigheid ouder --ontvanger alle --doel alle --door Balie\n\nAfsluitcode:\n  0  het is vastgelegd en geldt\n  1  niet of niet alles vastgelegd; het staat erbij"
    )]
    Intrekken(Spoken),
    /// Leg vast dat iemand toestemming weigert, of bezwaar maakt
    #[command(
        after_help = "Voorbeeld:\n  schakel toestemming weigeren --bron meander --leerling - --gever ouder-1 --hoedanigheid ouder --ontvanger 00000099000000001000 --doel hulp-bij-verzuim --door Balie\n\nAfsluitcode:\n  0  het is vastgelegd en geldt\n  1  niet of niet alles vastgelegd; het staat erbij"
    )]
    Weigeren(Spoken),
    /// Leg vast dat iemand toestemming geeft: aan één ontvanger, voor één doel
    #[command(
        after_help = "Voorbeeld:\n  schakel toestemming geven --bron meander --leerling kind.json --gever ouder-1 --hoedanigheid ouder --gezag ja --ontvanger 00000099000000001000 --doel hulp-bij-verzuim --categorie ID --categorie VERZ --bewijs formulier-17 --tekstversie 2026-1 --door Balie\n\nAfsluitcode:\n  0  het is vastgelegd en geldt\n  1  niet vastgelegd; het staat erbij"
    )]
    Geven(Spoken),
    /// Toon wie wat zei over toestemming voor dit kind, en wat vandaag mag
    #[command(
        after_help = "Voorbeeld:\n  schakel toestemming lijst --bron meander --leerling kind.json --door Balie --reden inzage\n\nAfsluitcode:\n  0  de lijst staat er\n  1  er is niets getoond; het staat erbij"
    )]
    Lijst(Record),
    /// Toon wat over dit kind al verteld is en aan wie, en wat nog klaarstaat
    #[command(
        after_help = "Voorbeeld:\n  schakel toestemming verstrekt --bron meander --leerling kind.json --door Balie --reden inzage\n\nAfsluitcode:\n  0  de lijst staat er\n  1  er is niets getoond; het staat erbij"
    )]
    Verstrekt(Record),
}

/// The desk and the child that an order is about.
#[derive(Debug, Args)]
struct Who {
    /// De bron van wie verstrekt, uit sources.toml
    #[arg(long, value_name = "NAAM")]
    bron: String,
    /// JSON met `achternaam`, `geboortedatum`, en `pgn` of `postcode` en `huisnummer`; `-` leest van de standaardinvoer
    #[arg(long, value_name = "BESTAND")]
    leerling: String,
    /// Bestaat niet: een nummer op de opdrachtregel is voor iedereen te zien
    #[arg(long, hide = true, value_name = "NUMMER")]
    pgn: Option<String>,
}

#[derive(Debug, Args)]
#[command(mut_arg("door", |arg| arg.help(NAME_IS_NEEDED)), mut_arg("reden", |arg| arg.help(REASON_IS_FREE)))]
pub(super) struct Spoken {
    #[command(flatten)]
    who: Who,
    /// Houdt de gevers van één kind uit elkaar; geen naam en geen nummer van een persoon
    #[arg(long, value_name = "KENMERK")]
    gever: String,
    /// ouder, voogd, jeugdige of vertegenwoordiger
    #[arg(long, value_name = "WIE")]
    hoedanigheid: String,
    /// Heeft de gever gezag: ja, nee of onbekend
    #[arg(long, value_name = "GEZAG", default_value = "onbekend", hide_possible_values = true, value_parser = ["ja", "nee", "onbekend"])]
    gezag: String,
    /// OIN van wie het mag of niet meer mag krijgen, of `alle`
    #[arg(long, value_name = "OIN")]
    ontvanger: String,
    /// Het onderdeel van de ontvanger, waar onder één OIN meer dan één team is aangesloten
    #[arg(long, value_name = "NAAM")]
    onderdeel: Option<String>,
    /// Het doel, uit termen.toml, of `alle`
    #[arg(long)]
    doel: String,
    /// Een categorie, uit termen.toml; mag vaker; zonder dit alle
    #[arg(long, value_name = "CODE")]
    categorie: Vec<String>,
    /// De dag waarop het gezegd is; zonder dit vandaag
    #[arg(long)]
    dag: Option<Date>,
    /// De laatste dag waarop een ja geldt
    #[arg(long, value_name = "DAG")]
    geldig_tot: Option<Date>,
    /// Waar het bewijs ligt, zoals het nummer van een formulier
    #[arg(long, value_name = "KENMERK")]
    bewijs: Option<String>,
    /// De versie van de tekst die de gever las
    #[arg(long, value_name = "VERSIE")]
    tekstversie: Option<String>,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, Args)]
#[command(mut_arg("door", |arg| arg.help(NAME_IS_NEEDED)))]
pub(super) struct Record {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    why: Why,
}

pub(super) fn run(settings: &Settings, words: Words, out: &mut dyn Write) -> Result<bool> {
    match words {
        Words::Intrekken(spoken) => say(settings, Verb::Withdraw, spoken, out),
        Words::Weigeren(spoken) => say(settings, Verb::Refuse, spoken, out),
        Words::Geven(spoken) => say(settings, Verb::Give, spoken, out),
        Words::Lijst(record) => look(settings, Look::Statements, record, out),
        Words::Verstrekt(record) => look(settings, Look::Told, record, out),
    }
}

fn say(settings: &Settings, verb: Verb, spoken: Spoken, out: &mut dyn Write) -> Result<bool> {
    let Spoken {
        who,
        gever,
        hoedanigheid,
        gezag,
        ontvanger,
        onderdeel,
        doel,
        categorie,
        dag,
        geldig_tot,
        bewijs,
        tekstversie,
        why,
    } = spoken;
    if verb != Verb::Give && geldig_tot.is_some() {
        bail!("`--geldig-tot` hoort bij `toestemming geven`: een nee heeft geen laatste dag");
    }
    if onderdeel.is_some() && ontvanger == ALL {
        bail!("`--onderdeel` hoort bij één ontvanger: noem zijn OIN bij `--ontvanger`");
    }
    let (source, child) = who.read(&why)?;
    let one = |word: String| (word != ALL).then_some(word);
    let note = Note {
        verb,
        source,
        child,
        giver: gever,
        capacity: hoedanigheid,
        authority: gezag,
        recipient: one(ontvanger),
        unit: onderdeel,
        purpose: one(doel),
        categories: categorie,
        day: dag,
        until: geldig_tot,
        evidence: bewijs,
        wording: tekstversie,
    };
    ask::ask(
        settings,
        Order::Consent {
            note: Box::new(note),
        },
        why,
        out,
    )
}

fn look(settings: &Settings, what: Look, record: Record, out: &mut dyn Write) -> Result<bool> {
    let Record { who, why } = record;
    let (source, child) = who.read(&why)?;
    ask::ask(
        settings,
        Order::Look {
            what,
            source,
            child,
        },
        why,
        out,
    )
}

impl Who {
    /// Reads the source, and the child from its file. An error repeats no word of that file.
    fn read(self, why: &Why) -> Result<(String, Child)> {
        if self.pgn.is_some() || std::env::args_os().any(|word| holds_pgn(&word.to_string_lossy()))
        {
            bail!(
                "een persoonsnummer op de opdrachtregel is te zien voor wie meekijkt en blijft staan: zet het in het bestand van `--leerling`"
            );
        }
        if !why.names_somebody() {
            bail!("zeg met `--door` wie dit doet: de naam komt in het logboek");
        }
        let mut text = String::new();
        let read = match self.leerling.as_str() {
            "-" => std::io::stdin()
                .lock()
                .take(LONGEST)
                .read_to_string(&mut text),
            path => std::fs::File::open(path)
                .and_then(|file| file.take(LONGEST).read_to_string(&mut text)),
        };
        read.map_err(|error| super::unreadable(Path::new(&self.leerling), &error))?;
        let child = serde_json::from_str(&text).map_err(|error| {
            anyhow!(
                "`{}`, regel {}: geen JSON met `achternaam`, `geboortedatum`, en `pgn` of `postcode` en `huisnummer` (en soms `geheimAdres`)",
                self.leerling,
                error.line()
            )
        })?;
        Ok((self.bron, child))
    }
}
