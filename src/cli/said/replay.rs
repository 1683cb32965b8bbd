//! The result of sending and judging again, also by the choice of a person -> Dutch.

use super::single::had_ended;
use super::{Words, of_the_store};
use crate::desk::Chosen;
use crate::desk::again::{
    DocumentShown, NotFound, NotJudged, NotSent, Refused, ReplayTally, Replayed, Sent, Shown,
};
use crate::number::DocumentNo;
use crate::store::State;

pub(super) fn replayed(replayed: &Replayed) -> Words {
    match replayed {
        Replayed::NotFound(why) => Words::no(not_found(why)),
        Replayed::Shown(found) => Words::all(preview(found), true),
        Replayed::Done(tally) => Words::all(done(tally), tally.refused.is_empty()),
        Replayed::BrokenOff => {
            Words::no("niet alles is gedaan: de hub stopt of niemand luistert meer")
        }
    }
}

pub(super) fn chosen(document: DocumentNo, reporter: &str, chosen: &Chosen) -> Words {
    match chosen {
        Chosen::NotWaiting => Words::no(format!(
            "document {document} wacht niet op een keuze tussen melders: kijk met `schakel melder`"
        )),
        Chosen::NoReporter(reporters) => Words::no(format!(
            "`{reporter}` is geen melder van wie dit document kan zijn; dat zijn: {}",
            reporters.join(", ")
        )),
        Chosen::StandsReady {
            dispatch: seq,
            partner,
        } => {
            let why = format!(
                "bezorging {seq} van document {document} staat klaar voor {partner}, en kan niet naar een ander"
            );
            let how = format!(
                "trek haar in met `schakel drop {seq}` en laat de bron het onder een nieuw id sturen: daarover kunt u kiezen"
            );
            Words::no(format!("{why}; {how}"))
        }
        Chosen::Done(done) => {
            let mut words = match done {
                Ok(done) => replayed(done),
                Err(why) => Words::no(of_the_store(why)),
            };
            let choice =
                format!("document {document} is een antwoord op de melding van {reporter}");
            words.lines.insert(0, choice);
            words
        }
    }
}

fn not_found(why: &NotFound) -> String {
    match why {
        NotFound::Dispatch(seq) => format!("bezorging {seq} bestaat niet"),
        NotFound::Document(n) => format!("document {n} bestaat niet"),
        NotFound::Sent => "deze bron stuurde niets onder dit id".to_owned(),
        NotFound::Code => "deze code bestaat niet: zie docs/operating.md".to_owned(),
        NotFound::Nothing => {
            "geef een nummer of een filter; alles wat geparkeerd is: `--parked`".to_owned()
        }
        NotFound::Partner => "deze partner bestaat niet: zie partners.toml".to_owned(),
        NotFound::Kind => "deze soort bestaat niet: zie schemas".to_owned(),
    }
}

/// The dispatches and documents that an order would touch.
fn preview(found: &Shown) -> Vec<String> {
    let Shown {
        sent,
        judged,
        dispatches,
        documents,
    } = found;
    let sent = sent.iter().map(|sent| {
        let Sent {
            seq,
            document,
            partner,
            state,
            code,
        } = sent;
        let code = code.map(|code| format!(": {code}")).unwrap_or_default();
        let state = how_far(*state);
        format!("bezorging {seq} van document {document} aan {partner}, {state}{code}")
    });
    let judged = judged.iter().map(|DocumentShown { n, source, outcome }| {
        format!("document {n} van {source}: {outcome}")
    });
    let sum = format!("{dispatches} bezorgingen, {documents} documenten; er is niets gedaan");
    sent.chain(judged).chain([sum]).collect()
}

const fn how_far(state: State) -> &'static str {
    match state {
        State::Due => "aan de beurt",
        State::Delivered => "bezorgd",
        State::Parked => "geparkeerd",
        State::Dropped => "ingetrokken",
        State::Superseded => "vervangen",
    }
}

/// The numbers of acts that were done, and of those that could not be.
fn done(tally: &ReplayTally) -> Vec<String> {
    let ReplayTally {
        due,
        ends,
        refused,
        unnamed,
    } = tally;
    let mut lines: Vec<String> = refused.iter().map(refusal).collect();
    if *unnamed > 0 {
        lines.push(format!("en nog {unnamed} die niet konden"));
    }
    let judged: Vec<String> = ends
        .iter()
        .map(|(code, count)| format!("{count} {code}"))
        .collect();
    let judged = if judged.is_empty() {
        String::new()
    } else {
        format!("; opnieuw beoordeeld: {}", judged.join(", "))
    };
    lines.push(format!("{due} bezorgingen opnieuw aan de beurt{judged}"));
    lines
}

fn refusal(refused: &Refused) -> String {
    match refused {
        Refused::Dispatch(seq, why) => format!("bezorging {seq} {}", not_sent(why)),
        Refused::Document(n, why) => format!("document {n}: {}", not_judged(*why)),
    }
}

fn not_sent(why: &NotSent) -> String {
    match why {
        NotSent::Unknown => "bestaat niet".to_owned(),
        NotSent::NoPartner => "gaat naar een partner die niet in partners.toml staat".to_owned(),
        NotSent::StillDue => "is nog aan de beurt".to_owned(),
        NotSent::Gone => {
            "is bezorgd, en de inhoud is er niet meer: de bron kan het onder een nieuw id sturen"
                .to_owned()
        }
        NotSent::Ended(ended) => had_ended(*ended),
    }
}

const fn not_judged(why: NotJudged) -> &'static str {
    match why {
        NotJudged::Unknown => "bestaat niet",
        NotJudged::Unproven => "de afzender was niet bewezen: laat de bron het opnieuw sturen",
        NotJudged::AnothersId => {
            "het id was van een ander bericht: laat de bron het onder een eigen id sturen"
        }
        NotJudged::Unreadable => {
            "van een bericht met onleesbare koppen is niets bewaard: laat de bron het opnieuw sturen"
        }
        NotJudged::TooLarge => {
            "een te groot bericht is niet bewaard: laat de bron het opnieuw sturen"
        }
        NotJudged::NotStopped => "is niet gestopt",
        NotJudged::NeverKept => "de inhoud is niet bewaard: dit gaat nooit langs de hub",
        NotJudged::Gone => "de inhoud is er niet meer: laat de bron het opnieuw sturen",
        NotJudged::NoSource => "de bron is vandaag niet aangesloten",
    }
}
