//! The inventory of organization keys and API tokens.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::Path,
    http::StatusCode,
    routing::{get, patch},
};
use serde_json::{Value, json};

use super::{cursor, errors, query::Parameters};
use crate::{
    auth::OrganizationCall,
    canned::Canned,
    desk::Desk,
    effects::Change,
    world::{ApiKey, ApiToken, World},
};

pub(super) fn router() -> Router<Arc<Desk>> {
    let base = "/admin/api-access/v1/orgs/{org}";
    Router::new()
        .route(&format!("{base}/api-keys"), get(api_keys))
        .route(&format!("{base}/api-keys/count"), get(count_api_keys))
        .route(&format!("{base}/api-keys/revoke/{{key}}"), patch(revoke_api_key))
        .route(&format!("{base}/api-tokens"), get(api_tokens))
}

/// The right to read the inventory.
const READ: Option<&str> = Some("read:tokens:admin");
/// The right to revoke keys.
const REVOKE: Option<&str> = Some("delete:tokens:admin");

async fn api_keys(
    call: OrganizationCall,
    Path(org): Path<String>,
    parameters: Parameters,
) -> Result<Json<Value>, Canned> {
    call.organization(&org, READ)?;
    let start = cursor::position(parameters.get("cursor"))?;
    let world = call.desk.world();
    let keys = world.api_keys.iter().enumerate().skip(start);
    let shape = |key: &&ApiKey| key_shape(&world, key);
    page(&call, &parameters, keys, shape)
}

fn key_shape(world: &World, key: &ApiKey) -> Value {
    json!({
        "id": key.id,
        "label": key.label,
        "createdAt": key.created_at,
        "expiresAt": key.expires_at,
        "lastActiveAt": key.last_active_at,
        "orgId": world.organization.id,
        "createdBy": person(world, key.created_by),
        "scopes": key.scopes,
    })
}

async fn count_api_keys(call: OrganizationCall, Path(org): Path<String>) -> Result<Json<Value>, Canned> {
    call.organization(&org, READ)?;
    Ok(Json(json!({"count": call.desk.world().api_keys.len()})))
}

async fn revoke_api_key(
    call: OrganizationCall,
    Path((org, id)): Path<(String, String)>,
    // As strict as suspend and restore are, to be on the safe side.
    errors::Sent(_): errors::Sent<Value>,
) -> Result<StatusCode, Canned> {
    call.organization(&org, REVOKE)?;
    let mut world = call.desk.world();
    let index = world.api_keys.iter().position(|key| key.id == id);
    let index = index.ok_or_else(|| errors::not_found("API key not found"))?;
    world.api_keys.remove(index);
    call.changed(None, Change::KeyRevoked(id));
    Ok(StatusCode::NO_CONTENT)
}

async fn api_tokens(
    call: OrganizationCall,
    Path(org): Path<String>,
    parameters: Parameters,
) -> Result<Json<Value>, Canned> {
    call.organization(&org, READ)?;
    let start = cursor::position(parameters.get("cursor"))?;
    let world = call.desk.world();
    page(&call, &parameters, world.api_tokens_from(start), |token| token_shape(&world, token))
}

fn token_shape(world: &World, token: &ApiToken) -> Value {
    json!({
        "id": token.id,
        "label": token.label,
        "status": if token.blocked { "BLOCKED" } else { "ALLOWED" },
        "createdAt": token.created_at,
        "expiresAt": token.expires_at,
        "lastActiveAt": token.last_active_at,
        "scopes": [],
        "user": person(world, token.owner),
    })
}

fn person(world: &World, index: usize) -> Value {
    let user = world.user(index);
    let mut person = json!({"id": user.account_id, "name": user.name});
    if let Some(email) = user.visible_email() {
        person["email"] = email.into();
    }
    person
}

fn page<T>(
    call: &OrganizationCall,
    parameters: &Parameters,
    items: impl Iterator<Item = (usize, T)>,
    shape: impl FnMut(&T) -> Value,
) -> Result<Json<Value>, Canned> {
    let size = match parameters.parse("pageSize").unwrap_or(50) {
        size @ 1..=100 => size,
        _ => return Err(errors::bad_request("pageSize must be from 1 to 100.")),
    };
    let (page, next) = cursor::page(items, size);
    let page: Vec<_> = page.iter().map(shape).collect();
    let links = cursor::urls(&format!("{}{}", call.desk.api, call.path), next);
    Ok(Json(json!({"data": page, "links": links})))
}
