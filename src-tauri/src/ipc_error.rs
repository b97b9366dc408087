//! Errors as the window gets them.

use external_sources_core::{Error, FieldError, FieldName, Problem};
use serde::Serialize;
use ts_rs::TS;

/// What the window does about an error. Nobody matches on its English.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum ErrorCode {
    /// Shows `fields` in place.
    Invalid,
    Misconfigured,
    /// Offers to save without the check.
    Unreachable,
    /// Offers to keep the key for this session only.
    NoKeychain,
    Cancelled,
    Failed,
}

/// An error of a command.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct IpcError {
    code: ErrorCode,
    message: String,
    hint: String,
    /// The raw cause, for the technical details. Never a secret.
    detail: String,
    /// The field to mend, where one is to blame.
    field: Option<FieldName>,
    /// Every wrong field, when `code` is `invalid`.
    fields: Vec<FieldError>,
    #[ts(type = "number | null")]
    retry_after_secs: Option<u64>,
}

impl IpcError {
    fn new(code: ErrorCode, Problem { message, hint, detail }: Problem) -> Self {
        Self { code, message, hint, detail, field: None, fields: Vec::new(), retry_after_secs: None }
    }
}

impl From<Error> for IpcError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(fields) => Self {
                field: fields.first().map(|fault| fault.field),
                fields,
                ..Self::new(ErrorCode::Invalid, Problem::new("Some fields need your attention.", "", ""))
            },
            Error::Misconfigured { problem, field, retry_after_secs } => {
                Self { field, retry_after_secs, ..Self::new(ErrorCode::Misconfigured, problem) }
            }
            Error::Unreachable(problem) => Self::new(ErrorCode::Unreachable, problem),
            Error::NoKeychain(problem) => Self::new(ErrorCode::NoKeychain, problem),
            Error::Cancelled => Self::new(ErrorCode::Cancelled, Problem::new("Cancelled.", "", "")),
            Error::Failed(problem) => Self::new(ErrorCode::Failed, problem),
        }
    }
}
