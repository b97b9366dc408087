//! The one way out: every request to Atlassian goes through [`Client::send`].

use std::{error::Error as StdError, io, sync::Arc, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::{Bytes, BytesMut};
use chrono::Utc;
use reqwest::{
    Method, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::{
    error::{Error, Unreachable},
    pace::{Pace, Told, asked_before, retry_at},
    site_url::authority,
};

/// Where the organization API lives, and how long to wait for answers.
#[derive(Debug, Clone)]
pub struct Config {
    /// Base of the organization API and of the gateway to scoped Jira tokens.
    pub api: Url,
    /// How long a connection may take to stand.
    pub connect_timeout: Duration,
    /// How long one whole request may take, its answer read to the end.
    pub timeout: Duration,
    /// The longest pause worth making before a retry; a longer one is left to the caller.
    pub patience: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api: Url::parse("https://api.atlassian.com").expect("a valid address"),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            patience: Duration::from_secs(5),
        }
    }
}

/// A client for all of Atlassian's hosts. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    pub(crate) config: Arc<Config>,
    pub(crate) pace: Arc<Pace>,
}

/// What a request is for.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Read,
    /// A read as well, although it is sent as POST, with what is searched for in its body.
    Search(serde_json::Value),
    Change(Change),
}

/// How a change is sent.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    method: Method,
    body: Option<serde_json::Value>,
}

impl Change {
    /// Without a body.
    pub fn bare(method: Method) -> Self {
        Self { method, body: None }
    }

    pub fn with(method: Method, body: serde_json::Value) -> Self {
        Self { method, body: Some(body) }
    }
}

/// Who a request comes from.
#[derive(Clone, Copy)]
pub(crate) enum Auth<'a> {
    Anonymous,
    /// A user's e-mail address and API token.
    Basic(&'a str, &'a SecretString),
    /// An organization's API key.
    Bearer(&'a SecretString),
}

/// The largest answer one call may give, in bytes. A thousand users of Jira take about 1 MiB.
const BODY_LIMIT: usize = 16 << 20;
/// Attempts at a call that may be repeated, the first one included.
const ATTEMPTS: usize = 3;
/// How often a change that was refused for coming too early is sent again.
const REFUSALS: usize = 5;

impl Client {
    /// # Errors
    /// When the system's trust store cannot be read.
    pub fn new(config: Config) -> Result<Self, Error> {
        // The process-wide choice of cryptography; it may have been made already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("external-sources/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(config.connect_timeout)
            .timeout(config.timeout)
            .dns_resolver(Arc::new(SystemDns))
            .build()
            .map_err(|error| Error::Unreachable {
                host: authority(&config.api),
                why: Unreachable::Tls,
                cause: chain(&error),
            })?;
        Ok(Self { http, config: Arc::new(config), pace: Arc::default() })
    }

    /// An address below the organization API's base.
    pub(crate) fn api(&self, path: &str) -> Url {
        let mut url = self.config.api.clone();
        url.set_path(&format!("{}{path}", url.path().trim_end_matches('/')));
        url
    }

    /// The same, of a path in segments, some of which are ids. None leads to another path.
    pub(crate) fn api_at(&self, path: &[&str]) -> Url {
        below(self.config.api.clone(), path)
    }

    /// Reads JSON. `scope` is the one a scoped key needs for this call.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<T, Error> {
        self.ask(&Ask::Read, url, auth, scope).await
    }

    /// Asks for JSON, by reading or by searching.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        ask: &Ask,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<T, Error> {
        self.send(ask, url, auth, scope).await?.json()
    }

    /// Makes a change whose answer tells nothing more. It waits for its turn, and is not repeated by
    /// itself when it may have been made: an answer that was lost does not tell.
    pub(crate) async fn write(
        &self,
        change: Change,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<(), Error> {
        self.change(change, url, auth, scope).await.map(drop)
    }

    /// The same, of a change whose answer tells what came of it.
    pub(crate) async fn write_and_read<T: DeserializeOwned>(
        &self,
        change: Change,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<T, Error> {
        self.change(change, url, auth, scope).await?.json()
    }

    async fn change(
        &self,
        change: Change,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<Answer, Error> {
        self.send(&Ask::Change(change), url, auth, scope).await.map_err(|error| match error {
            Error::Unexpected { host, status: status @ (400 | 409 | 422), cause } => {
                Error::Rejected { host, status, cause }
            }
            error => error,
        })
    }

    async fn send(&self, ask: &Ask, url: Url, auth: &Auth<'_>, scope: &'static str) -> Result<Answer, Error> {
        match ask {
            Ask::Read | Ask::Search(_) => self.send_read(ask, url, auth, scope).await,
            Ask::Change(change) => self.send_change(&change.method, ask, url, auth, scope).await,
        }
    }

    /// Repeats what changes nothing and met a busy or broken host, as long as the pause asked for is
    /// worth it. While an endpoint asks for a pause nothing is sent there.
    async fn send_read(
        &self,
        ask: &Ask,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<Answer, Error> {
        let mut pauses = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(self.config.patience)
            .with_max_times(ATTEMPTS - 1)
            .build();
        loop {
            self.pace.wait(&url, self.config.patience).await?;
            let sent = self.send_once(ask, url.clone(), auth).await;
            let error = match sent.and_then(|answer| answer.verdict(scope)) {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            self.pace.note(&url, &error);
            let Some(pause) = pauses.next() else { return Err(error) };
            let pause = match &error {
                Error::Busy { retry_at: Some(at), .. } => {
                    (*at - Utc::now()).to_std().unwrap_or_default().max(pause)
                }
                Error::Busy { .. } | Error::Unreachable { why: Unreachable::Cut, .. } => pause,
                _ => return Err(error),
            };
            if pause > self.config.patience {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends a change when the limit of its endpoint lets it. Only one that was refused for coming too
    /// early is sent again, for it had surely no effect: after any other answer, or none, it may have
    /// had one.
    async fn send_change(
        &self,
        method: &Method,
        ask: &Ask,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<Answer, Error> {
        let patience = self.config.patience;
        let turns = self.pace.turns(method, &url);
        let mut attempts = 1..=REFUSALS;
        loop {
            let turn = turns.next(patience).await.map_err(|pause| asked_before(&url, Utc::now() + pause))?;
            let answer = self.send_once(ask, url.clone(), auth).await?;
            let told = Told::read(answer.status, &answer.headers, Utc::now());
            let pause = turn.answered(&told);
            if !told.refused || attempts.next().is_none() || pause > patience {
                return answer.verdict(scope);
            }
        }
    }

    /// The only place from which a request leaves.
    async fn send_once(&self, ask: &Ask, url: Url, auth: &Auth<'_>) -> Result<Answer, Error> {
        let host = authority(&url);
        let (method, body) = match ask {
            Ask::Read => (Method::GET, None),
            Ask::Search(wanted) => (Method::POST, Some(wanted.to_string())),
            Ask::Change(Change { method, body }) => {
                (method.clone(), body.as_ref().map(serde_json::Value::to_string))
            }
        };
        let request = self.http.request(method, url.clone()).header(ACCEPT, "application/json");
        let request = match auth.header() {
            Some(value) => request.header(AUTHORIZATION, value),
            None => request,
        };
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body),
            None => request,
        };
        let mut response = request.send().await.map_err(|error| unreachable(&host, &error))?;
        if response.status().is_redirection() {
            return Err(redirected(host, &url, &response));
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&host, &error))? {
            if body.len() + chunk.len() > BODY_LIMIT {
                return Err(Error::TooLarge { host, limit: BODY_LIMIT });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            host,
            status: response.status(),
            headers: response.headers().clone(),
            body: body.freeze(),
        })
    }
}

/// An address below another, by segments.
pub(crate) fn below(mut url: Url, path: &[&str]) -> Url {
    // Dots alone are a step, also when encoded and between characters that are left out.
    // Encoded twice, they are an id that nothing has.
    let is_step = |segment: &str| segment.chars().all(|c| c == '.' || c.is_ascii_control());
    let segments = path.iter().map(|segment| match is_step(segment) {
        true => segment.replace('.', "%2E"),
        false => (*segment).to_owned(),
    });
    url.path_segments_mut().expect("an http address has a path").pop_if_empty().extend(segments);
    url
}

impl Auth<'_> {
    fn header(&self) -> Option<HeaderValue> {
        let mut value = match self {
            Self::Anonymous => return None,
            Self::Basic(user, token) => {
                use base64::{Engine, prelude::BASE64_STANDARD};
                let pair = SecretString::from(format!("{user}:{}", token.expose_secret()));
                let encoded = SecretString::from(BASE64_STANDARD.encode(pair.expose_secret()));
                HeaderValue::try_from(format!("Basic {}", encoded.expose_secret()))
            }
            Self::Bearer(key) => HeaderValue::try_from(format!("Bearer {}", key.expose_secret())),
        }
        .ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// A complete answer.
struct Answer {
    host: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Tells a usable answer from the ways Atlassian says no.
    fn verdict(self, scope: &'static str) -> Result<Self, Error> {
        let host = self.host.clone();
        let status = self.status.as_u16();
        // These headers are looked at on every answer: endpoints open to anonymous callers answer
        // 200 to a dead token, and only the header tells.
        let header = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        let denied = header("x-authentication-denied-reason").unwrap_or_default();
        if denied.contains("CAPTCHA_CHALLENGE") {
            return Err(Error::Captcha { host, cause: denied.chars().take(200).collect() });
        }
        if let Some(reason @ ("AUTHENTICATED_FAILED" | "AUTHENTICATION_DENIED")) =
            header("x-seraph-loginreason")
        {
            let cause = format!("{status}, X-Seraph-LoginReason: {reason}");
            return Err(match self.says_password() {
                true => Error::PasswordUsed { host, cause },
                false => Error::Refused { host, cause },
            });
        }
        match self.status {
            StatusCode::UNAUTHORIZED => {
                let cause = format!("401: {}", self.message());
                Err(if self.says_password() {
                    Error::PasswordUsed { host, cause }
                } else if self.text().contains("scope does not match") {
                    Error::ScopeMissing { host, scope, cause }
                } else {
                    Error::Refused { host, cause }
                })
            }
            StatusCode::FORBIDDEN => Err(Error::Forbidden { host, cause: self.message() }),
            StatusCode::NOT_FOUND => Err(Error::NotFound { host, cause: self.message() }),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Err(Error::Busy {
                host,
                status,
                retry_at: retry_at(&self.headers, Utc::now()),
                cause: header("ratelimit-reason").map_or_else(|| self.message(), str::to_owned),
            }),
            _ if self.is_html() => Err(Error::NotAnApi { host, status, what: "a web page".into() }),
            code if code.is_success() => Ok(self),
            _ => Err(Error::Unexpected { host, status, cause: self.message() }),
        }
    }

    fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| Error::Unexpected {
            host: self.host,
            status: self.status.as_u16(),
            cause: format!("not the documented JSON: {error}"),
        })
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    fn says_password(&self) -> bool {
        self.text().contains("Basic authentication with passwords is deprecated")
    }

    fn is_html(&self) -> bool {
        let typed = self
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|value| value.to_str().is_ok_and(|value| value.starts_with("text/html")));
        typed || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// The host's own words, from any of the error shapes in use, else the start of the body.
    fn message(&self) -> String {
        if self.is_html() {
            return "a web page".into();
        }
        let json: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let first = |path: &str| json.pointer(path).and_then(|value| value.as_str());
        SAID.into_iter()
            .find_map(first)
            .map(str::to_owned)
            .or_else(|| said_of_fields(json.get("errors")?.as_object()?))
            .unwrap_or_else(|| self.text().trim().to_owned())
            .chars()
            .take(300)
            .collect()
    }
}

/// Where the error shapes in use say what is wrong, the more telling before the less.
const SAID: [&str; 8] = [
    "/errorMessages/0",
    "/errors/0/detail",
    "/errors/0/title",
    "/message",
    "/error",
    "/errorMessage",
    "/context/reason/key",
    "/key",
];

/// What Jira says of the fields of an issue, each with its name.
fn said_of_fields(fields: &serde_json::Map<String, serde_json::Value>) -> Option<String> {
    let said = fields.iter().filter_map(|(field, said)| Some(format!("{field}: {}", said.as_str()?)));
    Some(said.collect::<Vec<_>>().join(" ")).filter(|said| !said.is_empty())
}

/// Says where a redirect leads. None is followed: these APIs have none, a login page or a proxy
/// does, and the credential must not go where they point.
fn redirected(host: String, from: &Url, response: &reqwest::Response) -> Error {
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    match location.and_then(|location| from.join(location).ok()) {
        Some(to) if to.origin() != from.origin() => Error::Redirected { host, status, to: authority(&to) },
        Some(to) => Error::NotAnApi { host, status, what: format!("a redirect to {}", to.path()) },
        None => Error::NotAnApi { host, status, what: "a redirect to nowhere".into() },
    }
}

/// Names a failed connection by the part of the way that failed.
fn unreachable(host: &str, error: &reqwest::Error) -> Error {
    let causes = || std::iter::successors(error.source(), |&cause| cause.source());
    let io_kind = causes().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    let why = if error.is_timeout() || io_kind == Some(io::ErrorKind::TimedOut) {
        Unreachable::Timeout
    // Neither library exports its tunnel error, so the proxy is told by its text.
    } else if causes().any(|cause| cause.to_string().contains("tunnel error")) {
        Unreachable::Proxy
    } else if let Some(NameNotFound { name, .. }) = causes().find_map(|cause| cause.downcast_ref()) {
        // The name that failed is not the host's: it is the proxy's.
        if host.starts_with(name) { Unreachable::Dns } else { Unreachable::Proxy }
    } else if causes().any(is_tls) {
        Unreachable::Tls
    } else {
        match io_kind {
            Some(io::ErrorKind::ConnectionRefused) => Unreachable::Refused,
            Some(
                io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkDown
                | io::ErrorKind::PermissionDenied,
            ) => Unreachable::Network,
            _ => Unreachable::Cut,
        }
    };
    Error::Unreachable { host: host.to_owned(), why, cause: chain(error) }
}

/// rustls' errors come wrapped in `io::Error`s, whose `source` skips what they wrap.
fn is_tls(cause: &(dyn StdError + 'static)) -> bool {
    cause.is::<rustls::Error>()
        || cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .is_some_and(|wrapped| is_tls(wrapped))
}

/// An error and its causes in one line.
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    for cause in std::iter::successors(Some(error as &dyn StdError), |&cause| cause.source()) {
        let cause = cause.to_string();
        if !text.ends_with(&cause) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause);
        }
    }
    text
}

/// The system's resolver, with an error that names what was not found.
struct SystemDns;

#[derive(Debug, thiserror::Error)]
#[error("the name {name} could not be resolved: {cause}")]
struct NameNotFound {
    name: String,
    cause: io::Error,
}

impl Resolve for SystemDns {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs),
                Err(cause) => Err(NameNotFound { name: name.as_str().to_owned(), cause }.into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_to_another_path() {
        for base in ["https://api.atlassian.com", "https://proxy.example/atlassian/"] {
            let client = Client::new(Config { api: base.parse().unwrap(), ..Config::default() }).unwrap();
            for (id, segment) in [
                ("5b10a:8f-0e", "5b10a:8f-0e"),
                ("../../users", "..%2F..%2Fusers"),
                ("..\\..", "..%5C.."),
                ("a?b#c", "a%3Fb%23c"),
                ("a%2Fb", "a%252Fb"),
                (".", "%252E"),
                ("..", "%252E%252E"),
                (".\t.", "%252E%252E"),
                ("%2e%2E", "%252e%252E"),
                ("", ""),
            ] {
                let url = client.api_at(&["users", id, "manage"]).to_string();
                assert_eq!(url, format!("{}/users/{segment}/manage", base.trim_end_matches('/')), "{id:?}");
            }
        }
    }
}
