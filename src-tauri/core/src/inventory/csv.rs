//! Keys as a table for spreadsheets.

use std::{io, path::Path};

use super::row::{KeyRow, KeyStatus};
use crate::{
    entry::KeyKind,
    spreadsheet::{moment, no_formula},
};

const COLUMNS: [&str; 9] =
    ["Label", "Kind", "Source", "Owner", "Owner Email", "Created", "Last Active", "Expires", "Status"];

/// Writes rows to a new file.
pub fn write(path: &Path, rows: &[KeyRow]) -> io::Result<()> {
    let mut table = ::csv::Writer::from_path(path)?;
    table.write_record(COLUMNS)?;
    for row in rows {
        table.write_record(
            [
                row.label.as_str(),
                match row.kind {
                    KeyKind::SourceKey => "Key of a source",
                    KeyKind::ApiKey => "API key",
                    KeyKind::ApiToken => "API token",
                },
                &row.source_name,
                &row.owner_name,
                &row.owner_email,
                &moment(row.created_at),
                &moment(row.last_active_at),
                &row.expires_on.map(|day| day.to_string()).unwrap_or_default(),
                match row.status {
                    KeyStatus::Expired => "expired",
                    KeyStatus::Soon => "expires soon",
                    KeyStatus::Fine => "active",
                    KeyStatus::NotSet => "no expiry date",
                    KeyStatus::Blocked => "blocked",
                },
            ]
            .map(no_formula),
        )?;
    }
    table.flush()
}
