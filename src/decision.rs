//! A document and the record about it -> the end of the document, and the changes that put the end on record. No store and no clock: the
//! same record gives the same changes.
//!
//! The hub gathers the record, a function of this module decides, and the store applies the changes, within one transaction: the next
//! document is decided with the changes of this one on record.

pub mod acquainted;
pub mod answer;
pub mod changes;
pub mod document;
pub mod elsewhere;
mod hidden;
pub mod kept;
pub mod lost;
mod name;
pub mod number;
pub mod person;
pub mod repeat;
pub mod rows;
pub mod ruled;
mod settled;
mod sightings;
pub mod step;
pub mod stopped;
mod verdict;

pub use acquainted::Acquainted;
pub use changes::{Decided, RecordChange};
pub use document::{Document, End};
pub use hidden::hide;
pub use person::MOST_MATCHES;
pub use settled::{Settled, settle};
pub use sightings::sighted;
pub use step::Step;

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
