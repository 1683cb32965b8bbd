//! The wijkteam of Zwolle: what families say to it, and what it tells whoever asked for help.

use crate::care::{Asked, Child, Words};
use crate::expect::feedback::{CONTENT, of_wijkteam};
use crate::expect::{Expected, stopped};
use crate::maker::{Maker, Payload};
use crate::partner::Partner;
use crate::source::{Kind, Source};
use crate::written::ggm;
use serde_json::{Value, json};

const MEANDER: (Partner, &str) = (Partner::Meander, "00000099000000003000");
const TOGETHER: usize = 5;

/// One family in four does not want the school to hear more than that it was received; one in four lets it hear everything.
pub(crate) fn consents(maker: &mut Maker, helped: &[Asked]) -> Vec<Payload> {
    let mut payloads = Vec::new();
    for (nth, (child, _)) in helped.iter().enumerate() {
        let word = match nth % 4 {
            0 => Kind::Refused,
            1 => Kind::Given,
            _ => continue,
        };
        for giver in child.age.deciders() {
            let words = Words {
                word,
                giver: *giver,
                to: MEANDER.1,
                purpose: "terugkoppeling-hulp",
                categories: &CONTENT,
            };
            payloads.push(maker.says(Source::TeamConsents, child, words));
        }
    }
    payloads
}

/// What it says of each; `of_parents` is a request that no school made. Some come together in one message.
pub(crate) fn answers(
    maker: &mut Maker,
    helped: &[Asked],
    nth: u32,
    of_parents: Option<&Asked>,
) -> Vec<Payload> {
    let mut answers: Vec<(Value, Expected)> = helped
        .iter()
        .map(|(child, number)| one(maker, child, number, nth, true))
        .collect();
    if let Some((child, number)) = of_parents {
        answers.push(one(maker, child, number, nth, false));
        let (mut wrong, mut document) = one(maker, child, "02CD-Z-2025-0999", 7, false);
        if let Some(status) = wrong.pointer_mut("/AOMMeldingWmoJeugd/status") {
            *status = json!("ligt op de stapel");
        }
        document.end = stopped("adapt.bad_value", "AOMMeldingWmoJeugd/status", "codes");
        answers.push((wrong, document));
    }
    let mut payloads = Vec::new();
    for some in answers.chunks(TOGETHER) {
        let (parts, documents): (Vec<Value>, Vec<Expected>) = some.iter().cloned().unzip();
        let (_, message_id) = maker.message(Source::Team);
        payloads.push(Payload::new(
            ggm::message(message_id, "terugkoppelingen", &parts),
            documents,
        ));
    }
    payloads
}

fn one(
    maker: &Maker,
    child: &Child,
    number: &str,
    nth: u32,
    of_meander: bool,
) -> (Value, Expected) {
    let pupil = &child.pupil;
    let (status, code) = if nth == 1 {
        ("in behandeling", "IN_BEHANDELING")
    } else {
        ("afgerond", "AFGEROND")
    };
    let data = json!({
        "meldingsnummer": number,
        "jeugdige": { "achternaam": pupil.last, "geboortedatum": pupil.born.to_string(), "postcode": pupil.postcode, "huisnummer": pupil.house },
        "volgnummer": nth,
        "ontvangenOp": "2026-03-13",
        "stand": { "status": code, "datum": "2026-03-13" },
        "contact": { "naam": "W. Medewerker", "functie": "jeugdconsulent", "telefoon": "038-0000194" },
        "wachten": { "opHulp": true },
        "vervolg": "Gesprek met het gezin",
        "toewijzing": { "voorziening": "ambulante begeleiding" },
    });
    let reporter = of_meander.then_some(MEANDER);
    let expected = of_wijkteam(
        format!("{number}:{nth}"),
        child,
        reporter,
        &data,
        &maker.book,
    );
    (ggm::answer(child, &data, status), expected)
}
