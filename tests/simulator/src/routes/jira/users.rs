//! The users of a site.

use axum::{Json, http::StatusCode};

use super::{Answer, error, page::Window, shapes};
use crate::{
    auth::JiraCall,
    canned::Canned,
    effects::Change,
    routes::query::Parameters,
    world::{User, World},
};

/// What one call returns at most.
const MOST: usize = 1000;

/// Users are filtered after the page is cut, as Jira does: a short page is not the last one.
pub(super) async fn search(call: JiraCall, parameters: Parameters) -> Answer {
    call.user("read:jira-user")?;
    let window = Window::from(&parameters, MOST);
    let world = call.desk.world();
    let page = world
        .users_from(window.start_at)
        .take(window.max_results)
        .filter(|user| world.is_known_at(user, call.site))
        .map(|user| shapes::user(call.site_url(), &user));
    Ok(Json(page.collect()))
}

pub(super) async fn read(call: JiraCall, parameters: Parameters) -> Answer {
    call.user("read:jira-user")?;
    let user = named(&call.desk.world(), call.site, parameters.get("accountId"))?;
    Ok(Json(shapes::user(call.site_url(), &user)))
}

pub(super) async fn groups(call: JiraCall, parameters: Parameters) -> Answer {
    call.user("read:jira-user")?;
    let world = call.desk.world();
    let user = named(&world, call.site, parameters.get("accountId"))?;
    let groups = world.groups_of(user.index).map(|group| shapes::group(call.site_url(), group));
    Ok(Json(groups.collect()))
}

pub(super) async fn delete(call: JiraCall, parameters: Parameters) -> Result<StatusCode, Canned> {
    call.site_administrator("manage:jira-configuration")?;
    let mut world = call.desk.world();
    let mut user = named(&world, call.site, parameters.get("accountId"))?;
    user.left[call.site] = true;
    call.changed(Some(&user.account_id), Change::DeletedFromSite(call.site));
    world.replace(user);
    Ok(StatusCode::NO_CONTENT)
}

/// The user of this site with this account id.
pub(super) fn named(world: &World, site: usize, account_id: Option<&str>) -> Result<User, Canned> {
    let account_id = account_id.ok_or_else(|| error(400, "The query parameter 'accountId' is required."))?;
    world
        .find_user(account_id)
        .filter(|user| world.is_known_at(user, site))
        .ok_or_else(|| error(404, "The user does not exist."))
}
