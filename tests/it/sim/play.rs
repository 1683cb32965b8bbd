//! A run played on the real loops and the real store, with the broker's side in memory and a clock that only the run moves.

mod arrivals;

use super::agree::{Record, agree};
use super::broker::Broker;
use super::hub::{Hubs, Running};
use super::list::{List, What};
use super::op::{Op, Pace, Sort, Way};
use super::place::{PARTNERS, SOURCES, START};
use schakel::store::State;
use serde_json::json;

/// Rounds without any news after which the hub rests.
const QUIET: usize = 4;
/// More rounds than this without time going by: it never rests.
const MOST_ROUNDS: usize = 5000;
/// A catalog that does not compile.
const BAD: usize = 2;
/// A pause at the end: longer than any wait of the schedule, in pieces.
const LONG: [i64; 6] = [40_000, 40_000, 400_000, 400_000, 4_600_000, 4_600_000];

pub(super) struct Play {
    broker: Broker,
    list: List,
    hubs: Hubs,
    hub: Running,
    version: String,
}

type Went = Result<(), String>;

impl Play {
    pub(super) async fn begin() -> Self {
        let mut list = List {
            now: START,
            catalogs: vec![(START, 0)],
            ..List::default()
        };
        let (mut broker, mut hubs) = (Broker::new(), Hubs::new());
        list.happened();
        let hub = hubs.start(&mut broker);
        let version = hub.version();
        Self {
            broker,
            list,
            hubs,
            hub,
            version,
        }
    }

    /// Plays everything, brings everybody up, and compares.
    pub(super) async fn play(mut self, run: &[(Op, Pace)]) -> Went {
        for (op, pace) in run {
            self.happen(*op).await?;
            match pace {
                Pace::Steps(steps) => {
                    for _ in 0..*steps {
                        self.step().await;
                    }
                }
                Pace::Rest => self.rest().await?,
            }
            if self.hub.has_ended() {
                return Err("the hub ended by itself".to_owned());
            }
        }
        self.end().await
    }

    async fn end(mut self) -> Went {
        self.hub.mend();
        self.broker.partners = [Way::Up; PARTNERS.len()];
        self.broker.answers = [Way::Up; SOURCES.len()];
        for replay in [false, true] {
            if replay {
                self.replay(true).await?;
            }
            self.rest().await?;
            for span in LONG {
                if self.is_done().await {
                    break;
                }
                self.pass(span).await;
                self.rest().await?;
            }
        }
        if !self.broker.empty() {
            return Err("messages came in that the hub never acknowledged".to_owned());
        }
        let record = self.hub.record().await;
        let told = self.hub.answers_left().await;
        if told > 0 {
            return Err(format!("{told} answers were never sent"));
        }
        let whole = self.hub.log_is_whole().await;
        self.hub.end();
        whole.and_then(|()| agree(&self.list, &record))
    }

    /// Nothing is left that time could change.
    async fn is_done(&self) -> bool {
        let open = |state| state == State::Due || state == State::Parked;
        let open = self
            .hub
            .record()
            .await
            .documents
            .iter()
            .flat_map(|(_, all)| all)
            .any(|dispatch| open(dispatch.state));
        !open && self.broker.empty() && self.hub.answers_left().await == 0
    }

    /// One step of every chain of work: what the store was asked is answered, and who waited for it goes on.
    async fn step(&mut self) -> bool {
        let before = self.hub.changes();
        self.hub.store_has_answered().await;
        let mut news = false;
        for _ in 0..6 {
            tokio::task::yield_now().await;
            news |= self.broker.pump(&mut self.list);
            self.hub.listen();
        }
        self.look_at_catalog();
        news || self.hub.changes() != before
    }

    /// Notes a catalog that has come into force.
    fn look_at_catalog(&mut self) {
        let version = self.hub.version();
        if version != self.version {
            self.list.catalogs.push((self.list.now, self.hubs.catalog));
            self.version = version;
        }
    }

    async fn rest(&mut self) -> Went {
        let mut quiet = 0;
        for _ in 0..MOST_ROUNDS {
            quiet = if self.step().await { 0 } else { quiet + 1 };
            if quiet == QUIET {
                return Ok(());
            }
        }
        Err("the hub does not come to rest".to_owned())
    }

    /// Lets time go by, in steps, so that what is due in between happens about then.
    async fn pass(&mut self, span: i64) {
        let mut left = span;
        while left > 0 {
            let piece = (span / 12).max(500).min(left);
            left -= piece;
            self.list.now += piece;
            self.hubs.advance(piece).await;
            for _ in 0..3 {
                if !self.step().await {
                    break;
                }
            }
        }
    }

    async fn happen(&mut self, op: Op) -> Went {
        self.hub.not_too_long();
        match op {
            Op::Arrive(source, pupil, sort) => self.document(source, pupil, sort),
            Op::ArriveWrong(source, pupil) => {
                let mut body = self.signal(source, pupil, Sort::Duty);
                body["data"]["pgn"] = json!("999900007"); // fails the eleven-proof
                self.send(source, What::Wrong, &body);
            }
            Op::Again(which) => {
                if let Some(message) = which.checked_rem(self.list.messages.len()) {
                    self.copy(message);
                }
            }
            Op::SameId(which) => self.same_id(which),
            Op::Say(source, pupil, giver, saying, ago, partner) => {
                self.say(source, pupil, giver, saying, ago, partner)
            }
            Op::Pass(span) => self.pass(span).await,
            Op::Partner(partner, way) => self.broker.partners[partner] = way,
            Op::Answers(source, way) => self.broker.answers[source] = way,
            Op::Stall => self.hub.stall(),
            Op::Refuse => {
                // one that cannot even record its start ends at once, as it should
                for _ in 0..4 {
                    self.step().await;
                }
                self.list.disordered = true;
                self.hub.refuse();
            }
            Op::Mend => self.hub.mend(),
            Op::Crash(all_the_same) => self.crash(all_the_same).await,
            Op::Restart => self.restart().await?,
            Op::Replay => self.replay(false).await?,
            // one at a time, so that it is known which one came into force
            Op::Reload(_) if self.hub.listen() => {}
            Op::Reload(BAD) => self.hub.reload(None).await,
            Op::Reload(catalog) => {
                self.hubs.catalog = catalog;
                self.hub.reload(Some(self.hubs.read())).await;
            }
        }
        Ok(())
    }

    async fn crash(&mut self, all_the_same: bool) {
        self.list.crashes += 1;
        let left = self.hubs.copy(&self.hub);
        self.broker.disconnect(&mut self.list, all_the_same);
        let unanswered = self.hub.kill().await;
        self.hub = self.hubs.start_on(left, &mut self.broker);
        self.remember_failures(unanswered).await;
    }

    /// What is parked still, though the hub before this one was asked for a replay: it did not live to do it.
    async fn remember_failures(&mut self, unanswered: bool) {
        if !unanswered {
            return;
        }
        let Record { documents } = self.hub.record().await;
        for dispatch in documents.iter().flat_map(|(_, dispatches)| dispatches) {
            let event = dispatch.event.to_string();
            if dispatch.state == State::Parked
                && let Some(failures) = self.list.forgiven.remove(&event)
            {
                self.list.failures.insert(event, failures);
            }
        }
    }

    async fn restart(&mut self) -> Went {
        self.hub.mend();
        self.hub.stop();
        self.broker.cancel();
        for _ in 0..200 {
            self.rest().await?;
            if self.hub.has_ended() {
                break;
            }
            self.pass(1000).await;
        }
        if !self.hub.has_ended() {
            return Err("the hub does not stop".to_owned());
        }
        self.broker.disconnect(&mut self.list, false);
        let unanswered = self.hub.kill().await;
        self.hub = self.hubs.start(&mut self.broker);
        self.remember_failures(unanswered).await;
        Ok(())
    }

    /// Every parked dispatch may try again, at the latest at the end; and each was parked for a reason, with somebody told.
    async fn replay(&mut self, last: bool) -> Went {
        if self.hub.is_hindered() {
            return Ok(());
        }
        self.rest().await?;
        let Record { documents } = self.hub.record().await;
        let alerts = self.hub.alerts().await;
        self.list.forgiven.clear();
        for dispatch in documents.iter().flat_map(|(_, dispatches)| dispatches) {
            let (event, state) = (dispatch.event.to_string(), dispatch.state);
            match state {
                State::Parked => {
                    let failures = self.list.failures.remove(&event).unwrap_or_default();
                    let due = failures > self.hubs.tries() && alerts.contains(&dispatch.seq);
                    if !due {
                        return Err(format!("{event} is parked after {failures} failures"));
                    }
                    self.list.forgiven.insert(event, failures);
                }
                State::Due if last && dispatch.subject.is_none() => {
                    return Err(format!("{event} is not sent though everybody is up"));
                }
                _ => {}
            }
        }
        self.hub.replay().await;
        Ok(())
    }
}
