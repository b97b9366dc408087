//! Access: an Atlassian organization, by an organization API key.

use atlassian_client::{ApiKey, ApiToken, Client, Error, Person};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    access_actions::Organization,
    access_users::tell_users,
    source_type::{Changing, Checking, EntryPages, Fields, SourceType, Telling},
    support::{ACCOUNT_ONLY, Action, DIRECTORY_ONLY, Filter, NO_CALL, NO_FIELD, Support, UserKind, no, yes},
};
use crate::{
    actions::{
        actor::{Actor, Answering, Opening},
        change::Change,
    },
    connected_to::{ConnectedTo, Route},
    entry::{Entry, KeyKind},
    field::{Faults, FieldName},
    problem::{Problem, explain_common},
    users::{piece::Asking, user::User},
};

/// An organization's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// Needed when the key has scopes: such a key cannot list its organization.
    organization_id: Option<String>,
}

const WHERE_TO_GET: &str = "admin.atlassian.com > your organization > Settings > API keys";

/// Accepts the id alone or the address of a page of admin.atlassian.com, which holds it.
fn organization_id(text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let id = match text.split_once("/o/") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
        None => text,
    };
    let well_formed =
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match well_formed {
        true => Ok(Some(id.to_owned())),
        false => Err("This is not an Organization ID. It stands in the address bar of \
                      admin.atlassian.com, after /o/."),
    }
}

impl SourceType for Access {
    fn from_fields(fields: &Fields, faults: &mut Faults) -> Option<Self> {
        faults
            .check(FieldName::OrganizationId, organization_id(&fields.organization_id))
            .map(|organization_id| Self { organization_id })
    }

    fn expiry_required() -> bool {
        // Organization API keys always expire, after a year at most.
        true
    }

    fn wrong_key(key: &str) -> Option<&'static str> {
        // Users' API tokens begin with `ATATT3`, as secret scanners know them.
        key.starts_with("ATATT3").then_some(
            "This is a user's API token. An Access source takes an organization API key, \
         from admin.atlassian.com > your organization > Settings > API keys.",
        )
    }

    fn user_kinds() -> &'static [UserKind] {
        &[
            UserKind { label: "Access: managed accounts", filter: account_filter, action: account_action },
            UserKind { label: "Access: directory users", filter: directory_filter, action: directory_action },
        ]
    }

    fn check<'a>(&'a self, client: &'a Client, key: &'a SecretString) -> Checking<'a> {
        Box::pin(async move {
            let found = client.connect_organization(self.organization_id.as_deref(), key).await?;
            Ok(ConnectedTo {
                name: found.name,
                url: format!("https://admin.atlassian.com/o/{}", found.id),
                account: String::new(),
                route: Route::Organization,
            })
        })
    }

    fn users<'a>(&'a self, asking: Asking<'a>) -> Telling<'a> {
        Box::pin(async move {
            let organization = self.organization(asking.client, asking.key).await?;
            tell_users(&organization, &asking).await
        })
    }

    fn tells_activity(&self) -> bool {
        true
    }

    fn inventory<'a>(&'a self, client: &'a Client, key: &'a SecretString) -> Option<EntryPages<'a>> {
        let pages = stream::once(self.organization(client, key)).map_ok(move |organization| {
            let keys = client.api_keys(&organization, key);
            let tokens = client.api_tokens(&organization, key);
            let keys = keys.map_ok(|page| page.into_iter().map(of_key).collect::<Vec<_>>());
            keys.chain(tokens.map_ok(|page| page.into_iter().map(of_token).collect()))
        });
        Some(pages.try_flatten().boxed())
    }

    fn revoke<'a>(
        &'a self,
        client: &'a Client,
        key: &'a SecretString,
        entry: &'a Entry,
    ) -> Option<Changing<'a>> {
        Some(Box::pin(async move {
            match entry.kind {
                KeyKind::ApiToken => client.revoke_api_token(&entry.owner_id, &entry.id, key).await,
                _ => {
                    let organization = self.organization(client, key).await?;
                    client.revoke_api_key(&organization, &entry.id, key).await
                }
            }
        }))
    }

    fn supports(&self, user: &User, change: &Change) -> Support {
        match change {
            Change::DeleteFromSite => no("an organization has no users of a site only: see Jira Cloud"),
            change if change.is_of_account() => match user.managed {
                Some(false) => no("the organization does not manage the account"),
                _ => account_action(change.action()),
            },
            change if user.directory.is_none() && change.action() != Action::CreateIssue => {
                no("the user is in no directory of the organization")
            }
            change => directory_action(change.action()),
        }
    }

    fn open<'a>(&'a self, opening: Opening<'a>) -> Answering<'a, Box<dyn Actor>> {
        Box::pin(async move {
            let Opening { client, key, .. } = opening;
            let id = self.organization(client, &key).await?;
            let directories = client.directories(&id, &key).map_ok(|page| page.items).try_concat().await;
            // A key that manages accounts only may not read them.
            let directories = match directories {
                Err(Error::Forbidden { .. } | Error::ScopeMissing { .. }) => Vec::new(),
                directories => directories?,
            };
            let client = client.clone();
            Ok(Box::new(Organization { client, id, directories, key }) as Box<dyn Actor>)
        })
    }

    fn explain(&self, error: &Error) -> (Problem, Option<FieldName>) {
        use FieldName::{ApiKey, OrganizationId};
        let (message, hint, field) = match error {
            Error::Refused { .. } | Error::PasswordUsed { .. } | Error::Captcha { .. } => (
                "Atlassian refused this organization API key.".to_owned(),
                format!(
                    "It may have expired, been revoked, or not been copied whole. If it is an API \
                     token, a user's, it cannot work here: an Access source takes an organization \
                     API key, from {WHERE_TO_GET}."
                ),
                ApiKey,
            ),
            Error::ScopeMissing { scope, .. } => (
                format!("This organization API key lacks the scope {scope}."),
                format!("Create a key with this scope, or one without scopes, at {WHERE_TO_GET}."),
                ApiKey,
            ),
            Error::Forbidden { .. } => (
                "This key may not read its organization.".to_owned(),
                format!(
                    "Its owner is no longer an organization admin, or the key has scopes and lacks \
                     read:orgs:admin. An organization admin can create a key at {WHERE_TO_GET}."
                ),
                ApiKey,
            ),
            Error::NotFound { .. } => (
                match &self.organization_id {
                    Some(id) => format!("This key knows no organization with the ID {id}."),
                    None => "This key knows no organization.".to_owned(),
                },
                "Check the Organization ID: it stands in the address bar of admin.atlassian.com, \
                 after /o/."
                    .to_owned(),
                OrganizationId,
            ),
            Error::OrganizationUnclear { count: 0, .. } => (
                "Atlassian lists no organization for this key, as it does for keys with scopes.".to_owned(),
                "Enter the Organization ID: it stands in the address bar of admin.atlassian.com, \
                 after /o/."
                    .to_owned(),
                OrganizationId,
            ),
            Error::OrganizationUnclear { count, .. } => (
                format!("This key opens {count} organizations."),
                "Enter the Organization ID of the one you mean: it stands in the address bar of \
                 admin.atlassian.com, after /o/."
                    .to_owned(),
                OrganizationId,
            ),
            other => return (explain_common(other), None),
        };
        (Problem::new(message, hint, error), Some(field))
    }

    fn fields(&self) -> Fields {
        Fields { organization_id: self.organization_id.clone().unwrap_or_default(), ..Fields::default() }
    }

    fn home_page(&self) -> String {
        match &self.organization_id {
            Some(id) => format!("https://admin.atlassian.com/o/{id}"),
            None => "https://admin.atlassian.com/".to_owned(),
        }
    }
}

/// What Atlassian tells of activity.
const LATE: Support = yes("up to 24 hours late");

fn account_filter(filter: Filter) -> Support {
    match filter {
        Filter::Statuses => yes("active, inactive, closed"),
        Filter::Groups | Filter::Directories => NO_FIELD,
        Filter::LastLogin | Filter::LoginHistory | Filter::Apps => LATE,
        _ => yes(""),
    }
}

fn account_action(action: Action) -> Support {
    use Action::{
        CancelDeletion, ChangeDirectory, ChangeGroups, CreateIssue, Deactivate, Delete, InvalidatePassword,
        Suspend,
    };
    match action {
        Deactivate => yes("with a key without scopes"),
        Delete => yes("the account, with 14 days to cancel"),
        CancelDeletion => yes("within 14 days, with a key without scopes"),
        CreateIssue => yes("through a Jira Cloud source"),
        ChangeGroups | Suspend => DIRECTORY_ONLY,
        ChangeDirectory | InvalidatePassword => NO_CALL,
    }
}

fn directory_filter(filter: Filter) -> Support {
    match filter {
        Filter::Statuses => yes("active, suspended, deactivated, not invited, for deletion"),
        Filter::LastLogin | Filter::LoginHistory | Filter::Apps => LATE,
        _ => yes(""),
    }
}

fn directory_action(action: Action) -> Support {
    use Action::{
        CancelDeletion, ChangeDirectory, ChangeGroups, CreateIssue, Deactivate, Delete, InvalidatePassword,
        Suspend,
    };
    match action {
        Suspend => yes(""),
        ChangeGroups => yes("not for externally synced groups"),
        Delete => yes("from the directory"),
        CreateIssue => yes("through a Jira Cloud source"),
        CancelDeletion => no("removal from a directory is final"),
        Deactivate => ACCOUNT_ONLY,
        ChangeDirectory | InvalidatePassword => NO_CALL,
    }
}

impl Access {
    /// The id of the organization, which the key may tell itself.
    async fn organization(&self, client: &Client, key: &SecretString) -> Result<String, Error> {
        match &self.organization_id {
            Some(id) => Ok(id.clone()),
            None => Ok(client.connect_organization(None, key).await?.id),
        }
    }
}

fn of_key(key: ApiKey) -> Entry {
    let ApiKey { id, label, created_by, created_at, expires_at, last_active_at, scopes } = key;
    entry(KeyKind::ApiKey, id, label, created_by, [created_at, expires_at, last_active_at], scopes)
}

fn of_token(token: ApiToken) -> Entry {
    let blocked = token.is_blocked();
    let ApiToken { id, label, user, created_at, expires_at, last_active_at, scopes, .. } = token;
    let times = [created_at, expires_at, last_active_at];
    Entry { blocked, ..entry(KeyKind::ApiToken, id, label, user, times, scopes) }
}

fn entry(
    kind: KeyKind,
    id: String,
    label: String,
    owner: Option<Person>,
    [created_at, expires_at, last_active_at]: [Option<DateTime<Utc>>; 3],
    scopes: Vec<String>,
) -> Entry {
    let (owner_id, owner_name, owner_email) =
        owner.map_or_else(Default::default, |owner| (owner.id, owner.name, owner.email.unwrap_or_default()));
    Entry {
        id,
        kind,
        label,
        owner_id,
        owner_name,
        owner_email,
        created_at,
        expires_at,
        last_active_at,
        scopes,
        blocked: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_organization_id_in_what_people_paste() {
        let id = "9a1jj823-jac8-123d-jj01-63315k059cb2";
        for pasted in [
            id.to_owned(),
            format!(" {id}\n"),
            format!("https://admin.atlassian.com/o/{id}/overview?x=1"),
            format!("admin.atlassian.com/o/{id}"),
        ] {
            assert_eq!(organization_id(&pasted), Ok(Some(id.to_owned())), "{pasted}");
        }
        assert_eq!(organization_id("  "), Ok(None));
        for wrong in ["../../users", "a b", "https://admin.atlassian.com/", "id?x=1"] {
            assert!(organization_id(wrong).is_err(), "{wrong}");
        }
    }
}
