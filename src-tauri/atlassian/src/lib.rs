//! Atlassian's HTTP APIs, as External Sources uses them.
//!
//! One [`Client`] serves every source. It knows hosts, JSON and what the answers mean; it knows
//! nothing of source records, storage or the keychain.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use atlassian_client::{Client, SiteUrl};
//!
//! let client = Client::new(Default::default())?;
//! let site: SiteUrl = "https://acme.atlassian.net".parse()?;
//! let account = client.connect_site(&site, "ada@acme.example", &"token".into()).await?;
//! println!("{} as {}", account.title, account.user);
//! # Ok(())
//! # }
//! ```

mod account_changes;
mod api_access;
mod directory_changes;
mod error;
mod http;
mod jira_changes;
mod jira_cloud;
mod jira_issues;
mod jira_users;
mod json;
mod organization;
mod organization_users;
mod pace;
mod page;
mod site_url;

pub use account_changes::{AccountPermissions, Permission, Reason};
pub use api_access::{ApiKey, ApiToken, Person};
pub use directory_changes::DirectoryLogin;
pub use error::{Error, Unreachable};
pub use http::{Client, Config};
pub use jira_cloud::{Route, Site};
pub use jira_issues::{NewIssue, Project};
pub use jira_users::{ApplicationRole, Members, SiteGroup, SiteLogin, SiteUser, Stretch};
pub use organization::Organization;
pub use organization_users::{
    AccountProduct, Directory, DirectoryGroup, DirectoryProduct, DirectoryUser, EVERY_DIRECTORY, GroupName,
    ManagedAccount, Part,
};
pub use page::Page;
pub use site_url::{SiteUrl, SiteUrlError, is_secure};
