//! Rate limits: a token bucket or a window for each host, method and endpoint.

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
    pub refill: Refill,
    /// Whether answers tell what is left. A refusal tells when to come back in any case.
    pub headers: bool,
}

/// How requests come free again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Refill {
    /// One by one, so many in a second: a token bucket.
    PerSecond(f64),
    /// All of them when so much time has passed since the first one, and the second is full.
    AtOnce(Duration),
}

impl Limits {
    pub fn bucket(burst: u32, per_second: f64) -> Self {
        Self { burst, refill: Refill::PerSecond(per_second), headers: true }
    }

    pub fn window(burst: u32, length: Duration) -> Self {
        Self { burst, refill: Refill::AtOnce(length), headers: true }
    }

    /// The same, of which answers tell nothing.
    #[must_use]
    pub fn untold(self) -> Self {
        Self { headers: false, ..self }
    }
}

/// What is left of the limit of one endpoint.
pub(crate) struct Quota {
    limit: u32,
    /// `None` when this request was one too many.
    remaining: Option<u32>,
    until_next: Duration,
    headers: bool,
}

/// The buckets; empty while no limits are set.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<Option<(Limits, HashMap<Endpoint, Bucket>)>>);

type Endpoint = (Host, String, String);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
    /// When a window ends.
    ends: Instant,
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
        let now = Instant::now();
        let full = || Bucket { tokens: f64::from(limits.burst), filled: now, ends: now };
        let bucket = buckets.entry((host, method.to_owned(), endpoint(path))).or_insert_with(full);
        bucket.refill(*limits, now);
        let remaining = (bucket.tokens >= 1.0).then(|| {
            bucket.tokens -= 1.0;
            bucket.tokens as u32
        });
        let until_next = match limits.refill {
            Refill::PerSecond(rate) => {
                let lacking = (1.0 - bucket.tokens).max(0.0);
                Duration::try_from_secs_f64(lacking / rate).unwrap_or(Duration::from_secs(3600))
            }
            Refill::AtOnce(_) => bucket.ends.duration_since(now),
        };
        Some(Quota { limit: limits.burst, remaining, until_next, headers: limits.headers })
    }
}

impl Bucket {
    fn refill(&mut self, limits: Limits, now: Instant) {
        let full = f64::from(limits.burst);
        match limits.refill {
            Refill::PerSecond(rate) => {
                let gained = now.duration_since(self.filled).as_secs_f64() * rate;
                self.tokens = (self.tokens + gained).min(full);
            }
            Refill::AtOnce(length) if now >= self.ends => {
                // Answers name the end in whole seconds, so that is when it is.
                let spare = 1_000_000_000 - Utc::now().timestamp_subsec_nanos().min(999_999_999);
                (self.tokens, self.ends) = (full, now + length + Duration::from_nanos(spare.into()));
            }
            Refill::AtOnce(_) => {}
        }
        self.filled = now;
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
        let busy = cases::busy_429(&BusyHeader::RetryAfterSeconds(seconds));
        let mut answer = match self.headers {
            true => busy.with("RateLimit-Reason", "jira-burst-based").into_response(),
            false => busy.into_response(),
        };
        self.describe(answer.headers_mut());
        Some(answer)
    }

    /// Says in the headers of an answer what is left.
    pub fn describe(&self, headers: &mut HeaderMap) {
        if !self.headers {
            return;
        }
        let reset = (Utc::now() + self.until_next).to_rfc3339_opts(SecondsFormat::Secs, true);
        headers.insert("x-ratelimit-limit", self.limit.into());
        headers.insert("x-ratelimit-remaining", self.remaining.unwrap_or_default().into());
        if let Ok(reset) = HeaderValue::try_from(reset) {
            headers.insert("x-ratelimit-reset", reset);
        }
    }
}
