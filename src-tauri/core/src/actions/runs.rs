//! The runs that are under way: what the user wishes of them, and how far they are.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use serde::Serialize;
use tokio::sync::watch;
use ts_rs::TS;

use super::{
    plan::Plan,
    retries::Retries,
    run::{Counts, Outcome, RunId, RunState},
};
use crate::problem::Problem;

/// The runs that are under way, and the plan that was made last.
#[derive(Default)]
pub(crate) struct Runs {
    under_way: Mutex<HashMap<RunId, Arc<Control>>>,
    /// Why runs ended that could not even note it.
    broken: Mutex<HashMap<RunId, Problem>>,
    pub(super) plan: Mutex<Option<Arc<Plan>>>,
    pub(super) retries: Retries,
    changed: watch::Sender<()>,
    ended: watch::Sender<()>,
    /// One run at a time: two would be in each other's way at the same endpoints.
    pub(super) line: tokio::sync::Mutex<()>,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct RunProgress {
    pub counts: Counts,
    /// Changes that ended in a second, of late; 0 while that is not known.
    pub per_second: f64,
    pub seconds_left: Option<f64>,
    /// What it waits for, if it does: it goes on by itself.
    pub waiting: Option<Problem>,
    pub wish: Wish,
}

/// What is wished of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum Wish {
    GoOn,
    Pause,
    Cancel,
}

/// A run that is under way.
pub(super) struct Control {
    wish: watch::Sender<Wish>,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

struct State {
    counts: Counts,
    begun: Instant,
    /// How many ended since.
    ended: usize,
    waiting: Option<Problem>,
    /// What keeps it from going on at all.
    stopped: Option<Problem>,
    /// How many were refused in a row.
    forbidden: u32,
    /// It is being noted how it ended: no wish is heard any more.
    closing: bool,
}

impl Runs {
    /// Tells each time a run is no longer what it was.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    pub fn tell(&self) {
        self.changed.send_replace(());
    }

    /// Tells each time a run has ended.
    pub fn ends(&self) -> watch::Receiver<()> {
        self.ended.subscribe()
    }

    pub fn tell_end(&self) {
        self.ended.send_replace(());
        self.tell();
    }

    /// Puts a run under way; `None` when it is already.
    pub(super) fn begin(&self, id: RunId, counts: Counts) -> Option<Arc<Control>> {
        let mut under_way = self.under_way();
        if under_way.contains_key(&id) {
            return None;
        }
        let state = State {
            counts,
            begun: Instant::now(),
            ended: 0,
            waiting: None,
            stopped: None,
            forbidden: 0,
            closing: false,
        };
        let control = Control {
            wish: watch::Sender::new(Wish::GoOn),
            state: Mutex::new(state),
            changed: self.changed.clone(),
        };
        let control = Arc::new(control);
        self.known_broken().remove(&id);
        under_way.insert(id, Arc::clone(&control));
        Some(control)
    }

    /// Why a run ended that could not note it.
    pub fn broken(&self, id: RunId) -> Option<Problem> {
        self.known_broken().get(&id).cloned()
    }

    pub fn set_broken(&self, id: RunId, problem: Problem) {
        self.known_broken().insert(id, problem);
        self.tell();
    }

    pub fn end(&self, id: RunId) {
        self.under_way().remove(&id);
        self.tell_end();
    }

    pub fn progress(&self, id: RunId) -> Option<RunProgress> {
        self.under_way().get(&id).map(|control| control.progress())
    }

    /// Wishes something of a run; tells whether it is under way. One that is just ending is waited for.
    pub async fn wish(&self, id: RunId, wish: Wish) -> bool {
        let mut ends = self.ends();
        loop {
            ends.borrow_and_update();
            let control = self.under_way().get(&id).cloned();
            let Some(control) = control else { return false };
            if control.set_wish(wish) {
                self.tell();
                return true;
            }
            // The sender lives as long as the runs do.
            let _ = ends.changed().await;
        }
    }

    fn known_broken(&self) -> MutexGuard<'_, HashMap<RunId, Problem>> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<RunId, Arc<Control>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Control {
    pub fn wish(&self) -> Wish {
        *self.wish.borrow()
    }

    /// Tells whether it is still heard.
    fn set_wish(&self, wish: Wish) -> bool {
        let state = self.state();
        if !state.closing {
            self.wish.send_replace(wish);
        }
        !state.closing
    }

    /// Ends it, unless there is something `left` to do and it goes on; what was wished last.
    pub fn close(&self, left: bool) -> Option<Wish> {
        let mut state = self.state();
        let wish = self.wish();
        state.closing = !(left && wish == Wish::GoOn && state.stopped.is_none());
        state.closing.then_some(wish)
    }

    pub fn goes_on(&self) -> bool {
        self.wish() == Wish::GoOn && self.state().stopped.is_none()
    }

    /// Resolves when the run is not to go on.
    pub async fn halted(&self) {
        let mut wish = self.wish.subscribe();
        let _ = wish.wait_for(|wish| *wish != Wish::GoOn).await;
    }

    /// Keeps everything that is not begun from beginning.
    pub fn stop(&self, problem: Problem) {
        self.state().stopped.get_or_insert(problem);
    }

    /// How it ended, by what was wished last.
    pub fn end(&self, wish: Wish) -> RunState {
        match (self.state().stopped.clone(), wish) {
            (_, Wish::Cancel) => RunState::Cancelled,
            (Some(problem), _) => RunState::Stopped { problem },
            (None, Wish::Pause) => RunState::Paused,
            (None, Wish::GoOn) => RunState::Finished,
        }
    }

    /// Has it count from what the journal says, now that its turn has come.
    pub fn count(&self, counts: Counts) {
        {
            let mut state = self.state();
            (state.counts, state.begun, state.waiting) = (counts, Instant::now(), None);
        }
        self.changed.send_replace(());
    }

    pub fn note(&self, from: &Outcome, to: &Outcome) {
        let mut state = self.state();
        state.counts.change(from, to);
        if !to.is_open() {
            state.ended += 1;
            state.waiting = None;
        }
        drop(state);
        self.changed.send_replace(());
    }

    pub fn wait_for(&self, problem: Problem) {
        self.state().waiting = Some(problem);
        self.changed.send_replace(());
    }

    /// Counts refusals in a row.
    pub fn forbidden(&self, refused: bool) -> u32 {
        let mut state = self.state();
        state.forbidden = if refused { state.forbidden + 1 } else { 0 };
        state.forbidden
    }

    fn progress(&self) -> RunProgress {
        let state = self.state();
        let left = state.counts.planned + state.counts.begun;
        let took = state.begun.elapsed().as_secs_f64();
        let per_second = if state.ended == 0 || took == 0.0 { 0.0 } else { state.ended as f64 / took };
        RunProgress {
            counts: state.counts,
            per_second,
            seconds_left: (per_second > 0.0).then(|| left as f64 / per_second),
            waiting: state.waiting.clone(),
            wish: self.wish(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wish_that_comes_while_a_run_ends_waits_until_that_is_noted() {
        let (runs, id) = (Runs::default(), RunId::new());
        let control = runs.begin(id, Counts::default()).unwrap();
        assert!(runs.wish(id, Wish::Pause).await);
        assert_eq!(control.close(true), Some(Wish::Pause));

        let wish = runs.wish(id, Wish::GoOn);
        tokio::pin!(wish);
        assert!(futures_util::poll!(&mut wish).is_pending());
        runs.end(id);
        assert!(!wish.await, "it is no longer under way, and is to be gone on with");
    }

    #[tokio::test]
    async fn a_run_that_is_to_go_on_does_not_end_while_something_is_left() {
        let (runs, id) = (Runs::default(), RunId::new());
        let control = runs.begin(id, Counts::default()).unwrap();
        assert_eq!(control.close(true), None);
        assert!(runs.wish(id, Wish::Cancel).await, "it is still heard");
        assert_eq!(control.close(true), Some(Wish::Cancel));
    }
}
