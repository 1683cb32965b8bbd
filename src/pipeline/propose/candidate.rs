//! A candidate: a partner or an organisation that may be entitled to data, and whether a row could be about the document.

use crate::catalog::partner::Partner;
use crate::catalog::policy::{Place, Row};
use crate::party::Party;
use std::sync::Arc;

/// A party that may be entitled to data.
#[derive(Debug, Clone)]
pub enum Candidate {
    /// A partner, found by an address.
    Partner {
        /// The partner.
        partner: Arc<Partner>,
        /// Addresses by which the partner was found.
        places: Vec<Place>,
    },
    /// The reporter, in this role, of the report that the document answers.
    Reporter {
        /// The role.
        role: String,
    },
    /// An organisation that the document names, that is not connected for this kind, and to which a law forbids the document.
    Barred {
        /// The prohibition.
        row: Arc<Row>,
    },
    /// The municipality that is to help, where that municipality is not known.
    Unplaced {
        /// The row that would find the municipality.
        row: Arc<Row>,
    },
}

impl Candidate {
    /// The party of the partner.
    pub(in crate::pipeline) fn party(&self) -> Option<Party> {
        match self {
            Candidate::Partner { partner, .. } => Some(partner.party()),
            Candidate::Reporter { .. } | Candidate::Barred { .. } | Candidate::Unplaced { .. } => {
                None
            }
        }
    }
}

/// Whether the row could be about this candidate, by role and address.
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
