//! The users of an organization: the accounts it manages, and everyone in its directories.
//!
//! <https://developer.atlassian.com/cloud/admin/organization/rest/>

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::{
    error::Error,
    http::{Ask, Auth, Client, below},
    json::{moment, or_default},
    page::Page,
};

/// An account on one of the organization's domains.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ManagedAccount {
    pub account_id: String,
    /// `atlassian`, `app` or `customer`.
    #[serde(default, deserialize_with = "or_default")]
    pub account_type: String,
    /// `active`, `inactive` or `closed`.
    #[serde(default, deserialize_with = "or_default")]
    pub account_status: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// `None` where the user hides it.
    pub email: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub last_active: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "or_default")]
    pub product_access: Vec<AccountProduct>,
}

/// A product that an account uses, by the address it runs at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AccountProduct {
    pub key: String,
    #[serde(default, deserialize_with = "or_default")]
    pub url: String,
    #[serde(default, deserialize_with = "moment")]
    pub last_active: Option<DateTime<Utc>>,
}

/// A user directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Directory {
    pub directory_id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

/// A user of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryUser {
    pub account_id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub account_type: String,
    /// `active`, `suspended`, `not_invited`, `deactivated` or `for_deletion`.
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    /// As the account's own.
    #[serde(default, deserialize_with = "or_default")]
    pub account_status: String,
    /// `active`, `suspended` or `no_membership`, of all the directories together.
    #[serde(default, deserialize_with = "or_default")]
    pub membership_status: String,
    #[serde(default, deserialize_with = "moment")]
    pub added_to_org: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// `None` where the user hides it.
    pub email: Option<String>,
    /// `managed` or `unmanaged`.
    pub claim_status: Option<String>,
    /// `invited` or `synced`.
    pub management_source: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub product_access: Vec<DirectoryProduct>,
    #[serde(default, deserialize_with = "or_default")]
    pub groups: Vec<GroupName>,
}

/// A product that a user of a directory may use, by the site it runs on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryProduct {
    pub key: String,
    #[serde(default, deserialize_with = "or_default")]
    pub id: String,
    #[serde(default, deserialize_with = "moment")]
    pub last_active_timestamp: Option<DateTime<Utc>>,
}

/// A group, as its members tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GroupName {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

/// A group of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryGroup {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// An identity provider keeps it.
    #[serde(default, deserialize_with = "or_default")]
    pub external_synced: bool,
}

/// Which of a directory's users a search is for. The parts leave nobody out and name nobody twice, by
/// the values that the documentation lists; each has a cursor of its own, so that they can be read at
/// the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// With an active account: those of this membership.
    Membership(&'static str),
    /// With an account that is not active.
    Account(&'static str),
    Everyone,
}

impl Part {
    pub const ALL: [Self; 5] = [
        Self::Membership("active"),
        Self::Membership("suspended"),
        Self::Membership("no_membership"),
        Self::Account("inactive"),
        Self::Account("closed"),
    ];

    /// The parts that may hold accounts of no directory, which only a search in all of them names.
    pub const OUTSIDE: [Self; 3] =
        [Self::Membership("no_membership"), Self::Account("inactive"), Self::Account("closed")];

    /// Names the part for as long as a list of it is read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Membership(name) | Self::Account(name) => name,
            Self::Everyone => "everyone",
        }
    }

    fn filter(self) -> Value {
        match self {
            Self::Membership(status) => json!({"accountStatus": ["active"], "membershipStatus": [status]}),
            Self::Account(status) => json!({"accountStatus": [status]}),
            Self::Everyone => json!({}),
        }
    }
}

/// Stands for all directories.
pub const EVERY_DIRECTORY: &str = "-";

/// The most entries a page of a search is asked for. None is documented: this is what the pages of
/// version 1 have.
const PAGE_SIZE: usize = 100;
/// What scoped keys need.
const READ_ACCOUNTS: &str = "read:accounts:admin";
pub(crate) const READ_DIRECTORIES: &str = "read:directories:admin";

impl Client {
    /// The accounts that an organization manages, page by page.
    pub fn managed_accounts<'a>(
        &'a self,
        organization: &str,
        key: &'a SecretString,
        from: Option<String>,
    ) -> impl Stream<Item = Result<Page<ManagedAccount>, Error>> + Send + use<'a> {
        let first = self.api_at(&["admin", "v1", "orgs", organization, "users"]);
        self.pages(Ask::Read, first, from, Auth::Bearer(key), READ_ACCOUNTS)
    }

    /// The directories of an organization, page by page.
    pub fn directories<'a>(
        &'a self,
        organization: &str,
        key: &'a SecretString,
    ) -> impl Stream<Item = Result<Page<Directory>, Error>> + Send + use<'a> {
        let first = self.api_at(&["admin", "v2", "orgs", organization, "directories"]);
        self.pages(Ask::Read, first, None, Auth::Bearer(key), READ_DIRECTORIES)
    }

    /// The users of a directory, with their groups and what they use, page by page.
    pub fn directory_users<'a>(
        &'a self,
        organization: &str,
        directory: &str,
        part: Part,
        key: &'a SecretString,
        from: Option<String>,
    ) -> impl Stream<Item = Result<Page<DirectoryUser>, Error>> + Send + use<'a> {
        let mut wanted = part.filter();
        wanted["limit"] = PAGE_SIZE.into();
        wanted["expand"] = json!(["productAccess", "groups"]);
        let first = self.directory_at(organization, directory, &["users", "search"]);
        self.pages(Ask::Search(wanted), first, from, Auth::Bearer(key), READ_DIRECTORIES)
    }

    /// The active accounts that administer an organization. It is a role: membership of the group `org-admins`
    /// does not make one any more,
    /// <https://developer.atlassian.com/cloud/admin/organization/rest/api-group-users/>.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn organization_admins(
        &self,
        organization: &str,
        key: &SecretString,
    ) -> Result<Vec<String>, Error> {
        let url = self.directory_at(organization, EVERY_DIRECTORY, &["users", "search"]);
        let mut wanted = Part::Membership("active").filter();
        wanted["roleIds"] = json!(["atlassian/org-admin"]);
        wanted["limit"] = PAGE_SIZE.into();
        let pages = self.pages(Ask::Search(wanted), url, None, Auth::Bearer(key), READ_DIRECTORIES);
        let admins: Vec<DirectoryUser> = pages.map_ok(|page| page.items).try_concat().await?;
        Ok(admins.into_iter().map(|admin| admin.account_id).collect())
    }

    /// The groups of all directories, page by page.
    pub fn directory_groups<'a>(
        &'a self,
        organization: &str,
        key: &'a SecretString,
        from: Option<String>,
    ) -> impl Stream<Item = Result<Page<DirectoryGroup>, Error>> + Send + use<'a> {
        let first = self.directory_at(organization, EVERY_DIRECTORY, &["groups", "search"]);
        let wanted = json!({"limit": PAGE_SIZE});
        self.pages(Ask::Search(wanted), first, from, Auth::Bearer(key), READ_DIRECTORIES)
    }

    /// How many users all directories have, with managed accounts that are in none.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn user_count(&self, organization: &str, key: &SecretString) -> Result<usize, Error> {
        #[derive(Deserialize)]
        struct Count {
            count: usize,
        }
        let url = self.directory_at(organization, EVERY_DIRECTORY, &["users", "count"]);
        Ok(self.get::<Count>(url, &Auth::Bearer(key), READ_DIRECTORIES).await?.count)
    }

    /// An address below a directory.
    pub(crate) fn directory_at(&self, organization: &str, directory: &str, path: &[&str]) -> Url {
        below(self.api_at(&["admin", "v2", "orgs", organization, "directories", directory]), path)
    }
}
