//! The organization API.

mod directories;
mod directory_users;
mod groups;
mod managed_accounts;
mod orgs;
mod search;

use std::sync::Arc;

use axum::{
    Json, Router,
    routing::{delete, get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors;
use crate::{canned::Canned, desk::Desk};

/// JSON, or the answer to a request that is refused.
type Answer = Result<Json<Value>, Canned>;

pub(super) fn router() -> Router<Arc<Desk>> {
    Router::new()
        .route("/admin/v1/orgs", get(orgs::list))
        .route("/admin/v1/orgs/{org}", get(orgs::read))
        .route("/admin/v1/orgs/{org}/users", get(managed_accounts::list))
        .route(
            "/admin/v1/orgs/{org}/directory/users/{account}/last-active-dates",
            get(directory_users::last_active_dates),
        )
        .nest("/admin/v2/orgs/{org}/directories", directories())
}

fn directories() -> Router<Arc<Desk>> {
    Router::new()
        .route("/", get(directories::list))
        .route("/{directory}/users/search", post(directory_users::search))
        .route("/{directory}/users/count", get(directory_users::count))
        .route("/{directory}/users/{account}", delete(directory_users::remove))
        .route("/{directory}/users/{account}/suspend", post(directory_users::suspend))
        .route("/{directory}/users/{account}/restore", post(directory_users::restore))
        .route("/{directory}/groups/search", post(groups::search))
        .route("/{directory}/groups/{group}/role-assignments", get(groups::role_assignments))
        .route("/{directory}/groups/{group}/memberships", post(groups::add))
        .route("/{directory}/groups/{group}/memberships/{account}", delete(groups::remove))
}

/// A directory in a path.
#[derive(Deserialize)]
struct InDirectory {
    org: String,
    directory: String,
}

/// The links of a page in version 2: bare cursors.
fn cursor_links(next: Option<String>) -> Value {
    next.map_or_else(|| json!({}), |next| json!({"next": next}))
}

/// The size of a page in version 2: 50 unless the caller wants another, from 1 to 100.
fn limit(wanted: Option<usize>) -> Result<usize, Canned> {
    match wanted.unwrap_or(50) {
        limit @ 1..=100 => Ok(limit),
        _ => Err(errors::bad_request("limit must be from 1 to 100.")),
    }
}
