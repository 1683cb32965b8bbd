//! Number of failed tries + the schedule -> the wait before the next try, or the end of the tries.

use std::time::Duration;

/// The step after a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextTry {
    /// Try again after this long.
    RetryAfter(Duration),
    /// Park the dispatch for a person.
    Park,
}

/// The longest wait that a partner can get by asking to be left alone.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 60 * 60);

/// The step after a failed try, with `failures` earlier ones. `dice` is 0..=1000, thrown by the caller: up to a quarter is added.
/// `asked` is how long the partner asks to be left alone; that makes a wait longer, never shorter.
pub fn after_failure(
    failures: usize,
    schedule: &[Duration],
    dice: u32,
    asked: Option<Duration>,
) -> NextTry {
    let Some(wait) = schedule.get(failures) else {
        return NextTry::Park;
    };
    let wait = *wait + *wait * dice.min(1000) / 4000;
    NextTry::RetryAfter(wait.max(asked.unwrap_or_default().min(LONGEST_ASKED)))
}

/// The longest wait after so many failures: the wait of the schedule, with all that chance adds.
pub fn longest_wait(failures: usize, schedule: &[Duration]) -> Duration {
    let wait = failures
        .checked_sub(1)
        .and_then(|last| schedule.get(last))
        .copied()
        .unwrap_or_default();
    wait + wait / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_longer_than_the_longest() {
        let schedule = [Duration::from_secs(4), Duration::from_secs(40)];
        assert_eq!(
            [0, 1, 2, 3].map(|failures| longest_wait(failures, &schedule).as_secs()),
            [0, 5, 50, 0]
        );
        assert_eq!(
            after_failure(1, &schedule, 1000, None),
            NextTry::RetryAfter(longest_wait(2, &schedule))
        );
    }

    #[test]
    fn the_schedule_is_walked_and_then_a_person_is_needed() {
        let schedule = [Duration::from_secs(4), Duration::from_secs(40)];
        assert_eq!(
            after_failure(0, &schedule, 0, None),
            NextTry::RetryAfter(Duration::from_secs(4))
        );
        assert_eq!(
            after_failure(1, &schedule, 1000, None),
            NextTry::RetryAfter(Duration::from_secs(50))
        );
        assert_eq!(after_failure(2, &schedule, 0, None), NextTry::Park);
    }

    #[test]
    fn a_partner_may_ask_for_a_longer_wait_and_not_for_a_shorter_or_an_endless_one() {
        let schedule = [Duration::from_secs(40)];
        let waits = |asked| after_failure(0, &schedule, 0, Some(Duration::from_secs(asked)));
        let seconds = |seconds| NextTry::RetryAfter(Duration::from_secs(seconds));
        assert_eq!([4, 41, u64::MAX].map(waits), [40, 41, 86_400].map(seconds));
        assert_eq!(
            after_failure(1, &schedule, 0, Some(Duration::from_secs(4))),
            NextTry::Park
        );
    }
}
