//! Children for whom help is asked, what is said about consent, and the questions themselves.

use crate::consent::{About, Age, Giver, Saying};
use crate::expect::{self, End, Expected};
use crate::maker::{Maker, Payload};
use crate::pupil::{Pupil, Town, born};
use crate::source::{Kind, Source};
use crate::written::events;
use anyhow::Result;
use serde_json::{Value, json};

/// A child of a certain age.
#[derive(Debug, Clone)]
pub(crate) struct Child {
    pub(crate) pupil: Pupil,
    pub(crate) age: Age,
}

/// A child, and the number under which help was asked.
pub(crate) type Asked = (Child, String);

/// A consent that is for something else from now on.
pub(crate) const CHANGED: Kind = Kind::Other("toestemming.gewijzigd");

/// What somebody says, and to whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) word: Kind,
    pub(crate) giver: Giver,
    /// OIN of the recipient.
    pub(crate) to: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) categories: &'a [&'static str],
}

const QUESTIONS: [&str; 4] = [
    "Is stil en komt vaak te laat; wie kan met het gezin meedenken?",
    "Slaapt slecht en heeft veel ruzie, op school en thuis",
    "De ouders vragen hulp bij de opvoeding",
    "Wil niet meer naar buiten; wie kan er langs gaan?",
];

impl Maker {
    /// A child who is so old on the day of sending, and months away from a birthday.
    pub(crate) fn child(&mut self, age: Age, town: Town) -> Result<Child> {
        let bsn = self.bsn()?;
        let mut pupil = Pupil::new(&mut self.dice, bsn, self.sending, age.years()).moved(town);
        pupil.born = born(self.sending, age.years(), self.days_old());
        Ok(Child { pupil, age })
    }

    /// A statement, on record from now on.
    pub(crate) fn says(&mut self, source: Source, child: &Child, words: Words<'_>) -> Payload {
        let from = if source == Source::Meander {
            "meander"
        } else {
            "wijkteam"
        };
        let about = About {
            bsn: child.pupil.bsn.clone(),
            from,
            to: words.to,
            purpose: words.purpose,
        };
        let yes = words.word == Kind::Given;
        self.book.write(Saying {
            about,
            giver: words.giver,
            yes,
            categories: words.categories.to_vec(),
        });
        self.statement(source, &child.pupil, words, json!({ "dag": "2026-03-13" }))
    }

    /// A statement as a message; `more` says when it was made, and what else there is to it.
    pub(crate) fn statement(
        &mut self,
        source: Source,
        pupil: &Pupil,
        words: Words<'_>,
        more: Value,
    ) -> Payload {
        let id = self.number("TS");
        let (mark, capacity, authority) = match words.giver {
            Giver::Parent => ("ouder-1", "ouder", "ja"),
            Giver::PerhapsParent => ("ouder-2", "ouder", "onbekend"),
            Giver::Youth => ("jeugdige", "jeugdige", "ja"),
        };
        let mut data = json!({
            "leerling": { "pgn": pupil.bsn, "voornamen": pupil.first, "achternaam": pupil.last, "geboortedatum": pupil.born.to_string(), "postcode": pupil.postcode,
                "huisnummer": pupil.house },
            "gever": { "kenmerk": mark, "hoedanigheid": capacity, "gezag": authority },
            "ontvanger": words.to,
            "doel": words.purpose,
            "categorieen": words.categories,
            "bewijs": format!("formulier {id}"),
        });
        if let (Value::Object(fields), Value::Object(more)) = (&mut data, more) {
            fields.extend(more);
            if matches!(words.word, Kind::Given | CHANGED) {
                fields.insert("tekstversie".to_owned(), json!("2026-1"));
            }
        }
        let (_, message_id) = self.message(source);
        let event = events::event(source, words.word, &id, "08:00", &data);
        let document = Expected {
            document: id,
            kind: words.word,
            end: End::Register,
        };
        Payload::new(events::structured(message_id, &event), vec![document])
    }

    /// A signal of meander; with health when it is said so.
    pub(crate) fn signal(
        &mut self,
        child: &Child,
        health: bool,
        question: Option<&str>,
    ) -> Payload {
        let number = self.number("02CD-Z");
        let any = self.dice.pick(&QUESTIONS);
        let mut signal = json!({ "datum": "2026-03-12", "urgentie": "BINNEN_TWEE_WEKEN", "leefgebieden": ["SCHOOL", "THUIS"],
            "vraag": question.unwrap_or(any) });
        if let (true, Value::Object(fields)) = (health, &mut signal) {
            fields.insert("gezondheid".to_owned(), json!("Slaapt slecht"));
        }
        let data = json!({ "meldingsnummer": number, "leerling": somebody(&child.pupil), "ouder": parent(&child.pupil), "brin": "02CD", "signaal": signal,
            "melder": { "naam": "Ilse Administratié", "functie": "zorgcoördinator", "telefoon": "0529-000148" } });
        let document = expect::care::signal(child, &number, &data, &self.book);
        self.event(Kind::Signal, &number, &data, document)
    }

    /// A request of meander, that the family may know of.
    pub(crate) fn school_request(&mut self, child: &Child, aware: bool) -> Payload {
        let number = self.number("02CD-A");
        let question = self.dice.pick(&QUESTIONS);
        let data = request(child, &number, ("SCHOOL", "GESPREK", aware), question);
        let document = expect::care::school_request(child, &number, &data, aware, &self.book);
        self.event(Kind::Request, &number, &data, document)
    }

    fn event(&mut self, kind: Kind, id: &str, data: &Value, document: Expected) -> Payload {
        let (_, message_id) = self.message(Source::Meander);
        Payload::new(
            events::structured(
                message_id,
                &events::event(Source::Meander, kind, id, "09:30", data),
            ),
            vec![document],
        )
    }
}

/// A request by its canonical names.
pub(crate) fn request(
    child: &Child,
    number: &str,
    (by, how, aware): (&str, &str, bool),
    question: &str,
) -> Value {
    let mut data = json!({
        "meldingsnummer": number,
        "aanmelding": { "aanmelder": by, "aanmeldwijze": how, "isClientOpDeHoogte": aware, "datum": "2026-03-12", "hulpvraag": question },
        "jeugdige": somebody(&child.pupil),
        "ouder": parent(&child.pupil),
        "gezin": { "gezag": "BEIDE_OUDERS" },
        "melder": { "naam": "Ilse Administratié" },
    });
    if let (true, Value::Object(fields)) = (by == "SCHOOL", &mut data) {
        fields.insert("brin".to_owned(), json!("02CD"));
    }
    data
}

/// Their parent.
pub(crate) fn parent(pupil: &Pupil) -> Value {
    json!({ "naam": format!("K. {}", pupil.last), "telefoon": "06 00000193" })
}

/// Who it is, without a number.
pub(crate) fn somebody(pupil: &Pupil) -> Value {
    let mut somebody = json!({
        "voornamen": pupil.first,
        "achternaam": pupil.last,
        "geboortedatum": pupil.born.to_string(),
        "adres": { "straat": pupil.street, "huisnummer": pupil.house, "postcode": pupil.postcode, "plaats": pupil.town.name },
        "woongemeente": pupil.town.code,
    });
    if let (true, Value::Object(fields)) = (pupil.secret, &mut somebody) {
        fields.insert("geheimAdres".to_owned(), json!(true));
    }
    somebody
}
