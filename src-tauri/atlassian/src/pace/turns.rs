//! Who may send to an endpoint next: one after the other, as its limit lets them.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};

use super::{
    limit::{self, Limit, Next},
    told::Told,
};

/// How many requests are on their way to one endpoint at most.
const AT_ONCE: usize = 8;

/// The line before one endpoint.
#[derive(Debug)]
pub(crate) struct Turns {
    limit: Mutex<Limit>,
    /// Wakes the first of the line, whose wait an answer may end or prolong.
    answered: Notify,
    line: tokio::sync::Mutex<()>,
    places: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            limit: Mutex::default(),
            answered: Notify::new(),
            line: tokio::sync::Mutex::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// A request that was let through. Dropped without an answer, it counts as one that left.
#[derive(Debug)]
pub(crate) struct Turn {
    turns: Arc<Turns>,
    flight: limit::Flight,
    answered: bool,
    _place: OwnedSemaphorePermit,
}

impl Turns {
    /// Waits in line until a request may leave. Whoever gives up leaves nothing behind.
    ///
    /// # Errors
    /// How long the endpoint is not to be asked, when that is longer than `patience`. How long the
    /// line is does not matter.
    pub async fn next(self: &Arc<Self>, patience: Duration) -> Result<Turn, Duration> {
        let _first = self.line.lock().await;
        let places = Arc::clone(&self.places).acquire_owned();
        let place = places.await.expect("the places are never closed");
        loop {
            let answered = self.answered.notified();
            let next = {
                let mut limit = self.limit();
                let now = Instant::now();
                match limit.next(now) {
                    Next::Now => {
                        let (turns, flight) = (Arc::clone(self), limit.sent(now));
                        return Ok(Turn { turns, flight, answered: false, _place: place });
                    }
                    Next::At(at) if at - now > limit.patience(now, patience) => return Err(at - now),
                    next => next,
                }
            };
            match next {
                Next::At(at) => tokio::select! {
                    () = sleep_until(at) => {}
                    () = answered => {}
                },
                _ => answered.await,
            }
        }
    }

    fn limit(&self) -> MutexGuard<'_, Limit> {
        self.limit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Notes what the answer tells. Returns how long the endpoint is not to be asked.
    pub fn answered(mut self, told: &Told) -> Duration {
        let now = Instant::now();
        let mut limit = self.turns.limit();
        limit.answered(self.flight, now, told);
        let pause = limit.pause().map_or(Duration::ZERO, |pause| pause.duration_since(now));
        drop(limit);
        self.answered = true;
        pause
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.answered {
            self.turns.limit().lost(self.flight);
        }
        self.turns.answered.notify_one();
    }
}
