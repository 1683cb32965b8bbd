//! What goes wrong in practice, on the real program: afterwards everything that was sent has had its one end.

mod broker;
mod crash;
mod hang;
mod input;
mod kept;
mod partner;
mod poison;
mod reload;
mod settings;
mod stall;
mod withdrawals;

use kept::{Report, assert_kept};
