//! What an answer tells of the limit of its endpoint.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};

/// What one answer tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Whether the request was one too many, and so had no effect.
    pub refused: bool,
    /// The pause asked for.
    pub pause: Option<Duration>,
    pub allowance: Option<Allowance>,
    /// `X-RateLimit-NearLimit`: less than a fifth of the limit remains.
    pub near_limit: bool,
}

/// `X-RateLimit-Limit` and its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    /// How long it is until more remains.
    pub reset: Option<Duration>,
}

/// How far clocks may seem to differ that do not: `Date` has no parts of seconds, and takes its way.
const CLOSE: TimeDelta = TimeDelta::seconds(3);

impl Told {
    pub fn read(status: StatusCode, headers: &HeaderMap, now: DateTime<Utc>) -> Self {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name| header(name).and_then(|value| value.parse().ok());
        let refused = status == StatusCode::TOO_MANY_REQUESTS;
        let busy = refused || status == StatusCode::SERVICE_UNAVAILABLE;
        // Times are the host's, and this machine's clock may be minutes off. Where it is not, it is the
        // finer one.
        let theirs = header(DATE.as_str()).and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        let theirs = theirs.map(|date| date.to_utc()).filter(|date| (*date - now).abs() > CLOSE);
        let theirs = theirs.unwrap_or(now);
        Self {
            refused,
            pause: busy.then(|| retry_at(headers, now)).flatten().map(|at| until(at, now)),
            allowance: number("x-ratelimit-limit").zip(number("x-ratelimit-remaining")).map(
                |(limit, remaining)| Allowance {
                    limit,
                    remaining,
                    reset: reset(headers).map(|at| until(at, theirs)),
                },
            ),
            near_limit: header("x-ratelimit-nearlimit") == Some("true"),
        }
    }
}

fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (at - now).to_std().unwrap_or_default()
}

/// When to come back: `Retry-After` in seconds or as a date, else `X-RateLimit-Reset`.
pub(crate) fn retry_at(headers: &HeaderMap, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let retry_after = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(|value| {
        let seconds = value.trim().parse::<u32>().ok();
        seconds
            .map(|seconds| now + TimeDelta::seconds(seconds.into()))
            .or_else(|| DateTime::parse_from_rfc2822(value).ok().map(|at| at.to_utc()))
    });
    retry_after.or_else(|| reset(headers))
}

/// `X-RateLimit-Reset` (ISO 8601). Jira omits the seconds: `2026-11-23T17:00Z`.
fn reset(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let reset = headers.get("x-ratelimit-reset")?.to_str().ok()?;
    DateTime::parse_from_rfc3339(reset)
        .or_else(|_| DateTime::parse_from_str(reset, "%Y-%m-%dT%H:%M%#z"))
        .ok()
        .map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    const NOW: &str = "2026-11-23T16:59:30Z";

    fn headers(of: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |&(name, value): &(&'static str, &'static str)| {
            (name.parse().unwrap(), HeaderValue::from_static(value))
        };
        of.iter().map(header).collect()
    }

    #[test]
    fn reads_every_form_of_come_back_later() {
        let reset: DateTime<Utc> = "2026-11-23T17:00:00Z".parse().unwrap();
        for header in [
            ("retry-after", "30"),
            ("retry-after", "Mon, 23 Nov 2026 17:00:00 GMT"),
            ("x-ratelimit-reset", "2026-11-23T17:00:00Z"),
            ("x-ratelimit-reset", "2026-11-23T17:00Z"),
        ] {
            assert_eq!(retry_at(&headers(&[header]), NOW.parse().unwrap()), Some(reset), "{header:?}");
        }
        assert_eq!(retry_at(&HeaderMap::new(), NOW.parse().unwrap()), None);
    }

    #[test]
    fn a_reset_is_told_by_the_clock_of_the_host() {
        let of = [
            ("x-ratelimit-limit", "100"),
            ("x-ratelimit-remaining", "7"),
            ("x-ratelimit-reset", "2026-11-23T17:00Z"),
            ("x-ratelimit-nearlimit", "true"),
            ("date", "Mon, 23 Nov 2026 16:59:50 GMT"),
        ];
        let told = Told::read(StatusCode::CREATED, &headers(&of), NOW.parse().unwrap());
        let allowance =
            |seconds| Some(Allowance { limit: 100, remaining: 7, reset: Some(Duration::from_secs(seconds)) });
        assert_eq!(told, Told { refused: false, pause: None, allowance: allowance(10), near_limit: true });
        let told = Told::read(StatusCode::CREATED, &headers(&of[..4]), NOW.parse().unwrap());
        assert_eq!(told.allowance, allowance(30));
    }

    #[test]
    fn only_what_is_busy_asks_for_a_pause() {
        let asked = headers(&[("retry-after", "3")]);
        for (status, refused, pause) in [(201, false, None), (503, false, Some(3)), (429, true, Some(3))] {
            let told = Told::read(StatusCode::from_u16(status).unwrap(), &asked, NOW.parse().unwrap());
            assert_eq!((told.refused, told.pause), (refused, pause.map(Duration::from_secs)), "{status}");
        }
    }
}
