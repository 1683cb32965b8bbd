//! Everything else that goes on between school, gemeente and help, theme by theme: what is sent and, written down by hand, what ought
//! to become of it.

mod absence;
mod advice;
mod arrangement;
mod care;
mod chain;
mod consents;
mod enrolment;
mod inquiry;
mod leave;
mod meeting;
mod monitoring;
mod moved;
mod names;
mod safety;
mod support;
mod transfer;
mod transport;
mod ward;
mod wijk;
mod young;

use crate::care::{Words, somebody};
use crate::consent::Giver;
use crate::expect::fields::of_categories;
use crate::expect::{Delivery, End, Expected, Fate, Held, Judged, Verdict, stopped};
use crate::maker::{Maker, Part, Payload};
use crate::partner::Partner;
use crate::pupil::{Pupil, Town, ZWOLLE, born};
use crate::source::{Kind, Source};
use crate::written::events;
use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// What belongs together.
pub(crate) struct Theme {
    /// As the story calls it.
    pub(crate) name: &'static str,
    pub(crate) steps: Vec<Step>,
}

/// One document.
pub(crate) struct Step {
    /// For the reader; what has none is not told.
    pub(crate) words: &'static str,
    /// Why it went back, where its code does not say enough.
    pub(crate) why: &'static str,
    pub(crate) source: Source,
    /// Sent when everything before it has settled.
    later: bool,
    payload: Payload,
}

/// What ought to become of a document for somebody who could get it.
pub(crate) enum Ought {
    /// These categories of it, and why not more.
    Gets(Partner, &'static [&'static str], &'static str),
    /// Nothing, in this role; without words it is not told.
    Nothing(&'static str, Held),
}

/// It gets these categories.
pub(crate) const fn gets(to: Partner, categories: &'static [&'static str]) -> Ought {
    Ought::Gets(to, categories, "")
}

/// Nothing, in this role, for this reason.
pub(crate) const fn nothing(role: &'static str, code: &'static str, why: &'static str) -> Ought {
    Ought::Nothing(role, Held { code, why })
}

/// Found by an address, but no row is about it: not told.
pub(crate) const fn no_row(role: &'static str) -> Ought {
    nothing(role, "disclosure.no_row", "")
}

/// Everything of the day but what it had already.
pub(crate) fn themes(maker: &mut Maker) -> Result<Vec<Theme>> {
    let absent = maker.person(date(2026, 3, 9), 14, ZWOLLE)?;
    Ok(vec![
        absence::theme(maker, &absent),
        leave::theme(maker)?,
        inquiry::theme(maker)?,
        enrolment::theme(maker)?,
        transfer::theme(maker)?,
        support::theme(maker)?,
        arrangement::theme(maker)?,
        young::theme(maker)?,
        care::theme(maker)?,
        advice::theme(maker)?,
        meeting::theme(maker),
        moved::theme(maker)?,
        transport::theme(maker)?,
        ward::theme(maker)?,
        chain::theme(maker)?,
        safety::theme(maker, &absent),
        monitoring::theme(maker),
        consents::theme(maker)?,
        names::theme(maker)?,
        wijk::theme(maker)?,
    ])
}

/// Their messages: what is sent first, and what is sent when that has settled.
pub(crate) fn parts(themes: &[Theme]) -> (Part, Part) {
    let (mut first, mut then) = (Part::new(), Part::new());
    for step in themes.iter().flat_map(|theme| &theme.steps) {
        let part = if step.later { &mut then } else { &mut first };
        part.entry(step.source)
            .or_default()
            .push(step.payload.clone());
    }
    (first, then)
}

impl Step {
    /// Its kind.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.payload.documents.first().map(|document| document.kind)
    }

    /// What ought to become of it.
    pub(crate) fn end(&self) -> Option<&End> {
        self.payload.documents.first().map(|document| &document.end)
    }

    /// Says why it went back.
    const fn because(mut self, why: &'static str) -> Self {
        self.why = why;
        self
    }

    /// Only when everything before it has settled.
    fn later(mut self) -> Self {
        self.later = true;
        self
    }
}

impl Maker {
    /// Somebody who is so old on a day, and months away from a birthday.
    fn person(&mut self, on: Date, years: u32, town: Town) -> Result<Pupil> {
        let bsn = self.bsn()?;
        let pupil = Pupil::new(&mut self.dice, bsn, on, years).moved(town);
        Ok(Pupil {
            born: born(on, years, self.days_old()),
            ..pupil
        })
    }

    /// Somebody who is so old on the day of sending.
    fn young(&mut self, years: u32, town: Town) -> Result<Pupil> {
        self.person(self.sending, years, town)
    }

    /// So many days after the day of sending: a border that counts on that day.
    fn in_days(&self, days: i64) -> String {
        self.sending.saturating_add(days.days()).to_string()
    }

    /// A document about somebody, which everybody here may get, or not.
    fn about(
        &mut self,
        words: &'static str,
        sender: (Source, Kind),
        pupil: &Pupil,
        data: &Value,
        oughts: Vec<Ought>,
    ) -> Step {
        let lane = format!("{} {}", sender.0.name(), pupil.bsn);
        let verdicts = oughts
            .into_iter()
            .map(|ought| ought.verdict(sender.1, data, Some(lane.clone())))
            .collect();
        self.ending(words, sender, data, judged(verdicts))
    }

    /// A document about nobody in particular.
    fn about_nobody(
        &mut self,
        words: &'static str,
        sender: (Source, Kind),
        data: &Value,
        oughts: Vec<Ought>,
    ) -> Step {
        let verdicts = oughts
            .into_iter()
            .map(|ought| ought.verdict(sender.1, data, None))
            .collect();
        self.ending(words, sender, data, judged(verdicts))
    }

    /// A document that goes back to its sender.
    fn back(
        &mut self,
        words: &'static str,
        sender: (Source, Kind),
        data: &Value,
        why: (&'static str, &'static str, &'static str),
    ) -> Step {
        self.ending(words, sender, data, stopped(why.0, why.1, why.2))
    }

    fn ending(
        &mut self,
        words: &'static str,
        (source, kind): (Source, Kind),
        data: &Value,
        end: End,
    ) -> Step {
        let id = self.number("OV");
        let (_, message_id) = self.message(source);
        let event = events::event(source, kind, &id, "10:00", data);
        let document = Expected {
            document: id,
            kind,
            end,
        };
        Step {
            words,
            why: "",
            source,
            later: false,
            payload: Payload::new(events::structured(message_id, &event), vec![document]),
        }
    }

    /// A parent said so, some days ago.
    fn consents(
        &mut self,
        source: Source,
        pupil: &Pupil,
        to: Partner,
        purpose: &'static str,
        categories: &[&'static str],
    ) -> Step {
        let words = Words {
            word: Kind::Given,
            giver: Giver::Parent,
            to: to.oin(),
            purpose,
            categories,
        };
        let payload = self.statement(source, pupil, words, json!({ "dag": "2026-03-02" }));
        Step {
            words: "",
            why: "",
            source,
            later: false,
            payload,
        }
    }
}

impl Ought {
    fn verdict(self, kind: Kind, data: &Value, lane: Option<String>) -> Verdict {
        match self {
            Ought::Gets(to, categories, less) => {
                let data = of_categories(kind, data, categories, false, &[]);
                let less = if less.is_empty() {
                    Vec::new()
                } else {
                    vec![less]
                };
                Verdict {
                    role: to.role(),
                    got: Ok(Delivery {
                        to,
                        data,
                        lane,
                        less,
                        fate: Fate::AtOnce,
                    }),
                }
            }
            Ought::Nothing(role, held) => Verdict::held(role, held),
        }
    }
}

/// Who it is, for the hub alone: what is said back is about somebody that its reader knows.
fn known(pupil: &Pupil) -> Value {
    json!({
        "voornamen": pupil.first, "achternaam": pupil.last, "geboortedatum": pupil.born.to_string(), "postcode": pupil.postcode,
        "huisnummer": pupil.house,
    })
}

/// Who it is, with the number.
fn numbered(pupil: &Pupil) -> Value {
    let mut child = somebody(pupil);
    if let Value::Object(fields) = &mut child {
        fields.insert("pgn".to_owned(), json!(pupil.bsn));
    }
    child
}

fn judged(verdicts: Vec<Verdict>) -> End {
    End::Judged(Judged {
        verdicts,
        secret: false,
        flagged: Vec::new(),
    })
}
