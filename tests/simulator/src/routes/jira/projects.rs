//! Projects, and what can be created in them.

use axum::{Json, extract::Path};
use serde_json::json;

use super::{Answer, error, page::Window};
use crate::{
    auth::JiraCall,
    routes::query::Parameters,
    world::{ISSUE_TYPES, Project},
};

/// What one call returns at most.
const MOST: usize = 50;

pub(super) async fn search(call: JiraCall, parameters: Parameters) -> Answer {
    call.user("read:jira-work")?;
    let to_create = parameters.get("action") == Some("create");
    let world = call.desk.world();
    let projects = &world.sites[call.site].projects;
    let projects: Vec<_> = projects.iter().filter(|project| project.open || !to_create).collect();
    let shape = |project: &&Project| json!({"key": project.key, "name": project.name});
    Ok(Json(Window::from(&parameters, MOST).page(&projects, shape)))
}

pub(super) async fn issue_types(call: JiraCall, Path(key): Path<String>, parameters: Parameters) -> Answer {
    call.user("read:jira-work")?;
    let world = call.desk.world();
    if !world.sites[call.site].projects.iter().any(|project| project.key == key && project.open) {
        return Err(error(404, &format!("No project could be found with key '{key}'.")));
    }
    let shape = |(name, subtask): &(&str, bool)| json!({"name": name, "subtask": subtask});
    let mut page = Window::from(&parameters, MOST).page(&ISSUE_TYPES, shape);
    page["issueTypes"] = page["values"].take();
    Ok(Json(page))
}
