//! Parents who ask for help themselves, at the portal of the gemeente.

use crate::care::{Asked, Child, request};
use crate::consent::Age;
use crate::expect::{Expected, care, stopped};
use crate::maker::{Maker, Payload};
use crate::pupil::{DALFSEN, ZWOLLE};
use crate::source::{Kind, Source};
use crate::written::ggm;
use anyhow::Result;
use serde_json::{Value, json};

/// What is wrong with one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    Bsn,
    Neighbour,
    Homeless,
}

/// The requests of the morning, three in a message; with the first child and its number, whom the wijkteam will answer.
pub(crate) fn morning(maker: &mut Maker) -> Result<(Vec<Payload>, Option<Asked>)> {
    let mut flaws = vec![Flaw::None; 12];
    flaws.extend([Flaw::Bsn, Flaw::Neighbour, Flaw::Homeless]);
    let mut asked = None;
    let mut payloads = Vec::new();
    for three in flaws.chunks(3) {
        let mut parts = Vec::new();
        let mut documents = Vec::new();
        for (nth, flaw) in three.iter().enumerate() {
            let child = maker.child(Age::Child, if nth == 2 { DALFSEN } else { ZWOLLE })?;
            let (part, document) = one(maker, &child, *flaw)?;
            asked.get_or_insert((child, document.document.clone()));
            parts.push(part);
            documents.push(document);
        }
        payloads.push(payload(maker, &parts, documents));
    }
    Ok((payloads, asked))
}

/// One more, alone in its message.
pub(crate) fn another(maker: &mut Maker) -> Result<Payload> {
    let child = maker.child(Age::Child, ZWOLLE)?;
    let (part, document) = one(maker, &child, Flaw::None)?;
    Ok(payload(maker, &[part], vec![document]))
}

fn payload(maker: &mut Maker, parts: &[Value], documents: Vec<Expected>) -> Payload {
    let (_, message_id) = maker.message(Source::Portal);
    Payload::new(ggm::message(message_id, "aanmeldingen", parts), documents)
}

fn one(maker: &mut Maker, child: &Child, flaw: Flaw) -> Result<(Value, Expected)> {
    let number = maker.number("AZ");
    let question = match flaw {
        Flaw::Bsn => format!("Zijn BSN is {}; wie helpt ons?", maker.bsn()?),
        _ => "Wij krijgen hem niet meer rustig en weten niet wat helpt".to_owned(),
    };
    let mut data = request(child, &number, ("OUDER", "WEBFORMULIER", true), &question);
    if let (Flaw::Homeless, Some(Value::Object(somebody))) = (flaw, data.get_mut("jeugdige")) {
        somebody.remove("woongemeente");
    }
    if let Some(name) = data.pointer_mut("/melder/naam") {
        *name = json!(format!("K. {}", child.pupil.last));
    }
    let stop = |code, path, rule| Expected {
        document: number.clone(),
        kind: Kind::Request,
        end: stopped(code, path, rule),
    };
    let (by, document) = match flaw {
        Flaw::Neighbour => (
            "buurvrouw",
            stop("adapt.bad_value", "AOMMeldingWmoJeugd/aanmelder", "codes"),
        ),
        Flaw::Homeless => (
            "ouder",
            stop(
                "propose.no_residence",
                "/data/jeugdige/woongemeente",
                "required",
            ),
        ),
        Flaw::None | Flaw::Bsn => ("ouder", care::own_request(child, &number, &data)),
    };
    Ok((ggm::request(child, &number, &data, by), document))
}
