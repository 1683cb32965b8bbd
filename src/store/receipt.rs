//! The result of a dispatch -> its next state, once; with the last dispatch that ends, the body of its document goes.

use super::dispatch::{AfterFailure, State};
use super::error::StoreError;
use super::tally::Tallied;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Code;
use crate::party::Party;
use rusqlite::OptionalExtension;

/// The dispatch before a change of state.
struct Before {
    document: DocumentNo,
    partner: Party,
    state: State,
}

impl Reading<'_> {
    fn before(&self, seq: DispatchNo) -> Result<Option<Before>, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT document, partner, state FROM dispatch WHERE seq = ?1")?;
        let found = one
            .query_row([seq], |row| {
                Ok(Before {
                    document: row.get(0)?,
                    partner: row.get(1)?,
                    state: row.get(2)?,
                })
            })
            .optional()?;
        Ok(found)
    }
}

/// Changes of state. Each returns false, and changes nothing, when the dispatch is in a state that does not allow the
/// change.
impl Writing<'_> {
    /// Records that the partner has the dispatch. A receipt that comes late counts also for a parked dispatch.
    pub fn delivered(&self, seq: DispatchNo, at: Moment) -> Result<bool, StoreError> {
        self.end(seq, State::Delivered, None, at)
    }

    /// Narrows the recorded categories to those that the partner has, when fewer went than were recorded.
    pub fn went_with_fewer(&self, seq: DispatchNo, categories: &str) -> Result<(), StoreError> {
        self.db
            .prepare_cached("UPDATE dispatch SET categories = ?2 WHERE seq = ?1")?
            .execute((seq, categories))?;
        Ok(())
    }

    /// Records that a try failed, or may not be made before a person has looked. `attempts` counts the tries, a failed one
    /// included.
    pub fn failed(
        &self,
        seq: DispatchNo,
        code: Code,
        attempts: u32,
        next: AfterFailure,
    ) -> Result<bool, StoreError> {
        let Some(before) = self
            .before(seq)?
            .filter(|before| before.state == State::Due)
        else {
            return Ok(false);
        };
        let (state, due) = match next {
            AfterFailure::Retry { due } => (State::Due, Some(due)),
            AfterFailure::Park => (State::Parked, None),
        };
        self.db
            .prepare_cached("UPDATE dispatch SET state = ?2, code = ?3, attempts = ?4, due = ifnull(?5, due) WHERE seq = ?1")?
            .execute((seq, state.as_str(), code, attempts, due))?;
        self.count_move(&before, state);
        Ok(true)
    }

    /// Drops a dispatch because the rules, asked again just before sending, said no; `code` is the reason.
    pub fn withdrawn(&self, seq: DispatchNo, code: Code, at: Moment) -> Result<bool, StoreError> {
        self.end(seq, State::Dropped, Some(code), at)
    }

    /// Drops a dispatch because a person decided that it will not be sent.
    pub fn dropped(&self, seq: DispatchNo, at: Moment) -> Result<bool, StoreError> {
        self.end(seq, State::Dropped, Some(Code::Dropped), at)
    }

    /// Ends a dispatch because a later one takes its place.
    pub fn superseded(&self, seq: DispatchNo, at: Moment) -> Result<bool, StoreError> {
        self.end(seq, State::Superseded, None, at)
    }

    /// Makes a dispatch due again for a person: a parked one from its first try, a delivered one once more as long as
    /// its body is still there.
    pub fn replayed(&self, seq: DispatchNo, due: Moment) -> Result<bool, StoreError> {
        let Some(before) = self
            .before(seq)?
            .filter(|before| matches!(before.state, State::Parked | State::Delivered))
        else {
            return Ok(false);
        };
        let body: bool = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM payload WHERE document = ?1)")?
            .query_row([before.document], |row| row.get(0))?;
        if before.state == State::Delivered && !body {
            return Ok(false);
        }
        self.db
            .prepare_cached("UPDATE dispatch SET state = 'due', attempts = 0, due = ?2, ended = NULL WHERE seq = ?1")?
            .execute((seq, due))?;
        self.count_move(&before, State::Due);
        Ok(true)
    }

    fn end(
        &self,
        seq: DispatchNo,
        state: State,
        code: Option<Code>,
        at: Moment,
    ) -> Result<bool, StoreError> {
        let open = |before: &Before| matches!(before.state, State::Due | State::Parked);
        let Some(before) = self.before(seq)?.filter(open) else {
            return Ok(false);
        };
        self.db.prepare_cached("UPDATE dispatch SET state = ?2, code = ifnull(?3, code), ended = ?4 WHERE seq = ?1")?.execute((
            seq,
            state.as_str(),
            code,
            at,
        ))?;
        self.count_move(&before, state);
        self.db
            .prepare_cached(
                "DELETE FROM payload WHERE document = ?1
                 AND NOT EXISTS (SELECT 1 FROM dispatch WHERE document = ?1 AND state IN ('due', 'parked'))",
            )?
            .execute([before.document])?;
        Ok(true)
    }

    fn count_move(&self, before: &Before, to: State) {
        self.count(
            Tallied::Dispatch,
            &before.partner.to_string(),
            before.state.as_str(),
            -1,
        );
        self.count(
            Tallied::Dispatch,
            &before.partner.to_string(),
            to.as_str(),
            1,
        );
    }
}
