//! Reports at the edge of what may go, wrong ones, and what comes twice.

use super::{Desk, ROOT, report_event};
use crate::expect::{End, Expected, stopped};
use crate::maker::{Maker, Payload};
use crate::pupil::{self, ELSEWHERE, OMMEN, Pupil, STAPHORST, ZWOLLE};
use crate::report::{Flaw, Report, School, Sort};
use crate::source::{Kind, Source};
use crate::written::events;
use crate::written::xml::{self, Bytes};
use anyhow::{Context, Result};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};

impl Desk {
    /// Right, and at the edge of what may go: just five, seventeen then and eighteen now, eighteen on the day itself, a secret address.
    pub(super) fn odd(&mut self, maker: &mut Maker) -> Result<Vec<Report>> {
        let begin = date(2026, 3, 10);
        let mut reports = Vec::new();
        for born in [
            date(2021, 3, 1),
            date(2021, 2, 28),
            date(2008, 3, 11),
            date(2008, 3, 10),
        ] {
            let pupil = self.pupil(maker, begin, 5)?;
            let mut report = self.report(maker, Pupil { born, ..pupil }, Sort::Luxury, begin);
            report.year = 0;
            reports.push(report);
        }
        for home in [OMMEN, STAPHORST, ZWOLLE] {
            let mut report = self.plain(maker)?;
            report.pupil = Pupil {
                secret: true,
                parents_phone: Some("06 00000175".to_owned()),
                ..report.pupil.moved(home)
            };
            self.hide(&report.pupil);
            report.home = Some(home.code);
            report.reason = Some("Wil niet meer naar school".to_owned());
            reports.push(report);
        }
        Ok(reports)
    }

    /// One report is wrong; its neighbours in the same payload are not.
    pub(super) fn wrong_inside(&mut self, maker: &mut Maker) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        for _ in 0..2 {
            let mut report = self.plain(maker)?;
            report.pupil.bsn = pupil::impossible(&mut maker.dice);
            reports.push(report);

            let mut report = self.plain(maker)?;
            let right = report.clone();
            report.end = Some(report.begin.saturating_sub(1.day()));
            // the first is mended and sent again, under its own id
            if reports.len() < 3 {
                let mended = self.payload(maker, std::slice::from_ref(&right))?;
                self.later.push((right.number, mended));
            }
            reports.push(report);

            let mut report = self.plain(maker)?;
            report.reason = Some(format!("Moeder belde, haar BSN is {}", maker.bsn()?));
            reports.push(report);

            let mut report = self.plain(maker)?;
            let home = maker.dice.pick(&ELSEWHERE);
            report.pupil = report.pupil.moved(home);
            report.home = Some(home.code);
            reports.push(report);
        }
        let unknown = Report {
            flaw: Flaw::UnknownSort,
            ..self.plain(maker)?
        };
        let missing = Report {
            flaw: Flaw::FieldMissing,
            ..self.plain(maker)?
        };
        let homeless = Report {
            home: None,
            ..self.plain(maker)?
        };
        let other = if self.school == School::Thorbecke {
            School::Meander
        } else {
            School::Thorbecke
        };
        let of_another_school = Report {
            brin: other.brin(),
            ..self.plain(maker)?
        };
        reports.extend([unknown, missing, homeless, of_another_school]);
        Ok(reports)
    }

    /// The whole payload is wrong.
    pub(super) fn wrong_as_a_whole(&mut self, maker: &mut Maker) -> Result<Vec<Payload>> {
        let malformed = |rule| End::Stopped {
            code: "decode.malformed",
            problems: vec![(None, rule)],
        };
        let mut payloads = Vec::new();

        let mut strange_bytes =
            self.whole(maker, stopped("decode.encoding", "", "encoding:utf-8"))?;
        strange_bytes.sent.body = match self.school {
            School::Thorbecke => {
                xml::xml(&[self.plain(maker)?], ROOT, Bytes::Windows1252ButSaysUtf8)?
            }
            School::Meander => xml::latin(&String::from_utf8(strange_bytes.sent.body)?)?,
        };
        payloads.push(strange_bytes);

        let (rule, end) = if self.school == School::Thorbecke {
            ("xml:truncated", b'\n')
        } else {
            ("json:truncated", b',')
        };
        for tenths in [3, 7] {
            let mut cut = self.whole(maker, malformed(rule))?;
            let length = cut.sent.body.len() * tenths / 10;
            let place = cut
                .sent
                .body
                .iter()
                .take(length)
                .rposition(|byte| *byte == end)
                .context("nowhere to cut")?;
            cut.sent.body.truncate(place + 1);
            payloads.push(cut);
        }

        let mut nobody = self.whole(
            maker,
            stopped("intake.sender_unproven", "user_id", "required"),
        )?;
        nobody.sent.anonymous = true;
        payloads.push(nobody);

        match self.school {
            School::Thorbecke => {
                let mut unknown = self.whole(maker, stopped("adapt.unknown_kind", "", "known"))?;
                unknown.sent.body = xml::xml(
                    &[self.plain(maker)?],
                    "MutatieMeldingRelatiefVerzuim",
                    Bytes::Utf8,
                )?;
                let mut bomb = self.whole(maker, malformed("xml:doctype"))?;
                bomb.sent.body = xml::bomb();
                payloads.extend([unknown, bomb]);
            }
            School::Meander => {
                let kind = json!("nl.onderwijsjeugdhulp.verlofaanvragen.v1");
                payloads.push(self.strange_event(
                    maker,
                    "type",
                    kind,
                    stopped("adapt.unknown_kind", "/type", "known"),
                )?);
                let other = json!(format!(
                    "urn:nld:oin:{}:systeem:sis",
                    Source::Thorbecke.oin()
                ));
                let end = stopped("intake.sender_unproven", "/source", "oin-of-source");
                payloads.push(self.strange_event(maker, "source", other, end)?);
            }
        }
        Ok(payloads)
    }

    /// A payload that is never told apart: the answer can only call it by the id of the message.
    fn whole(&mut self, maker: &mut Maker, end: End) -> Result<Payload> {
        let report = self.plain(maker)?;
        let mut payload = self.payload(maker, &[report])?;
        payload.documents = vec![Expected {
            document: payload.sent.message_id.clone(),
            kind: Kind::Absence,
            end,
        }];
        Ok(payload)
    }

    /// An event with another attribute than it should have.
    fn strange_event(
        &mut self,
        maker: &mut Maker,
        attribute: &str,
        value: Value,
        end: End,
    ) -> Result<Payload> {
        let report = self.plain(maker)?;
        let mut payload = self.payload(maker, std::slice::from_ref(&report))?;
        let mut event = report_event(&report);
        if let Value::Object(attributes) = &mut event {
            attributes.insert(attribute.to_owned(), value);
        }
        payload.sent = events::structured(payload.sent.message_id, &event);
        payload.documents = vec![Expected {
            document: report.document(),
            kind: Kind::Absence,
            end,
        }];
        Ok(payload)
    }

    /// The same message twice, and the same id with something else in it.
    pub(super) fn repeated(&mut self, maker: &mut Maker) -> Result<Vec<Payload>> {
        let first = self.plain(maker)?;
        let other = Report {
            sort: Sort::Luxury,
            reason: Some("Toch vakantie".to_owned()),
            ..first.clone()
        };
        let mut conflict = self.payload(maker, &[other])?;
        conflict.documents = vec![Expected {
            document: first.document(),
            kind: Kind::Absence,
            end: stopped("intake.id_conflict", "/id", "unique"),
        }];
        self.later.push((first.number, conflict));
        let mut payloads = vec![self.payload(maker, &[first])?];

        let pupil = self.pupil(maker, date(2026, 2, 2), 18)?;
        let for_nobody = self.report(maker, pupil, Sort::Adult, date(2026, 2, 2));
        let mut twice = vec![vec![for_nobody], vec![self.plain(maker)?]];
        if self.school == School::Thorbecke {
            twice.push(vec![
                self.plain(maker)?,
                self.plain(maker)?,
                self.plain(maker)?,
            ]);
        }
        for reports in twice {
            let payload = self.payload(maker, &reports)?;
            let again = |first: &Expected| Expected {
                end: End::Duplicate {
                    first: first.end.outcome(),
                },
                ..first.clone()
            };
            let again = Payload {
                documents: payload.documents.iter().map(again).collect(),
                ..payload.clone()
            };
            self.later
                .extend(reports.first().map(|report| (report.number, again)));
            payloads.push(payload);
        }
        Ok(payloads)
    }
}
