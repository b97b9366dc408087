//! Jira's pages: by offset, with a total.

use serde_json::{Value, json};

use crate::routes::query::Parameters;

/// The part of a list that is asked for.
pub(super) struct Window {
    pub start_at: usize,
    pub max_results: usize,
}

impl Window {
    /// 50 items unless told otherwise, and never more than `most`.
    pub fn from(parameters: &Parameters, most: usize) -> Self {
        Self {
            start_at: parameters.parse("startAt").unwrap_or(0),
            max_results: parameters.parse("maxResults").unwrap_or(50).min(most),
        }
    }

    /// The page of `items` in this window.
    pub fn page<T>(&self, items: &[T], shape: impl FnMut(&T) -> Value) -> Value {
        let values: Vec<_> = items.iter().skip(self.start_at).take(self.max_results).map(shape).collect();
        json!({
            "startAt": self.start_at,
            "maxResults": self.max_results,
            "total": items.len(),
            "isLast": self.start_at + values.len() >= items.len(),
            "values": values,
        })
    }
}
