//! What a site tells everyone about itself.

use std::sync::Arc;

use axum::{Extension, Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use crate::{auth::Entrance, desk::Desk};

pub(super) fn router() -> Router<Arc<Desk>> {
    Router::new().route("/_edge/tenant_info", get(tenant_info))
}

async fn tenant_info(State(desk): State<Arc<Desk>>, Extension(entrance): Extension<Entrance>) -> Json<Value> {
    Json(json!({"cloudId": desk.world().sites[entrance.site].cloud_id}))
}
