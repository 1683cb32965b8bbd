//! The result of an order about one dispatch, pair or queue -> Dutch.

use super::Words;
use crate::desk::{Dropped, Ended, MatchAnswered, Resumed};
use crate::number::{DispatchNo, DoubtNo};
use crate::store::State;

pub(super) fn dropped(seq: DispatchNo, dropped: &Dropped) -> Words {
    match dropped {
        Dropped::Done => Words::yes(format!(
            "bezorging {seq} is ingetrokken; wat erachter wachtte gaat verder"
        )),
        Dropped::Unknown => Words::no(format!("bezorging {seq} bestaat niet")),
        Dropped::Ended(ended) => Words::no(format!("bezorging {seq} {}", had_ended(*ended))),
        Dropped::Stopping => Words::no("de hub stopt: er is niets veranderd"),
        Dropped::Unsure => {
            Words::no("de hub stopt: kijk na de volgende start of de bezorging er nog staat")
        }
        Dropped::InFlight => Words::no(format!(
            "bezorging {seq} is onderweg en komt niet terug: probeer het straks weer"
        )),
    }
}

/// The words about an earlier end of a dispatch, with the moment.
pub(super) fn had_ended(ended: Ended) -> String {
    let how = match ended.state {
        State::Delivered => "is al bezorgd",
        State::Dropped => "is al ingetrokken",
        State::Superseded => "is al vervangen door een latere",
        State::Due | State::Parked => "", // has not ended
    };
    let when = ended
        .at
        .map(|at| format!(" op {}", at.rfc3339()))
        .unwrap_or_default();
    format!("{how}{when}")
}

pub(super) fn matched(n: DoubtNo, matched: &MatchAnswered) -> Words {
    match matched {
        MatchAnswered::NotOpen => Words::no(format!(
            "nummer {n} staat niet open: kijk met `schakel subjects`"
        )),
        MatchAnswered::One => Words::yes(format!(
            "nummer {n}: het is dezelfde persoon, en wat over de een gezegd is geldt voor beiden"
        )),
        MatchAnswered::Two => Words::yes(format!(
            "nummer {n}: het zijn verschillende personen, en dat blijft zo"
        )),
    }
}

pub(super) fn resumed(queue: &str, resumed: &Resumed) -> Words {
    match resumed {
        Resumed::Done => Words::yes(format!("`{queue}` wordt weer gelezen")),
        Resumed::NotAside(aside) => {
            let which = match aside.as_slice() {
                [] => "er is geen wachtrij apart gezet".to_owned(),
                some => format!("apart gezet: {}", some.join(", ")),
            };
            Words::no(format!("`{queue}` is niet apart gezet; {which}"))
        }
    }
}
