//! The time, passed in so that tests can choose it.

use chrono::{DateTime, FixedOffset, Local, NaiveDate, Utc};

/// Tells the time in the user's zone. Its date is the calendar day that expiry dates are held against.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<FixedOffset>;

    /// What the user's clock showed at a moment, or will show.
    fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(self.now().offset())
    }

    /// The user's calendar day at a moment.
    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date_naive()
    }
}

/// The computer's own clock and zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    /// Half a year from now, daylight saving may differ from today's.
    fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&Local).fixed_offset()
    }
}
