//! Running parts of the hub -> windows through which their state is seen, without asking any part.

use super::Metrics;
use crate::health::Trouble;
use std::sync::{Mutex, MutexGuard, PoisonError};

type GaugeLook<T> = Box<dyn Fn() -> T + Send + Sync>;

/// The places where the hub can be looked into while it runs.
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

    /// The present troubles.
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
    /// Sets the function that tells whether a connection is up.
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

    /// Sets the function that tells how many messages wait for the intake, before those that wait in the intake.
    pub fn watch_queue(&self, length: impl Fn() -> usize + Send + Sync + 'static) {
        self.windows.open().queue = Some(Box::new(length));
    }

    /// Sets the function that tells the present troubles.
    pub fn watch_troubles(&self, troubles: impl Fn() -> Vec<Trouble> + Send + Sync + 'static) {
        self.windows.open().troubles = Some(Box::new(troubles));
    }

    /// Sets the function that tells whether the broker takes no publishes.
    pub fn watch_blocked(&self, is_blocked: impl Fn() -> bool + Send + Sync + 'static) {
        self.windows.open().blocked = Some(Box::new(is_blocked));
    }

    /// Whether the broker takes no publishes.
    pub fn is_blocked(&self) -> bool {
        self.windows
            .open()
            .blocked
            .as_ref()
            .is_some_and(|is_blocked| is_blocked())
    }

    /// Lets go of all watched parts.
    pub fn unwatch(&self) {
        *self.windows.open() = Looks::default();
    }

    /// The connections that should exist, and whether each is up.
    pub fn connections(&self) -> Vec<(&'static str, bool)> {
        self.windows
            .open()
            .connections
            .iter()
            .map(|(name, is_up)| (*name, is_up()))
            .collect()
    }
}
