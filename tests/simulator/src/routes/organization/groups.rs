//! Groups and their members.

use std::sync::MutexGuard;

use axum::{Json, extract::Path, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, InDirectory, cursor_links, directories::Scope, directory_users, limit};
use crate::{
    auth::OrganizationCall,
    canned::Canned,
    effects::Change,
    routes::{
        cursor,
        errors::{self, Sent},
    },
    world::{Purpose, User, World},
};

/// What a search asks for. A filter that is empty lets every group through; one that the simulator
/// does not know is refused, as a misspelt one would be.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Search {
    cursor: Option<String>,
    limit: Option<usize>,
    account_ids: Vec<String>,
    group_ids: Vec<String>,
    group_names: Vec<String>,
    search_term: Option<String>,
    expand: Vec<Expansion>,
}

/// What a search adds to every group.
#[derive(Deserialize, PartialEq, Eq)]
enum Expansion {
    #[serde(rename = "counts.users")]
    UserCount,
}

pub(super) async fn search(
    call: OrganizationCall,
    Path(path): Path<InDirectory>,
    Sent(search): Sent<Search>,
) -> Answer {
    call.organization(&path.org, None)?;
    let start = cursor::position(search.cursor.as_deref())?;
    let world = call.desk.world();
    let scope = Scope::from_path(&world, &path.directory)?;
    let found = (start..world.groups.len())
        .filter(|&group| scope.contains(world.groups[group].directory))
        .filter(|&group| search.matches(&world, group))
        .map(|group| (group, group));
    let (page, next) = cursor::page(found, limit(search.limit)?);
    let page: Vec<_> = page.into_iter().map(|group| shape(&world, group, &search.expand)).collect();
    Ok(Json(json!({"data": page, "links": cursor_links(next)})))
}

impl Search {
    fn matches(&self, world: &World, number: usize) -> bool {
        let group = &world.groups[number];
        let has_member =
            |id: &String| world.find_user(id).is_some_and(|user| world.is_member(number, user.index));
        let term = self.search_term.as_deref().unwrap_or_default().to_lowercase();
        (self.group_ids.is_empty() || self.group_ids.contains(&group.id))
            && (self.group_names.is_empty() || self.group_names.contains(&group.name))
            && (self.account_ids.is_empty() || self.account_ids.iter().any(has_member))
            && group.name.to_lowercase().contains(&term)
    }
}

fn shape(world: &World, number: usize, expand: &[Expansion]) -> Value {
    let group = &world.groups[number];
    let free = !group.synced;
    let mut shape = json!({
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "directoryId": world.directories[group.directory].id,
        "managementAccess": {"readable": true, "modifiable": free, "deletable": free},
        "externalSynced": group.synced,
        "managedBy": if group.synced { "external" } else { "admins" },
    });
    if expand.contains(&Expansion::UserCount) {
        shape["counts"] = json!({"users": world.members(number).len()});
    }
    shape
}

/// A group in a path.
#[derive(Deserialize)]
pub(super) struct GroupPath {
    org: String,
    directory: String,
    group: String,
}

/// What members of a group may use.
pub(super) async fn role_assignments(call: OrganizationCall, Path(path): Path<GroupPath>) -> Answer {
    call.organization(&path.org, None)?;
    let world = call.desk.world();
    let scope = Scope::from_path(&world, &path.directory)?;
    let group = world.find_group(&path.group).map(|group| &world.groups[group]);
    let group = group.filter(|group| scope.contains(group.directory));
    let purpose = group.ok_or_else(|| errors::not_found("Group not found"))?.purpose;
    let assignments = match purpose {
        Purpose::Use(site) => {
            let site = &world.sites[site];
            let resource = format!("ari:cloud:{}::site/{}", site.application.key, site.cloud_id);
            vec![json!({"resourceId": resource, "roles": [["atlassian/user"]]})]
        }
        _ => Vec::new(),
    };
    Ok(Json(json!({"data": assignments, "links": cursor_links(None)})))
}

/// A member of a group in a path.
#[derive(Deserialize)]
pub(super) struct MemberPath {
    #[serde(flatten)]
    group: GroupPath,
    account: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewMember {
    account_id: String,
}

pub(super) async fn add(
    call: OrganizationCall,
    Path(path): Path<GroupPath>,
    Sent(NewMember { account_id }): Sent<NewMember>,
) -> Result<StatusCode, Canned> {
    let (mut world, group, user) = changeable(&call, &path, &account_id)?;
    if world.is_member(group, user.index) {
        return Err(errors::conflict("The user is already a member of the group."));
    }
    if world.groups[group].directory != user.directory {
        return Err(errors::bad_request("The user is in another directory than the group."));
    }
    world.set_member(group, user.index, true);
    call.changed(Some(&account_id), Change::JoinedGroup(path.group));
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn remove(
    call: OrganizationCall,
    Path(path): Path<MemberPath>,
) -> Result<StatusCode, Canned> {
    let (mut world, group, user) = changeable(&call, &path.group, &path.account)?;
    if !world.is_member(group, user.index) {
        return Err(errors::not_found("Membership not found"));
    }
    world.set_member(group, user.index, false);
    call.changed(Some(&path.account), Change::LeftGroup(path.group.group));
    Ok(StatusCode::NO_CONTENT)
}

/// The group of a path and a user, and the world to change.
fn changeable<'a>(
    call: &'a OrganizationCall,
    path: &GroupPath,
    account_id: &str,
) -> Result<(MutexGuard<'a, World>, usize, User), Canned> {
    call.organization(&path.org, None)?;
    let world = call.desk.world();
    let scope = Scope::to_change(&world, &path.directory)?;
    let group = world
        .find_group(&path.group)
        .filter(|&group| scope.contains(world.groups[group].directory))
        .ok_or_else(|| errors::not_found("Group not found"))?;
    if world.groups[group].synced {
        return Err(errors::conflict("The group is synced from an identity provider."));
    }
    let user = directory_users::find(&world, Scope::EVERYWHERE, account_id)?;
    Ok((world, group, user))
}
