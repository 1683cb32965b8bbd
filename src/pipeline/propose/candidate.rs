//! A candidate: a partner or an organisation that may be entitled to something, and whether a row could be about the document.

use crate::catalog::partner::Partner;
use crate::catalog::policy::{Place, Row};
use crate::party::Party;
use std::sync::Arc;

/// Somebody who may be entitled to something.
#[derive(Debug, Clone)]
pub enum Candidate {
    /// A partner, found by an address.
    Partner {
        /// The partner.
        partner: Arc<Partner>,
        /// By which addresses.
        places: Vec<Place>,
    },
    /// Whoever, in this role, made the report that this answers.
    Reporter {
        /// The role.
        role: String,
    },
    /// An organisation that the document names, that is not connected for it, and to which a law forbids it.
    Barred {
        /// The prohibition.
        row: Arc<Row>,
    },
    /// Whoever is to help, where nobody knows which municipality that is.
    Unplaced {
        /// The row that would find it.
        row: Arc<Row>,
    },
}

impl Candidate {
    /// Which partner it is.
    pub(in crate::pipeline) fn party(&self) -> Option<Party> {
        match self {
            Candidate::Partner { partner, .. } => Some(partner.party()),
            Candidate::Reporter { .. } | Candidate::Barred { .. } | Candidate::Unplaced { .. } => {
                None
            }
        }
    }
}

/// Could the row be about this candidate, by role and address?
pub(in crate::pipeline) fn fits(candidate: &Candidate, row: &Row) -> bool {
    match candidate {
        Candidate::Partner { partner, places } => {
            partner.role == row.to && places.contains(&row.place)
        }
        Candidate::Reporter { role } => row.place == Place::EigenMelding && *role == row.to,
        Candidate::Unplaced { .. } => false,
        Candidate::Barred { row: ban } => row.id == ban.id && row.to == ban.to,
    }
}
