//! The ends of attempts for one partner -> whether that partner can be reached, in the health of the hub.

use super::receipts::{Attempt, Tried};
use crate::channel::Failure;
use crate::health::{Health, Weight};
use crate::outcome::Code;
use crate::party::Party;

/// One refusal may be about that one message; this many in a row are about the partner.
const REFUSALS: u32 = 2;

/// The state of the way to one partner, as its worker knows that.
pub(super) struct Reach {
    health: Health,
    partner: Party,
    /// Refusals in a row.
    refusals: u32,
    now: Now,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    Right,
    /// The last attempts failed.
    Unreached,
    /// The store does not tell which dispatches are due.
    Blind,
}

impl Reach {
    pub(super) fn new(health: Health, partner: &Party) -> Self {
        Self {
            health,
            partner: partner.to_owned(),
            refusals: 0,
            now: Now::Right,
        }
    }

    /// Takes in attempts that have ended, with their ends on record.
    pub(super) fn landed(&mut self, attempts: &[Attempt]) {
        if self.now == Now::Blind {
            self.right();
        }
        let failures = || {
            attempts.iter().filter_map(|attempt| {
                if let Tried::Failed(failure) = attempt.tried {
                    Some(failure)
                } else {
                    None
                }
            })
        };
        if attempts
            .iter()
            .any(|attempt| matches!(attempt.tried, Tried::Delivered))
        {
            self.refusals = 0;
            self.right();
        } else if let Some(failure) = failures().find(|failure| !failure.is_refusal()) {
            self.wrong(Now::Unreached, words(failure));
        } else if let Some(refusal) = failures().next() {
            self.refusals = self.refusals.saturating_add(1);
            if self.refusals >= REFUSALS || self.now == Now::Unreached {
                self.wrong(Now::Unreached, words(refusal));
            }
        }
    }

    /// Takes in a look at the store that found `open` dispatches that have not ended.
    pub(super) fn looked(&mut self, open: u64) {
        if open == 0 {
            self.refusals = 0;
        }
        if open == 0 || self.now == Now::Blind {
            self.right();
        }
    }

    /// Reports that the store does not tell what is due, or does not take the ends of attempts.
    pub(super) fn store_fails(&mut self) {
        self.wrong(
            Now::Blind,
            "de opslag zegt niet wat er te bezorgen is, of neemt niet aan wat bezorgd is",
        );
    }

    fn wrong(&mut self, now: Now, words: &str) {
        self.now = now;
        self.health.wrong(
            Code::PartnerUnreached,
            &self.partner.to_string(),
            Weight::Degraded,
            words,
        );
    }

    fn right(&mut self) {
        if std::mem::replace(&mut self.now, Now::Right) != Now::Right {
            self.health
                .right(Code::PartnerUnreached, &self.partner.to_string());
        }
    }
}

impl Drop for Reach {
    /// The partner is gone or the hub stops: the trouble is over. After a panic of the worker no dispatch goes to its partner any more:
    /// the trouble stays.
    fn drop(&mut self) {
        match std::thread::panicking() {
            true => self.wrong(Now::Unreached, "een fout in schakel: aan deze partner wordt niets meer bezorgd tot de hub opnieuw start"),
            false => self.right(),
        }
    }
}

const fn words(failure: Failure) -> &'static str {
    match failure.code() {
        Some(Code::Unroutable) => {
            "de postbus van de partner bestaat niet: draai `schakel topology`"
        }
        Some(Code::Timeout) => {
            "de broker bevestigt niets voor deze partner: kijk naar zijn wachtrij en naar de broker"
        }
        Some(_) => {
            "de broker weigert wat voor deze partner is: leest de partner zijn wachtrij, heeft de hub zijn rechten nog?"
        }
        None => {
            "er is geen verbinding of kanaal om op te bezorgen: kijk naar de broker, en naar `channel_max` en de grenzen van zijn gebruiker"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::receipts::Dispatched;
    use super::*;
    use crate::clock::Moment;
    use crate::number::{DispatchNo, DocumentNo};

    fn ended(tried: Tried) -> Attempt {
        Attempt {
            about: Dispatched {
                seq: DispatchNo(1),
                document: DocumentNo(1),
                subject: None,
                attempts: 0,
                recorded: Moment::from_ms(0),
            },
            tried,
            fewer: None,
            whom: Vec::new(),
        }
    }

    const REFUSED: Failure = again(Code::Rejected);

    const fn again(code: Code) -> Failure {
        Failure::Retry { code, after: None }
    }

    fn failed(failure: Failure) -> Vec<Attempt> {
        vec![ended(Tried::Failed(failure))]
    }

    fn is_wrong(health: &Health) -> bool {
        health.troubles().iter().any(|trouble| {
            (trouble.code, trouble.about.as_str()) == (Code::PartnerUnreached, "1/leerplicht")
        })
    }

    #[test]
    fn the_first_failure_of_any_sort_says_so_and_the_first_success_that_it_is_over() {
        let health = Health::default();
        let mut reach = Reach::new(health.clone(), &Party::new("1", "leerplicht"));
        for failure in [
            again(Code::Unroutable),
            again(Code::Timeout),
            Failure::NotTried,
        ] {
            reach.landed(&failed(failure));
            assert!(is_wrong(&health), "{failure:?}");
            reach.landed(&[failed(failure).remove(0), ended(Tried::Delivered)]);
            assert!(!is_wrong(&health), "something arrived");
        }
    }

    #[test]
    fn one_message_that_is_refused_is_not_the_partner() {
        let health = Health::default();
        let mut reach = Reach::new(health.clone(), &Party::new("1", "leerplicht"));
        for _ in 0..2 {
            reach.landed(&failed(REFUSED));
            assert!(!is_wrong(&health));
            reach.landed(&[ended(Tried::Delivered)]);
        }
        reach.landed(&failed(REFUSED));
        reach.landed(&failed(REFUSED));
        assert!(is_wrong(&health));
    }

    #[test]
    fn a_store_that_does_not_tell_is_over_when_it_tells_and_an_unreached_partner_when_nothing_is_left_for_it()
     {
        let health = Health::default();
        let mut reach = Reach::new(health.clone(), &Party::new("1", "leerplicht"));
        reach.store_fails();
        assert!(is_wrong(&health));
        reach.looked(1);
        assert!(!is_wrong(&health));
        reach.landed(&failed(again(Code::Unroutable)));
        reach.looked(1);
        assert!(
            is_wrong(&health),
            "the last try failed, whatever the store says"
        );
        reach.looked(0);
        assert!(!is_wrong(&health));
        reach.landed(&failed(again(Code::Unroutable)));
        drop(reach);
        assert!(!is_wrong(&health), "the partner is gone");
    }

    #[test]
    fn a_worker_that_breaks_leaves_a_partner_that_nobody_reaches() {
        let health = Health::default();
        let reach = Reach::new(health.clone(), &Party::new("1", "leerplicht"));
        let broken = std::thread::spawn(move || {
            let _reach = reach;
            std::panic::resume_unwind(Box::new("broken"));
        });
        assert!(broken.join().is_err() && is_wrong(&health));
    }
}
