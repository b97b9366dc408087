//! Reading fields that Atlassian leaves out, nulls, or writes in more than one way.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Deserializer};

/// Reads `null` like a field that is not there.
pub(crate) fn or_default<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<T, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// A moment, or a day for its first one. What is neither is not told: no list fails for one date.
pub(crate) fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.and_then(|text| {
        let day = || text.parse().ok().map(|day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc());
        DateTime::parse_from_rfc3339(&text).ok().map(|at| at.to_utc()).or_else(day)
    }))
}
