//! Faults on demand.

use std::{sync::Mutex, time::Duration};

use axum::{
    Extension,
    body::{self, Body, Bytes},
    http::header::{CONTENT_LENGTH, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, future, stream};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::{canned::Canned, cases, host::Host};

/// Which requests go wrong, and how. Of several rules that match, the oldest counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultRule {
    /// Any method when `None`.
    #[serde(default)]
    pub method: Option<String>,
    /// A part of path and query; empty for all.
    #[serde(default)]
    pub path_contains: String,
    /// Any host when `None`.
    #[serde(default)]
    pub host: Option<Host>,
    /// How many of these requests are spared first.
    #[serde(default)]
    pub after: u32,
    /// How often it happens; always when `None`.
    #[serde(default)]
    pub times: Option<u32>,
    /// In JSON, the name of a case or a fault.
    #[serde(deserialize_with = "named_or_given")]
    pub kind: Fault,
}

impl FaultRule {
    /// The fault for every request whose path and query contain `path`.
    pub fn on(path: &str, kind: impl Into<Fault>) -> Self {
        let path_contains = path.to_owned();
        Self { method: None, path_contains, host: None, after: 0, times: None, kind: kind.into() }
    }

    /// Only for this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Only at this host.
    #[must_use]
    pub fn at(mut self, host: Host) -> Self {
        self.host = Some(host);
        self
    }

    /// Only once so many requests went well.
    #[must_use]
    pub fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }

    /// Only so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    fn matches(&self, host: Host, method: &str, path_and_query: &str) -> bool {
        self.host.is_none_or(|only| only == host)
            && self.method.as_deref().is_none_or(|only| only.eq_ignore_ascii_case(method))
            && path_and_query.contains(&self.path_contains)
    }
}

/// What goes wrong. But for [`Slow`](Self::Slow), [`NextPage`](Self::NextPage), [`Twice`](Self::Twice)
/// and [`AfterEffect`](Self::AfterEffect), the request has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
    /// This answer instead of the right one; [`cases`] has those of Atlassian.
    Status(Canned),
    /// The right answer, after a while. Milliseconds in JSON.
    Slow(#[serde(deserialize_with = "milliseconds")] Duration),
    /// The right page, with `links.next` replaced by this.
    NextPage(String),
    /// The right page, with its first entry once more at its end, renamed to this: someone changed
    /// while the list was read.
    Twice(String),
    /// No answer, on a connection that stays open.
    Hang,
    /// An answer that promises more bytes than come before the connection closes.
    CutMidBody,
    /// No answer, and the connection is reset (RST).
    Reset,
    /// A JSON string of so many bytes.
    HugeBody(usize),
    /// The request takes effect; the fault is all the caller sees of it.
    AfterEffect(Box<Fault>),
}

impl From<Canned> for Fault {
    fn from(answer: Canned) -> Self {
        Self::Status(answer)
    }
}

/// The end of a connection without an answer, or without the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    Cut,
    Reset,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "broken on purpose: {self:?}")
    }
}

impl std::error::Error for Broken {}

impl Fault {
    /// Answers as this fault does. `right` handles the request and gives the right answer; a fault
    /// that keeps the request from having an effect leaves it alone.
    pub(crate) async fn answer(
        self,
        right: impl Future<Output = Response> + Send,
    ) -> Result<Response, Broken> {
        match self {
            Self::Status(answer) => Ok(answer.into_response()),
            Self::Slow(delay) => {
                tokio::time::sleep(delay).await;
                Ok(right.await)
            }
            Self::NextPage(next) => Ok(lead_to(next, right.await).await),
            Self::Twice(name) => Ok(repeat_first(&name, right.await).await),
            Self::Hang => future::pending().await,
            Self::CutMidBody => Ok(cut_mid_body()),
            Self::Reset => Err(Broken::Reset),
            Self::HugeBody(bytes) => Ok(huge_body(bytes)),
            Self::AfterEffect(fault) => {
                let right = right.await;
                Box::pin(fault.answer(future::ready(right))).await
            }
        }
    }
}

async fn lead_to(next: String, page: Response) -> Response {
    rewrite(page, |page| {
        if page["links"].is_object() {
            page["links"]["next"] = next.into();
        }
    })
    .await
}

async fn repeat_first(name: &str, page: Response) -> Response {
    rewrite(page, |page| {
        let entries = if page.is_array() { page } else { &mut page["data"] };
        if let Some(entries) = entries.as_array_mut()
            && let Some(mut again) = entries.first().cloned()
        {
            let field = if again["displayName"].is_string() { "displayName" } else { "name" };
            again[field] = name.into();
            entries.push(again);
        }
    })
    .await
}

/// Changes what an answer in JSON says; one that is none goes through.
async fn rewrite(answer: Response, change: impl FnOnce(&mut Value)) -> Response {
    let (mut parts, body) = answer.into_parts();
    let bytes = body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut json) => {
            change(&mut json);
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, json.to_string().into())
        }
        Err(_) => Response::from_parts(parts, bytes.into()),
    }
}

fn cut_mid_body() -> Response {
    let begun = stream::iter([Ok(Bytes::from_static(br#"{"data":["#))]);
    let cut = stream::once(async {
        // What was written before an error in the same turn would never leave.
        tokio::task::yield_now().await;
        Err(Broken::Cut)
    });
    let headers = [(CONTENT_TYPE, "application/json"), (CONTENT_LENGTH, "4096")];
    // The extension tells the log what no status does.
    (Extension(Broken::Cut), headers, Body::from_stream(begun.chain(cut))).into_response()
}

fn huge_body(bytes: usize) -> Response {
    const CHUNK: &[u8] = &[b'x'; 64 * 1024];
    let filling = bytes.saturating_sub(2);
    let chunks = (0..filling.div_ceil(CHUNK.len()))
        .map(move |chunk| &CHUNK[..CHUNK.len().min(filling - chunk * CHUNK.len())]);
    let body = [&b"\""[..]].into_iter().chain(chunks).chain([&b"\""[..]]);
    let body = stream::iter(body.map(|part| Ok::<_, Broken>(Bytes::from_static(part))));
    let headers =
        [(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_LENGTH, (filling + 2).to_string())];
    (headers, Body::from_stream(body)).into_response()
}

/// The rules in force.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<FaultRule>>);

impl Faults {
    pub fn add(&self, rule: FaultRule) {
        self.0.lock().unwrap().push(rule);
    }

    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    /// The fault that is due for a request; it counts as having happened.
    pub fn take(&self, host: Host, method: &str, path_and_query: &str) -> Option<Fault> {
        let mut rules = self.0.lock().unwrap();
        let due = |rule: &mut FaultRule| {
            let mut due = rule.times != Some(0) && rule.matches(host, method, path_and_query);
            if due && rule.after > 0 {
                rule.after -= 1;
                due = false;
            }
            due
        };
        let rule = rules.iter_mut().find_map(|rule| due(rule).then_some(rule))?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.kind.clone())
    }
}

fn milliseconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(Duration::from_millis)
}

fn named_or_given<'de, D: Deserializer<'de>>(from: D) -> Result<Fault, D::Error> {
    let value = Value::deserialize(from)?;
    let named = value.as_str().and_then(|name| {
        Some(match name {
            "bad_token_strict" => cases::bad_token_strict(),
            "bad_token_anonymous" => cases::bad_token_anonymous(),
            "password" => cases::password(),
            "captcha" => cases::captcha(),
            "scope_missing" => cases::scope_missing(),
            "not_admin" => cases::not_admin(),
            "site_unknown_json" => cases::site_unknown_json(),
            "site_unavailable_html" => cases::site_unavailable_html(),
            "org_user_token" => cases::org_user_token(),
            "org_no_rights" => cases::org_no_rights("/"),
            "login_page_200" => cases::login_page_200(),
            "login_page_302" => cases::login_page_302(),
            "busy_429" => cases::busy_429(&cases::BusyHeader::RetryAfterSeconds(1)),
            "unavailable_503" => cases::unavailable_503(),
            "search_behind" => cases::search_behind(),
            "too_slow_409" => cases::too_slow_409(),
            "truncated_json" => cases::truncated_json(),
            _ => return None,
        })
    });
    match named {
        Some(answer) => Ok(answer.into()),
        None => Fault::deserialize(value).map_err(de::Error::custom),
    }
}
