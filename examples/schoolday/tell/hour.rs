//! The hour in which the wijkteam could not be reached.

use super::{Story, many};
use crate::day::Day;
use crate::expect::{Delivery, Fate};
use crate::partner::Partner;
use crate::source::Kind;
use crate::stage::Played;
use std::collections::BTreeSet;

pub(super) fn tell(story: &mut Story, day: &Day, played: &Played) {
    let documents = || {
        day.hour
            .values()
            .flatten()
            .flat_map(|payload| &payload.documents)
    };
    let deliveries: Vec<&Delivery> = documents()
        .flat_map(|document| document.end.deliveries())
        .collect();
    let of = |fate: Fate| {
        deliveries
            .iter()
            .filter(|delivery| delivery.fate == fate)
            .count()
    };
    let waited: Vec<&&Delivery> = deliveries
        .iter()
        .filter(|delivery| delivery.fate != Fate::AtOnce)
        .collect();
    let lanes: BTreeSet<&str> = waited
        .iter()
        .filter_map(|delivery| delivery.lane.as_deref())
        .collect();
    let families = day
        .withdrawals
        .values()
        .flatten()
        .flat_map(|payload| &payload.documents)
        .filter(|one| one.kind == Kind::Withdrawn)
        .count();

    story.title(
        "13:00  De postbus van Sociaal wijkteam Zwolle is weg; de scholen merken er niets van",
    );
    story.line(format!(
        "  {} komen binnen. Wat voor anderen is gaat gewoon door: {}.",
        many(documents().count(), "document", "documenten"),
        many(of(Fate::AtOnce), "bezorging", "bezorgingen")
    ));
    story.line(format!(
        "  {} bezorgingen, over {}, wachten op het wijkteam. Van elke leerling is de eerste",
        waited.len(),
        many(lanes.len(), "leerling", "leerlingen")
    ));
    story.line("  drie keer geprobeerd (in de demo; anders een etmaal lang) en toen geparkeerd voor een mens; de rest blijft erachter:");
    line_of_team(story, &played.hour);
    story.line(format!(
        "  De hub zegt van zichzelf, op `/klaar`: {}",
        played.ready
    ));
    story.line(
        "13:20  Iemand past de adapter van het wijkteam aan, met een tikfout: `schakel reload`",
    );
    for complaint in played.refused.lines() {
        story.line(format!("  {complaint}"));
    }
    story.line("  Alles of niets: de hub gaat door met de catalogus die hij had.");
    story.line(format!(
        "13:40  {} in",
        match families {
            1 => "Eén jeugdige of ouder trekt de toestemming".to_owned(),
            n => format!("{n} ouders en jeugdigen trekken hun toestemming"),
        }
    ));
    story
        .line("14:00  De postbus is er weer: `schakel topology`, en dan `schakel replay --parked`");
    for line in played.replayed.lines() {
        story.line(format!("  {line}"));
    }
    story.line(format!(
        "  {} alsnog bezorgd, per leerling in volgorde; {} niet meer, want intussen was de toestemming ingetrokken.",
        of(Fate::Waited),
        of(Fate::Withdrawn)
    ));
}

/// As `schakel overview` says it.
fn line_of_team(story: &mut Story, overview: &str) {
    let line = overview.lines().find(|line| {
        line.trim_start()
            .starts_with(Partner::WijkteamZwolle.name())
    });
    story.line(format!("  {}", line.unwrap_or_default()));
}
