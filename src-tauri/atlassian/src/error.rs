//! What can go wrong with a call to Atlassian, as cases a caller can act on.

use std::fmt;

use chrono::{DateTime, Utc};

/// Why a call to Atlassian failed.
///
/// Its text is for the technical details: the host's own words and the library's chain of causes.
/// It never holds a credential, since requests carry theirs in a header only.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The key was refused: mistyped, expired or revoked.
    #[error("{host} refused the credential: {cause}")]
    Refused { host: String, cause: String },

    /// A password was sent where only API tokens are accepted.
    #[error("{host} refused the credential: {cause}")]
    PasswordUsed { host: String, cause: String },

    /// The account must solve a CAPTCHA in a browser before its token works again.
    #[error("{host} asks for a CAPTCHA: {cause}")]
    Captcha { host: String, cause: String },

    /// The key is scoped and lacks the scope this call needs.
    #[error("{host} refused the call, which needs the scope {scope}: {cause}")]
    ScopeMissing { host: String, scope: &'static str, cause: String },

    /// The key is good, its owner may not do this.
    #[error("{host} answered 403: {cause}")]
    Forbidden { host: String, cause: String },

    /// Nothing is there: a site that does not exist or is suspended, an unknown organization.
    #[error("{host} answered 404: {cause}")]
    NotFound { host: String, cause: String },

    /// A change that was refused for what it asks: it may be so already, or can't be. What is true tells.
    #[error("{host} rejected the change with {status}: {cause}")]
    Rejected { host: String, status: u16, cause: String },

    /// No organization is listed for this key, as happens with every scoped one.
    #[error("{host} lists {count} organizations for this key")]
    OrganizationUnclear { host: String, count: usize },

    /// A page for people came back instead of data: a login page, another product, a proxy.
    #[error("{host} answered {status} with {what}")]
    NotAnApi { host: String, status: u16, what: String },

    /// The answer sent us to another host. The credential was not sent there.
    #[error("{host} answered {status}, redirecting to {to}")]
    Redirected { host: String, status: u16, to: String },

    /// Rate limited or briefly out of service, also after the retries that were worth the wait.
    #[error("{host} answered {status}: {cause}")]
    Busy { host: String, status: u16, retry_at: Option<DateTime<Utc>>, cause: String },

    /// Atlassian answered something these APIs do not document.
    #[error("{host} answered {status}: {cause}")]
    Unexpected { host: String, status: u16, cause: String },

    /// The answer is larger than any this call can have.
    #[error("{host} sent more than {limit} bytes")]
    TooLarge { host: String, limit: usize },

    /// No complete answer arrived.
    #[error("{host} could not be reached ({why}): {cause}")]
    Unreachable { host: String, why: Unreachable, cause: String },
}

impl Error {
    /// Whether Atlassian was never heard: the key may well be right.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// Whether a change that ended so may have been made all the same: only what is true can tell.
    pub fn leaves_open(&self) -> bool {
        match self {
            // Nothing was sent.
            Self::Unreachable {
                why: Unreachable::Dns | Unreachable::Refused | Unreachable::Proxy, ..
            } => false,
            Self::Unreachable { .. } | Self::NotAnApi { .. } | Self::TooLarge { .. } => true,
            Self::Unexpected { status, .. } => !(400..500).contains(status),
            Self::Busy { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

/// The part of the way to a host that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreachable {
    /// The name could not be resolved.
    Dns,
    /// The system has no route: the machine is offline, or a firewall says no.
    Network,
    /// Nothing listens there.
    Refused,
    /// The certificate or the handshake is not acceptable.
    Tls,
    /// A proxy would not pass the call on.
    Proxy,
    /// No answer in time.
    Timeout,
    /// The connection ended before the answer did.
    Cut,
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "name not found",
            Self::Network => "no network",
            Self::Refused => "connection refused",
            Self::Tls => "TLS",
            Self::Proxy => "proxy",
            Self::Timeout => "no answer in time",
            Self::Cut => "connection lost",
        })
    }
}
