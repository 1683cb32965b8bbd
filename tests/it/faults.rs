//! What goes wrong in practice, on the real program: afterwards everything that was sent has had its one end.

mod broker;
mod crash;
mod input;
mod kept;
mod partner;
mod poison;
mod reload;
mod settings;

pub(crate) use kept::Report;
use kept::assert_kept;
