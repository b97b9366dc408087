//! The user management API: the life of managed accounts.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::Path,
    http::StatusCode,
    routing::{delete as delete_route, get, post},
};
use chrono::Utc;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    auth::OrganizationCall,
    canned::Canned,
    desk::Desk,
    effects::Change,
    world::{AccountStatus, User, World},
};

pub(super) fn router() -> Router<Arc<Desk>> {
    Router::new()
        .route("/users/{account}/manage", get(permissions))
        .route("/users/{account}/manage/profile", get(profile))
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

async fn profile(call: OrganizationCall, Path(account): Path<String>) -> Result<Json<Value>, Canned> {
    call.without_scopes()?;
    let user = managed(&call.desk.world(), &account)?;
    let mut profile = json!({
        "account_id": user.account_id,
        "name": user.name,
        "nickname": user.name,
        "zoneinfo": "Etc/UTC",
        "locale": "en-US",
        "picture": format!("{}/avatars/{}.png", call.desk.api, user.account_id),
        "extended_profile": {},
        "characteristics": {},
        "account_type": user.account_type,
        "account_status": user.account_status,
        "email_verified": true,
    });
    if let Some(email) = user.visible_email() {
        profile["email"] = email.into();
    }
    Ok(Json(json!({"account": profile})))
}

/// What a deactivation may come with.
#[derive(Deserialize, Default)]
struct Block {
    message: Option<String>,
}

async fn disable(
    call: OrganizationCall,
    Path(account): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Canned> {
    let Block { message } = match body.is_empty() {
        true => Block::default(),
        false => serde_json::from_slice(&body)
            .map_err(|_| Canned::json(400, &json!({"key": "bodyParse.failure"})))?,
    };
    change(&call, &account, Change::Deactivated(message), |user| {
        deactivate(user);
        Ok(())
    })
}

async fn enable(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, Change::Reactivated, |user| {
        if user.for_deletion {
            // The deletion has to be cancelled first.
            return Err(forbidden(&json!({"allowed": false})));
        }
        activate(user);
        Ok(())
    })
}

async fn delete(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, Change::DeletionBegun, |user| {
        deactivate(user);
        user.for_deletion = true;
        Ok(())
    })
}

async fn cancel_delete(call: OrganizationCall, Path(account): Path<String>) -> Result<StatusCode, Canned> {
    change(&call, &account, Change::DeletionCancelled, |user| {
        if user.for_deletion {
            user.for_deletion = false;
            activate(user);
        }
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
    if !world.delete_token(&account, &token) {
        return Err(Canned::json(404, &json!({"key": "notFound"})));
    }
    call.changed(Some(&account), Change::TokenRevoked(token));
    Ok(StatusCode::NO_CONTENT)
}

fn deactivate(user: &mut User) {
    user.account_status = AccountStatus::Inactive;
    user.deactivated_on.get_or_insert_with(Utc::now);
}

fn activate(user: &mut User) {
    user.account_status = AccountStatus::Active;
    user.deactivated_on = None;
}

/// Changes an account that this API may change. One that is so already stays as it is.
fn change(
    call: &OrganizationCall,
    account: &str,
    what: Change,
    change: impl FnOnce(&mut User) -> Result<(), Canned>,
) -> Result<StatusCode, Canned> {
    call.without_scopes()?;
    let mut world = call.desk.world();
    let before = managed(&world, account)?;
    if before.synced {
        return Err(forbidden(&rule(&before)));
    }
    let mut user = before.clone();
    change(&mut user)?;
    if user != before {
        world.replace(user);
        call.changed(Some(account), what);
    }
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
