//! Reports of absence of one school, most of them right, as its own system sends them.

mod wrong;

use crate::expect::absence::expected;
use crate::maker::{Maker, Payload};
use crate::pupil::Pupil;
use crate::report::{Report, School, Sort};
use crate::source::Kind;
use crate::written::events::{self, SPELLINGS};
use crate::written::xml::{self, Bytes};
use crate::written::{Sent, XML};
use anyhow::{Context, Result};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;

/// Ordinary reports of each school; the special ones come on top.
const ORDINARY: usize = 150;
/// One payload in so many is in windows-1252, one event in so many is binary.
const ONE_IN: usize = 11;
const ROOT: &str = "MeldenRelatiefVerzuim";

/// Where the reports of one school are written.
pub(crate) struct Desk {
    school: School,
    pupils: Vec<Pupil>,
    reports: u32,
    /// To be sent some time after the payload with this report.
    later: Vec<(u32, Payload)>,
}

/// The event that a report is.
fn report_event(report: &Report) -> Value {
    let time = format!("{:02}:{:02}", 8 + report.number % 3, report.number % 60);
    events::event(
        report.school.source(),
        Kind::Absence,
        &report.document(),
        &time,
        &report.data(),
    )
}

impl Desk {
    pub(crate) const fn new(school: School) -> Self {
        Self {
            school,
            pupils: Vec::new(),
            reports: 0,
            later: Vec::new(),
        }
    }

    /// All that it sends first thing in the morning.
    pub(crate) fn morning(&mut self, maker: &mut Maker) -> Result<Vec<Payload>> {
        let mut reports: Vec<Report> = (0..ORDINARY)
            .map(|_| self.ordinary(maker))
            .collect::<Result<_>>()?;
        reports.extend(self.odd(maker)?);
        reports.extend(self.wrong_inside(maker)?);
        maker.dice.shuffle(&mut reports);
        let mut payloads = Vec::new();
        while !reports.is_empty() {
            let size = if self.school == School::Thorbecke && maker.dice.percent(16) {
                maker.dice.between(2, 4) as usize
            } else {
                1
            };
            let rest = reports.split_off(size.min(reports.len()));
            payloads.push(self.payload(maker, &reports)?);
            reports = rest;
        }
        payloads.extend(self.wrong_as_a_whole(maker)?);
        payloads.extend(self.repeated(maker)?);
        maker.dice.shuffle(&mut payloads);
        for (number, payload) in std::mem::take(&mut self.later) {
            let after = payloads
                .iter()
                .rposition(|before| before.numbers.contains(&number))
                .context("no first one")?;
            let place = after + 1 + maker.dice.place(payloads.len() - after);
            payloads.insert(place, payload);
        }
        Ok(payloads)
    }

    pub(crate) fn pupil(&mut self, maker: &mut Maker, on: Date, age: u32) -> Result<Pupil> {
        let bsn = maker.bsn()?;
        let pupil = Pupil::new(&mut maker.dice, bsn, on, age);
        self.pupils.push(pupil.clone());
        Ok(pupil)
    }

    /// Nobody may learn where this pupil lives, whoever reports it next.
    pub(crate) fn hide(&mut self, pupil: &Pupil) {
        self.pupils
            .iter_mut()
            .filter(|known| known.bsn == pupil.bsn)
            .for_each(|known| known.secret = true);
    }

    pub(crate) fn report(
        &mut self,
        maker: &mut Maker,
        pupil: Pupil,
        sort: Sort,
        begin: Date,
    ) -> Report {
        self.reports += 1;
        Report::new(
            &mut maker.dice,
            self.school,
            self.reports,
            pupil,
            sort,
            begin,
        )
    }

    pub(crate) fn ordinary(&mut self, maker: &mut Maker) -> Result<Report> {
        let age = match maker.dice.below(100) {
            0..24 => maker.dice.between(5, 11),
            24..93 => maker.dice.between(12, 17),
            _ => maker.dice.between(18, 19),
        };
        let sort = match maker.dice.below(100) {
            _ if age >= 18 => maker
                .dice
                .pick_or(&[Sort::Adult, Sort::Adult, Sort::Long], Sort::Adult),
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
        let begin = first.saturating_add(i64::from(maker.dice.below(days)).days());
        let known = maker.dice.percent(12) && !self.pupils.is_empty() && age < 18;
        let pupil = match self.pupils.get(maker.dice.place(self.pupils.len())) {
            Some(pupil) if known => pupil.clone(),
            _ => self.pupil(maker, begin, age)?,
        };
        let secret = maker.dice.percent(2);
        let mut report = self.report(maker, pupil, sort, begin);
        // an address that is secret is so in every report: the hub remembers it
        if secret && !known {
            report.pupil.secret = true;
            self.hide(&report.pupil);
        }
        Ok(report)
    }

    /// Sixteen hours, fourteen years old: leerplicht must get it.
    fn plain(&mut self, maker: &mut Maker) -> Result<Report> {
        let begin = date(2026, 2, 16);
        let pupil = self.pupil(maker, begin, 14)?;
        Ok(self.report(maker, pupil, Sort::Sixteen, begin))
    }

    /// Written as this school's system does it.
    pub(crate) fn payload(&mut self, maker: &mut Maker, reports: &[Report]) -> Result<Payload> {
        let (count, message_id) = maker.message(self.school.source());
        let rare = count.is_multiple_of(ONE_IN);
        let bytes = if rare && self.school == School::Thorbecke {
            Bytes::Windows1252
        } else {
            Bytes::Utf8
        };
        let sent = match (self.school, reports) {
            (School::Meander, [report]) => {
                let event = report_event(report);
                match SPELLINGS.get(count / ONE_IN % SPELLINGS.len()) {
                    Some(spelling) if rare => events::binary(message_id, &event, spelling),
                    _ => events::structured(message_id, &event),
                }
            }
            _ => Sent::new(message_id, XML, xml::xml(reports, ROOT, bytes)?),
        };
        let numbers = reports.iter().map(|report| report.number).collect();
        Ok(Payload {
            sent,
            documents: reports
                .iter()
                .map(|report| expected(report, &maker.book))
                .collect(),
            numbers,
        })
    }
}
