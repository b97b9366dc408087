//! Rate limits: a token bucket for each host, method and endpoint.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use axum::{
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use chrono::{SecondsFormat, Utc};
use tokio::time::Instant;

use crate::{
    cases::{self, BusyHeader},
    host::Host,
};

/// How fast every endpoint may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Requests that may come at once.
    pub burst: u32,
    /// Requests that come free again in a second.
    pub per_second: f64,
}

/// What is left of the limit of one endpoint.
pub(crate) struct Quota {
    limit: u32,
    /// `None` when this request was one too many.
    remaining: Option<u32>,
    until_next: Duration,
}

/// The buckets; empty while no limits are set.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<Option<(Limits, HashMap<Endpoint, Bucket>)>>);

type Endpoint = (Host, String, String);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Limiter {
    /// Sets or lifts the limits; all buckets are full again.
    pub fn set(&self, limits: Option<Limits>) {
        *self.0.lock().unwrap() = limits.map(|limits| (limits, HashMap::new()));
    }

    /// Counts a request, and tells what is left when there are limits.
    pub fn spend(&self, host: Host, method: &str, path: &str) -> Option<Quota> {
        let mut limiter = self.0.lock().unwrap();
        let (limits, buckets) = limiter.as_mut()?;
        let full = f64::from(limits.burst);
        let now = Instant::now();
        let bucket = buckets
            .entry((host, method.to_owned(), endpoint(path)))
            .or_insert(Bucket { tokens: full, filled: now });
        let gained = now.duration_since(bucket.filled).as_secs_f64() * limits.per_second;
        bucket.tokens = (bucket.tokens + gained).min(full);
        bucket.filled = now;
        let remaining = (bucket.tokens >= 1.0).then(|| {
            bucket.tokens -= 1.0;
            bucket.tokens as u32
        });
        let lacking = (1.0 - bucket.tokens).max(0.0);
        let until_next = Duration::try_from_secs_f64(lacking / limits.per_second);
        Some(Quota {
            limit: limits.burst,
            remaining,
            until_next: until_next.unwrap_or(Duration::from_secs(3600)),
        })
    }
}

/// The path without what differs from one account, group or page to the next.
fn endpoint(path: &str) -> String {
    let general = |part| if contains_digit(part) { "*" } else { part };
    path.split('/').map(general).collect::<Vec<_>>().join("/")
}

fn contains_digit(part: &str) -> bool {
    part.bytes().any(|byte| byte.is_ascii_digit())
}

impl Quota {
    /// The 429, when this request was one too many.
    pub fn refusal(&self) -> Option<Response> {
        if self.remaining.is_some() {
            return None;
        }
        let seconds = self.until_next.as_secs_f64().ceil() as u32;
        let mut answer = cases::busy_429(&BusyHeader::RetryAfterSeconds(seconds))
            .with("RateLimit-Reason", "jira-burst-based")
            .into_response();
        self.describe(answer.headers_mut());
        Some(answer)
    }

    /// Says in the headers of an answer what is left.
    pub fn describe(&self, headers: &mut HeaderMap) {
        let reset = (Utc::now() + self.until_next).to_rfc3339_opts(SecondsFormat::Secs, true);
        headers.insert("x-ratelimit-limit", self.limit.into());
        headers.insert("x-ratelimit-remaining", self.remaining.unwrap_or_default().into());
        if let Ok(reset) = HeaderValue::try_from(reset) {
            headers.insert("x-ratelimit-reset", reset);
        }
    }
}
