//! The users of a directory.

use std::sync::MutexGuard;

use axum::{Json, extract::Path, http::StatusCode};
use chrono::SecondsFormat;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Answer, InDirectory, cursor_links,
    directories::Scope,
    limit,
    search::{Expansion, Search},
};
use crate::{
    auth::OrganizationCall,
    canned::Canned,
    effects::Change,
    routes::{
        cursor,
        errors::{self, Sent},
    },
    world::{AccountStatus, Membership, User, World},
};

pub(super) async fn search(
    call: OrganizationCall,
    Path(path): Path<InDirectory>,
    Sent(search): Sent<Search>,
) -> Answer {
    call.organization(&path.org, None)?;
    let start = cursor::position(search.cursor.as_deref())?;
    let world = call.desk.world();
    let scope = Scope::from_path(&world, &path.directory)?;
    let found = search.run(&world, scope, start)?.map(|user| (user.index, user));
    let (page, next) = cursor::page(found, limit(search.limit)?);
    let page: Vec<_> = page.iter().map(|user| shape(&world, user, &search.expand)).collect();
    Ok(Json(json!({"data": page, "links": cursor_links(next)})))
}

pub(super) async fn count(call: OrganizationCall, Path(path): Path<InDirectory>) -> Answer {
    call.organization(&path.org, None)?;
    let world = call.desk.world();
    let scope = Scope::from_path(&world, &path.directory)?;
    let everyone = Search::default();
    let count = everyone.run(&world, scope, 0)?.count();
    Ok(Json(json!({"count": count})))
}

fn shape(world: &World, user: &User, expand: &[Expansion]) -> Value {
    let mut shape = json!({
        "accountId": user.account_id,
        "accountType": user.account_type,
        "status": user.status(),
        "accountStatus": user.account_status,
        "membershipStatus": user.membership,
        "addedToOrg": user.added.to_rfc3339_opts(SecondsFormat::Secs, true),
        "name": user.name,
        "nickname": user.name,
        "claimStatus": if user.managed { "managed" } else { "unmanaged" },
        "managementSource": if user.synced { "synced" } else { "invited" },
        "mfaEnabled": user.mfa,
        "forDeletion": user.for_deletion,
    });
    if let Some(email) = user.visible_email() {
        shape["email"] = email.into();
    }
    if let Some(at) = user.deactivated_on {
        shape["deactivatedOn"] = at.to_rfc3339_opts(SecondsFormat::Secs, true).into();
    }
    if expand.contains(&Expansion::ProductAccess) {
        let access = products(world, user).map(|(key, id, at)| match at {
            Some(at) => json!({"key": key, "id": id, "lastActiveTimestamp": at}),
            None => json!({"key": key, "id": id}),
        });
        shape["productAccess"] = access.collect();
    }
    if expand.contains(&Expansion::Groups) {
        let groups = world
            .groups_of(user.index)
            .map(|group| json!({"id": group.id, "name": group.name, "description": group.description}));
        shape["groups"] = groups.collect();
    }
    shape
}

/// The products a user may use: key, id and, once the user was there, the last time.
fn products<'a>(
    world: &'a World,
    user: &'a User,
) -> impl Iterator<Item = (&'static str, &'a str, Option<String>)> {
    let accessible = |&(site, _): &(usize, _)| world.has_access(user.index, site);
    world.sites.iter().enumerate().filter(accessible).map(|(number, site)| {
        let at = user.last_active[number].map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        (site.application.key, site.cloud_id.as_str(), at)
    })
}

pub(super) async fn last_active_dates(
    call: OrganizationCall,
    Path((org, account)): Path<(String, String)>,
) -> Answer {
    call.organization(&org, None)?;
    let world = call.desk.world();
    let user = find(&world, Scope::EVERYWHERE, &account)?;
    let products = products(&world, &user).filter_map(|(key, id, at)| {
        let at = at?;
        let day = at.split('T').next();
        Some(json!({"id": id, "key": key, "last_active": day, "last_active_timestamp": at}))
    });
    let activity = json!({
        "product_access": products.collect::<Value>(),
        "added_to_org": user.added.date_naive().to_string(),
        "added_to_org_timestamp": user.added.to_rfc3339_opts(SecondsFormat::Secs, true),
    });
    Ok(Json(json!({"data": activity, "links": cursor_links(None)})))
}

/// A user in a path.
#[derive(Deserialize)]
pub(super) struct UserPath {
    org: String,
    directory: String,
    account: String,
}

pub(super) async fn suspend(
    call: OrganizationCall,
    Path(path): Path<UserPath>,
    Sent(_): Sent<Value>,
) -> Result<StatusCode, Canned> {
    set_membership(&call, &path, Membership::Suspended, Change::Suspended)
}

pub(super) async fn restore(
    call: OrganizationCall,
    Path(path): Path<UserPath>,
    Sent(_): Sent<Value>,
) -> Result<StatusCode, Canned> {
    set_membership(&call, &path, Membership::Active, Change::Restored)
}

fn set_membership(
    call: &OrganizationCall,
    path: &UserPath,
    membership: Membership,
    change: Change,
) -> Result<StatusCode, Canned> {
    let (mut world, mut user) = changeable(call, path)?;
    if user.membership == Membership::None || user.account_status != AccountStatus::Active {
        return Err(errors::conflict("The user has no active account in this directory."));
    }
    if user.membership != membership {
        user.membership = membership;
        world.replace(user);
        call.changed(Some(&path.account), change);
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn remove(call: OrganizationCall, Path(path): Path<UserPath>) -> Result<StatusCode, Canned> {
    let (mut world, mut user) = changeable(&call, &path)?;
    for group in 0..world.groups.len() {
        if world.is_member(group, user.index) {
            world.set_member(group, user.index, false);
        }
    }
    user.removed = true;
    user.membership = Membership::None;
    world.replace(user);
    call.changed(Some(&path.account), Change::RemovedFromDirectory);
    Ok(StatusCode::NO_CONTENT)
}

/// The user of a path, and the world to change.
fn changeable<'a>(
    call: &'a OrganizationCall,
    path: &UserPath,
) -> Result<(MutexGuard<'a, World>, User), Canned> {
    call.organization(&path.org, None)?;
    let world = call.desk.world();
    let scope = Scope::to_change(&world, &path.directory)?;
    let user = find(&world, scope, &path.account)?;
    Ok((world, user))
}

/// The user of these directories with this account id.
pub(super) fn find(world: &World, scope: Scope, account_id: &str) -> Result<User, Canned> {
    world
        .find_user(account_id)
        .filter(|user| !user.removed && scope.contains(user.directory))
        .ok_or_else(|| errors::not_found("User not found"))
}
