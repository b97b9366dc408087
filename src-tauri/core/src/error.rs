//! Why something the user asked for was not done.

use crate::{
    field::{FieldError, FieldName},
    problem::Problem,
};

/// Why something the user asked for was not done. A case exists where the window acts differently.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Fields of the form are wrong; nothing was sent anywhere.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// Atlassian answered, and said no.
    #[error("{}", problem.message)]
    Misconfigured { problem: Problem, field: Option<FieldName>, retry_after_secs: Option<u64> },
    /// Atlassian could not be reached, so nothing is known about the key.
    #[error("{}", .0.message)]
    Unreachable(Problem),
    /// No keychain took the key.
    #[error("{}", .0.message)]
    NoKeychain(Problem),
    /// The user called it off; nothing was changed.
    #[error("cancelled")]
    Cancelled,
    /// Nothing was changed, for a reason the form cannot mend.
    #[error("{}", .0.message)]
    Failed(Problem),
}
