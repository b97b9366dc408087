//! Making changes through a source, and asking it what is true.

use std::pin::Pin;

use atlassian_client::{Client, Error};
use secrecy::SecretString;

use super::change::{Change, Subject};
use crate::{connected_to::Route, users::user::Group};

/// An answer that is still on its way.
pub(crate) type Answering<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// What a source is opened with.
pub(crate) struct Opening<'a> {
    pub client: &'a Client,
    pub key: SecretString,
    /// The way that worked before.
    pub route: Option<Route>,
}

/// A source that is open for changes.
pub(crate) trait Actor: Send + Sync {
    /// What it is, whoever's key opened it: another place has another name.
    fn place(&self) -> String;

    /// Makes a change, by one call, and tells what there is to note of it. It is never sent twice by
    /// itself, unless the source has surely not taken it.
    fn make<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, String>;

    /// Whether things are as the change makes them: then what there is to note of it.
    fn is_made<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, Option<String>>;

    /// Why the source will not take a change, where it tells that beforehand.
    fn refusal<'a>(&'a self, _: &'a Subject, _: &'a Change) -> Answering<'a, Option<String>> {
        Box::pin(async { Ok(None) })
    }

    /// Whether [`Self::refusal`] asks the source about a change.
    fn tells_refusal(&self, _: &Change) -> bool {
        false
    }

    /// The ids of those of some groups that open an application.
    fn groups_opening<'a>(&'a self, app: &'a str, groups: &'a [Group]) -> Answering<'a, Vec<String>>;

    /// Where issues can be created: the keys and names of projects; `None` where the kind has none.
    fn projects(&self) -> Option<Answering<'_, Vec<(String, String)>>> {
        None
    }

    /// The names of the types that an issue of a project can have.
    fn issue_types<'a>(&'a self, _project: &'a str) -> Option<Answering<'a, Vec<String>>> {
        None
    }

    /// The active accounts that a role makes administrators of all of it.
    fn admins(&self) -> Answering<'_, Vec<String>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The account the key belongs to, where that can be asked.
    fn own_account(&self) -> Answering<'_, Option<String>>;
}
