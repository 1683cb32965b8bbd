//! One binary of tests of the pure middle: no broker, no store, no clock. What `tests/mutants` asks about every changed line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_arguments,
    clippy::too_many_lines,
    reason = "a test binary: a failure here is a failed test, and a story or a table is as long as it is"
)]

mod catalog;
mod decision;
mod given;
mod identity;
mod oracle;
mod path;
mod places;
mod proof;
mod settings;
mod table;
