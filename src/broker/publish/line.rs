//! Requests for one channel -> publishes in order, and confirms -> answers.
//!
//! A returned message comes before its confirm, but the library hands it to whichever confirm of the channel
//! completes next. Hence one task owns all confirms of a channel: the task takes every confirm that is ready before
//! answering any, and knows a returned message by its id. Since a confirm that completes without a returned message
//! completes after the confirm that was given the message, no returned message is ever answered with success.
//!
//! The first message of a channel goes alone: a message that is still being written when the broker closes a
//! channel costs the whole connection, and so all other publishes over that connection. A missing exchange is
//! mostly missing at the first message.

use super::{BrokenPublish, FRESH, OpenChannel, PublishFailure, PublishingEnd, Request};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use lapin::options::BasicPublishOptions;
use lapin::{Confirmation, PublisherConfirm};
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Most waiting requests that are written to the connection in one go.
const AT_ONCE: usize = 64;
/// Time without requests after which a channel is given back.
const IDLE: Duration = Duration::from_secs(60);
/// Wait for the reason of a closed channel, which the messages in flight are told at once.
const REASON: Duration = Duration::from_secs(1);

type Confirmed = (u64, lapin::Result<Confirmation>);

struct WaitingConfirm {
    message_id: String,
    reply: oneshot::Sender<Result<(), PublishFailure>>,
    until: Instant,
    returned: bool,
}

struct ChannelLine<'a> {
    open: &'a OpenChannel,
    patience: Duration,
    tickets: u64,
    /// The broker has confirmed a message on this channel.
    proven: bool,
    /// Confirms that wait, by ticket: the first has waited longest.
    waiting: BTreeMap<u64, WaitingConfirm>,
    confirms: FuturesUnordered<Pin<Box<dyn Future<Output = Confirmed> + Send>>>,
}

/// Serves requests over one channel, starting with `first`, until the channel breaks or no more requests come.
/// Requests that wait when the channel breaks get the same failure.
pub(super) async fn serve(
    open: &OpenChannel,
    patience: Duration,
    first: Request,
    requests: &mut mpsc::Receiver<Request>,
) -> Result<PublishingEnd, BrokenPublish> {
    let (waiting, confirms) = (BTreeMap::new(), FuturesUnordered::new());
    let mut line = ChannelLine {
        open,
        patience,
        tickets: 0,
        proven: false,
        waiting,
        confirms,
    };
    let end = line.work(first, requests).await;
    if let Err(broken) = &end {
        for (_, waiting) in line.waiting {
            let _ = waiting.reply.send(Err(broken.failure));
        }
    }
    end
}

impl ChannelLine<'_> {
    async fn work(
        &mut self,
        first: Request,
        requests: &mut mpsc::Receiver<Request>,
    ) -> Result<PublishingEnd, BrokenPublish> {
        let mut batch = vec![first];
        let mut asked = true;
        while asked || !self.waiting.is_empty() {
            if !batch.is_empty() {
                self.publish(&mut batch).await?;
            }
            let oldest = self.waiting.values().next().map(|waiting| waiting.until);
            let (most, more) = match self.proven {
                true => (AT_ONCE, true),
                false => (1, self.waiting.is_empty()),
            };
            tokio::select! {
                Some(done) = self.confirms.next() => self.answer(done)?,
                count = requests.recv_many(&mut batch, most), if asked && more => asked = count > 0,
                () = sleep_until(oldest.unwrap_or_else(Instant::now)), if oldest.is_some() => {
                    return Err(self.silent());
                }
                () = sleep(IDLE), if oldest.is_none() => return Ok(PublishingEnd::Idle),
            }
        }
        Ok(PublishingEnd::NobodyAsks)
    }

    async fn publish(&mut self, batch: &mut Vec<Request>) -> Result<(), BrokenPublish> {
        let channel = &self.open.channel;
        let options = BasicPublishOptions {
            mandatory: true,
            ..Default::default()
        };
        let mut writes = Vec::with_capacity(batch.len());
        for Request {
            parcel,
            since,
            reply,
        } in batch.drain(..)
        {
            if since.elapsed() > FRESH {
                let _ = reply.send(Err(PublishFailure::Interrupted));
                continue;
            }
            self.tickets += 1;
            let parcel = *parcel;
            let (message_id, until) = (parcel.message_id, Instant::now() + self.patience);
            let waiting = WaitingConfirm {
                message_id,
                reply,
                until,
                returned: false,
            };
            self.waiting.insert(self.tickets, waiting);
            let (exchange, key) = (parcel.exchange.into(), parcel.routing_key.into());
            let (properties, body) = (parcel.properties, parcel.body);
            let mut write = Box::pin(async move {
                channel
                    .basic_publish(exchange, key, options, &body, properties)
                    .await
            });
            // the first poll puts the write in the connection's queue: in the order of the requests
            let early = write.as_mut().now_or_never();
            writes.push((self.tickets, early, write));
        }
        let written = timeout(self.patience, async {
            let mut written = Vec::with_capacity(writes.len());
            for (ticket, early, write) in writes {
                let confirm = match early {
                    Some(confirm) => confirm,
                    None => write.await,
                };
                written.push((ticket, confirm));
            }
            written
        });
        let mut refused = None;
        for (ticket, confirm) in written.await.map_err(|_| self.silent())? {
            match confirm {
                Ok(confirm) => self.confirms.push(expect(ticket, confirm)),
                Err(error) => refused = Some(error),
            }
        }
        match refused {
            None => Ok(()),
            Some(error) => Err(self.reason(error).await),
        }
    }

    /// Answers `done` and all other confirms that are ready.
    fn answer(&mut self, done: Confirmed) -> Result<(), BrokenPublish> {
        let mut answers = Vec::new();
        let mut returned: HashMap<String, usize> = HashMap::new();
        let mut broken = None;
        let mut next = Some(done);
        while let Some((ticket, outcome)) = next {
            match outcome {
                Ok(confirmation) => {
                    self.proven = true;
                    answers.push((ticket, confirmation.is_ack()));
                    if let Some(id) = returned_id(confirmation) {
                        *returned.entry(id).or_default() += 1;
                    }
                }
                Err(error) => broken = Some(BrokenPublish::from(&error)),
            }
            next = self.confirms.next().now_or_never().flatten();
        }
        if !returned.is_empty() {
            self.mark(returned);
        }
        for (ticket, taken) in answers {
            let Some(waiting) = self.waiting.remove(&ticket) else {
                continue;
            };
            let _ = waiting.reply.send(match (waiting.returned, taken) {
                (true, _) => Err(PublishFailure::Unroutable),
                (false, true) => Ok(()),
                (false, false) => Err(PublishFailure::Rejected),
            });
        }
        broken.map_or(Ok(()), Err)
    }

    /// Marks waiting requests whose message was returned; their own confirm may be still to come.
    fn mark(&mut self, mut returned: HashMap<String, usize>) {
        for waiting in self
            .waiting
            .values_mut()
            .filter(|waiting| !waiting.returned)
        {
            if let Some(left) = returned
                .get_mut(&waiting.message_id)
                .filter(|left| **left > 0)
            {
                *left -= 1;
                waiting.returned = true;
            }
        }
    }

    /// The failure when the broker did not answer in time. Perhaps the broker could not hear the hub.
    fn silent(&self) -> BrokenPublish {
        let status = self.open.connection.status();
        let failure = match status.connected() && !status.blocked() {
            true => PublishFailure::Timeout,
            false => PublishFailure::Interrupted,
        };
        BrokenPublish {
            failure,
            kind: "no_confirm",
        }
    }

    /// The reason that the channel takes no more: the refusal itself says only that the channel is closed.
    async fn reason(&mut self, refused: lapin::Error) -> BrokenPublish {
        let mut reason = BrokenPublish::from(&refused);
        let search = timeout(REASON, async {
            while let Some((_, confirmed)) = self.confirms.next().await {
                if let Err(error) = confirmed {
                    return Some(BrokenPublish::from(&error));
                }
            }
            None
        });
        if reason.failure == PublishFailure::Interrupted {
            reason = search.await.ok().flatten().unwrap_or(reason);
        }
        reason
    }
}

fn expect(
    ticket: u64,
    confirm: PublisherConfirm,
) -> Pin<Box<dyn Future<Output = Confirmed> + Send>> {
    Box::pin(async move { (ticket, confirm.await) })
}

fn returned_id(confirmation: Confirmation) -> Option<String> {
    let message = confirmation.take_message()?;
    let id = message.delivery.properties.message_id().as_ref();
    Some(id.map(ToString::to_string).unwrap_or_default())
}
