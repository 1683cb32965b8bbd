//! A match -> the random id under which the hub knows the subject, within one controller. Several subjects that are one become one.

use super::{Acquainted, RecordChange};
use crate::message::{Identity, SubjectId};

/// The subject of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The subject; none where the document told too little to identify one.
    pub subject: Option<SubjectId>,
    /// The subjects that were merged into this one.
    pub merged: Vec<SubjectId>,
}

impl Settled {
    /// The subject, with the subjects that were merged into it.
    pub(super) fn all(&self) -> impl Iterator<Item = SubjectId> {
        self.subject.into_iter().chain(self.merged.iter().copied())
    }

    /// Keeps that the subject's address is secret. True when that is new.
    pub(super) fn keep_secret(
        &self,
        acquainted: &Acquainted,
        changes: &mut Vec<RecordChange<'_>>,
    ) -> bool {
        let known = self.all().any(|one| acquainted.secret.contains(&one));
        let new = self.subject.filter(|_| !known);
        changes.extend(new.map(RecordChange::Secret));
        new.is_some()
    }
}

/// The subject of a match, or a new one; several subjects that are one become one. An identity that tells too little gets no subject,
/// unless `even_so`. A statement about a stranger (`alone`) gets a subject of its own, however alike the words.
pub fn settle<'a>(
    controller: &'a str,
    identity: &Identity,
    acquainted: &Acquainted,
    (even_so, alone): (bool, bool),
    changes: &mut Vec<RecordChange<'a>>,
) -> Settled {
    let (matched, numbered) = (&acquainted.matched, identity.pgn.is_some());
    let mut found = matched.own.clone();
    found.sort_by_key(|subject| !acquainted.has_number(*subject));
    let Some((subject, others)) = found.split_first() else {
        if identity.is_nobody() || !(even_so || identity.is_somebody()) {
            return Settled::default();
        }
        let id = match matched.same_words.filter(|_| !alone) {
            Some(subject) => subject,
            None => {
                let id = acquainted.fresh;
                changes.push(RecordChange::Subject {
                    id,
                    controller,
                    numbered,
                });
                id
            }
        };
        return Settled {
            subject: Some(id),
            merged: Vec::new(),
        };
    };
    let into = *subject;
    changes.extend(
        others
            .iter()
            .map(|from| RecordChange::Merged { from: *from, into }),
    );
    if numbered && !acquainted.has_number(into) {
        changes.push(RecordChange::NumberKnown(into));
    }
    Settled {
        subject: Some(into),
        merged: others.to_vec(),
    }
}
