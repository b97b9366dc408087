//! The syncs that are under way, and what became of the last ones.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};

use crate::{
    problem::Problem,
    source::SourceId,
    users::{page::SyncProgress, piece::Stage},
};

/// What is known of the syncs of all sources.
#[derive(Debug, Default)]
pub(crate) struct Syncs {
    known: Mutex<HashMap<SourceId, Known>>,
    /// How often all were called off: those that wait for their turn are, too.
    called_off: AtomicUsize,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Known {
    under_way: Option<UnderWay>,
    problem: Option<Problem>,
}

#[derive(Debug)]
struct UnderWay {
    cancel: Option<oneshot::Sender<()>>,
    stage: Stage,
    done: usize,
    total: Option<usize>,
    /// When the stage began here, and how many had come by then.
    since: Instant,
    before: usize,
    /// When its progress was told last.
    told: Instant,
}

/// How often progress is told at most.
const APART: Duration = Duration::from_millis(100);

impl Syncs {
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Begins a sync, unless one is under way; the receiver resolves when it is called off.
    pub fn begin(&self, id: SourceId) -> Option<(Sync<'_>, oneshot::Receiver<()>)> {
        let (cancel, cancelled) = oneshot::channel();
        {
            let mut known = self.known();
            let known = known.entry(id).or_default();
            if known.under_way.is_some() {
                return None;
            }
            *known = Known { under_way: Some(UnderWay::begin(cancel)), problem: None };
        }
        self.tell();
        Some((Sync { syncs: self, id }, cancelled))
    }

    pub fn note(&self, id: SourceId, stage: Stage, done: usize, total: Option<usize>) {
        let tell = {
            let mut known = self.known();
            let under_way = known.get_mut(&id).and_then(|known| known.under_way.as_mut());
            under_way.is_some_and(|under_way| under_way.note(stage, done, total))
        };
        if tell {
            self.tell();
        }
    }

    pub fn cancel(&self, id: SourceId) {
        let mut known = self.known();
        let under_way = known.get_mut(&id).and_then(|known| known.under_way.as_mut());
        if let Some(cancel) = under_way.and_then(|under_way| under_way.cancel.take()) {
            let _ = cancel.send(());
        }
    }

    pub fn cancel_all(&self) {
        self.called_off.fetch_add(1, Relaxed);
        let ids: Vec<_> = self.known().keys().copied().collect();
        ids.into_iter().for_each(|id| self.cancel(id));
    }

    pub fn called_off(&self) -> usize {
        self.called_off.load(Relaxed)
    }

    pub fn state(&self, id: SourceId) -> (Option<SyncProgress>, Option<Problem>) {
        let known = self.known();
        let known = known.get(&id);
        let progress = known.and_then(|known| known.under_way.as_ref()).map(UnderWay::progress);
        (progress, known.and_then(|known| known.problem.clone()))
    }

    /// Keeps why a sync could not even be noted.
    pub fn fail(&self, id: SourceId, problem: Problem) {
        if let Some(known) = self.known().get_mut(&id) {
            known.problem = Some(problem);
        }
        self.tell();
    }

    /// Waits until no sync of a source is under way.
    pub async fn ended(&self, id: SourceId) {
        let mut changes = self.changes();
        while self.state(id).0.is_some() {
            // The sender lives as long as the syncs do.
            let _ = changes.changed().await;
        }
    }

    /// Calls off the sync of a source, waits until it has ended, and forgets what became of it.
    pub async fn forget(&self, id: SourceId) {
        self.cancel(id);
        self.ended(id).await;
        self.known().remove(&id);
    }

    pub fn tell(&self) {
        self.changed.send_replace(());
    }

    fn known(&self) -> MutexGuard<'_, HashMap<SourceId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    fn begin(cancel: oneshot::Sender<()>) -> Self {
        let now = Instant::now();
        let cancel = Some(cancel);
        Self { cancel, stage: Stage::Users, done: 0, total: None, since: now, before: 0, told: now }
    }

    /// Tells whether it is time to tell.
    fn note(&mut self, stage: Stage, done: usize, total: Option<usize>) -> bool {
        if self.stage != stage {
            (self.stage, self.since, self.before, self.total) = (stage, Instant::now(), done, None);
        }
        self.done = done;
        self.total = total.max(self.total);
        let due = self.told.elapsed() >= APART;
        if due {
            self.told = Instant::now();
        }
        due
    }

    fn progress(&self) -> SyncProgress {
        let seconds = self.since.elapsed().as_secs_f64();
        let per_second = if seconds > 0.0 { (self.done - self.before) as f64 / seconds } else { 0.0 };
        // A total that was passed was none.
        let total = self.total.filter(|total| *total >= self.done);
        let left = total.filter(|_| per_second > 0.0).map(|total| (total - self.done) as f64 / per_second);
        SyncProgress {
            stage: self.stage.label().into(),
            done: self.done,
            total,
            per_second,
            seconds_left: left.map(|seconds| seconds.ceil() as u64),
        }
    }
}

/// A sync that is under way for as long as it lives.
pub(crate) struct Sync<'a> {
    syncs: &'a Syncs,
    id: SourceId,
}

impl Sync<'_> {
    /// Keeps what there is to tell of it.
    pub fn end(self, problem: Option<Problem>) {
        if let Some(known) = self.syncs.known().get_mut(&self.id) {
            known.problem = problem;
        }
    }
}

impl Drop for Sync<'_> {
    fn drop(&mut self) {
        if let Some(known) = self.syncs.known().get_mut(&self.id) {
            known.under_way = None;
        }
        self.syncs.tell();
    }
}
