//! What goes wrong in practice, on the real program: afterwards everything that was sent has had its one end.

mod broker;
mod bytes;
mod channels;
mod crash;
mod fair;
mod flood;
mod hang;
mod input;
mod kept;
mod last;
mod long;
mod partner;
mod poison;
mod policies;
mod register;
mod reload;
mod reports;
mod restore;
mod settings;
mod stall;
mod texts;
mod unread;
mod withdrawals;

pub(crate) use reports::Report;

use kept::assert_kept;
use std::fs;
use std::path::Path;

/// Tries that do not end as long as the test runs.
fn patient(folder: &Path) {
    let path = folder.join("schakel.toml");
    let text = fs::read_to_string(&path).unwrap();
    let schedule = vec!["1"; 600].join(", ");
    fs::write(&path, text.replace("schedule = [1, 1, 1, 1, 1, 1, 1, 1]", &format!("schedule = [{schedule}]"))).unwrap();
}
