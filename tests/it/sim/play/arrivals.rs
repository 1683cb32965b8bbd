//! What a run sends to the hub, and what the list is told of it.

use super::Play;
use crate::sim::broker::Copy;
use crate::sim::ground::{Said, day};
use crate::sim::list::{Message, What};
use crate::sim::op::{Giver, Sort};
use crate::sim::place::{PARTNERS, PUPILS, SAYINGS, SOURCES, pgn};
use serde_json::{Value, json};

impl Play {
    pub(super) fn signal(&self, source: usize, pupil: usize, sort: Sort) -> Value {
        let id = format!("{}-{}", SOURCES[source].name, self.list.messages.len());
        let sort = match sort {
            Sort::Duty => "PLICHT",
            Sort::Care => "ZORG",
            Sort::Open => "OPEN",
        };
        let data = json!({
            "nummer": id, "pgn": pgn(pupil), "naam": format!("Naam {}", self.list.messages.len()), "geboren": PUPILS[pupil].born.to_string(),
            "woongemeente": PUPILS[pupil].home, "soort": sort,
        });
        event(source, &id, "signalen.v1", &data)
    }

    pub(super) fn document(&mut self, source: usize, pupil: usize, sort: Sort) {
        let body = self.signal(source, pupil, sort);
        self.send(source, What::Document { pupil, sort }, &body);
    }

    pub(super) fn same_id(&mut self, which: usize) {
        let documents = self
            .list
            .messages
            .iter()
            .filter(|message| !matches!(message.what, What::Said(_)));
        let ids: Vec<(usize, String, What)> = documents
            .map(|message| (message.source, message.id.clone(), message.what))
            .collect();
        let Some((source, id, what)) = which.checked_rem(ids.len()).map(|at| ids[at].clone())
        else {
            return;
        };
        let (pupil, sort) = if let What::Document { pupil, sort } = what {
            (pupil, sort)
        } else {
            (0, Sort::Duty)
        };
        let mut body = self.signal(source, pupil, sort);
        body["id"] = json!(id);
        body["data"]["nummer"] = json!(id);
        self.send(source, What::Document { pupil, sort }, &body);
    }

    pub(super) fn say(
        &mut self,
        source: usize,
        pupil: usize,
        giver: Giver,
        saying: usize,
        ago: u8,
        partner: usize,
    ) {
        let on = day(self.list.now)
            .checked_sub(jiff::Span::new().days(i64::from(ago)))
            .unwrap();
        let (name, capacity) = match giver {
            Giver::Mother => ("moeder", "ouder"),
            Giver::Father => ("vader", "ouder"),
            Giver::Youth => ("jeugdige", "jeugdige"),
        };
        let id = format!("{}-{}", SOURCES[source].name, self.list.messages.len());
        let mut data = json!({
            "leerling": { "pgn": pgn(pupil), "achternaam": "Voorbeeld", "geboortedatum": PUPILS[pupil].born.to_string() },
            "gever": { "kenmerk": name, "hoedanigheid": capacity, "gezag": "ja" },
            "ontvanger": PARTNERS[partner].oin, "doel": "hulp-aan-school", "categorieen": ["ID", "VERZ"],
            "dag": on.to_string(), "bewijs": "formulier",
        });
        if saying == 0 {
            data["tekstversie"] = json!("1");
        }
        let body = event(
            source,
            &id,
            &format!("toestemmingen.{}.v1", SAYINGS[saying]),
            &data,
        );
        let said = Said {
            pupil,
            giver,
            yes: saying == 0,
            day: on,
            partner,
        };
        let what = if said.is_kept() {
            What::Said(said)
        } else {
            What::Wrong
        };
        self.send(source, what, &body);
    }

    pub(super) fn send(&mut self, source: usize, what: What, body: &Value) {
        let (id, body) = (
            body["id"].as_str().unwrap().to_owned(),
            body.to_string().into_bytes(),
        );
        let none = (None, None, 0, 0, 0);
        let (handed, known, sent, acknowledged, redelivered) = none;
        self.list.messages.push(Message {
            source,
            id,
            body,
            what,
            handed,
            known,
            sent,
            acknowledged,
            redelivered,
        });
        self.copy(self.list.messages.len() - 1);
    }

    pub(super) fn copy(&mut self, message: usize) {
        let of = &mut self.list.messages[message];
        of.sent += 1;
        let copy = Copy {
            message,
            id: of.id.clone(),
            body: of.body.clone(),
            redelivered: false,
        };
        self.broker.send(of.source, copy);
    }
}

fn event(source: usize, id: &str, kind: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id, "type": format!("nl.onderwijsjeugdhulp.{kind}"),
        "source": format!("urn:nld:oin:{}:systeem:proef", SOURCES[source].oin), "datacontenttype": "application/json", "data": data,
    })
}
