//! Waiting for a condition, never for a time.

use std::{
    fmt::Display,
    time::{Duration, Instant},
};

/// How long anything may take on a busy machine. Reaching it fails the test.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often is looked.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is something to see.
///
/// # Panics
/// When there is nothing after half a minute.
pub async fn until<T>(what: impl Display, look: impl AsyncFnMut() -> Option<T>) -> T {
    try_until(look).await.unwrap_or_else(|| panic!("waited in vain for {what}"))
}

/// The same, `None` when there is nothing after half a minute.
pub(crate) async fn try_until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return Some(seen);
        }
        if start.elapsed() > PATIENCE {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
