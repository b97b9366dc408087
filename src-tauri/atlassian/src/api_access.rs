//! The API access API: every API key of an organization, and every API token of its users. No
//! answer holds a key itself.
//!
//! An organization's keys are revoked here, users' tokens through the user management API.
//!
//! <https://developer.atlassian.com/cloud/admin/api-access/rest/>
//! <https://developer.atlassian.com/cloud/admin/user-management/rest/api-group-api-tokens/>

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt};
use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::{
    account_changes::MANAGE,
    error::Error,
    http::{Ask, Auth, Change, Client},
    json::or_default,
};

/// An organization's API key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub label: String,
    pub created_by: Option<Person>,
    pub created_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_active_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "or_default")]
    pub scopes: Vec<String>,
}

/// A user's API token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub label: String,
    /// `ALLOWED` or `BLOCKED`, "" where not told.
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    pub user: Option<Person>,
    pub created_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_active_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "or_default")]
    pub scopes: Vec<String>,
}

impl ApiToken {
    /// Whether the organization keeps it from being used.
    pub fn is_blocked(&self) -> bool {
        self.status == "BLOCKED"
    }
}

/// Whose a key or token is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Person {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// `None` where the user hides it.
    pub email: Option<String>,
}

/// The scope that reading takes.
const READ: &str = "read:tokens:admin";
/// The scope that revoking an API key takes.
const REVOKE: &str = "delete:tokens:admin";
/// The most entries a page may have.
const PAGE_SIZE: &str = "100";

impl Client {
    /// The API keys of an organization, page by page.
    pub fn api_keys<'a>(
        &'a self,
        organization: &str,
        key: &'a SecretString,
    ) -> impl Stream<Item = Result<Vec<ApiKey>, Error>> + Send + use<'a> {
        let first = self.inventory(organization, "api-keys");
        self.pages(Ask::Read, first, None, Auth::Bearer(key), READ).map_ok(|page| page.items)
    }

    /// The API tokens of an organization's users, page by page.
    pub fn api_tokens<'a>(
        &'a self,
        organization: &str,
        key: &'a SecretString,
    ) -> impl Stream<Item = Result<Vec<ApiToken>, Error>> + Send + use<'a> {
        let first = self.inventory(organization, "api-tokens");
        self.pages(Ask::Read, first, None, Auth::Bearer(key), READ).map_ok(|page| page.items)
    }

    /// Revokes an API key: from now on it is refused everywhere. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was revoked before, and every other case as it came.
    pub async fn revoke_api_key(
        &self,
        organization: &str,
        id: &str,
        key: &SecretString,
    ) -> Result<(), Error> {
        let url = self.api_at(&["admin", "api-access", "v1", "orgs", organization, "api-keys", "revoke", id]);
        // Nothing is documented as body, but other changes of this API answer 415 to none.
        let revoked = Change::with(Method::PATCH, json!({}));
        self.write(revoked, url, &Auth::Bearer(key), REVOKE).await
    }

    /// Revokes a user's API token. Only keys without scopes can, and only of managed accounts. It is
    /// not tried again by itself.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was revoked before or the account is not managed, and every other
    /// case as it came.
    pub async fn revoke_api_token(&self, account: &str, id: &str, key: &SecretString) -> Result<(), Error> {
        let url = self.api_at(&["users", account, "manage", "api-tokens", id]);
        self.write(Change::bare(Method::DELETE), url, &Auth::Bearer(key), MANAGE).await
    }

    fn inventory(&self, organization: &str, of: &str) -> Url {
        let mut url = self.api_at(&["admin", "api-access", "v1", "orgs", organization, of]);
        url.query_pairs_mut().append_pair("pageSize", PAGE_SIZE);
        url
    }
}
