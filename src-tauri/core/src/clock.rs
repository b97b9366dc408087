//! The time, passed in so that tests can choose it.

use chrono::{DateTime, FixedOffset, Local};

/// Tells the time in the user's zone. Its date is the calendar day that expiry dates are held against.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<FixedOffset>;
}

/// The computer's own clock and zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }
}
