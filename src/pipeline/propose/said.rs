//! What a document about consent says, and at whose register that counts.

use super::matter::pointer;
use super::triaged::Triaged;
use crate::catalog::schema::{Meaning, StatementSort};
use crate::message::Private;
use crate::pipeline::consent::{Evidence, Standing, Statement};
use crate::pipeline::door::Door;

impl Triaged {
    /// The statements in the document itself: kept in the hub's own register, and sent to no partner.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The standings that the document establishes: kept with the statements.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// At whose register it counts.
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// What that rests on.
    pub fn evidence(&self) -> Evidence {
        let text = |meaning| {
            self.valid
                .kind()
                .text(meaning, self.valid.body().expose())
                .map(|text| Private::new(text.to_owned()))
        };
        Evidence {
            place: text(Meaning::Evidence),
            wording: text(Meaning::Wording),
        }
    }

    /// Whether the document is about consent: then it is kept, and goes to no partner.
    pub fn is_statement(&self) -> bool {
        self.valid.kind().statement.is_some()
    }

    /// It takes back what somebody said; a refusal may well come before anything else.
    pub fn withdraws(&self) -> bool {
        self.valid.kind().statement == Some(StatementSort::Withdrawal)
    }

    /// The report that a consent says to be about, and where it says so. A no is kept whatever report it names.
    pub fn claimed_report(&self) -> Option<(&str, String)> {
        let kind = self.valid.kind();
        let number = kind.text(Meaning::ReportNumber, self.valid.body().expose())?;
        (kind.statement == Some(StatementSort::Yes))
            .then(|| (number, pointer(kind, Meaning::ReportNumber)))
    }
}
