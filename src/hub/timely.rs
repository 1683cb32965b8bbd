//! The machine's clock, beside the log and beside the steady clock -> a trouble in the health when the machine's clock cannot be right.
//!
//! Waiting never goes by the machine's clock. The day that the rules go by does, and so do the moments on record.

use super::Hub;
use crate::clock::{MADE, Moment};
use crate::health::Weight;
use crate::outcome::Code;
use crate::store::StoreError;
use std::time::Duration;
use tokio::time::sleep;
use tracing::{error, info};

/// A difference that clocks of good machines never have.
const TOLERANCE: i64 = 5 * 60_000;
/// The interval between looks at the clock while the hub runs.
const EVERY: Duration = Duration::from_secs(60);
/// The interval between looks while messages wait for a possible clock.
const HOLD: Duration = Duration::from_secs(1);
/// In years after the program was made: no hub goes longer without a new version.
const LATEST: i16 = 10;
const YEAR: i64 = 366 * 86_400_000;

/// A fault of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// The clock says a moment before this program was made, or many years after.
    Impossible,
    /// The log has a line from so many milliseconds later than the clock says.
    BeforeTheLog(i64),
    /// The clock was set forward by so many milliseconds while the hub ran, or back when below zero.
    Jumped(i64),
}

impl Wrong {
    fn weight(self) -> Weight {
        match self {
            // the rules on ages and days would go wrong
            Self::Impossible => Weight::NotReady,
            Self::BeforeTheLog(_) | Self::Jumped(_) => Weight::Degraded,
        }
    }

    fn words(self, now: Moment) -> String {
        let says = now.rfc3339();
        let what = match self {
            Self::Impossible => format!(
                "hij zegt {says}, en deze versie is van na {MADE} en geen {LATEST} jaar in gebruik"
            ),
            Self::BeforeTheLog(by) => format!(
                "hij zegt {says}, en in het logboek staat al een regel van {} later",
                length(by)
            ),
            Self::Jumped(by) if by < 0 => format!(
                "hij is {} teruggezet terwijl de hub draaide, naar {says}",
                length(by)
            ),
            Self::Jumped(by) => format!(
                "hij sprong {} vooruit terwijl de hub draaide, naar {says}",
                length(by)
            ),
        };
        let meanwhile = match self.weight() {
            Weight::NotReady => {
                "tot dan wordt niets beoordeeld of verstuurd, en er gaat niets verloren"
            }
            Weight::Degraded => "bezorgen gaat door",
        };
        format!(
            "de klok van deze machine klopt niet: {what}. Zet hem gelijk (NTP) en start de hub dan opnieuw; {meanwhile}"
        )
    }
}

fn length(ms: i64) -> String {
    match ms.abs() / 60_000 {
        minutes @ ..120 => format!("{minutes} minuten"),
        minutes @ ..2880 => format!("{} uur", minutes / 60),
        minutes => format!("{} dagen", minutes / 1440),
    }
}

/// The reason, in Dutch, that a hub may not start at this moment on a store with a log that goes to `last`; none when it may. A clock
/// behind the log is reported and is no such reason: waiting for two days would be worse.
pub fn unfit_to_start(now: Moment, last: Option<Moment>) -> Option<String> {
    let today = now.day();
    let beyond =
        today.year() > MADE.year() + LATEST && last.is_none_or(|last| now.ms_since(last) > YEAR);
    if today >= MADE && !beyond {
        return None;
    }
    let which = if beyond {
        format!("meer dan {LATEST} jaar na deze versie")
    } else {
        "van voor deze versie gemaakt werd".to_owned()
    };
    let says = now.rfc3339();
    Some(format!(
        "de klok van deze machine zegt {says}, {which}: de regels gelden op dagen, en dan zou geen bericht goed beoordeeld worden. \
         Zet de klok gelijk (NTP) en start opnieuw; er is niets aangenomen"
    ))
}

/// Whether the clock cannot be right, so that nothing can be judged: all that comes would be stopped, and all that is due withdrawn.
pub(super) fn is_impossible(hub: &Hub) -> bool {
    let now = (hub.clock)();
    let today = now.day();
    // a program without an upgrade in ten years goes on, one with a clock that was set there does not
    today < MADE || today.year() > MADE.year() + LATEST && hub.steady.strayed(now).abs() > TOLERANCE
}

/// Waits, with the messages in hand, for as long as the clock is impossible. False when the hub stops meanwhile. A clock that was set
/// while the hub runs is reported by the first caller that meets the change, and not at the next look.
pub(super) async fn possible(hub: &Hub) -> bool {
    loop {
        let now = (hub.clock)();
        let (impossible, jumped) = (is_impossible(hub), hub.steady.strayed(now));
        if impossible || jumped.abs() > TOLERANCE {
            let wrong = if impossible {
                Wrong::Impossible
            } else {
                Wrong::Jumped(jumped)
            };
            if !hub.health.is_wrong(Code::Clock, "", wrong.weight()) {
                tell(hub, wrong, now);
            }
        }
        if !impossible {
            return true;
        }
        if hub.stopping.is_requested() {
            return false;
        }
        let mut stopping = hub.stopping.clone();
        tokio::select! {
            () = sleep(HOLD) => {}
            () = stopping.requested() => {}
        }
    }
}

/// Reports a fault: in the log once, and in the health with the words of this moment.
fn tell(hub: &Hub, wrong: Wrong, now: Moment) {
    if !hub.health.is_wrong(Code::Clock, "", wrong.weight()) {
        error!(
            says = now.rfc3339(),
            ?wrong,
            "the clock of this machine cannot be right: set it, then restart the hub"
        );
    }
    hub.health
        .wrong(Code::Clock, "", wrong.weight(), wrong.words(now));
}

/// The moments that the clock is compared with.
struct ClockKnown {
    start: Moment,
    latest_line: Option<Moment>,
}

impl ClockKnown {
    /// The fault of the clock at this moment, if any. `jumped`: by how much the clock was set meanwhile.
    fn wrong(&self, now: Moment, jumped: i64) -> Option<Wrong> {
        let ahead = self.latest_line.unwrap_or(now).ms_since(now);
        if unfit_to_start(now, self.latest_line.or(Some(self.start))).is_some() {
            Some(Wrong::Impossible)
        } else if jumped.abs() > TOLERANCE {
            Some(Wrong::Jumped(jumped))
        } else {
            (ahead > TOLERANCE).then_some(Wrong::BeforeTheLog(ahead))
        }
    }
}

/// Watches the clock of a hub.
pub(super) struct ClockWatch<'h> {
    hub: &'h Hub,
    known: ClockKnown,
}

impl<'h> ClockWatch<'h> {
    /// Looks for the first time, before this run has written anything.
    pub(super) async fn begin(hub: &'h Hub) -> Result<Self, StoreError> {
        let latest_line = hub.store.read(|store| store.latest_line()).await?;
        let watch = Self {
            hub,
            known: ClockKnown {
                start: hub.now(),
                latest_line,
            },
        };
        watch.look();
        Ok(watch)
    }

    /// Looks at the clock every [`EVERY`].
    pub(super) async fn go_on(self) -> std::convert::Infallible {
        loop {
            sleep(EVERY).await;
            self.look();
        }
    }

    fn look(&self) {
        let now = self.hub.now();
        match self.known.wrong(now, self.hub.steady.strayed(now)) {
            Some(wrong) => tell(self.hub, wrong, now),
            None => {
                if self.hub.health.is_wrong(Code::Clock, "", Weight::Degraded) {
                    info!("the clock of this machine is right again");
                }
                self.hub.health.right(Code::Clock, "");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Moment = Moment::from_ms(0);
    const MINUTE: i64 = 60_000;
    const DAY: i64 = 86_400_000;

    fn of(day: &str) -> Moment {
        Moment::start_of(day.parse().unwrap())
    }

    const fn after(moment: Moment, ms: i64) -> Moment {
        Moment::from_ms(moment.ms() + ms)
    }

    #[test]
    fn a_hub_does_not_start_in_a_year_that_cannot_be() {
        let long_ago = unfit_to_start(START, None).unwrap();
        assert!(
            long_ago.contains("1970-01-01") && long_ago.contains("NTP"),
            "{long_ago}"
        );
        let (today, last) = (of("2026-11-29"), of("2026-11-30"));
        assert!(
            unfit_to_start(START, Some(today)).is_some(),
            "also on a store that is not new"
        );
        assert!(
            unfit_to_start(of("2040-01-01"), None)
                .unwrap()
                .contains("10 jaar")
        );
        assert!(unfit_to_start(of("2040-01-01"), Some(today)).is_some());
        assert_eq!(
            unfit_to_start(of("2040-01-01"), Some(of("2039-12-24"))),
            None,
            "nobody ever upgraded it"
        );
        assert_eq!(
            (
                unfit_to_start(today, None),
                unfit_to_start(today, Some(last))
            ),
            (None, None),
            "behind the log it is told, and starts"
        );
    }

    #[test]
    fn a_clock_that_is_behind_the_log_or_jumps_is_seen() {
        let start = of("2026-11-29");
        let known = |latest_line| ClockKnown { start, latest_line };
        assert_eq!(
            (
                known(None).wrong(start, 0),
                known(Some(after(start, 4 * MINUTE))).wrong(start, 0)
            ),
            (None, None)
        );
        let behind = known(Some(after(start, 2 * DAY)));
        assert_eq!(behind.wrong(start, 0), Some(Wrong::BeforeTheLog(2 * DAY)));
        assert!(
            Wrong::BeforeTheLog(2 * DAY)
                .words(start)
                .contains("2 dagen later")
        );
        let running = known(Some(start));
        let now = after(start, 60 * MINUTE);
        assert_eq!(running.wrong(after(now, MINUTE), MINUTE), None);
        assert_eq!(
            running.wrong(after(now, 6 * MINUTE), 6 * MINUTE),
            Some(Wrong::Jumped(6 * MINUTE))
        );
        assert_eq!(
            running.wrong(after(now, -2 * DAY), -2 * DAY),
            Some(Wrong::Jumped(-2 * DAY))
        );
        assert!(
            Wrong::Jumped(-2 * DAY)
                .words(now)
                .contains("2 dagen teruggezet")
        );
        assert_eq!(running.wrong(START, -now.ms()), Some(Wrong::Impossible));
        assert_eq!(
            behind.wrong(after(start, 60 * MINUTE), 0),
            Some(Wrong::BeforeTheLog(2 * DAY - 60 * MINUTE)),
            "until the log is reached"
        );
    }
}
