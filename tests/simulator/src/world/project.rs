//! The projects of a site, and their issues.

use serde::Serialize;

#[derive(Debug)]
pub(crate) struct Project {
    pub key: String,
    pub name: String,
    /// Nobody may create issues in a project that is kept for reading.
    pub open: bool,
    /// In the order they were created.
    pub issues: Vec<Issue>,
}

/// An issue, as far as it tells of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    pub id: String,
    pub key: String,
    /// The name of its type.
    pub issue_type: String,
    pub summary: String,
    /// The paragraphs of its description, a line each.
    pub description: String,
    /// The first one; empty when it has none.
    pub label: String,
}

/// The types of issues every project has, and whether they are for sub-tasks.
pub(crate) const ISSUE_TYPES: [(&str, bool); 4] =
    [("Task", false), ("Sub-task", true), ("Service Request", false), ("Bug", false)];
/// Projects besides the first, more than fit on a page.
const OTHERS: usize = 55;

/// The projects of a site, of which the last is not open.
pub(super) fn projects(key: &str, name: &str) -> Vec<Project> {
    let project = |key: String, name: String, open| Project { key, name, open, issues: Vec::new() };
    let others = (1..=OTHERS).map(|number| project(format!("TEAM{number}"), format!("Team {number}"), true));
    let mut projects = vec![project(key.to_owned(), name.to_owned(), true)];
    projects.extend(others);
    projects.push(project("OLD".to_owned(), "Archive".to_owned(), false));
    projects
}
