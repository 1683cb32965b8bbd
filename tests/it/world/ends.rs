//! The end of a world -> every message that the broker took in has an end, and the log is whole; or the test says what it broke.

use super::{World, total};
use crate::node::until;
use schakel::store::Store;
use std::sync::atomic::Ordering;
use std::thread;

impl World {
    /// From here on the end of this world is not held against what went in, because the test breaks that on purpose.
    pub(crate) fn breaks(&mut self, why: &'static str) {
        self.broken = Some(why);
    }

    /// Each message has an outcome on record, or lies where the hub finds it; and the log is whole. The hub has ended.
    pub(super) fn assert_whole_end(&self) {
        let path = self.folder.path().join("schakel.sqlite");
        if !path.exists() {
            return; // no hub ever ran here
        }
        let store = Store::open_readonly(&path, self.keys()).unwrap_or_else(|error| {
            panic!("the store of this world does not open: {error}; say `world.breaks(…)` when that is meant")
        });
        let sent = self.sent.load(Ordering::Relaxed);
        // a drop may stand in a runtime, in which nothing may wait
        thread::scope(|scope| {
            let check = scope.spawn(|| {
                let mut runtime = tokio::runtime::Builder::new_current_thread();
                let runtime = runtime.enable_all().build().unwrap();
                runtime.block_on(self.whole_end(&store, sent))
            });
            if let Err(said) = check.join() {
                std::panic::resume_unwind(said);
            }
        });
    }

    async fn whole_end(&self, store: &Store, sent: usize) {
        let verdict = store.verify(|_| ()).await.unwrap();
        assert!(
            verdict.is_ok(),
            "the log at the end of this world: {verdict:?}"
        );
        let seen = store.read(|store| store.overview()).await.unwrap();
        let ended = usize::try_from(total(&seen)).unwrap();
        if ended >= sent {
            return;
        }
        let mut waiting = 0;
        // what a hub had that was killed comes back to its queue after a moment
        let all = until("every message has its end", async || {
            let Ok(found) = self.vhost.node.unread(&self.vhost.name).await else {
                return true; // a broker that a test ended cannot be asked
            };
            waiting = found;
            ended + waiting >= sent
        });
        assert!(
            all.await.is_ok(),
            "of {sent} messages {ended} have an end and {waiting} wait: the others are lost"
        );
    }
}
