//! A run of an action, as it is kept.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::change::{Change, Subject};
use crate::{
    problem::Problem,
    source::SourceId,
    users::user::{AppAccess, User, UserStatus},
};

/// Names a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(Uuid);

impl RunId {
    #[expect(clippy::new_without_default, reason = "each id is a new one")]
    pub fn new() -> Self {
        // Ids of later runs are greater.
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is said of a run as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct RunRecord {
    #[ts(type = "string")]
    pub id: RunId,
    /// What it does, in words.
    pub title: String,
    pub origin: Origin,
    /// Nothing is sent: the run only says what it would do.
    pub test: bool,
    /// Why, as the user noted.
    pub reason: String,
    /// The desktop account that confirmed it.
    pub by: String,
    #[ts(type = "string")]
    pub begun_at: DateTime<Utc>,
    #[ts(type = "string | null")]
    pub ended_at: Option<DateTime<Utc>>,
    pub state: RunState,
    pub counts: Counts,
    /// Whether something of it has an inverse.
    pub can_undo: bool,
    /// Whether its end was told outside the window.
    pub told: bool,
}

/// What a run came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", content = "of")]
#[ts(export_to = "ipc.d.ts")]
pub enum Origin {
    User,
    Undo(#[ts(type = "string")] RunId),
    Again(#[ts(type = "string")] RunId),
    /// A scheduled task, by name.
    Task(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum RunState {
    Running,
    /// By the user, who can have it go on.
    Paused,
    /// By something that has to be mended before it can go on.
    Stopped {
        problem: Problem,
    },
    /// The user called off what was left.
    Cancelled,
    Finished,
}

/// How many items of a run there are of each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Counts {
    pub planned: usize,
    /// Begun, and not known to have ended.
    pub begun: usize,
    pub done: usize,
    pub already: usize,
    pub failed: usize,
    pub refused: usize,
    pub cancelled: usize,
}

/// One change of a run, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    #[serde(flatten)]
    pub step: Step,
    pub outcome: Outcome,
}

/// A change of a user, made through a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    /// The source the call goes to, and the one the user was found in.
    pub through: SourceId,
    pub source: SourceId,
    pub source_name: String,
    #[serde(flatten)]
    pub subject: Subject,
    pub name: String,
    pub email: String,
    pub change: Change,
    /// The applications that the change opens or closes, where that is why it is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<AppGroups>,
    /// What the user could do before, where that is known.
    #[serde(default)]
    pub before: Option<UserStatus>,
    /// Where the source led when the plan was made: a run must not go on anywhere else.
    pub place: String,
}

/// An application, and the groups that open it to their members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AppGroups {
    pub app: String,
    pub groups: Vec<String>,
}

impl Step {
    /// Has what is known of a user follow the change. Tells whether the user is still there.
    pub fn apply(&self, user: &mut User) -> bool {
        if !(self.change.is_made(user) || self.change.apply(user)) {
            return false;
        }
        for AppGroups { app, groups } in &self.opens {
            let known = user.apps.iter().any(|known| known.app == *app);
            match user.groups.iter().any(|group| groups.contains(group)) {
                true if !known => user.apps.push(AppAccess { app: app.clone(), last_active: None }),
                true => {}
                false => user.apps.retain(|known| known.app != *app),
            }
        }
        true
    }
}

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum Outcome {
    Planned,
    /// Written before the call, so that none is repeated blindly.
    Begun,
    Done {
        #[ts(type = "string")]
        at: DateTime<Utc>,
        /// What came of it, such as an issue's key.
        note: String,
    },
    /// There was nothing to do.
    Already,
    Failed {
        problem: Problem,
    },
    /// Never sent, for this reason.
    Refused {
        why: String,
    },
    Cancelled,
}

impl RunRecord {
    /// Whether somebody should look at it.
    pub fn needs_attention(&self) -> bool {
        let ended_well = self.state == RunState::Finished && self.counts.failed + self.counts.begun == 0;
        !self.test && !ended_well && self.state != RunState::Cancelled
            || matches!(self.state, RunState::Stopped { .. })
    }
}

impl Counts {
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            *counts.of_mut(outcome) += 1;
        }
        counts
    }

    /// Counts one from one outcome to another.
    pub fn change(&mut self, from: &Outcome, to: &Outcome) {
        let from = self.of_mut(from);
        *from = from.saturating_sub(1);
        *self.of_mut(to) += 1;
    }

    fn of_mut(&mut self, outcome: &Outcome) -> &mut usize {
        match outcome {
            Outcome::Planned => &mut self.planned,
            Outcome::Begun => &mut self.begun,
            Outcome::Done { .. } => &mut self.done,
            Outcome::Already => &mut self.already,
            Outcome::Failed { .. } => &mut self.failed,
            Outcome::Refused { .. } => &mut self.refused,
            Outcome::Cancelled => &mut self.cancelled,
        }
    }
}

impl Outcome {
    /// Whether something is left to do.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Planned | Self::Begun)
    }

    /// In a word, for tables.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::Begun => "Unknown",
            Self::Done { .. } => "Done",
            Self::Already => "Nothing to do",
            Self::Failed { .. } => "Failed",
            Self::Refused { .. } => "Refused",
            Self::Cancelled => "Cancelled",
        }
    }

    /// What else there is to say.
    pub fn remark(&self) -> String {
        match self {
            Self::Done { note, .. } => note.clone(),
            Self::Failed { problem } => format!("{} {}", problem.message, problem.hint).trim().to_owned(),
            Self::Refused { why } => why.clone(),
            Self::Begun => "It was sent, and no answer came. Ask the source before you repeat it.".into(),
            _ => String::new(),
        }
    }
}
