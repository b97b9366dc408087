//! Issues, as far as it takes to create one about a user and to find it again.

use axum::{
    Json,
    extract::{Path, rejection::JsonRejection},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, document, error, jql::Query};
use crate::{
    auth::JiraCall,
    canned::Canned,
    effects::Change,
    routes::cursor,
    world::{ISSUE_TYPES, Issue},
};

pub(super) async fn create(
    call: JiraCall,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Canned> {
    call.user("write:jira-work")?;
    let Json(body) = body.map_err(|rejection| error(400, &rejection.body_text()))?;
    let fields = &body["fields"];
    let text = |pointer| fields.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let mut errors = Map::new();
    let mut wrong = |field: &str, what: &str| drop(errors.insert(field.to_owned(), what.into()));
    let mut world = call.desk.world();
    let site = &mut world.sites[call.site];
    let count = site.issues().count();
    let project =
        site.projects.iter_mut().find(|project| project.open && project.key == text("/project/key"));
    if project.is_none() {
        wrong("project", "Specify a valid project ID or key");
    }
    if !ISSUE_TYPES.contains(&(text("/issuetype/name"), false)) {
        wrong("issuetype", "Specify a valid issue type");
    }
    match text("/summary") {
        summary if summary.trim().is_empty() => wrong("summary", "You must specify a summary of the issue."),
        summary if summary.contains(['\r', '\n']) => {
            wrong("summary", "The summary is invalid because it contains newline characters.");
        }
        summary if summary.chars().count() > 255 => {
            wrong("summary", "Summary can't exceed 255 characters.");
        }
        _ => {}
    }
    let description = fields.get("description").map(document::text);
    if description == Some(None) {
        wrong(
            "description",
            "Operation value must be an Atlassian Document (see the Atlassian Document Format)",
        );
    }
    let label = text("/labels/0");
    if label.contains(' ') {
        wrong("labels", &format!("The label '{label}' contains spaces which is invalid."));
    }
    let Some(project) = project.filter(|_| errors.is_empty()) else {
        return Err(Canned::json(400, &json!({"errorMessages": [], "errors": errors})));
    };
    let issue = Issue {
        id: (10_001 + count).to_string(),
        key: format!("{}-{}", project.key, project.issues.len() + 1),
        issue_type: text("/issuetype/name").to_owned(),
        summary: text("/summary").to_owned(),
        description: description.flatten().unwrap_or_default(),
        label: label.to_owned(),
    };
    let answer = reference(call.site_url(), &issue);
    call.changed(None, Change::IssueCreated(issue.key.clone()));
    project.issues.push(issue);
    Ok((StatusCode::CREATED, Json(answer)))
}

pub(super) async fn read(call: JiraCall, Path(key): Path<String>) -> Answer {
    call.user("read:jira-work")?;
    let world = call.desk.world();
    let issue = world.sites[call.site].issues().find(|issue| issue.key == key);
    let issue =
        issue.ok_or_else(|| error(404, "Issue does not exist or you do not have permission to see it."))?;
    Ok(Json(with_fields(call.site_url(), issue)))
}

/// What a search asks for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Search {
    jql: String,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default = "page")]
    max_results: usize,
    next_page_token: Option<String>,
}

fn page() -> usize {
    50
}

/// Without fields, it tells ids alone.
pub(super) async fn search(call: JiraCall, body: Result<Json<Search>, JsonRejection>) -> Answer {
    call.user("read:jira-work")?;
    let Json(search) = body.map_err(|rejection| error(400, &rejection.body_text()))?;
    let query = Query::read(&search.jql).ok_or_else(|| error(400, "Error in the JQL Query."))?;
    let start = cursor::position(search.next_page_token.as_deref())?;
    let world = call.desk.world();
    let site = &world.sites[call.site];
    if let Some(key) = &query.project
        && !site.projects.iter().any(|project| project.key == *key)
    {
        return Err(error(400, &format!("The value '{key}' does not exist for the field 'project'.")));
    }
    let asked = |issue: &&Issue| {
        let project = issue.key.rsplit_once('-').map(|(project, _)| project);
        query.project.is_none() || query.project.as_deref() == project
    };
    let labelled = |issue: &&Issue| query.label.as_ref().is_none_or(|label| *label == issue.label);
    let found = site.issues().filter(asked).filter(labelled).enumerate().skip(start);
    let (page, next) = cursor::page(found, search.max_results);
    let shape = |issue: &&Issue| match search.fields.is_empty() {
        true => json!({"id": issue.id}),
        false => with_fields(call.site_url(), issue),
    };
    let issues: Vec<_> = page.iter().map(shape).collect();
    let mut answer = json!({"issues": issues, "isLast": next.is_none()});
    if let Some(next) = next {
        answer["nextPageToken"] = next.into();
    }
    Ok(Json(answer))
}

fn with_fields(site_url: &str, issue: &Issue) -> Value {
    let mut shape = reference(site_url, issue);
    let project = issue.key.rsplit_once('-').map(|(project, _)| project);
    shape["fields"] = json!({
        "summary": issue.summary,
        "project": {"key": project},
        "issuetype": {"name": issue.issue_type},
        "labels": [issue.label],
    });
    shape
}

/// An issue, without its fields.
fn reference(site_url: &str, issue: &Issue) -> Value {
    let url = format!("{site_url}/rest/api/3/issue/{}", issue.id);
    json!({"self": url, "key": issue.key, "id": issue.id})
}
