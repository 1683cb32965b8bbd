//! How often it failed + the schedule -> when to try again, or that the tries have ended.

use std::time::Duration;

/// What comes after a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextTry {
    /// Try again after this long.
    RetryAfter(Duration),
    /// Park it for a person.
    Park,
}

/// `failures` so far, this one not counted. `dice` is 0..=1000, thrown by the caller: up to a quarter is added.
pub fn after_failure(failures: usize, schedule: &[Duration], dice: u32) -> NextTry {
    match schedule.get(failures) {
        Some(wait) => NextTry::RetryAfter(*wait + *wait * dice.min(1000) / 4000),
        None => NextTry::Park,
    }
}

/// The longest that may be waited after so many failures: what the schedule says, with all that is added by chance.
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
            after_failure(1, &schedule, 1000),
            NextTry::RetryAfter(longest_wait(2, &schedule))
        );
    }

    #[test]
    fn the_schedule_is_walked_and_then_a_person_is_needed() {
        let schedule = [Duration::from_secs(4), Duration::from_secs(40)];
        assert_eq!(
            after_failure(0, &schedule, 0),
            NextTry::RetryAfter(Duration::from_secs(4))
        );
        assert_eq!(
            after_failure(1, &schedule, 1000),
            NextTry::RetryAfter(Duration::from_secs(50))
        );
        assert_eq!(after_failure(2, &schedule, 0), NextTry::Park);
    }
}
