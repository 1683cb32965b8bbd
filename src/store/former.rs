//! The marks that stores of before 2026-12 kept: an alias for the number and one for name, birth date and address,
//! and parts of the two. Former marks are looked up as they are, and seen as if they had been told today; no new ones
//! are written.

use super::Reading;
use super::error::StoreError;
use crate::message::{Identity, Private, SubjectId};
use crate::number::DocumentNo;
use crate::pipeline::identity::sighting::{Mark, Marks, Sighting, Sought};
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;

/// Stands for a known number that differs from the number that is asked about.
const ANOTHER: Mark = [0; 16];

/// The marks that one subject has in common with the subject that is sought.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept {
    pgn: bool,
    fallback: bool,
    name_birth: bool,
    birth_address: bool,
    pgn_birth: bool,
}

impl Kept {
    fn by(&mut self, sort: &str) {
        match sort {
            "pgn" => self.pgn = true,
            "fallback" => self.fallback = true,
            "name-birth" => self.name_birth = true,
            "birth-address" => self.birth_address = true,
            _ => self.pgn_birth = true,
        }
    }
}

impl Reading<'_> {
    /// Whether there are former marks, or statements whose marks went with a key.
    pub(super) fn keeps_former(&self) -> Result<bool, StoreError> {
        let mut any = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM near) OR EXISTS (SELECT 1 FROM alias) OR EXISTS (SELECT 1 FROM alias_key WHERE retired IS NOT NULL)",
        )?;
        Ok(any.query_row([], |row| row.get(0))?)
    }

    /// The subjects that have a mark of this identity.
    pub(super) fn former(
        &self,
        controller: &str,
        identity: &Identity,
    ) -> Result<BTreeMap<SubjectId, Kept>, StoreError> {
        let mut found: BTreeMap<SubjectId, Kept> = BTreeMap::new();
        let former = &identity.former;
        let mut alias = self.db.prepare_cached(
            "SELECT subject FROM alias WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4 AND subject IS NOT NULL",
        )?;
        let mut near =
            self.db.prepare_cached("SELECT subject FROM near WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4")?;
        let marks: [(&str, &Option<Private<String>>); 5] = [
            ("pgn", &identity.pgn),
            ("fallback", &former.fallback),
            ("name-birth", &former.name_birth),
            ("birth-address", &former.birth_address),
            ("pgn-birth", &former.pgn_birth),
        ];
        for (sort, value) in marks
            .into_iter()
            .filter_map(|(sort, value)| Some((sort, value.as_ref()?)))
        {
            let table = if matches!(sort, "pgn" | "fallback") {
                &mut alias
            } else {
                &mut near
            };
            for (version, hash) in self.hashes(controller, sort, value.expose())? {
                for subject in
                    table.query_map((controller, sort, version, hash), |row| row.get(0))?
                {
                    found.entry(subject?).or_default().by(sort);
                }
            }
        }
        Ok(found)
    }

    /// The former marks of a subject as sightings, and each statement of which no sighting is on record: such a
    /// statement was told by the number of the subject, or by whatever the marks have in common.
    pub(super) fn kept_before(
        &self,
        subject: SubjectId,
        kept: Kept,
        asked: &Sought,
        numbered: bool,
        seen: &[Sighting],
    ) -> Result<Vec<Sighting>, StoreError> {
        let Some(asked) = asked.marks.first() else {
            return Ok(Vec::new());
        };
        let nothing = Marks {
            key: asked.key,
            ..Marks::default()
        };
        let shares_number =
            |sighting: &Sighting| sighting.marks.pgn.is_some() && sighting.marks.pgn == asked.pgn;
        let same_number = kept.pgn || kept.pgn_birth || seen.iter().any(shares_number);
        let number = Marks {
            pgn: asked
                .pgn
                .filter(|_| same_number)
                .or(Some(ANOTHER))
                .filter(|_| numbered),
            birth_date: asked.birth_date.filter(|_| kept.pgn_birth),
            ..nothing
        };
        let words = |name: bool, address: bool| Marks {
            surname: asked.surname.filter(|_| name),
            birth_date: asked.birth_date.filter(|_| name || address),
            address: asked.address.filter(|_| address),
            ..nothing
        };
        let whole = kept.fallback || kept.name_birth && kept.birth_address;
        let from_words = words(whole || kept.name_birth, whole || kept.birth_address);
        let sighting = |marks, statement| Sighting {
            statement,
            marks,
            settled: false,
            alone: false,
        };
        let mut before: Vec<Sighting> = [number, from_words]
            .into_iter()
            .filter(|marks| *marks != nothing)
            .map(|marks| sighting(marks, None))
            .collect();
        let mut unseen = self.db.prepare_cached(
            "SELECT DISTINCT document, EXISTS (SELECT 1 FROM unnumbered WHERE unnumbered.document = testimony.document) FROM testimony
             WHERE subject = ?1 AND document NOT IN (SELECT document FROM sighting WHERE subject = ?1 AND document IS NOT NULL)",
        )?;
        for row in unseen.query_map([subject], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (document, unnumbered): (DocumentNo, bool) = row?;
            before.push(sighting(
                if unnumbered { from_words } else { number },
                Some(document),
            ));
        }
        Ok(before)
    }

    /// Whether no mark leads to the subject any more, neither a former mark nor one of today.
    pub fn is_lost(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let mut any = self.db.prepare_cached(
            "SELECT 1 FROM sighting WHERE subject = ?1 UNION ALL SELECT 1 FROM alias WHERE subject = ?1
             UNION ALL SELECT 1 FROM near WHERE subject = ?1 LIMIT 1",
        )?;
        Ok(any.query_row([subject], |_| Ok(())).optional()?.is_none())
    }
}
