//! What every kind of source can do.

use std::pin::Pin;

use atlassian_client::{Client, Error};
use futures_util::stream::BoxStream;
use secrecy::SecretString;

use super::support::{Support, UserKind};
use crate::{
    actions::{
        actor::{Actor, Answering, Opening},
        change::Change,
    },
    connected_to::ConnectedTo,
    entry::Entry,
    field::{Faults, FieldName},
    problem::Problem,
    users::{piece::Asking, user::User},
};

/// A source's answer that is still on its way.
pub(crate) type Checking<'a> = Pin<Box<dyn Future<Output = Result<ConnectedTo, Error>> + Send + 'a>>;

/// Keys of an organization, as their pages arrive.
pub(crate) type EntryPages<'a> = BoxStream<'a, Result<Vec<Entry>, Error>>;

/// Users that are still being told of; at the end, what the key has no right to see, if anything.
pub(crate) type Telling<'a> = Pin<Box<dyn Future<Output = Result<Option<Problem>, Error>> + Send + 'a>>;

/// A change that is still on its way.
pub(crate) type Changing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// What a kind of source can do. Its values hold one source's settings.
pub(crate) trait SourceType: Send + Sync {
    /// Makes the settings from the dialog's fields, noting each fault.
    fn from_fields(fields: &Fields, faults: &mut Faults) -> Option<Self>
    where
        Self: Sized;

    /// Whether a key of this kind always has an expiry date to enter.
    fn expiry_required() -> bool
    where
        Self: Sized;

    /// Why this is a key of another kind, where its prefix tells.
    fn wrong_key(key: &str) -> Option<&'static str>
    where
        Self: Sized;

    /// The kinds of users that sources of this type serve, with what can be done with each.
    fn user_kinds() -> &'static [UserKind]
    where
        Self: Sized;

    /// Asks Atlassian whether this key connects, and to what.
    fn check<'a>(&'a self, client: &'a Client, key: &'a SecretString) -> Checking<'a>;

    /// Tells of all users, their groups and what they may use, piece by piece. A list that was read to its
    /// end, or to some place in it, before a sync was stopped goes on from there.
    fn users<'a>(&'a self, asking: Asking<'a>) -> Telling<'a>;

    /// Whether it tells when users were last active.
    fn tells_activity(&self) -> bool;

    /// All keys of the organization and its users; `None` where the kind has none to list.
    fn inventory<'a>(&'a self, _: &'a Client, _: &'a SecretString) -> Option<EntryPages<'a>> {
        None
    }

    /// Revokes a key of the inventory; `None` where the kind cannot.
    fn revoke<'a>(&'a self, _: &'a Client, _: &'a SecretString, _: &'a Entry) -> Option<Changing<'a>> {
        None
    }

    /// Whether a change can be made of one of its users, as far as is known of them.
    fn supports(&self, user: &User, change: &Change) -> Support;

    /// Opens the source for changes.
    fn open<'a>(&'a self, opening: Opening<'a>) -> Answering<'a, Box<dyn Actor>>;

    /// Tells a person what an error means for this source, and the field to mend.
    fn explain(&self, error: &Error) -> (Problem, Option<FieldName>);

    /// The settings, as the dialog shows them.
    fn fields(&self) -> Fields;

    /// Where a browser finds the source.
    fn home_page(&self) -> String;
}

/// The fields of the dialog that differ between kinds; "" where a kind has none.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub jira_url: String,
    pub user_email: String,
    pub organization_id: String,
}
