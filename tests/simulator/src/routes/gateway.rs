//! The gateway: Jira's calls, on the API host.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::Uri,
    response::{IntoResponse, Response},
    routing::any,
};
use serde_json::json;
use tower::ServiceExt;

use crate::{
    auth::{Entrance, Via},
    canned::Canned,
    desk::Desk,
};

pub(super) fn router(jira: Router) -> Router<Arc<Desk>> {
    let forward = async move |state, path, request| forward(jira.clone(), state, path, request).await;
    Router::new().route("/ex/jira/{cloud_id}/{*path}", any(forward))
}

async fn forward(
    jira: Router,
    State(desk): State<Arc<Desk>>,
    Path((cloud_id, _)): Path<(String, String)>,
    mut request: Request,
) -> Response {
    let site = desk.world().sites.iter().position(|site| site.cloud_id == cloud_id);
    // Cut from the address as it came: a decoded path would not fit into one again.
    let path = request.uri().path_and_query().map_or("", |path| path.as_str());
    let path = path.splitn(5, '/').nth(4).and_then(|path| format!("/{path}").parse::<Uri>().ok());
    let (Some(site), Some(path)) = (site, path) else {
        return Canned::json(404, &json!({"code": 404, "message": "Not Found"})).into_response();
    };
    *request.uri_mut() = path;
    request.extensions_mut().insert(Entrance { site, via: Via::Gateway });
    match jira.oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}
