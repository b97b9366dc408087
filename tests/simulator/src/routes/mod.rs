//! The endpoints.

mod api_access;
mod control;
mod cursor;
mod edge;
pub(crate) mod errors;
mod gateway;
mod jira;
mod organization;
mod query;
mod user_management;

use std::sync::Arc;

use axum::Router;

use crate::desk::Desk;

pub(crate) use control::is_control;

/// The API host: the organization, the gateway and the simulator's own controls.
pub(crate) fn api(desk: &Arc<Desk>) -> Router {
    organization::router()
        .merge(api_access::router())
        .merge(user_management::router())
        .merge(gateway::router(jira::router().with_state(Arc::clone(desk))))
        .merge(control::router())
        .with_state(Arc::clone(desk))
}

/// A Jira site.
pub(crate) fn site(desk: &Arc<Desk>) -> Router {
    jira::router().merge(edge::router()).with_state(Arc::clone(desk))
}
