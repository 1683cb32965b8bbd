//! A source -> the queues that are read for it, and how much of each message.

use crate::topology;

/// One queue to read, and the source that its messages count as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Name of the queue.
    pub queue: String,
    /// Name of the source.
    pub source: String,
    /// No more bytes of a message are kept than this.
    pub most_bytes: usize,
}

impl Feed {
    /// What a source sends.
    pub fn source(source: &str) -> Self {
        Self {
            queue: topology::in_queue(source),
            source: source.to_owned(),
            most_bytes: usize::MAX,
        }
    }

    /// What of a source's messages was delivered too often without being settled.
    pub fn dead_letters(source: &str) -> Self {
        Self {
            queue: topology::dead_letter_queue(source),
            source: source.to_owned(),
            most_bytes: usize::MAX,
        }
    }

    /// Of a message that is larger than this hub takes, just enough is kept to see that it is.
    pub fn of_at_most(self, bytes: usize) -> Self {
        Self {
            most_bytes: bytes.saturating_add(1),
            ..self
        }
    }

    pub(super) fn is_dead_letters(&self) -> bool {
        self.queue == topology::dead_letter_queue(&self.source)
    }
}
