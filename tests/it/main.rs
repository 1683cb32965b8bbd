//! One binary of integration tests: they share one private broker node.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::too_many_arguments,
    clippy::too_many_lines,
    reason = "a test binary: a failure here is a failed test, and a story is as long as it is"
)]

mod added;
mod adding;
mod benched;
mod broker;
mod control;
mod demo;
mod explain;
mod faults;
mod feedback;
mod form;
#[path = "../pure/given.rs"]
mod given;
mod journey;
mod leak;
mod moment;
mod node;
mod node_works;
mod report;
mod sabotaged;
mod shared;
mod sim;
mod store;
mod tidy;
mod veiligthuis;
mod watched;
mod wayout;
mod wire;
mod world;
