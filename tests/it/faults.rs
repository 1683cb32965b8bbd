//! What goes wrong in practice, on the real program: afterwards everything that was sent has had its one end.

mod broker;
mod crash;
mod hang;
mod input;
mod kept;
mod long;
mod partner;
mod poison;
mod reload;
mod reports;
mod settings;
mod stall;
mod withdrawals;

use kept::assert_kept;
use reports::Report;
