//! Checking one connection: the key from the vault, the question to Atlassian, the answer in words.

use atlassian_client::Client;
use chrono::Utc;
use secrecy::SecretString;

use crate::{
    connected_to::ConnectedTo,
    error::Error,
    problem::Problem,
    source::{Checked, SourceRecord},
    source_types::Connection,
    vault::{Vault, VaultError},
};

/// Checks a connection that is about to be saved.
///
/// # Errors
/// [`Error::Misconfigured`] when Atlassian said no, [`Error::Unreachable`] when it said nothing.
pub(crate) async fn check_new(
    client: &Client,
    connection: &Connection,
    key: &SecretString,
) -> Result<ConnectedTo, Error> {
    let source_type = connection.source_type();
    source_type.check(client, key).await.map_err(|error| {
        let (problem, field) = source_type.explain(&error);
        if error.is_unreachable() {
            return Error::Unreachable(problem);
        }
        let retry_after_secs = match error {
            atlassian_client::Error::Busy { retry_at: Some(at), .. } => {
                (at - Utc::now()).num_seconds().try_into().ok()
            }
            _ => None,
        };
        Error::Misconfigured { problem, field, retry_after_secs }
    })
}

/// Checks a source with the key that is kept for it.
pub(crate) async fn check_kept(
    client: &Client,
    vault: &Vault,
    source: &SourceRecord,
) -> Result<ConnectedTo, Problem> {
    let key = match vault.read(source.credential).await {
        Ok(key) => key,
        // Also where there is no keychain to ask.
        Err(_) if source.session_only => {
            return Err(Problem::new(
                format!("The key of “{}” was kept for one session only, which has ended.", source.name),
                "Choose Edit and enter the key again.",
                VaultError::NoKey,
            ));
        }
        Err(error) => return Err(vault.explain(&error)),
    };
    let source_type = source.connection.source_type();
    source_type.check(client, &key).await.map_err(|error| source_type.explain(&error).0)
}

impl Checked {
    /// What a check found, beside what was known before.
    pub(crate) fn now(found: Result<ConnectedTo, Problem>, before: Option<Self>) -> Self {
        let at = Some(Utc::now());
        match found {
            Ok(connected_to) => Self { at, connected_to: Some(connected_to), problem: None },
            Err(problem) => Self {
                at,
                connected_to: before.and_then(|before| before.connected_to),
                problem: Some(problem),
            },
        }
    }
}
