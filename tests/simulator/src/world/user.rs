//! One user.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::SITES;

/// A user as of now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct User {
    pub index: usize,
    pub account_id: String,
    pub account_type: AccountType,
    pub name: String,
    pub email: String,
    pub email_hidden: bool,
    pub account_status: AccountStatus,
    pub membership: Membership,
    pub directory: usize,
    pub managed: bool,
    /// Kept by an identity provider, and not to be changed here.
    pub synced: bool,
    pub mfa: bool,
    pub added: DateTime<Utc>,
    /// For each site; `None` when the user never came.
    pub last_active: [Option<DateTime<Utc>>; SITES],
    pub deactivated_on: Option<DateTime<Utc>>,
    pub for_deletion: bool,
    /// Removed from the directory: only an invitation brings the user back.
    pub removed: bool,
    /// The sites the user was deleted from.
    pub left: [bool; SITES],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountType {
    Atlassian,
    App,
    Customer,
}

/// The account, wherever it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountStatus {
    Active,
    Inactive,
    Closed,
}

/// The account's place in its directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Membership {
    Active,
    Suspended,
    #[serde(rename = "no_membership")]
    None,
}

/// What the console shows for account and membership together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Active,
    Suspended,
    NotInvited,
    Deactivated,
    ForDeletion,
}

impl User {
    pub fn status(&self) -> Status {
        match (self.account_status, self.membership) {
            _ if self.for_deletion => Status::ForDeletion,
            (AccountStatus::Inactive | AccountStatus::Closed, _) => Status::Deactivated,
            (AccountStatus::Active, Membership::Active) => Status::Active,
            (AccountStatus::Active, Membership::Suspended) => Status::Suspended,
            (AccountStatus::Active, Membership::None) => Status::NotInvited,
        }
    }

    /// The e-mail as others see it.
    pub fn visible_email(&self) -> Option<&str> {
        (!self.email_hidden).then_some(self.email.as_str())
    }

    /// Whether the user can use what the directory gives access to.
    pub fn is_active(&self) -> bool {
        self.status() == Status::Active && !self.removed
    }
}
