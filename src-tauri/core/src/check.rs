//! Checking one connection: the key from the vault, the question to Atlassian, the answer in words.

use atlassian_client::{Client, Unreachable};
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::{
    connected_to::ConnectedTo,
    error::Error,
    problem::Problem,
    source::{Checked, SourceRecord, StatusState},
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

/// Why a source does not connect.
#[derive(Debug)]
pub(crate) struct Failure {
    pub problem: Problem,
    /// Set when no answer came at all.
    pub unreachable: Option<Unreachable>,
    /// The keychain did not give the key, though it may hold it: nothing is known of the source.
    pub locked: bool,
}

/// Checks a source with the key that is kept for it.
pub(crate) async fn check_kept(
    client: &Client,
    vault: &Vault,
    source: &SourceRecord,
) -> Result<ConnectedTo, Failure> {
    let key = vault.read(source.credential).await.map_err(|error| Failure {
        problem: why_no_key(vault, source, &error),
        unreachable: None,
        locked: error != VaultError::NoKey && !source.session_only,
    })?;
    let source_type = source.connection.source_type();
    source_type.check(client, &key).await.map_err(|error| Failure {
        problem: source_type.explain(&error).0,
        unreachable: match error {
            atlassian_client::Error::Unreachable { why, .. } => Some(why),
            _ => None,
        },
        locked: false,
    })
}

/// The key that is kept for a source.
pub(crate) async fn kept_key(vault: &Vault, source: &SourceRecord) -> Result<SecretString, Problem> {
    vault.read(source.credential).await.map_err(|error| why_no_key(vault, source, &error))
}

fn why_no_key(vault: &Vault, source: &SourceRecord, error: &VaultError) -> Problem {
    match source.session_only {
        // Also where there is no keychain to ask.
        true => Problem::new(
            format!("The key of “{}” was kept for one session only, which has ended.", source.name),
            "Choose Edit and enter the key again.",
            VaultError::NoKey,
        ),
        false => vault.explain(error),
    }
}

impl Checked {
    /// A connection that works, as the user sees.
    pub(crate) fn connected(at: DateTime<Utc>, connected_to: ConnectedTo) -> Self {
        let told = Some(StatusState::Connected);
        Self { at: Some(at), connected_to: Some(connected_to), problem: None, unreached: 0, told }
    }

    /// No check was made, for this reason.
    pub(crate) fn never(problem: Problem) -> Self {
        let told = Some(StatusState::Error);
        Self { at: None, connected_to: None, problem: Some(problem), unreached: 0, told }
    }

    /// What a check found, beside what was known before.
    pub(crate) fn found(
        found: Result<ConnectedTo, Failure>,
        at: DateTime<Utc>,
        before: Option<Self>,
    ) -> Self {
        let told = before.as_ref().and_then(|before| before.told);
        match found {
            Ok(connected_to) => Self { told, ..Self::connected(at, connected_to) },
            Err(Failure { problem, unreachable, .. }) => Self {
                at: Some(at),
                problem: Some(problem),
                unreached: match unreachable {
                    Some(_) => before.as_ref().map_or(0, |before| before.unreached) + 1,
                    None => 0,
                },
                connected_to: before.and_then(|before| before.connected_to),
                told,
            },
        }
    }
}
