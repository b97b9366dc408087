//! What a person could lose: every access they have, in every source.

use std::sync::Arc;

use serde::Serialize;
use ts_rs::TS;

use super::change::Change;
use crate::{
    error::Error,
    source::SourceId,
    source_types::Connection,
    sources::Sources,
    users::{
        filter::InSource,
        user::{Group, User},
    },
};

/// One way to end an access of a person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Ending {
    #[ts(type = "string")]
    pub source: SourceId,
    pub source_name: String,
    pub account_id: String,
    pub change: Change,
    /// What it does, in words.
    pub words: String,
    /// Whether it cannot be taken back.
    pub destructive: bool,
    /// Why it cannot be done; "" where it can.
    pub why_not: String,
}

impl Sources {
    /// What a person could lose: the whole of it where that is one call, and each group.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn endings(self: &Arc<Self>, person: InSource) -> Result<Vec<Ending>, Error> {
        let records = self.stored(|store| store.sources()).await?;
        self.look(move |view, _| {
            let everyone = &view.everyone;
            let memberships = everyone.person(person.source, &person.id, &view.selection);
            let mut endings = Vec::new();
            for membership in memberships {
                let (source, account) = (membership.user.source, membership.user.account_id);
                let Some(record) = records.iter().find(|record| record.id == source) else { continue };
                let Some(user) = everyone.user_of(source, &account) else { continue };
                endings.extend(of(&record.connection, &user, &membership.groups).map(|(change, why_not)| {
                    Ending {
                        source,
                        source_name: record.name.clone(),
                        account_id: account.clone(),
                        words: change.words(),
                        destructive: change.is_destructive(),
                        change,
                        why_not,
                    }
                }));
            }
            endings
        })
        .await
    }
}

/// The changes that take access from a user, each with why it cannot be made.
fn of<'a>(
    connection: &'a Connection,
    user: &'a User,
    groups: &'a [Group],
) -> impl Iterator<Item = (Change, String)> + use<'a> {
    let whole = [
        Change::Suspend,
        Change::Deactivate,
        Change::RemoveFromDirectory,
        Change::DeleteFromSite,
        Change::DeleteAccount,
    ];
    let groups = groups.iter().map(|group| Change::RemoveFromGroup { group: group.clone() });
    whole.into_iter().chain(groups).filter(|change| !change.is_made(user)).filter_map(|change| {
        // What the type of source never has is not offered.
        let support = connection.source_type().supports(user, &change);
        let synced = matches!(&change, Change::RemoveFromGroup { group } if group.synced);
        let why_not = match change.ruled_out(user.status) {
            _ if synced => "an identity provider keeps the group",
            why => why.unwrap_or_default(),
        };
        support.supported.then(|| (change, why_not.to_owned()))
    })
}
