//! The statements in a document about consent, and the registers where they count.

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

    /// The registers where the statements count.
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// The evidence of the statements.
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

    /// Whether the document takes back an earlier consent; a refusal may well come before any consent.
    pub fn withdraws(&self) -> bool {
        self.valid.kind().statement == Some(StatementSort::Withdrawal)
    }

    /// The report that a consent names as its subject, with the pointer of that number. A no is kept whatever report the no names.
    pub fn claimed_report(&self) -> Option<(&str, String)> {
        let kind = self.valid.kind();
        let number = kind.text(Meaning::ReportNumber, self.valid.body().expose())?;
        (kind.statement == Some(StatementSort::Yes))
            .then(|| (number, pointer(kind, Meaning::ReportNumber)))
    }
}
