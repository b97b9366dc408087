//! The managed accounts of the organization.

use axum::{Json, extract::Path};
use serde_json::{Value, json};

use super::Answer;
use crate::{
    auth::OrganizationCall,
    desk::Desk,
    routes::{cursor, query::Parameters},
    world::{User, World},
};

/// The page size is not for the caller to choose.
const PAGE: usize = 100;

pub(super) async fn list(call: OrganizationCall, Path(org): Path<String>, parameters: Parameters) -> Answer {
    call.organization(&org, Some("read:accounts:admin"))?;
    let start = cursor::position(parameters.get("cursor"))?;
    let world = call.desk.world();
    let users = world.managed_from(start).map(|user| (user.index, user));
    let (page, next) = cursor::page(users, PAGE);
    let page: Vec<_> = page.iter().map(|user| shape(&call.desk, &world, user)).collect();
    Ok(Json(json!({
        "data": page,
        "meta": {"total": world.managed_count()},
        "links": cursor::urls(&format!("{}{}", call.desk.api, call.path), next),
    })))
}

fn shape(desk: &Desk, world: &World, user: &User) -> Value {
    let access = desk.sites.iter().enumerate().filter(|&(site, _)| world.has_access(user.index, site));
    let access: Vec<_> = access
        .map(|(site, url)| {
            let mut access = json!({
                "key": world.sites[site].application.key,
                "name": world.sites[site].title,
                "url": url,
            });
            if let Some(at) = user.last_active[site] {
                access["last_active"] = at.to_rfc3339().into();
            }
            access
        })
        .collect();
    let mut shape = json!({
        "account_id": user.account_id,
        "account_type": user.account_type,
        "account_status": user.account_status,
        "name": user.name,
        "picture": format!("{}/avatars/{}.png", desk.api, user.account_id),
        "access_billable": !access.is_empty(),
        "product_access": access,
        "links": {"self": format!("{}/users/{}/manage/profile", desk.api, user.account_id)},
    });
    if let Some(email) = user.visible_email() {
        shape["email"] = email.into();
    }
    if let Some(at) = user.last_active.iter().max().copied().flatten() {
        shape["last_active"] = at.to_rfc3339().into();
    }
    shape
}
