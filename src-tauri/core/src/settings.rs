//! What the user chose for the whole app.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{actions::safety::Safety, reminders::ReminderSteps};

/// The settings of one data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export_to = "ipc.d.ts")]
pub struct Settings {
    pub reminders: ReminderSteps,
    /// Minutes between two background checks of a source; 0 for none.
    pub check_every_mins: u32,
    /// Hours after which users that were fetched once are fetched again; 0 for never.
    pub sync_users_every_hours: u32,
    /// Whether closing the window leaves the app watching, where a tray shows it.
    pub close_to_tray: bool,
    pub theme: Theme,
    /// No notification before this moment.
    #[ts(type = "string | null")]
    pub paused_until: Option<DateTime<Utc>>,
    pub safety: Safety,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// How long a pause of notifications lasts. It ends by itself: a forgotten one would let a key
/// expire unnoticed.
pub(crate) const PAUSE: TimeDelta = TimeDelta::hours(24);
/// The earliest reminder, in days: keys live one year at most.
const EARLIEST_REMINDER: u16 = 366;
/// The shortest interval of checks, in minutes, and the longest.
const CHECK_EVERY: std::ops::RangeInclusive<u32> = 5..=7 * 24 * 60;
/// The longest age of users, in hours.
const SYNC_EVERY: u32 = 30 * 24;

impl Default for Settings {
    fn default() -> Self {
        Self {
            reminders: ReminderSteps::default(),
            check_every_mins: 4 * 60,
            sync_users_every_hours: 24,
            close_to_tray: true,
            theme: Theme::default(),
            paused_until: None,
            safety: Safety::default(),
        }
    }
}

impl Settings {
    /// Whether notifications are paused at a moment. A pause that ends later than any can was begun
    /// while the clock was ahead, and is over.
    pub fn paused_at(&self, now: DateTime<Utc>) -> bool {
        self.paused_until.is_some_and(|until| until > now && until - now <= PAUSE)
    }

    /// The nearest settings that make sense.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let days = &mut self.reminders.days_before;
        days.retain(|days| *days <= EARLIEST_REMINDER);
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        if self.check_every_mins != 0 {
            self.check_every_mins = self.check_every_mins.clamp(*CHECK_EVERY.start(), *CHECK_EVERY.end());
        }
        self.sync_users_every_hours = self.sync_users_every_hours.min(SYNC_EVERY);
        self.safety = self.safety.tidied();
        self
    }
}
