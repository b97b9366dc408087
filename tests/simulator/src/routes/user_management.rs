//! The user management API: the life of managed accounts.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::Path,
    http::StatusCode,
    routing::{delete as delete_route, get, post},
};
use chrono::Utc;
use serde_json::{Value, json};

use crate::{
    auth::OrganizationCall,
    canned::Canned,
    desk::Desk,
    world::{AccountStatus, User, World},
};

pub(super) fn router() -> Router<Arc<Desk>> {
    Router::new()
        .route("/users/{account}/manage", get(permissions))
        .route("/users/{account}/manage/lifecycle/disable", post(disable))
        .route("/users/{account}/manage/lifecycle/enable", post(enable))
        .route("/users/{account}/manage/lifecycle/delete", post(delete))
        .route("/users/{account}/manage/lifecycle/cancel-delete", post(cancel_delete))
        .route("/users/{account}/manage/api-tokens/{token}", delete_route(delete_token))
}

async fn permissions(call: OrganizationCall, Path(account): Path<String>) -> Result<Json<Value>, Canned> {
    call.without_scopes()?;
    let user = managed(&call.desk.world(), &account)?;
    let rule = rule(&user);
    Ok(Json(json!({
        "email.set": rule,
        "lifecycle.enablement": rule,
        "lifecycle.delete": rule,
        "profile.read": {"allowed": true},
        "apiToken.read": {"allowed": true},
        "apiToken.delete": {"allowed": true},
    })))
}

async fn disable(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, |user| {
        user.account_status = AccountStatus::Inactive;
        user.deactivated_on = Some(Utc::now());
        Ok(())
    })
}

async fn enable(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, |user| {
        if user.for_deletion {
            // The deletion has to be cancelled first.
            return Err(forbidden(&json!({"allowed": false})));
        }
        activate(user);
        Ok(())
    })
}

async fn delete(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, |user| {
        user.account_status = AccountStatus::Inactive;
        user.deactivated_on = Some(Utc::now());
        user.for_deletion = true;
        Ok(())
    })
}

async fn cancel_delete(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, |user| {
        user.for_deletion = false;
        activate(user);
        Ok(())
    })
}

async fn delete_token(
    call: OrganizationCall,
    Path((account, token)): Path<(String, String)>,
) -> Result<StatusCode, Canned> {
    call.without_scopes()?;
    let mut world = call.desk.world();
    managed(&world, &account)?;
    match world.delete_token(&account, &token) {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Canned::json(404, &json!({"key": "notFound"}))),
    }
}

fn activate(user: &mut User) {
    user.account_status = AccountStatus::Active;
    user.deactivated_on = None;
}

/// Changes an account that this API may change.
fn change(
    call: &OrganizationCall,
    account: &str,
    change: impl FnOnce(&mut User) -> Result<(), Canned>,
) -> Result<StatusCode, Canned> {
    call.without_scopes()?;
    let mut world = call.desk.world();
    let mut user = managed(&world, account)?;
    if user.synced {
        return Err(forbidden(&rule(&user)));
    }
    change(&mut user)?;
    world.replace(user);
    Ok(StatusCode::NO_CONTENT)
}

/// The managed account of a path; others, and those that are gone for good, are not found.
fn managed(world: &World, account: &str) -> Result<User, Canned> {
    world
        .find_user(account)
        .filter(|user| user.managed && user.account_status != AccountStatus::Closed)
        .ok_or_else(|| Canned::json(404, &json!({"key": "notFound"})))
}

/// Whether this API may change the account.
fn rule(user: &User) -> Value {
    match user.synced {
        true => json!({"allowed": false, "reason": {"key": "externalDirectory.scim"}}),
        false => json!({"allowed": true}),
    }
}

fn forbidden(rule: &Value) -> Canned {
    Canned::json(403, &json!({"key": "forbidden.action", "context": rule}))
}
