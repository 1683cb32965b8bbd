//! Parts of an identity -> who may be the same person, within one controller. They never say that two are one: that a person does.
//!
//! What is kept are keyed hashes of parts, many to many; nobody can read from them who lives where.

use super::doubt::Why;
use super::error::StoreError;
use super::subject::Found;
use super::{Reading, Writing};
use crate::message::{Identity, Private, SubjectId};
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;

const NAME_BIRTH: &str = "name-birth";
const BIRTH_ADDRESS: &str = "birth-address";
const PGN_BIRTH: &str = "pgn-birth";

/// So many possible matches are put before a person at once; each is put there as well when something about it comes in.
const MOST_MATCHES: u32 = 20;

/// In what somebody is near.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    name: bool,
    address: bool,
    /// A person was asked to look at the pair for what no part of an identity shows.
    asked: Option<Why>,
}

impl Shared {
    fn by(&mut self, sort: &str) {
        match sort {
            NAME_BIRTH => self.name = true,
            _ => self.address = true,
        }
    }

    /// A person was asked to look. What a part of an identity would show is as if it did: the key that showed it may be gone.
    fn asked(&mut self, why: Why) {
        match why {
            Why::NameBirth => self.name = true,
            Why::BirthAddress => self.address = true,
            Why::BirthDate | Why::Twins => self.asked = Some(why),
        }
    }

    const fn why(self) -> Why {
        match self {
            Self { asked: Some(why), .. } => why,
            Self { name: true, address: true, .. } => Why::Twins,
            Self { name: true, .. } => Why::NameBirth,
            _ => Why::BirthAddress,
        }
    }
}

fn parts(identity: &Identity) -> impl Iterator<Item = (&'static str, &Private<String>)> {
    let near = &identity.near;
    let all = [(NAME_BIRTH, &near.name_birth), (BIRTH_ADDRESS, &near.birth_address), (PGN_BIRTH, &near.pgn_birth)];
    all.into_iter().filter_map(|(sort, value)| value.as_ref().map(|value| (sort, value)))
}

impl Reading<'_> {
    /// Who may be the same as whom this identity leads to, when what they said to this discloser may withhold, and nobody has looked yet.
    pub fn possibly(
        &self,
        controller: &str,
        identity: &Identity,
        found: &Found,
        discloser: &str,
    ) -> Result<Vec<(SubjectId, Why)>, StoreError> {
        let own: Vec<SubjectId> = found.all().collect();
        let mut numbered = identity.pgn.is_some();
        for subject in &own {
            numbered |= self.has_pgn(*subject)?;
        }
        let mut near: BTreeMap<SubjectId, Shared> = BTreeMap::new();
        let mut same_part = self.db.prepare_cached(
            "SELECT near.subject FROM near INDEXED BY near_no JOIN subject ON subject.id = near.subject
             WHERE near.controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4 AND no = 1
             AND (NOT ?5 OR pgn = 0 OR EXISTS (SELECT 1 FROM testimony JOIN unnumbered USING (document) WHERE testimony.subject = near.subject))",
        )?;
        for (sort, value) in parts(identity).filter(|(sort, _)| *sort != PGN_BIRTH) {
            for (version, hash) in self.hashes(controller, sort, value.expose())? {
                for other in same_part.query_map((controller, sort, version, hash, numbered), |row| row.get(0))? {
                    near.entry(other?).or_default().by(sort);
                }
            }
        }
        let mut kept_part = self.db.prepare_cached(
            "SELECT other.subject, other.sort FROM near AS this CROSS JOIN near AS other INDEXED BY near_no
             ON other.controller = this.controller AND other.sort = this.sort AND other.key_version = this.key_version
             AND other.hash = this.hash AND other.no = 1
             JOIN subject ON subject.id = other.subject
             WHERE this.subject = ?1 AND this.sort <> 'pgn-birth' AND (NOT ?2 OR pgn = 0
             OR EXISTS (SELECT 1 FROM testimony JOIN unnumbered USING (document) WHERE testimony.subject = other.subject))",
        )?;
        for subject in &own {
            let mut rows = kept_part.query((subject, numbered))?;
            while let Some(row) = rows.next()? {
                near.entry(row.get(0)?).or_default().by(&row.get::<_, String>(1)?);
            }
            for (other, why) in self.asked_about(*subject)? {
                near.entry(other).or_default().asked(why);
            }
        }
        if let Some(other) = found.against {
            near.entry(other).or_default().asked(Why::BirthDate);
        }
        let mut others = Vec::new();
        for (other, shared) in near {
            if !own.contains(&other) && !self.looked_at(&own, other)? && self.counts(&own, numbered, other, shared, discloser)? {
                others.push((other, shared.why()));
            }
        }
        Ok(others)
    }

    /// Could what one of the two said be about the other? Two numbers are two people, but for what was said without a number.
    fn counts(&self, own: &[SubjectId], numbered: bool, other: SubjectId, shared: Shared, discloser: &str) -> Result<bool, StoreError> {
        match shared.why() {
            Why::BirthDate => self.withholds(other, discloser, false),
            Why::Twins if numbered && self.has_pgn(other)? => {
                let mut unsure = self.withholds(other, discloser, true)?;
                if shared.asked.is_some() {
                    for subject in own {
                        unsure |= self.said_without_number(*subject, Some(discloser))?;
                    }
                }
                Ok(unsure)
            }
            _ if numbered && self.has_pgn(other)? => Ok(false),
            _ => self.withholds(other, discloser, false),
        }
    }

    /// Whether anything that somebody said may withhold; `unsure`: counting only what was said without a number.
    fn withholds(&self, subject: SubjectId, discloser: &str, unsure: bool) -> Result<bool, StoreError> {
        let mut any = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM restriction WHERE subject = ?1 AND discloser = ?2
             AND (NOT ?3 OR document IN (SELECT document FROM unnumbered)))",
        )?;
        Ok(any.query_row((subject, discloser, unsure), |row| row.get(0))?)
    }

    /// Whether anything was said about somebody without a number, to this discloser or to any.
    pub fn said_without_number(&self, subject: SubjectId, discloser: Option<&str>) -> Result<bool, StoreError> {
        let mut any = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM testimony JOIN unnumbered USING (document)
             WHERE subject = ?1 AND (?2 IS NULL OR discloser = ?2))",
        )?;
        Ok(any.query_row((subject, discloser), |row| row.get(0))?)
    }

    /// Whom something that was said about this subject may also be about.
    pub fn possible_matches(&self, subject: SubjectId, without_number: bool) -> Result<Vec<(SubjectId, Why)>, StoreError> {
        let mut near = self.db.prepare_cached(
            "SELECT other.subject, max(other.sort = 'name-birth'), max(other.sort = 'birth-address')
             FROM near AS this CROSS JOIN near AS other ON other.controller = this.controller AND other.sort = this.sort
             AND other.key_version = this.key_version AND other.hash = this.hash AND other.subject <> this.subject
             JOIN subject ON subject.id = other.subject
             WHERE this.subject = ?1 AND this.sort <> 'pgn-birth' GROUP BY other.subject
             HAVING NOT ?2 OR subject.pgn = 0 OR (?3 AND count(DISTINCT other.sort) = 2) LIMIT ?4",
        )?;
        let rows = near.query_map((subject, self.has_pgn(subject)?, without_number, MOST_MATCHES), |row| {
            Ok((row.get(0)?, Shared { name: row.get(1)?, address: row.get(2)?, asked: None }.why()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Is the address of anybody with this name and birth date secret?
    pub(super) fn is_secret_by_name(&self, controller: &str, identity: &Identity) -> Result<bool, StoreError> {
        let Some(value) = &identity.near.name_birth else { return Ok(false) };
        let mut any = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM near JOIN secret USING (subject)
             WHERE controller = ?1 AND sort = 'name-birth' AND key_version = ?2 AND hash = ?3)",
        )?;
        for (version, hash) in self.hashes(controller, NAME_BIRTH, value.expose())? {
            if any.query_row((controller, version, hash), |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Was this number known with other birth dates, and never with this one?
    pub(super) fn born_another_day(&self, controller: &str, known: SubjectId, identity: &Identity) -> Result<bool, StoreError> {
        let Some(value) = &identity.near.pgn_birth else { return Ok(false) };
        let mut kept = self.db.prepare_cached("SELECT hash FROM near WHERE subject = ?1 AND sort = 'pgn-birth'")?;
        let kept = kept.query_map([known], |row| row.get(0))?.collect::<Result<Vec<[u8; 32]>, _>>()?;
        let today = self.hashes(controller, PGN_BIRTH, value.expose())?;
        Ok(!kept.is_empty() && today.iter().all(|(_, hash)| !kept.contains(hash)))
    }

    /// Who came with this number and this birth date, when the number was somebody else's.
    pub(super) fn of_number_and_birth(&self, controller: &str, identity: &Identity) -> Result<Option<SubjectId>, StoreError> {
        let Some(value) = &identity.near.pgn_birth else { return Ok(None) };
        let mut one = self.db.prepare_cached(
            "SELECT subject FROM near WHERE controller = ?1 AND sort = 'pgn-birth' AND key_version = ?2 AND hash = ?3 LIMIT 1",
        )?;
        for (version, hash) in self.hashes(controller, PGN_BIRTH, value.expose())? {
            if let Some(subject) = one.query_row((controller, version, hash), |row| row.get(0)).optional()? {
                return Ok(Some(subject));
            }
        }
        Ok(None)
    }
}

impl Writing<'_> {
    /// Adds the parts that are missing, by the newest key. Whoever shares one by an older key shares it by the newest from now on, or the two
    /// would not be seen to be near.
    pub fn put_near(&self, controller: &str, identity: &Identity, subject: SubjectId) -> Result<(), StoreError> {
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO near (controller, sort, key_version, hash, subject, no) VALUES (?1, ?2, ?3, ?4, ?5,
             EXISTS (SELECT 1 FROM restriction WHERE subject = ?5))",
        )?;
        let mut renew = self.db.prepare_cached(
            "INSERT OR IGNORE INTO near (controller, sort, key_version, hash, subject, no)
             SELECT controller, sort, ?5, ?6, subject, no FROM near WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4",
        )?;
        for (sort, value) in parts(identity) {
            let hashes = self.hashes(controller, sort, value.expose())?;
            let [(version, hash), older @ ..] = &hashes[..] else { return Err(StoreError::corrupt("er is geen sleutel voor aliassen")) };
            insert.execute((controller, sort, version, hash, subject))?;
            for (older, same) in older {
                renew.execute((controller, sort, older, same, version, hash))?;
            }
        }
        Ok(())
    }

    /// What this document says was said without a number.
    pub fn was_without_number(&self, document: i64) -> Result<(), StoreError> {
        self.db.prepare_cached("INSERT OR IGNORE INTO unnumbered (document) VALUES (?1)")?.execute([document])?;
        Ok(())
    }
}
