//! The simulator's own controls, for tests in another process and in another language.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};

use crate::{
    desk::{Desk, Overview},
    effects::Effect,
    faults::FaultRule,
    log::LoggedRequest,
};

/// Whether a path belongs to the controls, which are not simulated: they are never logged, and
/// nothing goes wrong there.
pub(crate) fn is_control(path: &str) -> bool {
    path.starts_with("/_simulator/")
}

pub(super) fn router() -> Router<Arc<Desk>> {
    Router::new()
        .route("/_simulator/log", get(log).delete(clear_log))
        .route("/_simulator/effects", get(effects))
        .route("/_simulator/faults", post(add_fault).delete(clear_faults))
        .route("/_simulator/world", get(world))
}

async fn log(State(desk): State<Arc<Desk>>) -> Json<Vec<LoggedRequest>> {
    Json(desk.log.requests())
}

async fn clear_log(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.log.clear();
    StatusCode::NO_CONTENT
}

async fn effects(State(desk): State<Arc<Desk>>) -> Json<Vec<Effect>> {
    Json(desk.effects.all())
}

async fn add_fault(State(desk): State<Arc<Desk>>, Json(rule): Json<FaultRule>) -> StatusCode {
    desk.faults.add(rule);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.faults.clear();
    StatusCode::NO_CONTENT
}

async fn world(State(desk): State<Arc<Desk>>) -> Json<Overview> {
    Json(desk.overview())
}
