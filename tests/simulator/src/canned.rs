//! Answers that are written beforehand.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;

/// A whole HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Canned {
    pub status: u16,
    #[serde(default = "json_type")]
    pub content_type: String,
    /// Further headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub body: String,
}

fn json_type() -> String {
    "application/json".to_owned()
}

impl Canned {
    pub fn new(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        Self { status, content_type: content_type.to_owned(), headers: Vec::new(), body: body.into() }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, &json_type(), body.to_string())
    }

    pub fn text(status: u16, body: &str) -> Self {
        Self::new(status, "text/plain;charset=UTF-8", body)
    }

    pub fn html(status: u16, body: &str) -> Self {
        Self::new(status, "text/html;charset=UTF-8", body)
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

impl IntoResponse for Canned {
    /// A status or header that HTTP does not allow becomes a 500 that says so: it is a mistake in
    /// the test that asked for it.
    fn into_response(self) -> Response {
        let mistake = |what: String| (StatusCode::INTERNAL_SERVER_ERROR, what).into_response();
        let Ok(status) = StatusCode::from_u16(self.status) else {
            return mistake(format!("{} is not a status", self.status));
        };
        let mut response = (status, Body::from(self.body)).into_response();
        let typed = [(CONTENT_TYPE.to_string(), self.content_type)];
        for (name, value) in typed.into_iter().chain(self.headers) {
            match (HeaderName::try_from(&name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => {
                    response.headers_mut().insert(name, value);
                }
                _ => return mistake(format!("{name} is not a header")),
            }
        }
        response
    }
}
