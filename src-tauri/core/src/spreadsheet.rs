//! Cells of tables that spreadsheets open.

use chrono::{DateTime, Utc};

/// A cell that no spreadsheet takes for a formula.
pub fn no_formula(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// A moment, or an empty cell.
pub fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.to_rfc3339()).unwrap_or_default()
}
