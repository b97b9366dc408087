//! How long answers take.

use std::{collections::VecDeque, time::Duration};

/// The last round trips.
#[derive(Debug, Default)]
pub(super) struct Trips(VecDeque<Duration>);

const KEPT: usize = 128;

impl Trips {
    pub fn note(&mut self, trip: Duration) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(trip);
    }

    /// By how much one request may have overtaken another.
    pub fn spread(&self) -> Duration {
        let longest = self.0.iter().max().copied().unwrap_or_default();
        longest - self.0.iter().min().copied().unwrap_or_default()
    }
}
