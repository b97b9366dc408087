//! Groups and their members.

use axum::{Json, extract::rejection::JsonRejection, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, error, page::Window, shapes, users};
use crate::{
    auth::JiraCall,
    canned::Canned,
    effects::Change,
    routes::query::Parameters,
    world::{Group, World},
};

/// What one call returns at most.
const MOST: usize = 50;

pub(super) async fn bulk(call: JiraCall, parameters: Parameters) -> Answer {
    call.user("read:jira-user")?;
    let world = call.desk.world();
    let asked = |group: &&Group| {
        let (mut ids, mut names) = (parameters.all("groupId"), parameters.all("groupName"));
        let everything = parameters.get("groupId").is_none() && parameters.get("groupName").is_none();
        everything || ids.any(|id| id == group.id) || names.any(|name| name == group.name)
    };
    let groups: Vec<_> = world.groups.iter().filter(asked).collect();
    let shape = |group: &&Group| json!({"name": group.name, "groupId": group.id});
    Ok(Json(Window::from(&parameters, MOST).page(&groups, shape)))
}

pub(super) async fn members(call: JiraCall, parameters: Parameters) -> Answer {
    call.user("manage:jira-configuration")?;
    let with_inactive = parameters.parse("includeInactiveUsers").unwrap_or(false);
    let world = call.desk.world();
    let group = asked_for(&world, &parameters)?;
    let members = world.members_at(call.site, group);
    let members: Vec<_> = members.filter(|&index| with_inactive || world.user(index).is_active()).collect();
    let shape = |&index: &usize| shapes::user(call.site_url(), &world.user(index));
    Ok(Json(Window::from(&parameters, MOST).page(&members, shape)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewMember {
    account_id: String,
}

pub(super) async fn add(
    call: JiraCall,
    parameters: Parameters,
    body: Result<Json<NewMember>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Canned> {
    call.site_administrator("manage:jira-configuration")?;
    let Json(NewMember { account_id }) = body.map_err(|rejection| error(400, &rejection.body_text()))?;
    let mut world = call.desk.world();
    let group = writable(&world, &parameters)?;
    let user = users::named(&world, call.site, Some(&account_id))?;
    if world.is_member(group, user.index) {
        return Err(error(400, "Cannot add user. User is already a member of the group."));
    }
    world.set_member(group, user.index, true);
    call.changed(Some(&account_id), Change::JoinedGroup(world.groups[group].id.clone()));
    let answer = shapes::group(call.site_url(), &world.groups[group]);
    Ok((StatusCode::CREATED, Json(answer)))
}

pub(super) async fn remove(call: JiraCall, parameters: Parameters) -> Result<StatusCode, Canned> {
    call.site_administrator("manage:jira-configuration")?;
    let mut world = call.desk.world();
    let group = writable(&world, &parameters)?;
    let user = users::named(&world, call.site, parameters.get("accountId"))?;
    if !world.is_member(group, user.index) {
        return Err(error(400, "Cannot remove user. User is not a member of the group."));
    }
    world.set_member(group, user.index, false);
    call.changed(Some(&user.account_id), Change::LeftGroup(world.groups[group].id.clone()));
    Ok(StatusCode::OK)
}

/// The group the parameters name, by id or by name.
fn asked_for(world: &World, parameters: &Parameters) -> Result<usize, Canned> {
    let found = match (parameters.get("groupId"), parameters.get("groupname")) {
        (Some(id), None) => world.find_group(id),
        (None, Some(name)) => world.groups.iter().position(|group| group.name == name),
        _ => return Err(error(400, "Either 'groupId' or 'groupname' is required.")),
    };
    found.ok_or_else(|| error(404, "The group does not exist."))
}

/// The same, for a change: an identity provider's group can't be changed here.
fn writable(world: &World, parameters: &Parameters) -> Result<usize, Canned> {
    let group = asked_for(world, parameters)?;
    match world.groups[group].synced {
        false => Ok(group),
        true => Err(error(403, "The group is managed by an identity provider.")),
    }
}
