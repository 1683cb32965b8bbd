//! The results of statements at the desk of a discloser -> Dutch.

use super::look::{disclosures, no_file, organisation};
use super::{Words, of_the_store};
use crate::desk::Verb;
use crate::desk::record::{BrokenOff, HowRecorded, NoStatement, Registered, StatementEnd};
use crate::outcome::Problem;

pub(super) fn registered(registered: &Registered) -> Words {
    let Registered {
        verb,
        entries,
        unknown_to,
        told: before,
        broken,
    } = registered;
    let mut lines: Vec<String> = entries
        .iter()
        .flat_map(|entry| recorded(*verb, entry))
        .collect();
    if let Some(known) = unknown_to {
        lines.push(format!(
            "Let op: dit kind was tot nu toe niet bekend bij {known}. Klopt het bestand? Voor een mens staat er een melding."
        ));
    }
    lines.extend(before.iter().flat_map(disclosures));
    lines.extend(broken.as_ref().map(why_broken));
    let well =
        |entry: &StatementEnd| matches!(entry.end, HowRecorded::Registered | HowRecorded::Known);
    Words::all(lines, broken.is_none() && entries.iter().all(well))
}

/// The lines about the end of one statement.
fn recorded(verb: Verb, entry: &StatementEnd) -> Vec<String> {
    let StatementEnd {
        recipient,
        purpose,
        day,
        end,
    } = entry;
    let what = format!("{}, {purpose}", organisation(recipient.as_deref()));
    let day = day.strftime("%d-%m-%Y");
    match end {
        HowRecorded::Registered => vec![format!("{}: {what} (vanaf {day})", word(verb))],
        HowRecorded::Known => vec![format!("stond er al: {what} (vanaf {day})")],
        HowRecorded::Stopped(code, problems) => {
            let mut lines = vec![format!("NIET vastgelegd: {what}: {}", code.in_dutch())];
            let why = |problem: &Problem| format!("  {}: {}", problem.path, why(problem));
            lines.extend(problems.iter().map(why));
            lines
        }
        HowRecorded::Otherwise => Vec::new(),
    }
}

const fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Give => "gegeven",
        Verb::Refuse => "geweigerd",
        Verb::Withdraw => "ingetrokken",
    }
}

/// The demand of a rule about statements, in words for the person at the desk.
fn why(problem: &Problem) -> &str {
    match problem.rule.as_str() {
        "bekend" => "dit kent de hub niet",
        "geen-rij" => {
            "hiervoor wordt van u aan deze ontvanger geen toestemming gevraagd; zo'n ja zou niets openen"
        }
        "leeftijd" => "wie dit zegt, beslist hier op deze leeftijd niet over",
        "gezag" => "wie geen gezag heeft, kan geen toestemming geven",
        "dag" => "deze dag kan niet: hij moet nog komen, of ligt voor de geboorte",
        "volgorde" => "de laatste dag ligt voor de eerste",
        "required" => "dit ontbreekt",
        "subject" => "met deze gegevens is niet te zien om wie het gaat",
        other => other,
    }
}

fn why_broken(broken: &BrokenOff) -> String {
    match broken {
        BrokenOff::NoFile(why) => no_file(why),
        BrokenOff::NoStatement(why) => no_statement(*why).to_owned(),
        BrokenOff::Stopping => {
            "de hub stopt: kijk na de volgende start met `schakel toestemming lijst` of het is vastgelegd"
                .to_owned()
        }
        BrokenOff::Store(why) => of_the_store(why),
    }
}

const fn no_statement(why: NoStatement) -> &'static str {
    match why {
        NoStatement::WholeBirthDate => {
            "een ja vraagt de hele geboortedatum: zonder is niet te zeggen voor wie het geldt en wie erover beslist"
        }
        NoStatement::OneRecipient => {
            "toestemming geldt voor één ontvanger en één doel (AVG 4 lid 11): noem ze allebei"
        }
        NoStatement::NothingAsked => {
            "er is niets waarvoor hier toestemming gevraagd wordt: klopt de ontvanger of het doel?"
        }
    }
}
