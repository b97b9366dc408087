//! The journal of runs, and what was done to sources.

use super::{Store, StoreError, key, note, read, scan};
use crate::actions::{
    run::{Item, RunId, RunRecord},
    source_event::SourceEvent,
};

/// How many items are written in one step: a step is held in memory whole.
const STEP: usize = 1000;

impl Store {
    /// Begins the journal of a run: its items, and only then the run, so that none is there in part.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn begin_run(&self, run: &RunRecord, items: &[Item]) -> Result<(), StoreError> {
        for (step, items) in items.chunks(STEP).enumerate() {
            let numbered: Vec<_> =
                items.iter().enumerate().map(|(at, item)| (step * STEP + at, item)).collect();
            self.put_items(run.id, &numbered)?;
        }
        self.put_run(run)
    }

    /// Notes what became of items of a run; on the disk on return.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn put_items(&self, run: RunId, items: &[(usize, &Item)]) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (number, item) in items {
            batch.insert(key::item(run, *number).as_str(), serde_json::to_vec(item)?);
        }
        self.db.apply_batch(batch)?;
        self.flush()
    }

    /// Notes what is said of a run as a whole.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn put_run(&self, run: &RunRecord) -> Result<(), StoreError> {
        self.db.insert(key::run(run.id), serde_json::to_vec(run)?)?;
        self.flush()
    }

    /// All runs, the earliest first.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn runs(&self) -> Result<Vec<RunRecord>, StoreError> {
        Ok(scan::<RunId, _>(&self.db, key::RUNS)?.into_values().collect())
    }

    /// One run.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn run(&self, id: RunId) -> Result<Option<RunRecord>, StoreError> {
        read(&self.db, &key::run(id))
    }

    /// The items of a run, in their order.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn items(&self, run: RunId) -> Result<Vec<Item>, StoreError> {
        let items = self.db.scan_prefix(key::items(run)).values();
        items.map(|item| Ok(serde_json::from_slice(&item?)?)).collect()
    }

    /// Whether a run has an item that fits. No more of them are read than it takes to know.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn has_item(&self, run: RunId, fits: impl Fn(&Item) -> bool) -> Result<bool, StoreError> {
        for item in self.db.scan_prefix(key::items(run)).values() {
            if fits(&serde_json::from_slice(&item?)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Notes what was done to a source, where its record stays as it is.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn put_event(&self, event: &SourceEvent) -> Result<(), StoreError> {
        self.change(|batch, content| note(batch, content, event))
    }

    /// What was done to sources, the earliest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn events(&self) -> Result<Vec<SourceEvent>, StoreError> {
        let events = self.db.scan_prefix(key::EVENTS).values();
        events.map(|event| Ok(serde_json::from_slice(&event?)?)).collect()
    }
}
