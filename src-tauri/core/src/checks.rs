//! The checks that are under way, and what they say of this computer.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::source::SourceId;

/// How many sources are checked at once, whoever asked for it.
const AT_ONCE: usize = 4;
/// How soon the keychain is asked again in the background for a key that it did not give. Each time
/// is twice as late, up to about an hour, since it may be the user whom it asks.
const ASK_AGAIN: TimeDelta = TimeDelta::minutes(1);
const DOUBLED: u32 = 6;

/// What is known of checks while they run.
#[derive(Debug)]
pub(crate) struct Checks {
    under_way: Mutex<HashSet<SourceId>>,
    turns: Semaphore,
    offline: AtomicBool,
    /// The sources whose key the keychain did not give: when it was asked, and how often in a row.
    locked: Mutex<HashMap<SourceId, (DateTime<Utc>, u32)>>,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            under_way: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
            offline: AtomicBool::new(false),
            locked: Mutex::default(),
        }
    }
}

impl Checks {
    pub fn under_way(&self, id: SourceId) -> bool {
        held(&self.under_way).contains(&id)
    }

    pub fn offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }

    /// Tells whether that is news.
    pub fn set_offline(&self, offline: bool) -> bool {
        self.offline.swap(offline, Ordering::Relaxed) != offline
    }

    /// Notes that the keychain did not give the key of a source.
    pub fn lock(&self, id: SourceId, now: DateTime<Utc>) {
        let mut locked = held(&self.locked);
        let (at, times) = locked.entry(id).or_default();
        (*at, *times) = (now, *times + 1);
    }

    /// Notes that it gave it, or holds none.
    pub fn unlock(&self, id: SourceId) {
        held(&self.locked).remove(&id);
    }

    /// Whether it is too soon to ask the keychain again for the key of a source.
    pub fn is_locked(&self, id: SourceId, now: DateTime<Utc>) -> bool {
        held(&self.locked).get(&id).is_some_and(|(at, times)| {
            // Asked while the clock was ahead, it may be asked at once.
            *at <= now && now - *at < ASK_AGAIN * 2_i32.pow((times - 1).min(DOUBLED))
        })
    }

    /// Waits until one more check may run.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Tells whether no other check of this source is under way.
    pub fn begin(&self, id: SourceId) -> bool {
        held(&self.under_way).insert(id)
    }

    pub fn end(&self, id: SourceId) {
        held(&self.under_way).remove(&id);
    }
}

/// What a mutex guards, also after a panic: no value here is ever left half changed.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
