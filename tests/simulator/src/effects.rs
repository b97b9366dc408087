//! What requests changed, in order.

use std::{convert::Infallible, sync::Mutex};

use axum::{
    Extension, RequestPartsExt,
    extract::FromRequestParts,
    http::{Uri, request::Parts},
};
use serde::Serialize;

/// A change that a request made, whatever became of its answer. A request that found things so
/// already made none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    pub method: String,
    /// As in the log.
    pub path_and_query: String,
    /// Whose account it is about, where it is about one.
    pub account: Option<String>,
    pub change: Change,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// A group, by id.
    JoinedGroup(String),
    LeftGroup(String),
    /// A site, by number.
    DeletedFromSite(usize),
    /// An issue, by key.
    IssueCreated(String),
    Suspended,
    Restored,
    RemovedFromDirectory,
    /// With this message.
    Deactivated(Option<String>),
    Reactivated,
    DeletionBegun,
    DeletionCancelled,
    /// An organization key, by id.
    KeyRevoked(String),
    /// A user's API token, by id.
    TokenRevoked(String),
}

/// The changes since the start.
#[derive(Debug, Default)]
pub(crate) struct Effects(Mutex<Vec<Effect>>);

impl Effects {
    /// Adds one. Whoever does holds the world, so that the order is that of the changes.
    pub fn add(&self, asked: &Asked, account: Option<&str>, change: Change) {
        let Asked { method, path_and_query } = asked.clone();
        self.0.lock().unwrap().push(Effect {
            method,
            path_and_query,
            account: account.map(str::to_owned),
            change,
        });
    }

    pub fn all(&self) -> Vec<Effect> {
        self.0.lock().unwrap().clone()
    }
}

/// A request as it came in, before the gateway cut its path.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    method: String,
    path_and_query: String,
}

impl Asked {
    pub fn new(method: &str, uri: &Uri) -> Self {
        let path_and_query = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Self { method: method.to_owned(), path_and_query }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Extension(asked) = parts.extract().await.expect("the front says what was asked");
        Ok(asked)
    }
}
