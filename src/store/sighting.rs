//! Parts of an identity that documents told, as keyed marks -> rows, and back, for [`matching`] to decide by.
//!
//! No row says which subjects are one person. A mark does not tell who lives where, and marks of two controllers have
//! nothing in common.
//!
//! [`matching`]: crate::pipeline::identity::matching

use super::error::{Flaw, StoreError};
use super::{Reading, Writing};
use crate::decision::Acquainted;
use crate::message::{Identity, Private, SubjectId};
use crate::number::DocumentNo;
use crate::pipeline::identity::matching::matched;
use crate::pipeline::identity::sighting::{KnownSubject, Mark, Marks, Matched, Sighting, Sought};
use rusqlite::Row;
use std::collections::{BTreeMap, BTreeSet};

impl Reading<'_> {
    /// Matches an identity with all subjects of the controller. `first_name_of_earlier` as in [`matched`]: for
    /// statements only.
    pub fn matched(
        &self,
        controller: &str,
        identity: &Identity,
        first_name_of_earlier: bool,
    ) -> Result<Matched, StoreError> {
        let acquainted = self.acquainted(controller, identity, first_name_of_earlier)?;
        Ok(acquainted.matched)
    }

    /// All subjects of the controller that a document may be about, with their match. `first_name_of_earlier` as in
    /// [`matched`]: for statements only.
    pub fn acquainted(
        &self,
        controller: &str,
        identity: &Identity,
        first_name_of_earlier: bool,
    ) -> Result<Acquainted, StoreError> {
        if identity.is_nobody() {
            return Ok(Acquainted::with_nobody());
        }
        let mut acquainted = Acquainted {
            sought: self.asked(controller, identity)?,
            ..Acquainted::with_nobody()
        };
        if acquainted.sought.marks.is_empty() {
            return Err(StoreError::corrupt(Flaw::NoAliasKey));
        }
        self.acquaintances(controller, identity, &mut acquainted)?;
        let Acquainted {
            sought,
            known,
            pairs,
            ..
        } = &acquainted;
        acquainted.matched = matched(sought, known, pairs, first_name_of_earlier);
        let Matched {
            own,
            perhaps,
            same_words,
            ..
        } = &acquainted.matched;
        let meant = own.iter().chain(same_words).copied();
        for subject in meant.chain(perhaps.iter().map(|possible| possible.subject)) {
            if self.is_secret(subject)? {
                acquainted.secret.insert(subject);
            }
        }
        if acquainted.matched.own.is_empty() {
            getrandom::fill(&mut acquainted.fresh.0)?;
        }
        Ok(acquainted)
    }

    /// The marks of an identity by each key in use, the newest key first.
    fn asked(&self, controller: &str, identity: &Identity) -> Result<Sought, StoreError> {
        let mut asked = Sought::default();
        for key in self.alias_versions()? {
            let mark = |sort: &str, value: &Option<Private<String>>| {
                value
                    .as_ref()
                    .map(|value| self.mark(key, controller, sort, value.expose()))
                    .transpose()
            };
            asked.marks.push(Marks {
                key,
                pgn: mark("pgn", &identity.pgn)?,
                surname: mark("surname", &identity.surname)?,
                first_name: mark("first-name", &identity.first_name)?,
                birth_date: mark(BIRTH_DATE, &identity.birth_date)?,
                address: mark("address", &identity.address)?,
            });
            let born = identity
                .birth_date
                .as_ref()
                .map_or("", |born| born.expose().as_str());
            let roughly = |known: usize, unknown: &str| {
                let rough = format!("{}{unknown}", born.get(..known).unwrap_or_default());
                self.mark(key, controller, BIRTH_DATE, &rough)
            };
            asked
                .roughly
                .push([roughly(7, "-00")?, roughly(4, "-00-00")?]);
        }
        Ok(asked)
    }

    fn mark(
        &self,
        key: u32,
        controller: &str,
        sort: &str,
        value: &str,
    ) -> Result<Mark, StoreError> {
        let (_, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..]) =
            self.hash(key, controller, sort, value)?;
        Ok([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
    }

    /// Subjects that share the number, or perhaps the birth date and one of surname and address, with the identity or
    /// with another sighting of a subject that may be the same person; and the possible matches of all these
    /// subjects.
    fn acquaintances(
        &self,
        controller: &str,
        identity: &Identity,
        found: &mut Acquainted,
    ) -> Result<(), StoreError> {
        let asked = &found.sought;
        let kept = self.keeps_former()?;
        let former = if kept {
            self.former(controller, identity)?
        } else {
            BTreeMap::new()
        };
        let mut known: BTreeMap<SubjectId, KnownSubject> = BTreeMap::new();
        let mut subjects: BTreeSet<SubjectId> = former.keys().copied().collect();
        for (marks, [month, year]) in asked.marks.iter().zip(&asked.roughly) {
            self.sharing(controller, marks, Some((*month, *year)), &mut subjects)?;
        }
        while let Some(subject) = subjects.pop_first() {
            if known.contains_key(&subject) {
                continue;
            }
            let (numbered, mut sightings) = (self.has_pgn(subject)?, self.sightings(subject)?);
            if kept {
                let former = former.get(&subject).copied().unwrap_or_default();
                found.written.insert(subject, sightings.len());
                sightings.extend(self.kept_before(subject, former, asked, numbered, &sightings)?);
            }
            let is = |compare: fn(&Marks, &Marks) -> bool| {
                move |seen: &&Sighting| asked.marks.iter().any(|asked| compare(asked, &seen.marks))
            };
            if sightings.iter().any(|seen| is(may_be_itself)(&seen)) {
                for seen in sightings.iter().filter(|seen| !is(tells_no_more)(seen)) {
                    self.sharing(controller, &seen.marks, None, &mut subjects)?;
                }
            }
            for pair in self.pairs_of(subject)? {
                subjects.extend(
                    [pair.one, pair.other]
                        .into_iter()
                        .filter(|subject| !known.contains_key(subject)),
                );
                found.pairs.push(pair);
            }
            known.insert(
                subject,
                KnownSubject {
                    subject,
                    numbered,
                    sightings,
                },
            );
        }
        found.known = known.into_values().collect();
        Ok(())
    }

    /// Adds subjects that share the number, or the birth date (or a partly known one that fits) and one of surname
    /// and address; and withdrawals that belong to no known subject.
    fn sharing(
        &self,
        controller: &str,
        marks: &Marks,
        roughly: Option<(Mark, Mark)>,
        subjects: &mut BTreeSet<SubjectId>,
    ) -> Result<(), StoreError> {
        let mut sharing = self.db.prepare_cached(
            "SELECT subject FROM sighting WHERE controller = ?1 AND key_version = ?2 AND pgn = ?3
             UNION ALL SELECT subject FROM sighting WHERE controller = ?1 AND key_version = ?2 AND birth_date IN (?4, ?5, ?6)
             AND (surname = ?7 OR address = ?8 OR alone)",
        )?;
        let born = marks.birth_date;
        let (month, year) = born.and(roughly).unzip();
        let parts = (
            controller,
            marks.key,
            marks.pgn,
            born,
            month,
            year,
            marks.surname,
            marks.address,
        );
        for subject in sharing.query_map(parts, |row| row.get(0))? {
            subjects.insert(subject?);
        }
        Ok(())
    }

    /// All sightings of a subject that have a row.
    pub fn sightings(&self, subject: SubjectId) -> Result<Vec<Sighting>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT document, key_version, pgn, surname, first_name, birth_date, address, settled,
             alone AND EXISTS (SELECT 1 FROM alert WHERE alert.document = sighting.document AND handled IS NULL)
             FROM sighting WHERE subject = ?1",
        )?;
        Ok(all.query_map([subject], seen)?.collect::<Result<_, _>>()?)
    }
}

const BIRTH_DATE: &str = "birth-date";

/// Whether a sighting has no birth date, surname or address beside those of the identity.
fn tells_no_more(asked: &Marks, seen: &Marks) -> bool {
    let no_more = |asked: Option<Mark>, seen: Option<Mark>| seen.is_none() || asked == seen;
    let named = no_more(asked.surname, seen.surname) && no_more(asked.address, seen.address);
    asked.key == seen.key && named && no_more(asked.birth_date, seen.birth_date)
}

/// Whether number, or surname, birth date and address are the same.
fn may_be_itself(asked: &Marks, seen: &Marks) -> bool {
    let same = |a: Option<Mark>, b: Option<Mark>| a.is_some() && a == b;
    let named = same(asked.surname, seen.surname)
        && same(asked.birth_date, seen.birth_date)
        && same(asked.address, seen.address);
    asked.key == seen.key && (same(asked.pgn, seen.pgn) || named)
}

fn seen(row: &Row<'_>) -> rusqlite::Result<Sighting> {
    let marks = Marks {
        key: row.get(1)?,
        pgn: row.get(2)?,
        surname: row.get(3)?,
        first_name: row.get(4)?,
        birth_date: row.get(5)?,
        address: row.get(6)?,
    };
    Ok(Sighting {
        statement: row.get(0)?,
        marks,
        settled: row.get(7)?,
        alone: row.get(8)?,
    })
}

impl Writing<'_> {
    /// Records that the statements of this document named no number.
    pub fn was_without_number(&self, document: DocumentNo) -> Result<(), StoreError> {
        self.db
            .prepare_cached("INSERT OR IGNORE INTO unnumbered (document) VALUES (?1)")?
            .execute([document])?;
        Ok(())
    }

    pub(super) fn put_sighting(
        &self,
        controller: &str,
        subject: SubjectId,
        seen: &Sighting,
    ) -> Result<(), StoreError> {
        let Sighting {
            statement,
            marks,
            settled,
            alone,
        } = *seen;
        let mut insert = self.db.prepare_cached(
            "INSERT INTO sighting (controller, subject, document, key_version, pgn, surname, first_name, birth_date, address, settled, alone)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        let Marks {
            key,
            pgn,
            surname,
            first_name,
            birth_date,
            address,
        } = marks;
        insert.execute((
            controller, subject, statement, key, pgn, surname, first_name, birth_date, address,
            settled, alone,
        ))?;
        Ok(())
    }
}
