//! What is wrong with the hub, looked at each second -> a line when it begins and when it is over, and an alert when it lasts.

use super::Hub;
use crate::health::{ALL_QUEUES, Health, Trouble, Weight};
use crate::outcome::Code;
use crate::store::{StoreError, Writing};
use crate::topology;
use futures_util::FutureExt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::{error, info, warn};

/// So often it is looked; what lasts shorter is not worth a line.
const GLANCE: Duration = Duration::from_secs(1);
/// What comes back within this time was not over.
const SETTLED: Duration = Duration::from_secs(5);
/// Our own connections come back by themselves, and nothing is lost meanwhile: a person hears of it later.
const DISCONNECTED: Duration = Duration::from_secs(600);
/// A job of the store may take this long before it is called hanging.
const PATIENCE: Duration = Duration::from_secs(10);

const CONSUMING: &str = "consuming";
const PUBLISHING: &str = "publishing";

/// What is looked at without asking anybody: the connections, the broker's alarm, whether any queue is read, and a recording that
/// stands still. Also takes away what is said of partners and queues that are not in the catalog any more.
pub fn see(hub: &Hub) {
    let (health, metrics, catalog) = (&hub.health, &hub.metrics, hub.catalog.load());
    let not_ready = |is_wrong: bool, code: Code, about: &str, words: &str| match is_wrong {
        true => health.wrong(code, about, Weight::NotReady, words),
        false => health.right(code, about),
    };
    for (name, up) in metrics.connections() {
        let words = match name {
            CONSUMING => "geen verbinding om van te lezen",
            _ => "geen verbinding om op te bezorgen",
        };
        not_ready(!up, Code::Disconnected, name, words);
    }
    let blocked = "de broker heeft alarm geslagen over zijn geheugen of schijf en neemt geen berichten aan: maak daar ruimte";
    not_ready(metrics.is_blocked(), Code::Blocked, "", blocked);
    if metrics.is_stalled() {
        store_refuses(health, REFUSES);
    }
    let troubles = health.troubles();
    let of = |codes: &[Code], about: &str| {
        troubles
            .iter()
            .any(|trouble| codes.contains(&trouble.code) && trouble.about == about)
    };
    let unread = |source: &String| {
        of(
            &[Code::QueueUnread, Code::QueueAside],
            &topology::in_queue(source),
        )
    };
    let none =
        "geen enkele wachtrij van de catalogus wordt gelezen: bij elke wachtrij staat waarom";
    not_ready(
        catalog.sources.keys().all(unread),
        Code::QueueUnread,
        ALL_QUEUES,
        none,
    );
    for Trouble { code, about, .. } in &troubles {
        let gone = match code {
            Code::QueueUnread | Code::QueueAside => match about.split_once('.') {
                Some(("in" | "dlq", source)) => {
                    about != ALL_QUEUES && !catalog.sources.contains_key(source)
                }
                _ => false,
            },
            Code::PartnerUnreached => !catalog
                .partners
                .iter()
                .any(|partner| partner.party().to_string() == *about),
            _ => false,
        };
        if gone {
            health.right(*code, about);
        }
    }
}

/// What is said when the store answers that it does not take something.
pub const REFUSES: &str = "de opslag neemt niets aan";
/// What is said when it does not answer.
pub const HANGS: &str = "de opslag antwoordt niet op tijd";

/// The store takes nothing.
pub fn store_refuses(health: &Health, words: &str) {
    health.wrong(Code::StoreRefuses, "", Weight::NotReady, words);
}

/// The store has taken something; but what it refused before may still wait.
pub fn store_takes(hub: &Hub) {
    if !hub.metrics.is_stalled() {
        hub.health.right(Code::StoreRefuses, "");
    }
}

/// Looks each second until the hub stops. What is wrong for `after` raises an alert.
pub async fn watch(hub: Arc<Hub>, after: Duration) {
    let mut stopping = hub.stopping.clone();
    let (mut watch, mut asking) = (Watch::new(after), None);
    loop {
        tokio::select! {
            () = stopping.requested() => return,
            () = sleep(GLANCE) => {}
        }
        see(&hub);
        for Over {
            key: (code, about),
            seconds,
        } in watch.look(&hub.health.troubles(), Instant::now())
        {
            info!(code = code.as_str(), about, seconds, "it is over");
        }
        asking = ask(&hub, &mut watch.owed, asking).await;
    }
}

type Key = (Code, String);
type Numbers = Vec<(Key, Option<i64>)>;

/// A job that raises alerts, and since when it is with the store.
struct Asking(JoinHandle<Result<Numbers, StoreError>>, Instant);

/// One job at a time: a store that hangs does not gather them. What it refuses is owed until it is taken, also when the trouble is over.
async fn ask(hub: &Hub, owed: &mut BTreeSet<Key>, asking: Option<Asking>) -> Option<Asking> {
    if let Some(Asking(mut job, since)) = asking {
        match (&mut job).now_or_never() {
            None => {
                if since.elapsed() > PATIENCE {
                    store_refuses(&hub.health, HANGS);
                }
                return Some(Asking(job, since));
            }
            Some(Ok(Ok(raised))) => {
                store_takes(hub);
                for (key, number) in raised {
                    if let Some(alert) = number {
                        error!(
                            code = key.0.as_str(),
                            about = key.1,
                            alert,
                            "it lasts, a person must look"
                        );
                    }
                    owed.remove(&key);
                }
            }
            Some(Ok(Err(_)) | Err(_)) => store_refuses(&hub.health, REFUSES),
        }
    }
    let refuses = hub
        .health
        .troubles()
        .iter()
        .any(|trouble| trouble.code == Code::StoreRefuses);
    if owed.is_empty() && !refuses {
        return None;
    }
    let (store, now, keys) = (hub.store.clone(), hub.now(), owed.clone());
    let job = move |store: &Writing<'_>| {
        store.pulse()?;
        let raised = keys.into_iter().map(|key| {
            store
                .raise_alert_about(now, key.0, &key.1)
                .map(|number| (key, number))
        });
        raised.collect()
    };
    Some(Asking(
        tokio::spawn(async move { store.write(job).await }),
        Instant::now(),
    ))
}

/// What is known of the troubles from one look to the next.
struct Watch {
    after: Duration,
    looked: Instant,
    seen: BTreeMap<Key, Seen>,
    /// What a person must hear of and is not on record yet.
    owed: BTreeSet<Key>,
}

/// Something that was told and is over.
#[derive(Debug, PartialEq, Eq)]
struct Over {
    key: Key,
    /// From its begin to its end, what it only followed from included.
    seconds: u64,
}

struct Seen {
    since: Instant,
    last: Instant,
    /// When it was first seen to be gone, since it was there last.
    gone: Option<Instant>,
    /// For so long in all, without what it only followed from.
    wrong: Duration,
    told: bool,
    asked: bool,
}

impl Watch {
    fn new(after: Duration) -> Self {
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

    fn look(&mut self, troubles: &[Trouble], now: Instant) -> Vec<Over> {
        let before = std::mem::replace(&mut self.looked, now);
        for trouble in troubles {
            let (code, about, term) = (
                trouble.code.as_str(),
                trouble.about.as_str(),
                self.term(trouble.code),
            );
            let key = (trouble.code, trouble.about.clone());
            // what was not seen before may have begun before the last look all the same
            let from = if self.seen.contains_key(&key) {
                trouble.since.max(before)
            } else {
                trouble.since
            };
            let new = Seen {
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

/// Is this no more than what another trouble brings? That one asks for a person, and this one only when it outlasts it.
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

    const AFTER: Duration = Duration::from_secs(60);
    const LEERPLICHT: (Code, &str) = (Code::PartnerUnreached, "1/leerplicht");

    struct Day {
        health: Health,
        watch: Watch,
        over: Vec<Over>,
    }

    impl Day {
        fn begin() -> Self {
            Self {
                health: Health::default(),
                watch: Watch::new(AFTER),
                over: Vec::new(),
            }
        }

        fn wrong(&self, (code, about): (Code, &str)) {
            self.health.wrong(code, about, Weight::Degraded, "stuk");
        }

        fn right(&self, (code, about): (Code, &str)) {
            self.health.right(code, about);
        }

        /// So many seconds go by, with a look in each; what a person must hear of since.
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
        // by no fault of its own, until the end
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
        // what comes back within seconds is one trouble
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
