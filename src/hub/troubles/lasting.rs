//! Troubles from one look to the next -> those that last and ask for a person, and those that are over. A trouble that comes back at once
//! was not over.

use crate::health::{ALL_QUEUES, Trouble};
use crate::outcome::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;
use tracing::warn;

/// The interval between looks; a trouble that lasts shorter is not worth a line.
pub(super) const GLANCE: Duration = Duration::from_secs(1);
/// A trouble that comes back within this time was not over.
const SETTLED: Duration = Duration::from_secs(5);
/// Our own connections come back by themselves, and nothing is lost meanwhile: a person is told later than of other troubles.
const DISCONNECTED: Duration = Duration::from_secs(600);

pub(super) const CONSUMING: &str = "consuming";
const PUBLISHING: &str = "publishing";

/// The code of a trouble, and the name of the thing that has the trouble.
pub(super) type Key = (Code, String);

/// The troubles as known from one look to the next.
pub(super) struct TroubleWatch {
    after: Duration,
    looked: Instant,
    seen: BTreeMap<Key, SeenTrouble>,
    /// Troubles that a person must know of and that are not on record yet.
    pub(super) owed: BTreeSet<Key>,
}

/// A trouble that was logged and is over.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Over {
    pub(super) key: Key,
    /// From the begin to the end of the trouble, including the time that it only followed from another.
    pub(super) seconds: u64,
}

struct SeenTrouble {
    since: Instant,
    last: Instant,
    /// The first moment without the trouble since its last sighting.
    gone: Option<Instant>,
    /// The time in all, without the time that the trouble only followed from another.
    wrong: Duration,
    told: bool,
    asked: bool,
}

impl TroubleWatch {
    pub(super) fn new(after: Duration) -> Self {
        Self {
            after,
            looked: Instant::now(),
            seen: BTreeMap::new(),
            owed: BTreeSet::new(),
        }
    }

    fn term(&self, code: Code) -> Duration {
        match code {
            Code::QueueAside | Code::Unsafe => Duration::ZERO,
            Code::Disconnected => DISCONNECTED.max(self.after),
            _ => self.after,
        }
    }

    pub(super) fn look(&mut self, troubles: &[Trouble], now: Instant) -> Vec<Over> {
        let before = std::mem::replace(&mut self.looked, now);
        for trouble in troubles {
            let (code, about, term) = (
                trouble.code.as_str(),
                trouble.about.as_str(),
                self.term(trouble.code),
            );
            let key = (trouble.code, trouble.about.clone());
            // a trouble that was not seen before may have begun before the last look all the same
            let from = if self.seen.contains_key(&key) {
                trouble.since.max(before)
            } else {
                trouble.since
            };
            let new = SeenTrouble {
                since: trouble.since,
                last: now,
                gone: None,
                wrong: Duration::ZERO,
                told: false,
                asked: false,
            };
            let seen = self.seen.entry(key.clone()).or_insert(new);
            (seen.last, seen.gone) = (now, None);
            match follows(trouble, troubles) {
                true => seen.wrong = Duration::ZERO,
                false => seen.wrong += now.saturating_duration_since(from),
            }
            if seen.wrong >= GLANCE && !std::mem::replace(&mut seen.told, true) {
                warn!(code, about, "something is wrong");
            }
            if seen.wrong >= term
                && !follows(trouble, troubles)
                && !std::mem::replace(&mut seen.asked, true)
            {
                self.owed.insert(key);
            }
        }
        let mut over = Vec::new();
        self.seen.retain(|key, seen| {
            if seen.last != now {
                seen.gone.get_or_insert(now);
            }
            let keep = now.saturating_duration_since(seen.last) < SETTLED;
            if !keep && seen.told {
                let end = seen.gone.unwrap_or(now);
                over.push(Over {
                    key: key.clone(),
                    seconds: end.saturating_duration_since(seen.since).as_secs(),
                });
            }
            keep
        });
        over
    }
}

/// Whether a trouble is no more than the result of another. The other one asks for a person, and this one only when it outlasts the other.
fn follows(trouble: &Trouble, all: &[Trouble]) -> bool {
    let is = |code: Code, about: &str| {
        all.iter()
            .any(|other| (other.code, other.about.as_str()) == (code, about))
    };
    match trouble.code {
        Code::QueueUnread if trouble.about == ALL_QUEUES => is(Code::Disconnected, CONSUMING),
        Code::QueueUnread => {
            is(Code::Disconnected, CONSUMING)
                || is(Code::QueueUnread, ALL_QUEUES)
                || is(Code::QueueAside, &trouble.about)
        }
        Code::PartnerUnreached => {
            is(Code::Disconnected, PUBLISHING)
                || is(Code::Blocked, "")
                || is(Code::StoreRefuses, "")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Health, Weight};

    const AFTER: Duration = Duration::from_secs(60);
    const LEERPLICHT: (Code, &str) = (Code::PartnerUnreached, "1/leerplicht");

    struct Day {
        health: Health,
        watch: TroubleWatch,
        over: Vec<Over>,
    }

    impl Day {
        fn begin() -> Self {
            Self {
                health: Health::default(),
                watch: TroubleWatch::new(AFTER),
                over: Vec::new(),
            }
        }

        fn wrong(&self, (code, about): (Code, &str)) {
            self.health.wrong(code, about, Weight::Degraded, "stuk");
        }

        fn right(&self, (code, about): (Code, &str)) {
            self.health.right(code, about);
        }

        /// Lets so many seconds go by, with a look in each; gives the troubles that a person must know of since.
        async fn pass(&mut self, seconds: u64) -> Vec<(Code, String)> {
            for _ in 0..seconds {
                tokio::time::advance(GLANCE).await;
                self.over
                    .extend(self.watch.look(&self.health.troubles(), Instant::now()));
            }
            std::mem::take(&mut self.watch.owed).into_iter().collect()
        }
    }

    fn of((code, about): (Code, &str)) -> Vec<(Code, String)> {
        vec![(code, about.to_owned())]
    }

    #[tokio::test(start_paused = true)]
    async fn what_lasts_asks_for_a_person_once() {
        let mut day = Day::begin();
        day.wrong(LEERPLICHT);
        assert_eq!(day.pass(59).await, []);
        assert_eq!(day.pass(1).await, of(LEERPLICHT));
        assert_eq!(day.pass(4000).await, []);
        day.right(LEERPLICHT);
        assert_eq!(day.pass(5).await, []);
        day.wrong(LEERPLICHT);
        assert_eq!(day.pass(60).await, of(LEERPLICHT), "it began anew");
    }

    #[tokio::test(start_paused = true)]
    async fn how_long_it_took_is_told_from_begin_to_end_also_when_it_followed_from_another() {
        let over = |seconds| Over {
            key: (LEERPLICHT.0, LEERPLICHT.1.to_owned()),
            seconds,
        };
        let mut day = Day::begin();
        day.wrong(LEERPLICHT);
        day.pass(20).await;
        // by no fault of the partner itself, until the end
        day.wrong((Code::StoreRefuses, ""));
        day.pass(71).await;
        let said = day
            .health
            .troubles()
            .iter()
            .map(|trouble| trouble.since.elapsed().as_secs())
            .max();
        day.right(LEERPLICHT);
        day.pass(9).await;
        assert_eq!(
            (said, std::mem::take(&mut day.over)),
            (Some(91), vec![over(92)]),
            "`/klaar` never said more"
        );
        day.right((Code::StoreRefuses, ""));
        // a trouble that comes back within seconds is one trouble
        for _ in 0..3 {
            day.wrong(LEERPLICHT);
            day.pass(10).await;
            day.right(LEERPLICHT);
            day.pass(3).await;
        }
        day.pass(9).await;
        assert_eq!(day.over.last(), Some(&over(37)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_over_before_its_term_asks_nobody() {
        let mut day = Day::begin();
        for _ in 0..5 {
            day.wrong(LEERPLICHT);
            assert_eq!(day.pass(50).await, []);
            day.right(LEERPLICHT);
            assert_eq!(day.pass(6).await, []);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_back_again_and_again_was_not_over() {
        let mut day = Day::begin();
        let mut asked = Vec::new();
        for _ in 0..40 {
            day.wrong(LEERPLICHT);
            asked.extend(day.pass(2).await);
            day.right(LEERPLICHT);
            asked.extend(day.pass(2).await);
        }
        assert_eq!(asked, of(LEERPLICHT));
    }

    #[tokio::test(start_paused = true)]
    async fn each_code_has_its_term() {
        for (code, seconds) in [
            (Code::Disconnected, 600),
            (Code::QueueAside, 1),
            (Code::Unsafe, 1),
            (Code::Blocked, 60),
            (Code::Clock, 60),
        ] {
            let mut day = Day::begin();
            day.wrong((code, ""));
            assert_eq!(day.pass(seconds - 1).await, [], "{code}");
            assert_eq!(day.pass(1).await, of((code, "")), "{code}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_only_follows_from_another_asks_when_it_outlasts_that() {
        let (away, queue) = (
            (Code::Disconnected, CONSUMING),
            (Code::QueueUnread, "in.school"),
        );
        let mut day = Day::begin();
        day.wrong(away);
        day.wrong(queue);
        assert_eq!(day.pass(599).await, []);
        assert_eq!(day.pass(1).await, of(away));
        day.right(away);
        assert_eq!(
            day.pass(59).await,
            [],
            "it counts from when the connection was back"
        );
        assert_eq!(day.pass(1).await, of(queue));
    }
}
