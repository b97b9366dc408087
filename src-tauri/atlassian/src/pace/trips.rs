//! How long answers take.

use std::{collections::VecDeque, time::Duration};

/// The last round trips.
#[derive(Debug, Default)]
pub(super) struct Trips {
    last: VecDeque<Duration>,
    spread: Duration,
}

const KEPT: usize = 128;

impl Trips {
    pub fn note(&mut self, trip: Duration) {
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(trip);
        let shortest = self.last.iter().min().copied().unwrap_or_default();
        let longest = self.last.iter().max().copied().unwrap_or_default();
        self.spread = longest - shortest;
    }

    /// By how much one request may have overtaken another.
    pub fn spread(&self) -> Duration {
        self.spread
    }
}
