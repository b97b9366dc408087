//! Calls that tell what a login is good for.

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use serde_json::{Map, json};

use super::{Answer, error, shapes};
use crate::{
    auth::{JiraCall, Visitor, administers_jira},
    canned::Canned,
    cases::{LOGIN_FAILED, LOGIN_REASON},
    routes::query::Parameters,
    world::Purpose,
};

pub(super) async fn myself(call: JiraCall) -> Answer {
    let user = call.user("read:jira-user")?;
    Ok(Json(shapes::user(call.site_url(), &user)))
}

pub(super) async fn my_permissions(call: JiraCall, parameters: Parameters) -> Result<Response, Canned> {
    let visitor = call.visitor(Some("read:jira-work"))?;
    let Some(asked) = parameters.get("permissions") else {
        return Err(error(400, "The 'permissions' query parameter is required."));
    };
    let world = call.desk.world();
    let mut permissions = Map::new();
    for key in asked.split(',') {
        let (id, name, everyone) = match key {
            "ADMINISTER" => ("0", "Administer Jira", false),
            "USER_PICKER" => ("27", "Browse users and groups", true),
            "CREATE_ISSUES" => ("11", "Create Issues", true),
            _ => return Err(error(400, &format!("Unrecognized permission: {key}"))),
        };
        let held = visitor.user.as_ref().is_some_and(|user| everyone || administers_jira(&world, user));
        permissions.insert(
            key.to_owned(),
            json!({"id": id, "key": key, "name": name, "type": "GLOBAL", "havePermission": held}),
        );
    }
    Ok(open_to_everyone(&visitor, Json(json!({"permissions": permissions}))))
}

pub(super) async fn server_info(call: JiraCall) -> Result<Response, Canned> {
    let visitor = call.visitor(None)?;
    let info = json!({
        "baseUrl": call.site_url(),
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100_290,
        "serverTime": Utc::now().to_rfc3339(),
        "serverTitle": call.desk.world().sites[call.site].title,
        "defaultLocale": {"locale": "en_US"},
    });
    Ok(open_to_everyone(&visitor, Json(info)))
}

/// An answer that a failed login changes in nothing but a header.
fn open_to_everyone(visitor: &Visitor, answer: impl IntoResponse) -> Response {
    let failed = visitor.login_failed.then_some([(LOGIN_REASON, LOGIN_FAILED)]);
    match failed {
        Some(header) => (header, answer).into_response(),
        None => answer.into_response(),
    }
}

pub(super) async fn application_roles(call: JiraCall) -> Answer {
    call.administrator("manage:jira-configuration")?;
    let world = call.desk.world();
    let application = world.sites[call.site].application;
    let granting: Vec<_> =
        world.groups.iter().filter(|group| group.purpose == Purpose::Use(call.site)).collect();
    let names: Vec<_> = granting.iter().map(|group| &group.name).collect();
    let details: Vec<_> = granting.iter().map(|group| shapes::group(call.site_url(), group)).collect();
    let users = world.seats_taken(call.site);
    Ok(Json(json!([{
        "key": application.key,
        "name": application.name,
        "groups": names,
        "groupDetails": details,
        "defaultGroups": names[..1],
        "defaultGroupsDetails": details[..1],
        "selectedByDefault": false,
        "defined": true,
        "numberOfSeats": application.seats,
        "remainingSeats": application.seats.saturating_sub(users),
        "userCount": users,
        "userCountDescription": format!("{users} users"),
        "hasUnlimitedSeats": false,
        "platform": false,
    }])))
}
