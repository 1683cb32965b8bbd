//! Parts of the hub that run -> windows through which is seen how they are, without asking anybody.

use super::Metrics;
use crate::health::Trouble;
use std::sync::{Mutex, MutexGuard, PoisonError};

type GaugeLook<T> = Box<dyn Fn() -> T + Send + Sync>;

/// Where the hub can be looked into while it runs.
#[derive(Default)]
struct Looks {
    connections: Vec<(&'static str, GaugeLook<bool>)>,
    queue: Option<GaugeLook<usize>>,
    troubles: Option<GaugeLook<Vec<Trouble>>>,
    blocked: Option<GaugeLook<bool>>,
}

#[derive(Default)]
pub(super) struct Windows(Mutex<Looks>);

impl Windows {
    fn open(&self) -> MutexGuard<'_, Looks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many messages wait before the intake.
    pub(super) fn queue(&self) -> usize {
        self.open().queue.as_ref().map_or(0, |length| length())
    }

    /// What is wrong.
    pub(super) fn troubles(&self) -> Vec<Trouble> {
        let looks = self.open();
        looks
            .troubles
            .as_ref()
            .map(|troubles| troubles())
            .unwrap_or_default()
    }
}

impl Metrics {
    /// From now on this tells whether a connection is up.
    pub fn watch_connection(
        &self,
        name: &'static str,
        is_up: impl Fn() -> bool + Send + Sync + 'static,
    ) {
        self.windows
            .open()
            .connections
            .push((name, Box::new(is_up)));
    }

    /// From now on this tells how many messages wait for the intake, before those that wait in it.
    pub fn watch_queue(&self, length: impl Fn() -> usize + Send + Sync + 'static) {
        self.windows.open().queue = Some(Box::new(length));
    }

    /// From now on this tells what is wrong.
    pub fn watch_troubles(&self, troubles: impl Fn() -> Vec<Trouble> + Send + Sync + 'static) {
        self.windows.open().troubles = Some(Box::new(troubles));
    }

    /// From now on this tells whether the broker takes nothing that is published.
    pub fn watch_blocked(&self, is_blocked: impl Fn() -> bool + Send + Sync + 'static) {
        self.windows.open().blocked = Some(Box::new(is_blocked));
    }

    /// Does the broker take nothing that is published?
    pub fn is_blocked(&self) -> bool {
        self.windows
            .open()
            .blocked
            .as_ref()
            .is_some_and(|is_blocked| is_blocked())
    }

    /// Lets go of what was watched.
    pub fn unwatch(&self) {
        *self.windows.open() = Looks::default();
    }

    /// The connections that should be, and whether they are up.
    pub fn connections(&self) -> Vec<(&'static str, bool)> {
        self.windows
            .open()
            .connections
            .iter()
            .map(|(name, is_up)| (*name, is_up()))
            .collect()
    }
}
