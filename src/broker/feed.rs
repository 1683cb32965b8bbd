//! A source -> the queues that are read for that source, and how much of each message.

use crate::topology;

/// One queue to read, and the source that its messages count as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Name of the queue.
    pub queue: String,
    /// Name of the source.
    pub source: String,
    /// Most bytes that are kept of a message.
    pub most_bytes: usize,
}

impl Feed {
    /// The queue of the messages that a source sends.
    pub fn source(source: &str) -> Self {
        Self {
            queue: topology::in_queue(source),
            source: source.to_owned(),
            most_bytes: usize::MAX,
        }
    }

    /// The queue of a source's messages that were delivered too often without being settled.
    pub fn dead_letters(source: &str) -> Self {
        Self {
            queue: topology::dead_letter_queue(source),
            source: source.to_owned(),
            most_bytes: usize::MAX,
        }
    }

    /// Keeps just enough of a message that is too large for this hub to see that it is too large.
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
