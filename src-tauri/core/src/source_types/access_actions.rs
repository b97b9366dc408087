//! What can be changed about the users of an organization: their accounts, where it manages them, and
//! their place in its directories.

use atlassian_client::{
    Client, Directory, DirectoryLogin, DirectoryUser, EVERY_DIRECTORY, Error, Permission,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use secrecy::SecretString;

use crate::{
    actions::{
        actor::{Actor, Answering},
        change::{Change, Subject},
    },
    users::user::Group,
};

/// How many groups are asked about at once.
const AT_ONCE: usize = 8;

/// An organization that is open for changes.
pub(super) struct Organization {
    pub client: Client,
    pub id: String,
    pub directories: Vec<Directory>,
    pub key: SecretString,
}

impl Organization {
    /// The id of a user's directory.
    fn directory(&self, subject: &Subject) -> Result<&str, Error> {
        let named = |directory: &&Directory| Some(&directory.name) == subject.directory.as_ref();
        let known = match &self.directories[..] {
            [only] if subject.directory.is_none() => Some(only),
            several => several.iter().find(named),
        };
        known.map(|directory| directory.directory_id.as_str()).ok_or_else(|| Error::NotFound {
            host: "api.atlassian.com".into(),
            cause: format!("no directory {}", subject.directory.as_deref().unwrap_or("of this user")),
        })
    }

    fn login<'a>(&'a self, directory: &'a str) -> DirectoryLogin<'a> {
        DirectoryLogin { organization: &self.id, directory, key: &self.key }
    }

    /// What a group opens, whatever directory it is of.
    async fn resources(&self, group: &Group) -> Result<Vec<String>, Error> {
        for directory in &self.directories {
            let login = self.login(&directory.directory_id);
            match self.client.group_resources(&login, &group.id).await {
                Err(Error::NotFound { .. }) => {}
                found => return found,
            }
        }
        Ok(Vec::new())
    }

    async fn user(&self, subject: &Subject) -> Result<Option<DirectoryUser>, Error> {
        let directory = self.directory(subject).unwrap_or(EVERY_DIRECTORY);
        self.client.directory_user(&self.login(directory), &subject.account_id).await
    }
}

impl Actor for Organization {
    fn place(&self) -> String {
        self.id.clone()
    }

    fn make<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, String> {
        Box::pin(async move {
            let Self { client, key, .. } = self;
            let account = subject.account_id.as_str();
            let login = || self.directory(subject).map(|directory| self.login(directory));
            match change {
                Change::AddToGroup { group } => {
                    client.add_to_directory_group(&login()?, &group.id, account).await
                }
                Change::RemoveFromGroup { group } => {
                    client.remove_from_directory_group(&login()?, &group.id, account).await
                }
                Change::Suspend => client.suspend(&login()?, account).await,
                Change::Restore => client.restore(&login()?, account).await,
                Change::RemoveFromDirectory => client.remove_from_directory(&login()?, account).await,
                Change::Deactivate => client.deactivate(account, None, key).await,
                Change::Reactivate => client.reactivate(account, key).await,
                Change::DeleteAccount => client.delete_account(account, key).await,
                Change::CancelDeletion => client.cancel_account_deletion(account, key).await,
                Change::DeleteFromSite | Change::CreateIssue { .. } => {
                    unreachable!("a plan has only what its sources support")
                }
            }?;
            Ok(String::new())
        })
    }

    fn is_made<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, Option<String>> {
        Box::pin(async move {
            let user = self.user(subject).await?;
            let in_group = |group: &Group| {
                user.as_ref().is_some_and(|user| user.groups.iter().any(|known| known.id == group.id))
            };
            let status = user.as_ref().map(|user| user.status.as_str());
            let made = match change {
                Change::AddToGroup { group } => in_group(group),
                Change::RemoveFromGroup { group } => !in_group(group),
                Change::Suspend => status == Some("suspended"),
                Change::Restore => status == Some("active"),
                Change::RemoveFromDirectory => status.is_none_or(|status| status == "not_invited"),
                Change::Deactivate => status == Some("deactivated"),
                Change::Reactivate => status.is_some_and(|status| status != "deactivated"),
                Change::DeleteAccount => status == Some("for_deletion"),
                Change::CancelDeletion => status.is_some_and(|status| status != "for_deletion"),
                Change::DeleteFromSite | Change::CreateIssue { .. } => false,
            };
            Ok(made.then(String::new))
        })
    }

    fn tells_refusal(&self, change: &Change) -> bool {
        change.is_of_account()
    }

    fn refusal<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, Option<String>> {
        Box::pin(async move {
            let permissions = self.client.account_permissions(&subject.account_id, &self.key).await;
            let permission = match (permissions, change) {
                (Ok(permissions), Change::DeleteAccount | Change::CancelDeletion) => permissions.delete,
                (Ok(permissions), _) => permissions.enablement,
                (Err(Error::NotFound { .. }), _) => {
                    return Ok(Some("the organization does not manage the account".into()));
                }
                (Err(Error::Forbidden { cause, .. }), _) if cause.contains("externalDirectory") => {
                    return Ok(Some(EXTERNAL.into()));
                }
                (Err(Error::Forbidden { .. }), _) => {
                    return Ok(Some(
                        "the key may not change this account: it needs a key without scopes".into(),
                    ));
                }
                (Err(error), _) => return Err(error),
            };
            // What is not told of shows when it is done.
            Ok(permission.filter(|permission| !permission.allowed).map(|permission| why(&permission)))
        })
    }

    fn groups_opening<'a>(&'a self, app: &'a str, groups: &'a [Group]) -> Answering<'a, Vec<String>> {
        Box::pin(async move {
            let opening = stream::iter(groups.to_vec()).map(|group| async move {
                let opens = self.resources(&group).await?.iter().any(|resource| is_of(resource, app));
                Ok::<_, Error>(opens.then_some(group.id))
            });
            opening.buffer_unordered(AT_ONCE).try_filter_map(|group| async { Ok(group) }).try_collect().await
        })
    }

    fn admins(&self) -> Answering<'_, Vec<String>> {
        Box::pin(async {
            match self.client.organization_admins(&self.id, &self.key).await {
                // Without the right to read directories, groups are all there is to go by.
                Err(Error::Forbidden { .. } | Error::ScopeMissing { .. }) => Ok(Vec::new()),
                answer => answer,
            }
        })
    }

    fn own_account(&self) -> Answering<'_, Option<String>> {
        // No call tells whose an organization's key is.
        Box::pin(async { Ok(None) })
    }
}

/// Whether a resource, such as `ari:cloud:jira-software::site/…`, is an application of a site, which is
/// known by its key and the site's id.
fn is_of(resource: &str, app: &str) -> bool {
    let (key, site) = app.split_once('/').unwrap_or((app, ""));
    resource.split(':').nth(2) == Some(key) && resource.rsplit('/').next() == Some(site)
}

/// Why an account cannot be changed that is kept elsewhere.
const EXTERNAL: &str = "an identity provider keeps the account: change it there";

/// Why Atlassian does not allow something.
fn why(permission: &Permission) -> String {
    let key = permission.reason.as_ref().map_or("", |reason| reason.key.as_str());
    match key {
        key if key.starts_with("externalDirectory") => EXTERNAL.into(),
        "administrative.notMyself" => "the key belongs to this account".into(),
        "" => "Atlassian does not allow it for this account".into(),
        key => format!("Atlassian does not allow it for this account ({key})"),
    }
}
