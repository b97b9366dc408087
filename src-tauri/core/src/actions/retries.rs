//! Trying a task again whose time has come.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::task::TaskId;

/// Due tasks that could not be planned and are tried again: what keeps them may pass.
#[derive(Debug, Default)]
pub(super) struct Retries(Mutex<HashMap<TaskId, (u32, DateTime<Utc>)>>);

/// How often a task is tried before its time has passed, and how far apart.
const TRIES: u32 = 4;
const APART: TimeDelta = TimeDelta::minutes(15);

impl Retries {
    pub fn is_waiting(&self, id: TaskId, now: DateTime<Utc>) -> bool {
        self.known().get(&id).is_some_and(|(_, at)| now < *at && *at - now <= APART)
    }

    /// Tells whether it is to be tried once more.
    pub fn put_off(&self, id: TaskId, now: DateTime<Utc>) -> bool {
        let mut known = self.known();
        let (tries, at) = known.entry(id).or_default();
        (*tries, *at) = (*tries + 1, now + APART);
        *tries < TRIES
    }

    pub fn forget(&self, id: TaskId) {
        self.known().remove(&id);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<TaskId, (u32, DateTime<Utc>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
