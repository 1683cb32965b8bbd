//! Two wijkteams in one gemeente: exactly one gets it, that of the wijk, and else the one that is its access (row 10).

use super::care::question;
use super::{Ought, Step, Theme, gets, nothing};
use crate::expect::care::SIGNAL;
use crate::maker::Maker;
use crate::partner::Partner;
use crate::pupil::{Pupil, STAPHORST};
use crate::source::{Kind, Source};
use anyhow::Result;
use serde_json::json;

const SENT: (Source, Kind) = (Source::ThorbeckeCare, Kind::Signal);
const HELP: &str = "hulp-aan-school";
/// In `wijken.csv` of the region, as lying in Rouveen.
const IN_ROUVEEN: &str = "7954AB";
/// Not in there.
const NOWHERE: &str = "7951ZZ";

pub(super) fn theme(maker: &mut Maker) -> Result<Theme> {
    let [told, looked_up, unknown] = [
        maker.young(9, STAPHORST)?,
        at(maker.young(9, STAPHORST)?, IN_ROUVEEN),
        at(maker.young(9, STAPHORST)?, NOWHERE),
    ];
    let by_access = Ought::Gets(
        Partner::WijkteamStaphorst,
        &SIGNAL,
        "dat is de toegang voor wie in geen van beider wijken woont",
    );
    let mut steps = asked(
        maker,
        "de school noemt de wijk; ja voor beide",
        (&told, Some("Staphorst")),
        gets(Partner::WijkteamStaphorst, &SIGNAL),
        None,
    );
    steps.extend(asked(
        maker,
        "alleen de postcode: die ligt in Rouveen",
        (&looked_up, None),
        gets(Partner::WijkteamRouveen, &SIGNAL),
        None,
    ));
    steps.extend(asked(
        maker,
        "de postcode ligt in geen bekende wijk",
        (&unknown, None),
        by_access,
        Some("disclosure.condition"),
    ));
    Ok(Theme {
        name: "Twee wijkteams in Staphorst",
        steps,
    })
}

fn at(child: Pupil, postcode: &str) -> Pupil {
    Pupil {
        postcode: postcode.to_owned(),
        ..child
    }
}

/// The parents said yes to both teams, so only the wijk decides; `other`: why the other team, when it is found as well, gets nothing.
fn asked(
    maker: &mut Maker,
    words: &'static str,
    (child, wijk): (&Pupil, Option<&str>),
    team: Ought,
    other: Option<&'static str>,
) -> Vec<Step> {
    let mut data = question(child, &maker.number("01AB-Z"), "01AB");
    if let (Some(wijk), Some(who)) = (
        wijk,
        data.get_mut("leerling").and_then(|who| who.as_object_mut()),
    ) {
        who.insert("woonwijk".to_owned(), json!(wijk));
    }
    let silent = ["smw", "jgz"].map(|role| nothing(role, "disclosure.no_consent", ""));
    let mut oughts = vec![team];
    oughts.extend(other.map(|code| nothing("wijkteam", code, "")));
    oughts.extend(silent);
    vec![
        maker.consents(SENT.0, child, Partner::WijkteamStaphorst, HELP, &SIGNAL),
        maker.consents(SENT.0, child, Partner::WijkteamRouveen, HELP, &SIGNAL),
        maker.about(words, SENT, child, &data, oughts),
    ]
}
