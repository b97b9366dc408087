//! Where the users of sources go.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};

use crate::{source::SourceId, users::user::Roster};

/// Keeps the users of sources and shows them. Its calls may block on the disk.
pub trait Rosters: Send + Sync {
    /// Replaces the users of a source, for good.
    ///
    /// # Errors
    /// What the disk says; then those known before stay.
    fn keep(&self, source: SourceId, roster: Roster) -> io::Result<()>;

    /// Shows the users that came so far of a source that has none kept.
    fn show(&self, source: SourceId, so_far: Roster);

    /// When the users that are kept of a source were fetched.
    fn fetched_at(&self, source: SourceId) -> Option<DateTime<Utc>>;

    /// How many users of a source are shown.
    fn count(&self, source: SourceId) -> usize;

    /// Removes what there is of a source.
    fn forget(&self, source: SourceId);
}

/// Rosters in memory, for as long as the app runs.
#[derive(Debug, Clone, Default)]
pub struct InMemory(Arc<Mutex<HashMap<SourceId, Shown>>>);

#[derive(Debug)]
struct Shown {
    roster: Roster,
    whole: bool,
}

impl InMemory {
    /// The users that are shown of a source.
    pub fn roster(&self, source: SourceId) -> Option<Roster> {
        self.shown().get(&source).map(|shown| shown.roster.clone())
    }

    fn shown(&self) -> MutexGuard<'_, HashMap<SourceId, Shown>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rosters for InMemory {
    fn keep(&self, source: SourceId, roster: Roster) -> io::Result<()> {
        self.shown().insert(source, Shown { roster, whole: true });
        Ok(())
    }

    fn show(&self, source: SourceId, so_far: Roster) {
        self.shown().insert(source, Shown { roster: so_far, whole: false });
    }

    fn fetched_at(&self, source: SourceId) -> Option<DateTime<Utc>> {
        self.shown().get(&source).filter(|shown| shown.whole).map(|shown| shown.roster.fetched_at)
    }

    fn count(&self, source: SourceId) -> usize {
        self.shown().get(&source).map_or(0, |shown| shown.roster.users.len())
    }

    fn forget(&self, source: SourceId) {
        self.shown().remove(&source);
    }
}
