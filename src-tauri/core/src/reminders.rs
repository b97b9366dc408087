//! When the end of a key's life is told, and what was told already.
//!
//! All of it is arithmetic over calendar days in the user's zone: whoever calls says which day it
//! is. So midnight, time zones and daylight saving need no care here, and a clock that jumps is only
//! a day that comes twice or never.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A reminder of one key, by the days its life has left: 7 a week before the last day, 0 on it, -1
/// on the day after. The smaller, the more urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step(pub i64);

/// When the user wants to be reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct ReminderSteps {
    /// Days before the last day; 0 is the day itself.
    pub days_before: Vec<u16>,
    /// Each day after the last one, until the key is replaced.
    pub daily_after: bool,
}

impl Default for ReminderSteps {
    fn default() -> Self {
        Self { days_before: vec![30, 14, 7, 3, 1, 0], daily_after: true }
    }
}

impl ReminderSteps {
    /// The step that a key with so many days left has reached: of several that were missed, the
    /// most urgent.
    fn reached(&self, days_left: i64) -> Option<Step> {
        if days_left < 0 && self.daily_after {
            return Some(Step(days_left));
        }
        self.days_before.iter().map(|&days| i64::from(days)).filter(|&days| days >= days_left).min().map(Step)
    }

    /// From how many days left on a key needs attention.
    pub fn earliest(&self) -> i64 {
        self.days_before.iter().max().map_or(0, |&days| i64::from(days))
    }
}

/// What was told of one key and its expiry date. A new key begins with a new one, and so does a new date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    pub expires_on: NaiveDate,
    /// The steps told, and the day of each.
    steps: BTreeMap<Step, NaiveDate>,
    /// No word before this day, and one then.
    snoozed_until: Option<NaiveDate>,
}

/// By how many days two clocks that are right can differ: those of the outermost time zones.
const ZONES_APART: Days = Days::new(2);
/// The longest snooze. A day further ahead was set while the clock was wrong.
const LONGEST_SNOOZE: TimeDelta = TimeDelta::days(31);

impl Told {
    pub fn nothing(expires_on: NaiveDate) -> Self {
        Self { expires_on, steps: BTreeMap::new(), snoozed_until: None }
    }

    /// What holds of it for a date that the same key has now. An inventory tells moments, which are other
    /// days in other time zones: that repeats nothing. Of any other date it was another matter.
    #[must_use]
    pub fn redated(self, expires_on: NaiveDate) -> Self {
        if self.expires_on.max(expires_on) > self.expires_on.min(expires_on) + ZONES_APART {
            return Self::nothing(expires_on);
        }
        let to_its_end = self.snoozed_until.filter(|until| *until <= self.expires_on);
        let snoozed_until = to_its_end.map(|until| until.min(expires_on)).or(self.snoozed_until);
        Self { expires_on, snoozed_until, ..self }
    }

    /// The same with the steps told of this key while it went by another name. A snooze that ended there
    /// ends here as well.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let other = other.redated(self.expires_on);
        self.snoozed_until = self.snoozed_until.filter(|until| other.steps.values().all(|day| day < until));
        self.steps.extend(other.steps);
        self
    }

    /// The step to tell today, if one is.
    ///
    /// Each is told once. One that comes after a more urgent one is not told at all, as when the
    /// user flew west, unless that one was told on a day far ahead: then the clock was wrong.
    pub fn due(&self, today: NaiveDate, steps: &ReminderSteps) -> Option<Step> {
        let reached = steps.reached((self.expires_on - today).num_days())?;
        if let Some(until) = self.snooze_on(today) {
            return (today >= until).then_some(reached);
        }
        let told = self.steps.contains_key(&reached)
            || self.steps.range(..reached).any(|(_, day)| *day <= today + ZONES_APART);
        (!told).then_some(reached)
    }

    /// Notes that a step is told.
    pub fn mark(&mut self, step: Step, today: NaiveDate) {
        self.steps.insert(step, today);
        self.snoozed_until = None;
    }

    /// Asks for silence of some days, but never beyond the key's last day.
    pub fn snooze(&mut self, today: NaiveDate, days: u16) {
        let until = today + TimeDelta::days(days.max(1).into()).min(LONGEST_SNOOZE);
        self.snoozed_until = Some(if today < self.expires_on { until.min(self.expires_on) } else { until });
    }

    /// The day a snooze ends, if one holds or ends today.
    pub fn snooze_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.snoozed_until.filter(|until| *until - today <= LONGEST_SNOOZE)
    }
}
