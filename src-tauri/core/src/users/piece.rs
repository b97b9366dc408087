//! What a source tells of its users, piece by piece, and where its lists go on.

use std::collections::BTreeMap;

use atlassian_client::Client;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::user::{App, Group, User};
use crate::connected_to::Route;

/// What a source is asked with for its users.
pub(crate) struct Asking<'a> {
    pub client: &'a Client,
    pub key: &'a SecretString,
    /// The way that worked before.
    pub route: Option<Route>,
    /// Where a sync that was stopped goes on.
    pub marks: Marks,
    /// Takes the pieces.
    pub tell: mpsc::Sender<Piece>,
}

/// One answer of a source, or a part of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Piece {
    /// The list it belongs to.
    pub list: String,
    /// Where the list goes on after it; `None` at the end.
    pub next: Option<String>,
    pub stage: Stage,
    /// How many the stage has in all, where that is told.
    pub total: Option<usize>,
    pub users: Vec<User>,
    /// Accounts that an organization manages, whether they are users of a directory or not.
    pub accounts: Vec<User>,
    pub groups: Vec<Group>,
    pub apps: Vec<App>,
    pub members: Vec<Members>,
}

/// Some members of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Members {
    /// The ids of the group and of the applications it opens.
    pub group: String,
    pub apps: Vec<String>,
    pub accounts: Vec<String>,
}

/// What a source is being asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    #[default]
    Users,
    /// Counted in groups.
    Members,
}

/// Where the lists of a source go on; `None` for those that ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks(BTreeMap<String, Option<String>>);

impl Asking<'_> {
    /// Hands a piece on. Where nobody takes it any more, the sync is about to be dropped.
    pub async fn tell(&self, piece: Piece) {
        let _ = self.tell.send(piece).await;
    }
}

impl Piece {
    pub fn of(list: impl Into<String>, next: Option<String>) -> Self {
        Self { list: list.into(), next, ..Self::default() }
    }
}

impl Stage {
    pub fn label(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Members => "Group members",
        }
    }
}

impl Marks {
    pub fn note(&mut self, list: String, next: Option<String>) {
        self.0.insert(list, next);
    }

    /// Whether a list has been read to its end.
    pub fn ended(&self, list: &str) -> bool {
        self.0.get(list).is_some_and(Option::is_none)
    }

    /// Where a list goes on; `None` for its start.
    pub fn cursor(&self, list: &str) -> Option<String> {
        self.0.get(list).cloned().flatten()
    }

    /// The same, of a list that is numbered through.
    pub fn number(&self, list: &str) -> usize {
        self.cursor(list).and_then(|cursor| cursor.parse().ok()).unwrap_or(0)
    }
}
