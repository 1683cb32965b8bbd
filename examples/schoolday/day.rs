//! A seed -> the messages of one school day, in the order in which each school sends them, and beside each what ought to become of it.

use crate::dice::Dice;
use crate::expect::{End, Expected, expected, stopped};
use crate::pupil::{self, ELSEWHERE, OMMEN, Pupil, STAPHORST, ZWOLLE};
use crate::report::{Flaw, Report, School, Sort};
use crate::written::{self, Bytes, SPELLINGS, Sent, XML};
use anyhow::{Context, Result};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// Ordinary reports of each school; the special ones come on top.
const ORDINARY: usize = 150;
/// One payload in so many is in windows-1252, one event in so many is binary.
const ONE_IN: usize = 11;

/// One message, and what ought to become of the documents in it.
#[derive(Debug, Clone)]
pub(crate) struct Payload {
    pub(crate) sent: Sent,
    pub(crate) documents: Vec<Expected>,
    /// The reports in it, by number: what comes later about one of these is sent later.
    numbers: Vec<u32>,
}

/// What each school sends, in order.
pub(crate) fn day(seed: u64) -> Result<Vec<(School, Vec<Payload>)>> {
    let mut dice = Dice::new(seed);
    let mut bsns = pupil::bsns(&mut dice);
    let mut schools = Vec::new();
    for school in School::ALL {
        let mut desk = Desk { school, dice: &mut dice, bsns: &mut bsns, pupils: Vec::new(), reports: 0, messages: 0, later: Vec::new() };
        schools.push((school, desk.day()?));
    }
    Ok(schools)
}

/// Where the reports of one school are written.
struct Desk<'d> {
    school: School,
    dice: &'d mut Dice,
    bsns: &'d mut Vec<String>,
    pupils: Vec<Pupil>,
    reports: u32,
    messages: usize,
    /// To be sent some time after the payload with this report.
    later: Vec<(u32, Payload)>,
}

impl Desk<'_> {
    fn day(&mut self) -> Result<Vec<Payload>> {
        let mut reports: Vec<Report> = (0..ORDINARY).map(|_| self.ordinary()).collect::<Result<_>>()?;
        reports.extend(self.odd()?);
        reports.extend(self.wrong_inside()?);
        self.dice.shuffle(&mut reports);
        let mut payloads = Vec::new();
        while !reports.is_empty() {
            let size = if self.school == School::Thorbecke && self.dice.percent(16) { self.dice.between(2, 4) as usize } else { 1 };
            let rest = reports.split_off(size.min(reports.len()));
            payloads.push(self.payload(&reports)?);
            reports = rest;
        }
        payloads.extend(self.wrong_as_a_whole()?);
        payloads.extend(self.repeated()?);
        self.dice.shuffle(&mut payloads);
        for (number, payload) in std::mem::take(&mut self.later) {
            let after = payloads.iter().rposition(|before| before.numbers.contains(&number)).context("no first one")?;
            let place = after + 1 + self.dice.place(payloads.len() - after);
            payloads.insert(place, payload);
        }
        Ok(payloads)
    }

    fn pupil(&mut self, on: Date, age: u32) -> Result<Pupil> {
        let bsn = self.bsns.pop().context("no BSN is left")?;
        let pupil = Pupil::new(self.dice, bsn, on, age);
        self.pupils.push(pupil.clone());
        Ok(pupil)
    }

    fn report(&mut self, pupil: Pupil, sort: Sort, begin: Date) -> Report {
        self.reports += 1;
        Report::new(self.dice, self.school, self.reports, pupil, sort, begin)
    }

    fn ordinary(&mut self) -> Result<Report> {
        let age = match self.dice.below(100) {
            0..24 => self.dice.between(5, 11),
            24..93 => self.dice.between(12, 17),
            _ => self.dice.between(18, 19),
        };
        let sort = match self.dice.below(100) {
            _ if age >= 18 => self.dice.pick_or(&[Sort::Adult, Sort::Adult, Sort::Long], Sort::Adult),
            0..52 => Sort::Sixteen,
            52..74 => Sort::Luxury,
            74..90 => Sort::Long,
            _ => Sort::Other,
        };
        let (first, days) = match sort {
            Sort::Sixteen => (date(2026, 2, 9), 12),
            Sort::Long | Sort::Adult => (date(2026, 1, 12), 28),
            Sort::Luxury | Sort::Other => (date(2026, 3, 9), 4),
        };
        let begin = first.saturating_add(i64::from(self.dice.below(days)).days());
        let known = self.dice.percent(12) && !self.pupils.is_empty() && age < 18;
        let pupil = match self.pupils.get(self.dice.place(self.pupils.len())) {
            Some(pupil) if known => pupil.clone(),
            _ => self.pupil(begin, age)?,
        };
        let secret = self.dice.percent(2);
        let mut report = self.report(pupil, sort, begin);
        report.pupil.secret = secret;
        Ok(report)
    }

    /// Sixteen hours, fourteen years old: leerplicht must get it.
    fn plain(&mut self) -> Result<Report> {
        let begin = date(2026, 2, 16);
        let pupil = self.pupil(begin, 14)?;
        Ok(self.report(pupil, Sort::Sixteen, begin))
    }

    /// Right, and at the edge of what may go: just five, seventeen then and eighteen now, eighteen on the day itself, a secret address.
    fn odd(&mut self) -> Result<Vec<Report>> {
        let begin = date(2026, 3, 10);
        let mut reports = Vec::new();
        for born in [date(2021, 3, 1), date(2021, 2, 28), date(2008, 3, 11), date(2008, 3, 10)] {
            let pupil = self.pupil(begin, 5)?;
            let mut report = self.report(Pupil { born, ..pupil }, Sort::Luxury, begin);
            report.year = 0;
            reports.push(report);
        }
        for home in [OMMEN, STAPHORST, ZWOLLE] {
            let mut report = self.plain()?;
            report.pupil = Pupil { secret: true, parents_phone: Some("06 00000175".to_owned()), ..report.pupil.moved(home) };
            report.home = Some(home.code);
            report.reason = Some("Wil niet meer naar school".to_owned());
            reports.push(report);
        }
        Ok(reports)
    }

    /// One report is wrong; its neighbours in the same payload are not.
    fn wrong_inside(&mut self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        for _ in 0..2 {
            let mut report = self.plain()?;
            report.pupil.bsn = pupil::impossible(self.dice);
            reports.push(report);

            let mut report = self.plain()?;
            let right = report.clone();
            report.end = Some(report.begin.saturating_sub(1.day()));
            // the first is mended and sent again, under its own id
            if reports.len() < 3 {
                let mended = self.payload(std::slice::from_ref(&right))?;
                self.later.push((right.number, mended));
            }
            reports.push(report);

            let mut report = self.plain()?;
            report.reason = Some(format!("Moeder belde, haar BSN is {}", self.bsns.pop().context("no BSN is left")?));
            reports.push(report);

            let mut report = self.plain()?;
            let home = self.dice.pick(&ELSEWHERE);
            report.pupil = report.pupil.moved(home);
            report.home = Some(home.code);
            reports.push(report);
        }
        let unknown = Report { flaw: Flaw::UnknownSort, ..self.plain()? };
        let missing = Report { flaw: Flaw::FieldMissing, ..self.plain()? };
        let homeless = Report { home: None, ..self.plain()? };
        let other = if self.school == School::Thorbecke { School::Meander } else { School::Thorbecke };
        let of_another_school = Report { brin: other.brin(), ..self.plain()? };
        reports.extend([unknown, missing, homeless, of_another_school]);
        Ok(reports)
    }

    /// The whole payload is wrong.
    fn wrong_as_a_whole(&mut self) -> Result<Vec<Payload>> {
        let malformed = |rule| End::Stopped { code: "decode.malformed", problems: vec![(None, rule)] };
        let mut payloads = Vec::new();

        let mut strange_bytes = self.whole(stopped("decode.encoding", "", "encoding:utf-8"))?;
        strange_bytes.sent.body = match self.school {
            School::Thorbecke => written::xml(&[self.plain()?], ROOT, Bytes::Windows1252ButSaysUtf8)?,
            School::Meander => written::latin(&String::from_utf8(strange_bytes.sent.body)?)?,
        };
        payloads.push(strange_bytes);

        let (rule, end) = if self.school == School::Thorbecke { ("xml:truncated", b'\n') } else { ("json:truncated", b',') };
        for tenths in [3, 7] {
            let mut cut = self.whole(malformed(rule))?;
            let length = cut.sent.body.len() * tenths / 10;
            let place = cut.sent.body.iter().take(length).rposition(|byte| *byte == end).context("nowhere to cut")?;
            cut.sent.body.truncate(place + 1);
            payloads.push(cut);
        }

        let mut nobody = self.whole(stopped("intake.sender_unproven", "user_id", "required"))?;
        nobody.sent.anonymous = true;
        payloads.push(nobody);

        match self.school {
            School::Thorbecke => {
                let mut unknown = self.whole(stopped("adapt.unknown_kind", "", "known"))?;
                unknown.sent.body = written::xml(&[self.plain()?], "MutatieMeldingRelatiefVerzuim", Bytes::Utf8)?;
                let mut bomb = self.whole(malformed("xml:doctype"))?;
                bomb.sent.body = written::bomb();
                payloads.extend([unknown, bomb]);
            }
            School::Meander => {
                let kind = json!("nl.onderwijsjeugdhulp.verlofaanvragen.v1");
                payloads.push(self.strange_event("type", kind, stopped("adapt.unknown_kind", "/type", "known"))?);
                let other = json!(format!("urn:nld:oin:{}:systeem:sis", School::Thorbecke.oin()));
                let end = stopped("intake.sender_unproven", "/source", "oin-of-source");
                payloads.push(self.strange_event("source", other, end)?);
            }
        }
        Ok(payloads)
    }

    /// A payload that is never told apart: the answer can only call it by the id of the message.
    fn whole(&mut self, end: End) -> Result<Payload> {
        let report = self.plain()?;
        let mut payload = self.payload(&[report])?;
        payload.documents = vec![Expected { document: payload.sent.message_id.clone(), end }];
        Ok(payload)
    }

    /// An event with another attribute than it should have.
    fn strange_event(&mut self, attribute: &str, value: Value, end: End) -> Result<Payload> {
        let report = self.plain()?;
        let mut payload = self.payload(std::slice::from_ref(&report))?;
        let mut event = written::event(&report, self.school.oin());
        if let Value::Object(attributes) = &mut event {
            attributes.insert(attribute.to_owned(), value);
        }
        payload.sent = written::structured(payload.sent.message_id, &event);
        payload.documents = vec![Expected { document: report.document(), end }];
        Ok(payload)
    }

    /// The same message twice, and the same id with something else in it.
    fn repeated(&mut self) -> Result<Vec<Payload>> {
        let first = self.plain()?;
        let other = Report { sort: Sort::Luxury, reason: Some("Toch vakantie".to_owned()), ..first.clone() };
        let mut conflict = self.payload(&[other])?;
        conflict.documents = vec![Expected { document: first.document(), end: stopped("intake.id_conflict", "/id", "unique") }];
        self.later.push((first.number, conflict));
        let mut payloads = vec![self.payload(&[first])?];

        let pupil = self.pupil(date(2026, 2, 2), 18)?;
        let for_nobody = self.report(pupil, Sort::Adult, date(2026, 2, 2));
        let mut twice = vec![vec![for_nobody], vec![self.plain()?]];
        if self.school == School::Thorbecke {
            twice.push(vec![self.plain()?, self.plain()?, self.plain()?]);
        }
        for reports in twice {
            let payload = self.payload(&reports)?;
            let again = |first: &Expected| Expected { end: End::Duplicate { first: first.end.outcome() }, ..first.clone() };
            let again = Payload { documents: payload.documents.iter().map(again).collect(), ..payload.clone() };
            self.later.extend(reports.first().map(|report| (report.number, again)));
            payloads.push(payload);
        }
        Ok(payloads)
    }

    /// Written as this school's system does it.
    fn payload(&mut self, reports: &[Report]) -> Result<Payload> {
        self.messages += 1;
        let message_id = format!("{}-20260313-{:03}", self.school.name(), self.messages);
        let rare = self.messages.is_multiple_of(ONE_IN);
        let bytes = if rare && self.school == School::Thorbecke { Bytes::Windows1252 } else { Bytes::Utf8 };
        let sent = match (self.school, reports) {
            (School::Meander, [report]) => {
                let event = written::event(report, self.school.oin());
                match SPELLINGS.get(self.messages / ONE_IN % SPELLINGS.len()) {
                    Some(spelling) if rare => written::binary(message_id, &event, spelling),
                    _ => written::structured(message_id, &event),
                }
            }
            _ => Sent::new(message_id, XML, written::xml(reports, ROOT, bytes)?),
        };
        let numbers = reports.iter().map(|report| report.number).collect();
        Ok(Payload { sent, documents: reports.iter().map(expected).collect(), numbers })
    }
}

const ROOT: &str = "MeldenRelatiefVerzuim";
