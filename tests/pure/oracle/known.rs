//! What the table of the oracle has and the program has not yet: kinds, and pairs of giver and recipient.
//! Both lists may only become shorter, and must end empty.

pub(super) const KINDS_TO_COME: &[&str] = &[];

/// Kind, giver, recipient.
pub(super) const PAIRS_TO_COME: &[(&str, &str, &str)] = &[];
