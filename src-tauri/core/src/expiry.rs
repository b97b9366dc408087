//! How long a key still lives, in numbers and in words.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How long a key still lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Expiry {
    pub state: ExpiryState,
    /// Days until the last day: 0 today, negative when past.
    #[ts(type = "number | null")]
    pub days_left: Option<i64>,
}

/// The stages of a key's life, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum ExpiryState {
    Expired,
    /// As many days left as at the first reminder, or fewer.
    Soon,
    Fine,
    NotSet,
}

impl Expiry {
    /// A key ends soon from `earliest` days left on.
    pub fn of(expires_on: Option<NaiveDate>, today: NaiveDate, earliest: i64) -> Self {
        let days_left = expires_on.map(|day| (day - today).num_days());
        let state = match days_left {
            None => ExpiryState::NotSet,
            Some(..0) => ExpiryState::Expired,
            Some(days) if days <= earliest => ExpiryState::Soon,
            Some(_) => ExpiryState::Fine,
        };
        Self { state, days_left }
    }
}

/// “expires in 3 days”, from the days that are left.
pub(crate) fn expiry_in_words(days_left: i64) -> String {
    match days_left {
        ..-1 => format!("expired {} days ago", -days_left),
        -1 => "expired yesterday".into(),
        0 => "expires today".into(),
        1 => "expires tomorrow".into(),
        2.. => format!("expires in {days_left} days"),
    }
}
