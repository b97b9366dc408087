//! The fields of the dialog, and the rules that hold for one field by itself.

use atlassian_client::{SiteUrl, SiteUrlError};
use serde::Serialize;
use ts_rs::TS;

/// A field of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum FieldName {
    Name,
    ConnectionType,
    JiraUrl,
    UserEmail,
    ApiKey,
    ExpiresOn,
    OrganizationId,
}

/// What is wrong with one field, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct FieldError {
    pub field: FieldName,
    pub message: String,
}

/// Collects what is wrong, so that all of it is told at once.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub Vec<FieldError>);

impl Faults {
    /// Keeps the value, or notes what is wrong with it.
    pub fn check<T>(&mut self, field: FieldName, result: Result<T, impl Into<String>>) -> Option<T> {
        result.map_err(|message| self.0.push(FieldError { field, message: message.into() })).ok()
    }
}

/// The address of a site, from whatever was pasted.
pub(crate) fn valid_site(text: &str) -> Result<SiteUrl, &'static str> {
    text.parse().map_err(|error| match error {
        SiteUrlError::Empty => "Enter the URL of the site, for example https://acme.atlassian.net.",
        SiteUrlError::NotSecure => "The URL must begin with https://, or the token could be read on its way.",
        SiteUrlError::HoldsCredentials => {
            "This holds an @. Enter the URL alone, for example https://acme.atlassian.net."
        }
        SiteUrlError::IncompleteHost => "Enter the whole address, for example https://acme.atlassian.net.",
        SiteUrlError::NotAnAddress => "This is not a web address. One looks like https://acme.atlassian.net.",
    })
}

/// An e-mail address, as far as its form tells.
pub(crate) fn valid_email(text: &str) -> Result<String, &'static str> {
    let email = text.trim();
    let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
            // The separator of Basic authentication.
            && !email.contains(|c: char| c.is_whitespace() || c.is_control() || c == ':')
            && !domain.contains('@')
    });
    if email.is_empty() {
        Err("Enter the e-mail address of the user whose token this is.")
    } else if well_formed && email.len() <= 254 {
        Ok(email.to_owned())
    } else {
        Err("This is not an e-mail address. One looks like ada@acme.example.")
    }
}
