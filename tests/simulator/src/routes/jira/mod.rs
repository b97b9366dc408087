//! Jira Cloud's REST API v3.

mod document;
mod groups;
mod issues;
mod jql;
mod login;
mod page;
mod projects;
mod shapes;
mod users;

use std::sync::Arc;

use axum::{
    Json, Router,
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{canned::Canned, desk::Desk};

/// JSON, or the answer to a request that is refused.
type Answer = Result<Json<Value>, Canned>;

pub(super) fn router() -> Router<Arc<Desk>> {
    Router::new()
        .route("/rest/api/3/myself", get(login::myself))
        .route("/rest/api/3/mypermissions", get(login::my_permissions))
        .route("/rest/api/3/applicationrole", get(login::application_roles))
        .route("/rest/api/3/serverInfo", get(login::server_info))
        .route("/rest/api/3/users/search", get(users::search))
        .route("/rest/api/3/user", get(users::read).delete(users::delete))
        .route("/rest/api/3/user/groups", get(users::groups))
        .route("/rest/api/3/group/bulk", get(groups::bulk))
        .route("/rest/api/3/group/member", get(groups::members))
        .route("/rest/api/3/group/user", post(groups::add).delete(groups::remove))
        .route("/rest/api/3/project/search", get(projects::search))
        .route("/rest/api/3/issue/createmeta/{key}/issuetypes", get(projects::issue_types))
        .route("/rest/api/3/search/jql", post(issues::search))
        .route("/rest/api/3/issue", post(issues::create))
        .route("/rest/api/3/issue/{key}", get(issues::read))
}

/// An error in Jira's shape.
fn error(status: u16, message: &str) -> Canned {
    Canned::json(status, &json!({"errorMessages": [message], "errors": {}}))
}
