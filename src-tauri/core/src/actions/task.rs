//! Actions that run by themselves, on whoever a filter lets through then.

use std::fmt;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{request::ActionRequest, safety::Safety};
use crate::{clock::Clock, problem::Problem, users::filter::UserFilter};

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
    /// What its runs note as their reason.
    #[serde(default)]
    pub reason: String,
    /// It only says what it would do. New tasks begin so.
    pub test: bool,
    pub enabled: bool,
    /// The moment that its next time is counted from.
    #[ts(type = "string")]
    pub last: DateTime<Utc>,
    /// When it last ran, if it has.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub ran_at: Option<DateTime<Utc>>,
}

impl Task {
    /// Whether it is to run by itself now.
    pub(super) fn is_due(&self, clock: &dyn Clock) -> bool {
        self.enabled && self.schedule.is_due(clock.local(self.last), clock.now())
    }

    /// Why it must not change so many users: nobody is there to confirm it.
    pub(super) fn unsafe_to_run(&self, users: usize, safety: &Safety) -> Option<Problem> {
        let refuse = |message: String, hint: &str| Some(Problem::new(message, hint, ""));
        let Self { name, most_users, .. } = self;
        if users > *most_users {
            return refuse(
                format!("“{name}” would change {users} users; it may change {most_users}. Nothing was done."),
                "Look at the filter of the task, or raise its limit.",
            );
        }
        if safety.most_users > 0 && users > safety.most_users {
            return refuse(
                format!(
                    "“{name}” would change {users} users; one run may change {}. Nothing was done.",
                    safety.most_users
                ),
                "Look at the filter of the task, or raise the limit in Settings.",
            );
        }
        if safety.reason_required && self.reason.is_empty() {
            return refuse(
                format!("“{name}” has no reason, which every run needs. Nothing was done."),
                "Edit the task and note why it is done.",
            );
        }
        None
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
    fn is_due(self, last: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> bool {
        let was_ahead = last - now > AHEAD;
        // The clock's hands tell: by them, no day is longer than another.
        let since = |latest: NaiveDateTime| last.naive_local() < latest;
        was_ahead
            || match self {
                Self::Every { hours } => now - last >= TimeDelta::hours(hours.max(1).into()),
                Self::Daily { at } => since(latest(now, 0, at, 1)),
                Self::Weekly { on, at } => since(latest(now, now.weekday().days_since(on), at, 7)),
            }
    }
}

/// From how far in the future on, the last time is of a clock that was wrong.
const AHEAD: TimeDelta = TimeDelta::hours(2);

/// The latest time that is past, of those on a day `since` days ago and `period` days apart.
fn latest(now: DateTime<FixedOffset>, since: u32, at: NaiveTime, period: u64) -> NaiveDateTime {
    let day = now.date_naive() - Days::new(since.into());
    let day = if day.and_time(at) > now.naive_local() { day - Days::new(period) } else { day };
    day.and_time(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_due(schedule: Schedule, last: &str, now: &str) -> bool {
        let time = |text| DateTime::parse_from_rfc3339(text).unwrap();
        schedule.is_due(time(last), time(now))
    }

    #[test]
    fn a_task_runs_once_for_each_time_that_comes() {
        let at = NaiveTime::from_hms_opt(7, 30, 0).unwrap();
        let daily = Schedule::Daily { at };
        assert!(!is_due(daily, "2026-07-01T07:30:00+02:00", "2026-07-01T23:00:00+02:00"));
        assert!(!is_due(daily, "2026-07-01T07:31:00+02:00", "2026-07-02T07:29:59+02:00"));
        assert!(is_due(daily, "2026-07-01T07:31:00+02:00", "2026-07-02T07:30:00+02:00"));
        // The app was off for days.
        assert!(is_due(daily, "2026-06-01T07:31:00+02:00", "2026-07-02T07:00:00+02:00"));

        let weekly = Schedule::Weekly { on: Weekday::Mon, at };
        // 2026-11-23 is a Monday.
        assert!(!is_due(weekly, "2026-11-16T08:00:00Z", "2026-11-23T07:29:00Z"));
        assert!(is_due(weekly, "2026-11-16T08:00:00Z", "2026-11-23T07:30:00Z"));
        assert!(is_due(weekly, "2026-11-16T08:00:00Z", "2026-11-25T00:00:00Z"));
        assert!(!is_due(weekly, "2026-11-23T08:00:00Z", "2026-11-29T23:59:00Z"));

        // Clocks go back in the night to Sunday, and on by an hour in March.
        assert!(!is_due(daily, "2026-10-24T07:30:00+02:00", "2026-10-25T02:00:00+01:00"));
        assert!(!is_due(daily, "2026-10-24T07:30:00+02:00", "2026-10-25T07:29:00+01:00"));
        assert!(is_due(daily, "2026-10-24T07:30:00+02:00", "2026-10-25T07:30:00+01:00"));
        assert!(is_due(daily, "2027-03-27T07:30:00+01:00", "2027-03-28T07:30:00+02:00"));
        assert!(!is_due(daily, "2027-03-28T07:30:00+02:00", "2027-03-29T07:29:00+02:00"));
        // It ran while the clock was a year ahead.
        assert!(is_due(daily, "2027-07-01T07:30:00+02:00", "2026-07-01T05:00:00+02:00"));

        let every = Schedule::Every { hours: 6 };
        assert!(!is_due(every, "2026-07-01T00:00:00Z", "2026-07-01T05:59:00Z"));
        assert!(is_due(every, "2026-07-01T00:00:00Z", "2026-07-01T06:00:00Z"));
    }
}
