//! The result of a change of keys -> Dutch.

use super::Words;
use crate::desk::{Retired, Rotated};
use crate::store::Unmatched;

pub(super) fn rotated(version: u32, rotated: &Rotated) -> Words {
    match rotated {
        Rotated::Done => Words::yes(format!(
            "personen worden voortaan met sleutel {version} vastgelegd; oudere sleutels blijven nodig om hen te herkennen"
        )),
        Rotated::NoPlace => Words::no("deze hub heeft geen plek voor sleutels"),
        Rotated::Unreadable(why) => Words::no(why),
        Rotated::NotNext => Words::no(format!(
            "sleutel {version} is niet de volgende: probeer het opnieuw"
        )),
    }
}

pub(super) fn retired(version: u32, retired: &Retired) -> Words {
    match retired {
        Retired::NotInUse => Words::no(format!("sleutel {version} is niet in gebruik")),
        Retired::Newest => Words::no(format!(
            "sleutel {version} is de nieuwste: maak eerst een andere met `schakel key rotate`"
        )),
        Retired::Costs(cost) => {
            let whom = format!(
                "zonder sleutel {version} worden niet meer herkend: {}",
                costs(cost)
            );
            let how =
                "wat zij weigerden wordt dan niet meer gevonden; wie dat aanvaardt geeft `--yes`";
            Words::all(vec![whom, how.to_owned()], false)
        }
        Retired::Done(cost) => Words::yes(format!(
            "sleutel {version} is uit gebruik; niet meer herkend: {}",
            costs(cost)
        )),
    }
}

fn costs(cost: &Unmatched) -> String {
    let Unmatched {
        subjects,
        refused,
        reports,
    } = cost;
    format!(
        "{subjects} personen (van {refused} is een weigering of beperking bekend) en {reports} meldingsnummers"
    )
}
