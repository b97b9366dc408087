//! Issues, as far as it takes to create one about a user.

use axum::{
    Json,
    extract::{Path, rejection::JsonRejection},
    http::StatusCode,
};
use serde_json::{Map, Value, json};

use super::{Answer, error};
use crate::{auth::JiraCall, canned::Canned};

pub(super) async fn create(
    call: JiraCall,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Canned> {
    call.user("write:jira-work")?;
    let Json(body) = body.map_err(|rejection| error(400, &rejection.body_text()))?;
    let mut world = call.desk.world();
    let site = &mut world.sites[call.site];
    let text = |pointer| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let mut errors = Map::new();
    if text("/fields/project/key") != site.project {
        errors.insert("project".into(), "Specify a valid project ID or key".into());
    }
    if text("/fields/issuetype/name").is_empty() && text("/fields/issuetype/id").is_empty() {
        errors.insert("issuetype".into(), "Specify an issue type".into());
    }
    if text("/fields/summary").trim().is_empty() {
        errors.insert("summary".into(), "You must specify a summary of the issue.".into());
    }
    if !errors.is_empty() {
        return Err(Canned::json(400, &json!({"errorMessages": [], "errors": errors})));
    }
    site.issues.push(text("/fields/summary").to_owned());
    let number = site.issues.len();
    Ok((StatusCode::CREATED, Json(reference(call.site_url(), site.project, number))))
}

pub(super) async fn read(call: JiraCall, Path(key): Path<String>) -> Answer {
    call.user("read:jira-work")?;
    let world = call.desk.world();
    let site = &world.sites[call.site];
    let number = key
        .strip_prefix(site.project)
        .and_then(|number| number.strip_prefix('-'))
        .and_then(|number| number.parse().ok());
    let found = number.and_then(|number: usize| Some((number, site.issues.get(number.checked_sub(1)?)?)));
    let Some((number, summary)) = found else {
        return Err(error(404, "Issue does not exist or you do not have permission to see it."));
    };
    let mut issue = reference(call.site_url(), site.project, number);
    issue["fields"] = json!({"summary": summary, "project": {"key": site.project}});
    Ok(Json(issue))
}

/// An issue, without its fields.
fn reference(site_url: &str, project: &str, number: usize) -> Value {
    let id = (10_000 + number).to_string();
    json!({
        "self": format!("{site_url}/rest/api/3/issue/{id}"),
        "key": format!("{project}-{number}"),
        "id": id,
    })
}
