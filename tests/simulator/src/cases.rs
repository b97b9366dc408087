//! The ways Atlassian says no, as documented or measured. The simulator answers with them where
//! they belong; as a [`Fault`](crate::Fault) they can be made to happen anywhere.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde_json::json;

use crate::canned::Canned;

/// The header by which Jira tells what became of a login.
pub(crate) const LOGIN_REASON: &str = "X-Seraph-LoginReason";
/// Its value after a login that failed.
pub(crate) const LOGIN_FAILED: &str = "AUTHENTICATED_FAILED";

/// The header by which a host that is busy says when to come back, or why it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BusyHeader {
    /// `Retry-After: 30`
    RetryAfterSeconds(u32),
    /// `Retry-After: Mon, 23 Nov 2026 17:00:00 GMT`
    RetryAfterDate(DateTime<Utc>),
    /// `X-RateLimit-Reset: 2026-11-23T17:00Z`; Jira omits the seconds.
    RateLimitReset(DateTime<Utc>),
    /// `RateLimit-Reason: jira-burst-based`, without a time.
    RateLimitReason,
}

/// No login at an endpoint that wants one.
pub(crate) fn login_required() -> Canned {
    Canned::text(401, "Client must be authenticated to access this resource.")
}

/// A dead token at an endpoint that wants a login.
pub fn bad_token_strict() -> Canned {
    login_required().with(LOGIN_REASON, LOGIN_FAILED)
}

/// A dead token at an endpoint that is open to everyone: success, but for one header.
pub fn bad_token_anonymous() -> Canned {
    Canned::json(200, &json!({})).with(LOGIN_REASON, LOGIN_FAILED)
}

/// A password where an API token belongs.
pub fn password() -> Canned {
    Canned::text(401, "Basic authentication with passwords is deprecated.").with(LOGIN_REASON, LOGIN_FAILED)
}

/// An account that has to solve a CAPTCHA in the browser first.
pub fn captcha() -> Canned {
    Canned::text(403, "Login denied.")
        .with(LOGIN_REASON, "AUTHENTICATION_DENIED")
        .with("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=/login.jsp")
}

/// The gateway, to a token that lacks the scope of the call.
pub fn scope_missing() -> Canned {
    Canned::json(401, &json!({"code": 401, "message": "Unauthorized; scope does not match"}))
}

/// Jira, to a user who is no administrator.
pub fn not_admin() -> Canned {
    Canned::json(403, &json!({"errorMessages": [], "errors": {}}))
}

/// A site that does not exist or is suspended, in JSON.
pub fn site_unknown_json() -> Canned {
    Canned::json(404, &json!({"errorMessage": "Site temporarily unavailable"}))
}

/// The same, as a page.
pub fn site_unavailable_html() -> Canned {
    Canned::html(404, &page("Page Unavailable"))
}

/// The organization API, to a user's API token and to any key it does not know.
pub fn org_user_token() -> Canned {
    proxy_unauthorized()
}

/// The proxy in front of the organization API and of the gateway, to a login it does not know.
pub(crate) fn proxy_unauthorized() -> Canned {
    Canned::json(401, &json!({"code": 401, "message": "Unauthorized"}))
}

/// The organization API, to a key whose owner or scopes do not reach that far.
pub fn org_no_rights(path: &str) -> Canned {
    rights(path, "User has no permission to access resource.")
}

/// The 403 of the organization API, in its own shape.
pub(crate) fn rights(path: &str, message: &str) -> Canned {
    let body = json!({
        "timestamp": Utc::now().to_rfc3339(),
        "path": format!("/api{path}"),
        "status": 403,
        "error": "Forbidden",
        "message": message,
        "requestId": "5d1f0c3a-9e27b4",
    });
    Canned::json(403, &body)
}

/// A login page where an API was expected.
pub fn login_page_200() -> Canned {
    Canned::html(200, &page("Log in to continue"))
}

/// A redirect to a login page on the same host.
pub fn login_page_302() -> Canned {
    redirect_to("/login?dest-url=%2F")
}

/// A redirect to any address, such as another host's.
pub fn redirect_to(url: &str) -> Canned {
    Canned::html(302, &page("Found")).with("Location", url)
}

/// Too many requests.
pub fn busy_429(header: &BusyHeader) -> Canned {
    let busy = Canned::json(429, &json!({"code": 429, "message": "Too Many Requests"}));
    match header {
        BusyHeader::RetryAfterSeconds(seconds) => busy.with("Retry-After", seconds.to_string()),
        BusyHeader::RetryAfterDate(at) => {
            busy.with("Retry-After", at.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        }
        BusyHeader::RateLimitReset(at) => {
            let minute = at.duration_round_up(TimeDelta::minutes(1)).unwrap_or(*at);
            busy.with("X-RateLimit-Reset", minute.format("%Y-%m-%dT%H:%MZ").to_string())
        }
        BusyHeader::RateLimitReason => busy.with("RateLimit-Reason", "jira-burst-based"),
    }
}

/// Jira, to a page of users that took it more than ten seconds.
pub fn too_slow_409() -> Canned {
    Canned::json(409, &json!({"errorMessages": ["The request took too long."], "errors": {}}))
}

/// Jira's search, before it knows of an issue that was just created:
/// <https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/>.
pub fn search_behind() -> Canned {
    Canned::json(200, &json!({"issues": [], "isLast": true}))
}

/// Out of service for a while.
pub fn unavailable_503() -> Canned {
    Canned::json(503, &json!({"code": 503, "message": "Service Unavailable"})).with("Retry-After", "30")
}

/// A success whose JSON stops in the middle, in a body that is complete as HTTP goes.
pub fn truncated_json() -> Canned {
    Canned::new(200, "application/json", r#"{"data":[{"id":"#)
}

fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    )
}
