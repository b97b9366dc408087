//! What a person could lose: every access they have, in every source.

use std::sync::Arc;

use serde::Serialize;
use ts_rs::TS;

use super::{change::Change, guards::Insiders};
use crate::{
    error::Error,
    source::SourceId,
    sources::Sources,
    users::{filter::InSource, user::Group},
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
    /// What a person could lose: the whole of it where that is one call, and each group. What cannot be
    /// ended is told as well, as far as that is known here: a preview asks the sources themselves.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn endings(self: &Arc<Self>, person: InSource) -> Result<Vec<Ending>, Error> {
        let (records, safety) = self.stored(|store| Ok((store.sources()?, store.settings()?.safety))).await?;
        let sources = Arc::clone(self);
        self.look(move |view, _| {
            let everyone = &view.everyone;
            let mut guards = sources.guards(&safety, Insiders::default(), everyone);
            let mut endings = Vec::new();
            for membership in everyone.person(person.source, &person.id, &view.selection) {
                let (source, account) = (membership.user.source, membership.user.account_id);
                let Some(record) = records.iter().find(|record| record.id == source) else { continue };
                let Some(user) = everyone.user_of(source, &account) else { continue };
                for change in changes(membership.groups).filter(|change| !change.is_made(&user)) {
                    let support = record.connection.source_type().supports(&user, &change);
                    let why_not = match support.supported {
                        true => guards.refusal(source, &user, &change).unwrap_or_default(),
                        false => support.note.to_owned(),
                    };
                    endings.push(Ending {
                        source,
                        source_name: record.name.clone(),
                        account_id: account.clone(),
                        words: change.words(),
                        destructive: change.is_destructive(),
                        change,
                        why_not,
                    });
                }
            }
            endings
        })
        .await
    }
}

/// The changes that take access from a user of these groups. Of those that take the whole of it, the larger
/// come later.
fn changes(groups: Vec<Group>) -> impl Iterator<Item = Change> {
    let whole = [
        Change::Suspend,
        Change::Deactivate,
        Change::RemoveFromDirectory,
        Change::DeleteFromSite,
        Change::DeleteAccount,
    ];
    whole.into_iter().chain(groups.into_iter().map(|group| Change::RemoveFromGroup { group }))
}
