//! The issues of a Jira site, as far as it takes to create one about a user and to find it again.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/>
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/>

use futures_util::TryStreamExt;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    error::Error,
    http::{Ask, Change, Client},
    jira_users::SiteLogin,
    json::or_default,
};

/// An issue to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIssue {
    /// The key of its project.
    pub project: String,
    /// The name of its type, as [`Client::issue_types`] tells it.
    pub issue_type: String,
    /// One line of 255 characters at most.
    pub summary: String,
    /// Plain text: each line becomes a paragraph.
    pub description: String,
    /// A word without spaces, to find the issue by.
    pub label: String,
}

/// A project in which the token's user may create issues.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Project {
    pub key: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

/// What is read of an issue.
#[derive(Deserialize)]
struct Reference {
    key: String,
}

#[derive(Deserialize)]
struct Found {
    issues: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IssueTypes {
    total: usize,
    issue_types: Vec<IssueType>,
}

#[derive(Deserialize)]
struct IssueType {
    name: String,
    #[serde(default, deserialize_with = "or_default")]
    subtask: bool,
}

/// What scoped tokens need.
const READ: &str = "read:jira-work";
const WRITE: &str = "write:jira-work";
/// The most issue types a page is asked for.
const TYPES: usize = 50;

impl Client {
    /// Creates an issue and tells its key. It is not tried again by itself: that would make two.
    ///
    /// # Errors
    /// [`Error::Rejected`] when Jira does not take a field, or wants another, [`Error::Forbidden`] when
    /// the token's user may not create issues there, and every other case as it came.
    pub async fn create_issue(&self, login: &SiteLogin<'_>, issue: &NewIssue) -> Result<String, Error> {
        let mut fields = json!({
            "project": {"key": issue.project},
            "issuetype": {"name": issue.issue_type},
            "summary": issue.summary,
            "labels": [issue.label],
        });
        if !issue.description.trim().is_empty() {
            fields["description"] = document(&issue.description);
        }
        let created = Change::with(Method::POST, json!({"fields": fields}));
        let url = self.jira_at(login, &["issue"]);
        Ok(self.write_and_read::<Reference>(created, url, &login.auth(), WRITE).await?.key)
    }

    /// The key of the first issue of a project that has a label.
    ///
    /// An issue that was created a moment ago may not be found yet: Jira's search is behind what it
    /// searches, <https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/>.
    ///
    /// # Errors
    /// [`Error::Unexpected`] with 400 when there is no such project, and every other case as it came.
    pub async fn find_issue(
        &self,
        login: &SiteLogin<'_>,
        project: &str,
        label: &str,
    ) -> Result<Option<String>, Error> {
        let (project, label) = (quoted(project), quoted(label));
        let wanted = json!({
            "jql": format!("project = {project} AND labels = {label} ORDER BY created ASC"),
            "maxResults": 1,
            "fields": ["summary"],
        });
        let url = self.jira_at(login, &["search", "jql"]);
        let found: Found = self.ask_patiently(&Ask::Search(wanted), url, &login.auth(), READ).await?;
        Ok(found.issues.into_iter().next().map(|issue| issue.key))
    }

    /// The projects in which the token's user may create issues.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn projects(&self, login: &SiteLogin<'_>) -> Result<Vec<Project>, Error> {
        let pages = self.numbered(&["project", "search"], &[("action", "create")], login.clone(), 0, READ);
        pages.map_ok(|page| page.items).try_concat().await
    }

    /// The names of the types that an issue of a project can have; those of sub-tasks are left out, as
    /// they are made below another issue only.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such project, and every other case as it came.
    pub async fn issue_types(&self, login: &SiteLogin<'_>, project: &str) -> Result<Vec<String>, Error> {
        let path = ["issue", "createmeta", project, "issuetypes"];
        let (mut names, mut read) = (Vec::new(), 0);
        loop {
            let page: IssueTypes = self.jira(&path, &[], read, TYPES, login, READ).await?;
            read += page.issue_types.len();
            let is_last = page.issue_types.is_empty() || read >= page.total;
            let own = page.issue_types.into_iter().filter(|issue_type| !issue_type.subtask);
            names.extend(own.map(|issue_type| issue_type.name));
            if is_last {
                return Ok(names);
            }
        }
    }
}

/// Plain text in the Atlassian Document Format, which has no empty texts:
/// <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>.
fn document(text: &str) -> Value {
    let paragraph = |line: &str| match line.trim().is_empty() {
        true => json!({"type": "paragraph", "content": []}),
        false => json!({"type": "paragraph", "content": [{"type": "text", "text": line}]}),
    };
    let paragraphs: Vec<_> = text.trim_end().lines().map(paragraph).collect();
    json!({"version": 1, "type": "doc", "content": paragraphs})
}

/// A text as JQL takes it, with a backslash before quotation marks:
/// <https://support.atlassian.com/jira-software-cloud/docs/search-syntax-for-text-fields/>.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_paragraph() {
        let text = |line| json!({"type": "paragraph", "content": [{"type": "text", "text": line}]});
        let empty = json!({"type": "paragraph", "content": []});
        let expected = json!({"version": 1, "type": "doc", "content": [text("One"), empty, text("Two")]});
        assert_eq!(document("One\r\n\nTwo\n\n"), expected);
    }

    #[test]
    fn no_text_ends_a_quotation() {
        assert_eq!(quoted(r#"a" OR project = "B\"#), r#""a\" OR project = \"B\\""#);
    }
}
