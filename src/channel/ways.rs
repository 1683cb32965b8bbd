//! The ways of the catalog -> channels, over the connections that the hub has. The only place that makes a channel.

use super::{Amqp, AnswerChannel, Channel};
use crate::broker::Mailbox;
use crate::catalog::way::{WayIn, WayOut};
use crate::topology;
use std::fmt;

/// The connections that channels are made over.
pub struct Ways {
    mailboxes: Box<dyn Fn(&str) -> Mailbox + Send + Sync>,
    answers: Mailbox,
}

impl fmt::Debug for Ways {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ways").finish_non_exhaustive()
    }
}

impl Ways {
    /// Over a broker; `mailboxes` gives a mailbox for an exchange by its name: `Publisher::mailbox`, or in a test a broker in memory.
    pub fn over(mailboxes: impl Fn(&str) -> Mailbox + Send + Sync + 'static) -> Self {
        Self {
            answers: mailboxes(topology::ANSWERS),
            mailboxes: Box::new(mailboxes),
        }
    }

    /// A channel to a partner, apart from all others: trouble of one channel stays there.
    pub fn channel(&self, way: &WayOut) -> Channel {
        match way {
            WayOut::Amqp { exchange, .. } => {
                Channel::Amqp(Amqp::new(exchange.clone(), (self.mailboxes)(exchange)))
            }
        }
    }

    /// The way back to a source.
    pub fn answers(&self, way: &WayIn) -> AnswerChannel {
        match way {
            WayIn::Amqp { .. } => AnswerChannel::Amqp(self.answers.clone()),
        }
    }
}
