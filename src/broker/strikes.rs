//! Ends of the generations of one queue's channel -> whether the queue is to be left alone for a time.

/// Number of times that a queue's messages may cut the connection, without one of them settled in between.
const MOST: u32 = 3;

/// The cuts in a row.
#[derive(Debug, Default)]
pub(super) struct Strikes(u32);

impl Strikes {
    /// A generation has ended: `cut` when the connection broke over a message of this queue, `acked` when some of its messages were
    /// settled. True when it was one cut too many; then the count begins anew.
    pub(super) fn out(&mut self, cut: bool, acked: bool) -> bool {
        self.0 = match (cut, acked) {
            (_, true) => 0,
            (true, false) => self.0 + 1,
            // the broker was away, or the channel ended by itself: that says nothing of the messages
            (false, false) => self.0,
        };
        let out = self.0 >= MOST;
        if out {
            self.0 = 0;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_cuts_without_an_ack_between_them_set_a_queue_aside() {
        let mut strikes = Strikes::default();
        let ends = [
            (true, false),
            (true, false),
            (true, true),
            (true, false),
            (false, false),
            (true, false),
            (true, false),
            (true, false),
        ];
        let out: Vec<bool> = ends
            .iter()
            .map(|(cut, acked)| strikes.out(*cut, *acked))
            .collect();
        assert_eq!(out, [false, false, false, false, false, false, true, false]);
    }
}
