//! The broker's side, in memory: queues with redelivery, exchanges that may be down, confirms that may not come.

use super::list::List;
use super::op::Way;
use super::place::{PARTNERS, SOURCES};
use schakel::arrival::{Arrival, Settlement};
use schakel::broker::{Mailbox, PublishFailure, Request};
use schakel::message::{Content, Inbound, Private, Proof};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};

/// Messages of one queue that are in the hub at once.
const PREFETCH: usize = 8;
/// A publish is given up after this long, in milliseconds.
const PATIENCE: i64 = 30_000;
/// A consumer that was cut off comes back after this long.
const RECONNECT: i64 = 100;

/// One copy of a message.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub(super) message: usize,
    pub(super) id: String,
    pub(super) body: Vec<u8>,
    pub(super) redelivered: bool,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Copy>,
    unsettled: VecDeque<(Copy, oneshot::Receiver<Settlement>)>,
    resume: i64,
}

type Lines = Arc<Mutex<Vec<mpsc::Receiver<Request>>>>;

pub(super) struct Broker {
    queues: [Queue; SOURCES.len()],
    pub(super) partners: [Way; PARTNERS.len()],
    pub(super) answers: [Way; SOURCES.len()],
    lines: Lines,
    unconfirmed: Vec<(i64, Request)>,
    hub: Option<mpsc::Sender<Arrival>>,
}

impl Broker {
    pub(super) fn new() -> Self {
        Self {
            queues: Default::default(),
            partners: [Way::Up; PARTNERS.len()],
            answers: [Way::Up; SOURCES.len()],
            lines: Lines::default(),
            unconfirmed: Vec::new(),
            hub: None,
        }
    }

    /// A new hub: where its arrivals come from, and its mailboxes.
    pub(super) fn connect(
        &mut self,
    ) -> (
        mpsc::Receiver<Arrival>,
        impl Fn(&str) -> Mailbox + Send + Sync + use<>,
    ) {
        let (to, arrivals) = mpsc::channel(16);
        self.hub = Some(to);
        let lines = Arc::clone(&self.lines);
        let mailbox = move |_: &str| {
            let (requests, line) = mpsc::channel(64);
            lines.lock().unwrap().push(line);
            Mailbox::to(requests)
        };
        (arrivals, mailbox)
    }

    /// The hub takes nothing more.
    pub(super) fn cancel(&mut self) {
        self.hub = None;
    }

    /// The hub has gone. Where `all_the_same`, what it had written to the connection still arrives.
    pub(super) fn disconnect(&mut self, list: &mut List, all_the_same: bool) {
        self.hub = None;
        let lines = std::mem::take(&mut *self.lines.lock().unwrap());
        for mut line in lines {
            while let Ok(request) = line.try_recv() {
                if all_the_same && matches!(self.way(&request), Way::Up | Way::Deaf) {
                    list.arrived(&request, false);
                }
            }
        }
        self.unconfirmed.clear();
        self.queues.iter_mut().for_each(|queue| queue.give_back(0));
    }

    pub(super) fn send(&mut self, source: usize, copy: Copy) {
        self.queues[source].waiting.push_back(copy);
    }

    /// Everything that came has been acknowledged.
    pub(super) fn empty(&self) -> bool {
        self.queues
            .iter()
            .all(|queue| queue.waiting.is_empty() && queue.unsettled.is_empty())
    }

    fn way(&self, request: &Request) -> Way {
        match SOURCES
            .iter()
            .position(|source| source.name == request.routing_key())
        {
            Some(source) => self.answers[source],
            None => self.partners[partner(request)],
        }
    }

    /// Does what there is to do, and says whether there was anything. Requests come first: they were made before what is settled now.
    pub(super) fn pump(&mut self, list: &mut List) -> bool {
        let before = list.tick;
        let mut requests = Vec::new();
        for line in self.lines.lock().unwrap().iter_mut() {
            while let Ok(request) = line.try_recv() {
                requests.push(request);
            }
        }
        requests.sort_by_key(|request| !request.exchange().starts_with("to."));
        for request in requests {
            self.take(list, request);
        }
        let (late, waiting) = std::mem::take(&mut self.unconfirmed)
            .into_iter()
            .partition(|(until, _)| *until <= list.now);
        self.unconfirmed = waiting;
        for (_, request) in late {
            fail(list, request, PublishFailure::Timeout);
        }
        for (source, queue) in self.queues.iter_mut().enumerate() {
            queue.settle(list);
            if let Some(hub) = &self.hub {
                queue.hand_over(list, hub, source);
            }
        }
        list.tick != before
    }

    fn take(&mut self, list: &mut List, request: Request) {
        match self.way(&request) {
            Way::Up => {
                list.arrived(&request, true);
                request.answer(Ok(()));
            }
            Way::Deaf | Way::Silent => {
                if self.way(&request) == Way::Deaf {
                    list.arrived(&request, false);
                }
                list.happened();
                self.unconfirmed.push((list.now + PATIENCE, request));
            }
            Way::Missing => fail(list, request, PublishFailure::Unroutable),
            Way::Full => fail(list, request, PublishFailure::Rejected),
            Way::Cut => fail(list, request, PublishFailure::Interrupted),
        }
    }
}

/// The partner whose exchange it is for.
pub(super) fn partner(request: &Request) -> usize {
    PARTNERS
        .iter()
        .position(|partner| partner.exchange == request.exchange())
        .expect("an exchange of the catalog")
}

fn fail(list: &mut List, request: Request, failure: PublishFailure) {
    list.failed(request.message_id(), failure != PublishFailure::Interrupted);
    request.answer(Err(failure));
}

impl Queue {
    /// An ack covers only what is settled without a gap; anything else closes the channel.
    fn settle(&mut self, list: &mut List) {
        while let Some((copy, reply)) = self.unsettled.front_mut() {
            match reply.try_recv() {
                Err(oneshot::error::TryRecvError::Empty) => return,
                Ok(Settlement::Ack) => {
                    list.acknowledged(copy.message);
                    self.unsettled.pop_front();
                }
                Ok(Settlement::Redeliver) | Err(oneshot::error::TryRecvError::Closed) => {
                    list.happened();
                    self.give_back(list.now + RECONNECT);
                }
            }
        }
    }

    fn give_back(&mut self, resume: i64) {
        self.resume = resume;
        while let Some((mut copy, _)) = self.unsettled.pop_back() {
            copy.redelivered = true;
            self.waiting.push_front(copy);
        }
    }

    fn hand_over(&mut self, list: &mut List, hub: &mpsc::Sender<Arrival>, source: usize) {
        while self.unsettled.len() < PREFETCH && list.now >= self.resume {
            let (Some(copy), Ok(place)) = (self.waiting.front(), hub.try_reserve()) else {
                return;
            };
            let (reply, settlement) = oneshot::channel();
            list.handed(copy);
            place.send(Arrival {
                inbound: inbound(copy, source),
                reply,
                since: tokio::time::Instant::now(),
            });
            self.unsettled
                .extend(self.waiting.pop_front().map(|copy| (copy, settlement)));
        }
    }
}

fn inbound(copy: &Copy, source: usize) -> Inbound {
    Inbound {
        source: SOURCES[source].name.to_owned(),
        proof: Proof::AmqpUser(SOURCES[source].name.to_owned()),
        content: Content::Payload,
        message_id: Some(copy.id.clone()),
        content_type: Some("application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(copy.body.clone()),
        redelivered: copy.redelivered,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    }
}
