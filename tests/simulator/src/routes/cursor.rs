//! Pages that lead to the next by a cursor: a position, made opaque.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use serde_json::{Value, json};

use super::errors;
use crate::canned::Canned;

/// The position a cursor stands for; the start without one.
pub(super) fn position(cursor: Option<&str>) -> Result<usize, Canned> {
    let Some(cursor) = cursor else { return Ok(0) };
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.strip_prefix("at:")?.parse().ok())
        .ok_or_else(|| errors::application(400, 1, "Invalid page cursor", "Invalid page cursor"))
}

/// Takes a page of items, each with its position; the cursor of the next page when there is one.
pub(super) fn page<T>(mut items: impl Iterator<Item = (usize, T)>, limit: usize) -> (Vec<T>, Option<String>) {
    let page = items.by_ref().take(limit).map(|(_, item)| item).collect();
    let next = items.next().map(|(position, _)| BASE64_URL_SAFE_NO_PAD.encode(format!("at:{position}")));
    (page, next)
}

/// The links of a page in version 1: full addresses.
pub(super) fn urls(url: &str, next: Option<String>) -> Value {
    let mut links = json!({"self": url});
    if let Some(next) = next {
        links["next"] = format!("{url}?cursor={next}").into();
    }
    links
}
