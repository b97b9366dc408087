//! What a site administrator changes about the users of a Jira site, and what is true of them.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-groups/>
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/>

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use crate::{
    error::Error,
    http::{Ask, Change, Client},
    jira_users::{SiteGroup, SiteLogin},
};

/// What is read of a user.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    account_id: String,
}

/// What scoped tokens need.
const READ: &str = "read:jira-user";
const CHANGE: &str = "manage:jira-configuration";

impl Client {
    /// Adds a user to a group of a site. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the user is a member already, [`Error::NotFound`] when there is no such
    /// group or user, [`Error::Forbidden`] when the token's user is no site administrator or the group
    /// is not to be changed here, and every other case as it came.
    pub async fn add_to_site_group(
        &self,
        login: &SiteLogin<'_>,
        group: &str,
        account: &str,
    ) -> Result<(), Error> {
        let mut url = self.jira_at(login, &["group", "user"]);
        url.query_pairs_mut().append_pair("groupId", group);
        let added = Change::with(Method::POST, json!({"accountId": account}));
        self.write(added, url, &login.auth(), CHANGE).await
    }

    /// Removes a user from a group of a site. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the user is no member, and the cases of
    /// [`add_to_site_group`](Self::add_to_site_group).
    pub async fn remove_from_site_group(
        &self,
        login: &SiteLogin<'_>,
        group: &str,
        account: &str,
    ) -> Result<(), Error> {
        let mut url = self.jira_at(login, &["group", "user"]);
        url.query_pairs_mut().append_pair("groupId", group).append_pair("accountId", account);
        self.write(Change::bare(Method::DELETE), url, &login.auth(), CHANGE).await
    }

    /// Deletes a user from a site; the account stays. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the user can't be removed, [`Error::NotFound`] when the site has no such
    /// user (any more), [`Error::Forbidden`] when the token's user is no site administrator, and every
    /// other case as it came.
    pub async fn delete_site_user(&self, login: &SiteLogin<'_>, account: &str) -> Result<(), Error> {
        let mut url = self.jira_at(login, &["user"]);
        url.query_pairs_mut().append_pair("accountId", account);
        self.write(Change::bare(Method::DELETE), url, &login.auth(), CHANGE).await
    }

    /// The ids of the groups that a user is in now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the site has no such user, and every other case as it came.
    pub async fn site_groups_of(&self, login: &SiteLogin<'_>, account: &str) -> Result<Vec<String>, Error> {
        let mut url = self.jira_at(login, &["user", "groups"]);
        url.query_pairs_mut().append_pair("accountId", account);
        let groups: Vec<SiteGroup> = self.ask_patiently(&Ask::Read, url, &login.auth(), READ).await?;
        Ok(groups.into_iter().map(|group| group.group_id).collect())
    }

    /// Whether a site has a user now.
    ///
    /// # Errors
    /// Every case as it came, but for the answer that it has not.
    pub async fn site_user_exists(&self, login: &SiteLogin<'_>, account: &str) -> Result<bool, Error> {
        let mut url = self.jira_at(login, &["user"]);
        url.query_pairs_mut().append_pair("accountId", account);
        match self.ask_patiently::<Account>(&Ask::Read, url, &login.auth(), READ).await {
            Ok(user) => Ok(user.account_id == account),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The account id of the token's user, who had better not change themselves.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn site_myself(&self, login: &SiteLogin<'_>) -> Result<String, Error> {
        let url = self.jira_at(login, &["myself"]);
        Ok(self.ask_patiently::<Account>(&Ask::Read, url, &login.auth(), READ).await?.account_id)
    }
}
