//! What an organization admin changes about the users of a directory, and what is true of them.
//!
//! A change names the user's directory: that `-` stands for all of them is known of searches only.
//!
//! <https://developer.atlassian.com/cloud/admin/organization/rest/api-group-users/>
//! <https://developer.atlassian.com/cloud/admin/organization/rest/api-group-groups/>

use futures_util::TryStreamExt;
use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::{
    error::Error,
    http::{Ask, Auth, Change, Client},
    json::or_default,
    organization_users::{DirectoryUser, READ_DIRECTORIES},
};

/// A directory of an organization, and the key that opens it.
#[derive(Clone, Copy)]
pub struct DirectoryLogin<'a> {
    pub organization: &'a str,
    pub directory: &'a str,
    pub key: &'a SecretString,
}

/// What is read of a group's role.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleAssignment {
    #[serde(default, deserialize_with = "or_default")]
    resource_id: String,
}

const READ_GROUPS: &str = "read:groups:admin";
/// No scope is documented for these calls.
const UNDOCUMENTED: &str = "none";

impl Client {
    /// Suspends a user's access in a directory: groups and roles stay. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the user can't be suspended, [`Error::NotFound`] when the directory has
    /// no such user, and every other case as it came.
    pub async fn suspend(&self, login: &DirectoryLogin<'_>, account: &str) -> Result<(), Error> {
        self.set_access(login, account, "suspend").await
    }

    /// Restores a user's access in a directory. It is not tried again by itself.
    ///
    /// # Errors
    /// The cases of [`suspend`](Self::suspend).
    pub async fn restore(&self, login: &DirectoryLogin<'_>, account: &str) -> Result<(), Error> {
        self.set_access(login, account, "restore").await
    }

    async fn set_access(&self, login: &DirectoryLogin<'_>, account: &str, access: &str) -> Result<(), Error> {
        let url = self.below_directory(login, &["users", account, access]);
        // No body is documented, but without one the answer is 415.
        let changed = Change::with(Method::POST, json!({}));
        self.write(changed, url, &Auth::Bearer(login.key), UNDOCUMENTED).await
    }

    /// Removes a user from a directory: only an invitation brings them back, without their groups. It is
    /// not tried again by itself. Atlassian may take its time to do it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the directory has no such user (any more), [`Error::Rejected`] when the
    /// user can't be removed, and every other case as it came.
    pub async fn remove_from_directory(
        &self,
        login: &DirectoryLogin<'_>,
        account: &str,
    ) -> Result<(), Error> {
        let url = self.below_directory(login, &["users", account]);
        self.write(Change::bare(Method::DELETE), url, &Auth::Bearer(login.key), UNDOCUMENTED).await
    }

    /// Adds a user to a group of the same directory. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the user is a member already (409), lives in another directory, or the
    /// group is an identity provider's, [`Error::NotFound`] when there is no such group or user, and
    /// every other case as it came.
    pub async fn add_to_directory_group(
        &self,
        login: &DirectoryLogin<'_>,
        group: &str,
        account: &str,
    ) -> Result<(), Error> {
        let url = self.below_directory(login, &["groups", group, "memberships"]);
        let added = Change::with(Method::POST, json!({"accountId": account}));
        self.write(added, url, &Auth::Bearer(login.key), UNDOCUMENTED).await
    }

    /// Removes a user from a group. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such group or user, or the user is no member,
    /// [`Error::Rejected`] when the group is an identity provider's, and every other case as it came.
    pub async fn remove_from_directory_group(
        &self,
        login: &DirectoryLogin<'_>,
        group: &str,
        account: &str,
    ) -> Result<(), Error> {
        let url = self.below_directory(login, &["groups", group, "memberships", account]);
        self.write(Change::bare(Method::DELETE), url, &Auth::Bearer(login.key), UNDOCUMENTED).await
    }

    /// The resources that a group of a directory has a role for, such as
    /// `ari:cloud:jira-software::site/…`: what its members may use.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the directory has no such group, and every other case as it came.
    pub async fn group_resources(
        &self,
        login: &DirectoryLogin<'_>,
        group: &str,
    ) -> Result<Vec<String>, Error> {
        let first = self.below_directory(login, &["groups", group, "role-assignments"]);
        let pages =
            self.pages::<RoleAssignment>(Ask::Read, first, None, Auth::Bearer(login.key), READ_GROUPS);
        let assignments = pages.map_ok(|page| page.items).try_concat().await?;
        Ok(assignments.into_iter().map(|assignment| assignment.resource_id).collect())
    }

    /// What is true of a user of a directory now, with their groups; `None` when it has no such user.
    /// Also takes [`EVERY_DIRECTORY`](crate::EVERY_DIRECTORY), where managed accounts of no directory
    /// are found as well.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn directory_user(
        &self,
        login: &DirectoryLogin<'_>,
        account: &str,
    ) -> Result<Option<DirectoryUser>, Error> {
        let url = self.below_directory(login, &["users", "search"]);
        let wanted = json!({"accountIds": [account], "limit": 1, "expand": ["groups"]});
        let pages = self.pages(Ask::Search(wanted), url, None, Auth::Bearer(login.key), READ_DIRECTORIES);
        let found: Vec<DirectoryUser> = pages.map_ok(|page| page.items).try_concat().await?;
        Ok(found.into_iter().find(|user| user.account_id == account))
    }

    fn below_directory(&self, login: &DirectoryLogin<'_>, path: &[&str]) -> Url {
        self.directory_at(login.organization, login.directory, path)
    }
}
