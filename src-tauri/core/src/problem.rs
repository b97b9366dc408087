//! What went wrong, as a person is told it, and the causes that every source type shares.

use atlassian_client::{Error, Unreachable};
use chrono::{Local, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as a person is told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Problem {
    /// What happened, and to which source, host or account.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// The raw cause, for the technical details. Never a secret.
    pub detail: String,
}

impl Problem {
    pub fn new(message: impl Into<String>, hint: impl Into<String>, detail: impl ToString) -> Self {
        Self { message: message.into(), hint: hint.into(), detail: detail.to_string() }
    }
}

/// Explains the errors that mean the same for every source type.
pub(crate) fn explain_common(error: &Error) -> Problem {
    let (message, hint) = match error {
        Error::Unreachable { host, why, .. } => unreachable(host, *why),
        Error::Busy { host, retry_at: Some(at), .. } if *at > Utc::now() => (
            format!("{host} is busy and asks every caller to wait."),
            format!("Try again after {}.", at.with_timezone(&Local).format("%H:%M:%S")),
        ),
        Error::Busy { host, .. } => (
            format!("{host} is too busy to answer, also when asked again."),
            "Wait a minute and try again.".into(),
        ),
        Error::NotAnApi { host, .. } => (
            format!("{host} answered with a web page instead of data."),
            "A proxy or a network's login page may be answering in Atlassian's place. Open a web \
             page in your browser, sign in to the network if it asks, and check again."
                .into(),
        ),
        Error::Redirected { host, to, .. } => (
            format!("{host} sends calls on to {to}. The key was not sent there."),
            "A proxy or a login page may be answering in Atlassian's place. Sign in to the network, \
             or ask those who run it, and check again."
                .into(),
        ),
        Error::TooLarge { host, .. } => (
            format!("{host} sent far more data than this call can have."),
            "Something else than Atlassian may be answering. Check the address and the proxy.".into(),
        ),
        other => (
            format!("{} gave an answer that Atlassian does not document.", host(other)),
            "Check again in a few minutes. If it stays, status.atlassian.com tells whether Atlassian \
             has a problem; the technical details help its support."
                .into(),
        ),
    };
    Problem::new(message, hint, error)
}

fn unreachable(host: &str, why: Unreachable) -> (String, String) {
    let (what, hint) = match why {
        Unreachable::Dns => (
            "its name was not found (DNS)",
            "Check the spelling of the address, and that this computer is online.",
        ),
        Unreachable::Network => (
            "there is no way to it from here",
            "This computer seems to be offline. Check the network or VPN.",
        ),
        Unreachable::Refused => (
            "the connection was refused",
            "A firewall, or a proxy setting, may be in the way. Check them, or try again later.",
        ),
        Unreachable::Tls => (
            "no trusted TLS connection could be made",
            "If your company inspects traffic, its certificate must be trusted by this system. Also \
             check that the date and time of this computer are right.",
        ),
        Unreachable::Proxy => (
            "the proxy did not pass the call on",
            "Check the system's proxy settings, and that the proxy allows this host.",
        ),
        Unreachable::Timeout => {
            ("it did not answer in time", "Check the network, or try again in a few minutes.")
        }
        _ => (
            "the connection was lost before the answer was complete",
            "Try again. If it stays, check the network.",
        ),
    };
    (format!("{host} could not be reached: {what}."), hint.into())
}

fn host(error: &Error) -> &str {
    match error {
        Error::Refused { host, .. }
        | Error::PasswordUsed { host, .. }
        | Error::Captcha { host, .. }
        | Error::ScopeMissing { host, .. }
        | Error::Forbidden { host, .. }
        | Error::NotFound { host, .. }
        | Error::Rejected { host, .. }
        | Error::Unexpected { host, .. } => host,
        _ => "Atlassian",
    }
}
