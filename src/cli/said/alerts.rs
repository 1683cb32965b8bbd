//! The result of handling alerts -> Dutch.

use super::Words;
use crate::desk::{AlertSum, Handled};

pub(super) fn handled(handled: &Handled) -> Words {
    match handled {
        Handled::One(alert) => Words::yes(format!("melding {alert} is afgehandeld")),
        Handled::NotOpen(alert) => Words::no(format!(
            "melding {alert} staat niet open: kijk met `schakel alerts`"
        )),
        Handled::NoCode => Words::no("deze code bestaat niet: zie docs/operating.md"),
        Handled::NoSuch(of) => Words::no(format!(
            "`{of}` is geen bron, wachtrij of partner die er is: kijk met `schakel alerts`"
        )),
        Handled::NoneOpen(code) => Words::no(format!(
            "er staan geen meldingen `{code}` open: kijk met `schakel alerts`"
        )),
        Handled::Counted(AlertSum { code, count, last }) => Words::yes(format!(
            "{count} meldingen `{code}`, tot en met nummer {last}; er is niets gedaan"
        )),
        Handled::Many(AlertSum { code, count, last }) => Words::no(format!(
            "het zijn {count} meldingen `{code}`, tot en met nummer {last}; wie ze alle afmeldt geeft `--yes`"
        )),
        Handled::All {
            of: AlertSum { code, count, last },
            done,
        } => {
            let line =
                format!("{done} meldingen `{code}` zijn afgehandeld, tot en met nummer {last}");
            Words::all(vec![line], done == count)
        }
    }
}
