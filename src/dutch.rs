//! Errors of the store and of the broker -> Dutch sentences for a person: the trouble, and what to do. The log has the
//! errors' own English.

use crate::broker::{ConnectError, NotMade, TopologyError};
use crate::management::ManagementError;
use crate::store::{
    Broken, Damage, DiskFault, DiskFaultSort, Flaw, NoCopy, Rejection, StoreError, StorePath,
};
use std::error::Error;

/// The Dutch sentence for an error; none when the error is not one of the store or the broker.
pub fn said(error: &(dyn Error + 'static)) -> Option<String> {
    let store = error.downcast_ref().map(of_store);
    let copy = || error.downcast_ref().map(of_copy);
    let broker = || error.downcast_ref().map(of_broker);
    let management = || error.downcast_ref().map(of_management);
    let topology = || error.downcast_ref().map(of_topology);
    store
        .or_else(copy)
        .or_else(broker)
        .or_else(management)
        .or_else(topology)
}

fn name(place: &StorePath) -> String {
    match place.file() {
        Some(path) => format!("de opslag `{}`", path.display()),
        None => "de opslag".to_owned(),
    }
}

/// Why the store failed.
pub fn of_store(error: &StoreError) -> String {
    match error {
        StoreError::Full(at) => format!(
            "de schijf van {} is vol: maak ruimte; er is niets vastgelegd en een hub die draait probeert het vanzelf opnieuw",
            name(at)
        ),
        StoreError::Io(at, fault) => format!(
            "{} is niet te lezen of te schrijven ({}): kijk of de map bestaat, van wie die is, en naar de schijf",
            name(at),
            disk(*fault)
        ),
        StoreError::Busy(at) => format!(
            "{} wordt vastgehouden door een ander programma: sluit wat erin schrijft",
            name(at)
        ),
        StoreError::OtherHub(at) => format!(
            "een andere hub gebruikt {}: stop die, of geef deze met `store.path` een eigen bestand",
            name(at)
        ),
        StoreError::WrongKey(at) => format!(
            "{} is met een andere sleutel gemaakt: laat `keys.file` de sleutel noemen waarmee die gemaakt is",
            name(at)
        ),
        StoreError::MissingKey(at, version) => format!(
            "{} heeft de sleutel voor aliassen van versie {version} nodig: zet zijn bestand terug naast `keys.file`, met `.{version}` achter de naam",
            name(at)
        ),
        StoreError::Newer(at) => format!(
            "{} is door een nieuwere schakel gemaakt: gebruik die versie, of zet de kopie van voor de overstap terug",
            name(at)
        ),
        StoreError::Corrupt(at, flaw) => format!(
            "{} is niet bruikbaar ({}): stop de hub, bewaar het bestand, loop met `schakel log verify` het logboek na en zet een kopie terug",
            name(at),
            of_flaw(*flaw)
        ),
        StoreError::ReadOnly(at) => format!(
            "{} is alleen om te lezen geopend: laat de hub die draait dit doen",
            name(at)
        ),
        StoreError::Refused(at, why) => format!(
            "{} nam dit niet aan ({}): dit is een fout in schakel, meld haar",
            name(at),
            rejected(*why)
        ),
        StoreError::Panicked(at) => format!(
            "een taak voor {} brak af en is ongedaan gemaakt: dit is een fout in schakel, meld haar",
            name(at)
        ),
        StoreError::Stopped(at) => format!(
            "{} is gestopt: lees de regels hiervoor en start de hub opnieuw",
            name(at)
        ),
    }
}

fn disk(DiskFault { sort, sqlite }: DiskFault) -> String {
    let what = match sort {
        DiskFaultSort::NoFolder => "de map bestaat niet",
        DiskFaultSort::NoAccess => "geen toegang",
        DiskFaultSort::FolderIsFile => "wat de map moet zijn is een bestand",
        DiskFaultSort::FileIsFolder => "het is zelf een map",
        DiskFaultSort::ReadOnlyDisk => "de schijf is alleen te lezen",
        DiskFaultSort::ReadOnlyFile => "het bestand is alleen te lezen",
        DiskFaultSort::TooLarge => "een bestand mag hier niet zo groot worden",
        DiskFaultSort::Closed => "het bestand gaat niet open",
        DiskFaultSort::NoMemory => "het geheugen is op",
        DiskFaultSort::Failing => "de schijf leest of schrijft niet",
        DiskFaultSort::NoWriteAhead => {
            "deze schijf kan geen write-ahead log bewaren: gebruik een schijf van de machine zelf"
        }
        DiskFaultSort::Undone => "de transactie is ongedaan gemaakt",
        DiskFaultSort::NoDice => "het systeem geeft geen toeval",
        DiskFaultSort::Refused => "het systeem weigert",
    };
    match sqlite {
        Some(code) => format!("{what}, SQLite {code}"),
        None => what.to_owned(),
    }
}

const fn of_flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Damaged => "het bestand is beschadigd",
        Flaw::NoDatabase => "het bestand is geen database",
        Flaw::NoStore => "het is geen opslag van schakel",
        Flaw::OtherProgram => "het is een database van een ander programma",
        Flaw::Older => "zij is van een oudere versie: start de hub één keer",
        Flaw::Column => "in een kolom staat wat daar niet hoort",
        Flaw::Problems => "de problemen van een document zijn niet te lezen",
        Flaw::Verdicts => "de oordelen over een document zijn niet te lezen",
        Flaw::StatementDay => "de dag van een verklaring is niet te lezen",
        Flaw::Evidence => "het bewijs van een verklaring gaat met deze sleutel niet open",
        Flaw::Payload => "een inhoud gaat met deze sleutel niet open",
        Flaw::NoAliasKey => "er is geen sleutel voor aliassen",
        Flaw::NoHead => "het logboek heeft geen kop",
        Flaw::LogEnd => "het logboek eindigt niet waar de getekende kop het zegt",
        Flaw::Tally => "een telling is van iets onbekends",
    }
}

fn rejected(why: Rejection) -> String {
    match why {
        Rejection::Sqlite(_) => why.to_string(), // as one looks it up
        Rejection::NoRow => "een rij die er moet zijn is er niet".to_owned(),
        Rejection::Values => "de opdracht past niet bij haar waarden".to_owned(),
        Rejection::TooLarge => "een inhoud die te groot is om te verzegelen".to_owned(),
        Rejection::Problems => "problemen die geen tekst zijn".to_owned(),
    }
}

/// The damage to a line of the log.
pub const fn of_damage(damage: Damage) -> &'static str {
    match damage {
        Damage::Changed => "veranderd of verplaatst",
        Damage::Missing => "weg",
        Damage::Truncated => "hier afgebroken",
        Damage::NotSigned => "niet waar de kop voor getekend is",
        Damage::Signature => "de kop is niet met deze sleutel getekend",
    }
}

/// Why there is no copy of the store.
pub fn of_copy(error: &NoCopy) -> String {
    match error {
        NoCopy::Exists(to) => format!(
            "`{}` bestaat al en blijft zoals het is: geef de kopie een andere naam",
            to.display()
        ),
        NoCopy::Busy(to) => format!(
            "aan `{}` wordt al een kopie geschreven: wacht tot die klaar is",
            to.display()
        ),
        NoCopy::Full(to) => format!(
            "de schijf waar `{}` moest komen is vol: maak ruimte of kies een andere schijf; er is geen kopie",
            to.display()
        ),
        NoCopy::Unwritable(to, fault) => format!(
            "`{}` is niet te schrijven ({}): kijk of de map bestaat en van wie die is; er is geen kopie",
            to.display(),
            disk((*fault).into())
        ),
        NoCopy::Store(error) => format!("de kopie is niet gemaakt: {}", of_store(error)),
        NoCopy::Damaged(says) => format!(
            "er is geen kopie: de opslag zelf is beschadigd ({}). Bewaar de kopieën die er zijn, en zet de laatste hele terug",
            says.as_deref().unwrap_or(of_flaw(Flaw::Damaged))
        ),
        NoCopy::Broken(Broken { line, what }) => format!(
            "er is geen kopie: regel {line} van het logboek: {}; de regels ervoor zijn zoals ze geschreven zijn",
            of_damage(*what)
        ),
        NoCopy::Short(has, had) => format!(
            "er is geen kopie: haar logboek houdt op bij regel {has}, dat van de opslag was al bij regel {had}"
        ),
    }
}

/// Why the broker cannot be used.
pub fn of_broker(error: &ConnectError) -> String {
    match error {
        ConnectError::BadUrl => {
            "`broker.url` klopt niet: verwacht `amqps://gebruiker:wachtwoord@host:poort/vhost`"
                .to_owned()
        }
        ConnectError::Unreachable(host) => format!(
            "de broker op `{host}` is niet bereikbaar: kijk of hij draait en of het netwerk de poort doorlaat"
        ),
        ConnectError::Tls(host) => format!(
            "geen veilige verbinding met de broker op `{host}`: kijk of het een TLS-poort is en of het certificaat geldig is, bij deze hostnaam hoort en van een vertrouwde uitgever komt"
        ),
        ConnectError::Credentials { host, user } => format!(
            "de broker op `{host}` weigert gebruiker `{user}`: kijk de gebruikersnaam en het wachtwoord na"
        ),
        ConnectError::Vhost { host, user, vhost } => format!(
            "vhost `{vhost}` op de broker `{host}` bestaat niet of is gesloten voor gebruiker `{user}`: maak hem aan met `rabbitmqctl add_vhost` en geef rechten met `rabbitmqctl set_permissions`"
        ),
        ConnectError::Refused { host, code } => format!(
            "de broker op `{host}` verbrak de verbinding ({code}): kijk in het log van de broker"
        ),
    }
}

/// Why the management API cannot be used.
pub fn of_management(error: &ManagementError) -> String {
    match error {
        ManagementError::BadUrl => "het adres van de management-API klopt niet: verwacht `https://host:poort`".to_owned(),
        ManagementError::NoUser => "geef `http://gebruiker:wachtwoord@host:15672`, met tekens als `/`, `@`, `:` en `%` in het wachtwoord procentgecodeerd".to_owned(),
        ManagementError::Unreachable(host) => format!("de management-API op `{host}` is niet bereikbaar: kijk of de plug-in `rabbitmq_management` aan staat"),
        ManagementError::Credentials(host) => format!("de management-API op `{host}` weigert deze gebruiker: kijk het wachtwoord na, en of hij de tag heeft die nodig is: `administrator` om te maken, `monitoring` om te kijken"),
        ManagementError::NotFound(host) => format!("de management-API op `{host}` kent deze vhost of gebruiker niet"),
        ManagementError::Unexpected { host, code } => format!("de management-API op `{host}` geeft een onverwacht antwoord ({code}): kijk in het log van de broker"),
    }
}

/// Why the topology cannot be examined.
pub fn of_topology(error: &TopologyError) -> String {
    match error {
        TopologyError::Broker(error) => of_broker(error),
        TopologyError::Management(error) => of_management(error),
    }
}

/// Why an object of the topology was not made.
pub fn of_not_made(why: &NotMade) -> String {
    match why {
        NotMade::NoManagement => "niet te zien zonder management-API".to_owned(),
        NotMade::Management(error) => of_management(error),
        NotMade::EndMissing => "de exchange of de queue ontbreekt".to_owned(),
        NotMade::Differs => "bestaat al met andere eigenschappen".to_owned(),
        NotMade::MayNot => "de gebruiker van de hub mag dit niet maken".to_owned(),
        NotMade::Silent(why) => format!("de broker antwoordt niet ({why})"),
    }
}
