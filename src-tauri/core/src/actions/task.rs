//! Actions that run by themselves, on whoever a filter lets through then.

use std::fmt;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::request::ActionRequest;
use crate::users::filter::UserFilter;

/// Names a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskId(Uuid);

impl TaskId {
    #[expect(clippy::new_without_default, reason = "each id is a new one")]
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An action that runs by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Task {
    #[ts(type = "string")]
    pub id: TaskId,
    pub name: String,
    pub filter: UserFilter,
    pub action: ActionRequest,
    pub schedule: Schedule,
    /// How many users one run may change; where it is more, nothing is done.
    pub most_users: usize,
    /// It only says what it would do. New tasks begin so.
    pub test: bool,
    pub enabled: bool,
    /// When it last ran, or was made.
    #[ts(type = "string")]
    pub last: DateTime<Utc>,
}

impl Task {
    /// Whether it is to run by itself now.
    pub fn is_due(&self, now: DateTime<FixedOffset>) -> bool {
        self.enabled && self.schedule.is_due(self.last, now)
    }
}

/// When a task runs, in the user's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum Schedule {
    Every {
        hours: u32,
    },
    Daily {
        #[ts(type = "string")]
        at: NaiveTime,
    },
    Weekly {
        #[ts(type = "string")]
        on: Weekday,
        #[ts(type = "string")]
        at: NaiveTime,
    },
}

impl Schedule {
    /// Whether it is time, when the last time was `last`. What was missed while the app was off is
    /// caught up on once.
    pub fn is_due(self, last: DateTime<Utc>, now: DateTime<FixedOffset>) -> bool {
        match self {
            Self::Every { hours } => now.to_utc() - last >= TimeDelta::hours(hours.max(1).into()),
            Self::Daily { at } => last < latest(now, 0, at, 1),
            Self::Weekly { on, at } => last < latest(now, now.weekday().days_since(on), at, 7),
        }
    }
}

/// The latest moment that is past, of those at a time on a day `since` days ago and `period` days apart.
fn latest(now: DateTime<FixedOffset>, since: u32, at: NaiveTime, period: u64) -> DateTime<Utc> {
    let day = now.date_naive() - Days::new(since.into());
    let day = if day.and_time(at) > now.naive_local() { day - Days::new(period) } else { day };
    (day.and_time(at) - *now.offset()).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_due(schedule: Schedule, last: &str, now: &str) -> bool {
        schedule.is_due(last.parse().unwrap(), DateTime::parse_from_rfc3339(now).unwrap())
    }

    #[test]
    fn a_task_runs_once_for_each_time_that_comes() {
        let at = NaiveTime::from_hms_opt(7, 30, 0).unwrap();
        let daily = Schedule::Daily { at };
        // Half past seven in Berlin is half past five in UTC.
        assert!(!is_due(daily, "2026-07-01T05:30:00Z", "2026-07-01T23:00:00+02:00"));
        assert!(!is_due(daily, "2026-07-01T05:31:00Z", "2026-07-02T07:29:59+02:00"));
        assert!(is_due(daily, "2026-07-01T05:31:00Z", "2026-07-02T07:30:00+02:00"));
        // The app was off for days.
        assert!(is_due(daily, "2026-06-01T05:31:00Z", "2026-07-02T07:00:00+02:00"));

        let weekly = Schedule::Weekly { on: Weekday::Mon, at };
        // 2026-11-23 is a Monday.
        assert!(!is_due(weekly, "2026-11-16T08:00:00Z", "2026-11-23T07:29:00Z"));
        assert!(is_due(weekly, "2026-11-16T08:00:00Z", "2026-11-23T07:30:00Z"));
        assert!(is_due(weekly, "2026-11-16T08:00:00Z", "2026-11-25T00:00:00Z"));
        assert!(!is_due(weekly, "2026-11-23T08:00:00Z", "2026-11-29T23:59:00Z"));

        let every = Schedule::Every { hours: 6 };
        assert!(!is_due(every, "2026-07-01T00:00:00Z", "2026-07-01T05:59:00Z"));
        assert!(is_due(every, "2026-07-01T00:00:00Z", "2026-07-01T06:00:00Z"));
    }
}
