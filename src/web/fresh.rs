//! A question that is asked often -> an answer of at most a second old, asked once at a time, however slow the answer is.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// How long an answer is used again.
const FRESH: Duration = Duration::from_secs(1);

/// The last answer.
pub(super) struct Fresh<T> {
    last: Arc<Mutex<Option<(Instant, T)>>>,
    lasts: Duration,
}

impl<T> Default for Fresh<T> {
    fn default() -> Self {
        Self {
            last: Arc::default(),
            lasts: FRESH,
        }
    }
}

impl<T: Copy + Send + 'static> Fresh<T> {
    /// The answer, or none when the answer does not come within `patience`. A caller that loses patience does not
    /// take the question back, and no other caller asks a second time meanwhile.
    pub(super) async fn get(
        &self,
        patience: Duration,
        ask: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let answer = async {
            let mut last = Arc::clone(&self.last).lock_owned().await;
            match *last {
                Some((at, answer)) if at.elapsed() < self.lasts => Some(answer),
                _ => {
                    let asking = tokio::spawn(async move {
                        let answer = ask.await;
                        *last = Some((Instant::now(), answer));
                        answer
                    });
                    asking.await.ok()
                }
            }
        };
        timeout(patience, answer).await.ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::ready;
    use tokio::sync::oneshot;

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn an_answer_is_used_until_it_is_old() {
        let young = Fresh {
            lasts: LONG,
            ..Fresh::default()
        };
        assert_eq!(
            (
                young.get(LONG, ready(1)).await,
                young.get(LONG, ready(2)).await
            ),
            (Some(1), Some(1))
        );
        let old = Fresh {
            lasts: Duration::ZERO,
            ..Fresh::default()
        };
        assert_eq!(
            (old.get(LONG, ready(1)).await, old.get(LONG, ready(2)).await),
            (Some(1), Some(2))
        );
    }

    #[tokio::test]
    async fn a_slow_question_is_asked_once_and_its_answer_serves_who_comes_later() {
        let fresh = Fresh {
            lasts: LONG,
            ..Fresh::default()
        };
        let (say, answer) = oneshot::channel();
        assert_eq!(
            fresh.get(SHORT, async { answer.await.unwrap() }).await,
            None
        );
        assert_eq!(
            fresh.get(SHORT, ready(2)).await,
            None,
            "the first is still being asked"
        );
        say.send(1).unwrap();
        assert_eq!(fresh.get(LONG, ready(2)).await, Some(1));
    }
}
