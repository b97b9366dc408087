//! Errors of the organization API about what was asked, and bodies that have them.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::canned::Canned;

/// An error in the shape of the organization API itself.
pub(crate) fn application(status: u16, number: u16, title: &str, detail: &str) -> Canned {
    let error = json!({
        "id": "7be2c1d4-0d55-4f0e-9c1b-3a6f2f6f1a90",
        "status": status.to_string(),
        "code": format!("ADMIN-{status}-{number}"),
        "title": title,
        "detail": detail,
    });
    Canned::json(status, &json!({"errors": [error]}))
}

pub(crate) fn bad_request(detail: &str) -> Canned {
    application(400, 2, "Bad request", detail)
}

pub(crate) fn not_found(what: &str) -> Canned {
    application(404, 2, what, what)
}

pub(crate) fn conflict(detail: &str) -> Canned {
    application(409, 28, "Conflict", detail)
}

/// A JSON body of the organization API: 415 when it is not declared as JSON, 400 when it is not
/// what was documented.
pub(crate) struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Canned;

    async fn from_request(request: Request, state: &S) -> Result<Self, Canned> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(application(415, 1, "Unsupported Media Type", "The body must be application/json."))
            }
            Err(rejection) => Err(bad_request(&rejection.body_text())),
        }
    }
}
