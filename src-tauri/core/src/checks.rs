//! The checks that are under way, and what they say of this computer.

use std::{
    collections::HashSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::source::SourceId;

/// How many sources are checked at once, whoever asked for it.
const AT_ONCE: usize = 4;

/// What is known of checks while they run.
#[derive(Debug)]
pub(crate) struct Checks {
    under_way: Mutex<HashSet<SourceId>>,
    turns: Semaphore,
    offline: AtomicBool,
}

impl Default for Checks {
    fn default() -> Self {
        Self { under_way: Mutex::default(), turns: Semaphore::new(AT_ONCE), offline: AtomicBool::new(false) }
    }
}

impl Checks {
    pub fn under_way(&self, id: SourceId) -> bool {
        self.marks().contains(&id)
    }

    pub fn offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }

    /// Tells whether that is news.
    pub fn set_offline(&self, offline: bool) -> bool {
        self.offline.swap(offline, Ordering::Relaxed) != offline
    }

    /// Waits until one more check may run.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Tells whether no other check of this source is under way.
    pub fn begin(&self, id: SourceId) -> bool {
        self.marks().insert(id)
    }

    pub fn end(&self, id: SourceId) {
        self.marks().remove(&id);
    }

    fn marks(&self) -> MutexGuard<'_, HashSet<SourceId>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
