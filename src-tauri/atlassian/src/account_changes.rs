//! What an organization admin changes about the accounts the organization manages, wherever they are
//! used, and what is true of them. Only API keys without scopes can.
//!
//! <https://developer.atlassian.com/cloud/admin/user-management/rest/>

use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use crate::{
    error::Error,
    http::{Ask, Auth, Change, Client},
};

/// What the organization may do with an account. What is not told of is neither allowed nor forbidden:
/// recorded answers leave some out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AccountPermissions {
    /// Deactivate and reactivate it.
    #[serde(rename = "lifecycle.enablement")]
    pub enablement: Option<Permission>,
    /// Delete it, and cancel that.
    #[serde(rename = "lifecycle.delete")]
    pub delete: Option<Permission>,
}

/// Whether something may be done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Permission {
    pub allowed: bool,
    pub reason: Option<Reason>,
}

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// Such as `externalDirectory.scim`, `externalDirectory.google`, `administrative.notMyself` or
    /// `blocked.exportControl`.
    pub key: String,
}

#[derive(Deserialize)]
struct Profile {
    account: Account,
}

#[derive(Deserialize)]
struct Account {
    account_status: String,
}

/// The scope that the user management API names. No key can be given it.
pub(crate) const MANAGE: &str = "manage:org";

impl Client {
    /// What the organization may do with an account.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the key has scopes, [`Error::NotFound`] when the account is not
    /// managed, and every other case as it came.
    pub async fn account_permissions(
        &self,
        account: &str,
        key: &SecretString,
    ) -> Result<AccountPermissions, Error> {
        let url = self.api_at(&["users", account, "manage"]);
        self.ask_patiently(&Ask::Read, url, &Auth::Bearer(key), MANAGE).await
    }

    /// The status of an account now: `active`, `inactive` or `closed`. One that is to be deleted is
    /// `inactive` until it is gone; [`directory_user`](Self::directory_user) tells it from the others.
    ///
    /// # Errors
    /// The cases of [`account_permissions`](Self::account_permissions).
    pub async fn account_status(&self, account: &str, key: &SecretString) -> Result<String, Error> {
        let url = self.api_at(&["users", account, "manage", "profile"]);
        let profile: Profile = self.ask_patiently(&Ask::Read, url, &Auth::Bearer(key), MANAGE).await?;
        Ok(profile.account.account_status)
    }

    /// Deactivates an account, with a message that its user sees at the next login; without one,
    /// Atlassian has its own. It is not tried again by itself.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the account is not to be changed here or the key has scopes,
    /// [`Error::NotFound`] when the account is not managed, and every other case as it came.
    pub async fn deactivate(
        &self,
        account: &str,
        message: Option<&str>,
        key: &SecretString,
    ) -> Result<(), Error> {
        let disabled = match message {
            Some(message) => Change::with(Method::POST, json!({"message": message})),
            None => Change::with(Method::POST, json!({})),
        };
        self.lifecycle(account, "disable", disabled, key).await
    }

    /// Reactivates an account; the deletion of one must have been cancelled first. It is not tried again
    /// by itself.
    ///
    /// # Errors
    /// The cases of [`deactivate`](Self::deactivate).
    pub async fn reactivate(&self, account: &str, key: &SecretString) -> Result<(), Error> {
        self.lifecycle(account, "enable", Change::bare(Method::POST), key).await
    }

    /// Deletes an account for good, 14 days from now; until then it is deactivated. It is not tried again
    /// by itself.
    ///
    /// # Errors
    /// The cases of [`deactivate`](Self::deactivate).
    pub async fn delete_account(&self, account: &str, key: &SecretString) -> Result<(), Error> {
        self.lifecycle(account, "delete", Change::bare(Method::POST), key).await
    }

    /// Cancels the deletion of an account, which is active again then. It is not tried again by itself.
    ///
    /// # Errors
    /// The cases of [`deactivate`](Self::deactivate).
    pub async fn cancel_account_deletion(&self, account: &str, key: &SecretString) -> Result<(), Error> {
        self.lifecycle(account, "cancel-delete", Change::bare(Method::POST), key).await
    }

    async fn lifecycle(
        &self,
        account: &str,
        step: &str,
        change: Change,
        key: &SecretString,
    ) -> Result<(), Error> {
        let url = self.api_at(&["users", account, "manage", "lifecycle", step]);
        self.write(change, url, &Auth::Bearer(key), MANAGE).await
    }
}
