//! The inventories that are known, and those being fetched.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::{oneshot, watch};
use ts_rs::TS;

use super::cache;
use crate::{entry::Inventory, problem::Problem, source::SourceId};

/// What is known of one source's inventory.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct InventoryState {
    #[ts(type = "string")]
    pub source: SourceId,
    pub source_name: String,
    /// `null` when it never was.
    #[ts(type = "string | null")]
    pub fetched_at: Option<DateTime<Utc>>,
    /// How many keys it holds.
    pub keys: usize,
    pub fetching: bool,
    /// How many keys have come so far.
    pub fetched: usize,
    /// Why the last fetch failed.
    pub problem: Option<Problem>,
}

/// All inventories, read from the disk when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Inventories {
    known: Mutex<HashMap<SourceId, Known>>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Known {
    /// `None` before it was looked for on the disk.
    inventory: Option<Option<Arc<Inventory>>>,
    fetch: Option<(oneshot::Sender<()>, usize)>,
    problem: Option<Problem>,
}

impl Inventories {
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    pub fn tell(&self) {
        self.changed.send_replace(());
    }

    /// What is known of a source's keys. Reads the disk the first time.
    pub fn get(&self, dir: &Path, id: SourceId) -> Option<Arc<Inventory>> {
        let mut known = self.known();
        let inventory = &mut known.entry(id).or_default().inventory;
        inventory.get_or_insert_with(|| cache::read(dir, id).map(Arc::new)).clone()
    }

    pub fn put(&self, id: SourceId, inventory: Inventory) {
        self.known().entry(id).or_default().inventory = Some(Some(Arc::new(inventory)));
        self.tell();
    }

    pub fn state(&self, dir: &Path, id: SourceId, source_name: String) -> InventoryState {
        let inventory = self.get(dir, id);
        let known = self.known();
        let fetch = known.get(&id).and_then(|known| known.fetch.as_ref());
        InventoryState {
            source: id,
            source_name,
            fetched_at: inventory.as_ref().map(|inventory| inventory.fetched_at),
            keys: inventory.map_or(0, |inventory| inventory.entries.len()),
            fetching: fetch.is_some(),
            fetched: fetch.map_or(0, |(_, count)| *count),
            problem: known.get(&id).and_then(|known| known.problem.clone()),
        }
    }

    /// Begins a fetch, unless one is under way; the receiver resolves when it is called off.
    pub fn begin(&self, id: SourceId) -> Option<(Fetch<'_>, oneshot::Receiver<()>)> {
        let (cancel, cancelled) = oneshot::channel();
        {
            let mut known = self.known();
            let known = known.entry(id).or_default();
            if known.fetch.is_some() {
                return None;
            }
            known.fetch = Some((cancel, 0));
        }
        self.tell();
        Some((Fetch { inventories: self, id }, cancelled))
    }

    pub fn count(&self, id: SourceId, fetched: usize) {
        if let Some((_, count)) = self.known().get_mut(&id).and_then(|known| known.fetch.as_mut()) {
            *count = fetched;
        }
        self.tell();
    }

    pub fn cancel(&self, id: SourceId) {
        if let Some((cancel, _)) = self.known().get_mut(&id).and_then(|known| known.fetch.take()) {
            let _ = cancel.send(());
        }
        self.tell();
    }

    pub fn forget(&self, id: SourceId) {
        self.known().remove(&id);
        self.tell();
    }

    fn known(&self) -> MutexGuard<'_, HashMap<SourceId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fetch that is under way for as long as it lives.
pub(crate) struct Fetch<'a> {
    inventories: &'a Inventories,
    id: SourceId,
}

impl Fetch<'_> {
    /// Keeps what came of it.
    pub fn end(self, outcome: Result<Arc<Inventory>, Problem>) {
        let mut known = self.inventories.known();
        let known = known.entry(self.id).or_default();
        match outcome {
            Ok(inventory) => {
                known.inventory = Some(Some(inventory));
                known.problem = None;
            }
            Err(problem) => known.problem = Some(problem),
        }
    }
}

impl Drop for Fetch<'_> {
    fn drop(&mut self) {
        if let Some(known) = self.inventories.known().get_mut(&self.id) {
            known.fetch = None;
        }
        self.inventories.tell();
    }
}
