//! What the dialog sends, and the rules it is held to as a whole.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use ts_rs::TS;

use crate::{
    field::{Faults, FieldError, FieldName},
    source_types::{Connection, ConnectionType, Fields},
};

/// What the dialog holds when Create or Save is pressed. Fields that a type does not use are ignored.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SourceDraft {
    pub name: String,
    pub connection_type: ConnectionType,
    pub jira_url: String,
    pub user_email: String,
    #[ts(type = "string")]
    pub api_key: SecretString,
    /// YYYY-MM-DD, or "".
    pub expires_on: String,
    pub organization_id: String,
}

/// How far a save may go without Atlassian or a keychain. Offered by the window only after an error.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SaveOptions {
    /// Save although the connection could not be checked.
    pub without_check: bool,
    /// Keep the key in memory only.
    pub session_only: bool,
}

/// A draft whose every field is right.
#[derive(Debug, Clone)]
pub(crate) struct ValidDraft {
    pub name: String,
    pub connection: Connection,
    pub expires_on: Option<NaiveDate>,
    pub key: SecretString,
}

/// Longest name, in characters. Room for any sentence, short enough for a row.
const NAME_LIMIT: usize = 120;
/// Keys live one year at most; a leap year has 366 days.
const LIFE_LIMIT: Days = Days::new(366);
/// Longest key, in characters. Those of today have about 200.
const KEY_LIMIT: usize = 2000;

impl SourceDraft {
    /// Holds every field to its rule. `taken` are the names of the other sources, as [`name_key`]s.
    pub(crate) fn validate(
        self,
        taken: &HashSet<String>,
        today: NaiveDate,
    ) -> Result<ValidDraft, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.check(FieldName::Name, valid_name(&self.name, taken));
        let key = faults.check(FieldName::ApiKey, valid_key(&self.api_key, self.connection_type));
        let expires_on = faults.check(FieldName::ExpiresOn, self.valid_expiry(today));
        let connection = self.connection_type.connection(&self.fields(), &mut faults);
        match (name, key, expires_on, connection) {
            (Some(name), Some(key), Some(expires_on), Some(connection)) => {
                Ok(ValidDraft { name, connection, expires_on, key })
            }
            _ => Err(faults.0),
        }
    }

    fn fields(&self) -> Fields {
        Fields {
            jira_url: self.jira_url.clone(),
            user_email: self.user_email.clone(),
            organization_id: self.organization_id.clone(),
        }
    }

    fn valid_expiry(&self, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
        let text = self.expires_on.trim();
        if text.is_empty() {
            return match self.connection_type.expiry_required() {
                true => Err("Enter the key's expiry date, as shown where the key was made.".into()),
                false => Ok(None),
            };
        }
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == "2026-12-31".len())
            .ok_or("Enter a date as YYYY-MM-DD, for example 2026-12-31.")?;
        let latest = today + LIFE_LIMIT;
        if day < today {
            Err("This date is in the past: such a key no longer works.".into())
        } else if day > latest {
            Err(format!("Keys live one year at most: the latest possible date is {latest}."))
        } else {
            Ok(Some(day))
        }
    }
}

/// A name as it is kept: one line, not empty, not too long, not taken.
pub(crate) fn valid_name(name: &str, taken: &HashSet<String>) -> Result<String, String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        Err("Give the source a name.".into())
    } else if name.chars().any(char::is_control) {
        Err("The name holds characters that cannot be shown.".into())
    } else if name.chars().count() > NAME_LIMIT {
        Err(format!("A name may have {NAME_LIMIT} characters; this one has {}.", name.chars().count()))
    } else if taken.contains(&name_key(&name)) {
        Err(format!("There is already a source named “{name}”."))
    } else {
        Ok(name)
    }
}

/// What two names must differ in: `Acme` and ` ACME ` are one name.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// Takes the white space off that copying adds, and tells what is not a key.
fn valid_key(pasted: &SecretString, connection_type: ConnectionType) -> Result<SecretString, &'static str> {
    // Mail and terminals wrap long keys; no key holds a line break of its own.
    let key: String = pasted
        .expose_secret()
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
        .chars()
        .filter(|c| !matches!(c, '\r' | '\n' | '\t'))
        .collect();
    let key = SecretString::from(key);
    let text = key.expose_secret();
    if text.is_empty() {
        Err("Paste the key here.")
    } else if text.contains(' ') {
        Err("There is a space inside the key. Was something else copied with it?")
    } else if !text.bytes().all(|b| b.is_ascii_graphic()) {
        Err("There are characters in it that no key has. Copy the key again.")
    } else if text.len() > KEY_LIMIT {
        Err("This is longer than any key. Copy the key again.")
    } else if let Some(why) = connection_type.wrong_key(text) {
        Err(why)
    } else {
        Ok(key)
    }
}
