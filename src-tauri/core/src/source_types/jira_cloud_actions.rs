//! What can be changed about the users of a Jira site.

use atlassian_client::{self as client, Client, Error, NewIssue, SiteLogin, SiteUrl};
use secrecy::SecretString;

use crate::{
    actions::{
        actor::{Actor, Answering},
        change::{Change, Subject},
    },
    users::user::Group,
};

/// A site that is open for changes.
pub(super) struct Site {
    pub client: Client,
    pub site: SiteUrl,
    pub route: client::Route,
    pub email: String,
    pub token: SecretString,
}

impl Site {
    pub fn login(&self) -> SiteLogin<'_> {
        SiteLogin { site: &self.site, route: self.route.clone(), email: &self.email, token: &self.token }
    }

    /// Makes sure that the site itself is there: one that is suspended knows of no user either (404), and nobody
    /// is gone from it.
    async fn answers(&self) -> Result<(), Error> {
        self.client.site_myself(&self.login()).await.map(drop)
    }
}

impl Actor for Site {
    fn place(&self) -> String {
        self.site.to_string()
    }

    fn make<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, String> {
        Box::pin(async move {
            let (login, account) = (self.login(), subject.account_id.as_str());
            match change {
                Change::AddToGroup { group } => {
                    self.client.add_to_site_group(&login, &group.id, account).await?;
                }
                Change::RemoveFromGroup { group } => {
                    self.client.remove_from_site_group(&login, &group.id, account).await?;
                }
                Change::DeleteFromSite => self.client.delete_site_user(&login, account).await?,
                Change::CreateIssue { issue } => {
                    let issue = NewIssue {
                        project: issue.project.clone(),
                        issue_type: issue.issue_type.clone(),
                        summary: issue.summary.clone(),
                        description: issue.description.clone(),
                        label: issue.label.clone(),
                    };
                    return self.client.create_issue(&login, &issue).await;
                }
                _ => unreachable!("a plan has only what its sources support"),
            }
            Ok(String::new())
        })
    }

    fn is_made<'a>(&'a self, subject: &'a Subject, change: &'a Change) -> Answering<'a, Option<String>> {
        Box::pin(async move {
            let (login, account) = (self.login(), subject.account_id.as_str());
            let made = match change {
                Change::AddToGroup { group } => {
                    self.client.site_groups_of(&login, account).await?.contains(&group.id)
                }
                Change::RemoveFromGroup { group } => {
                    match self.client.site_groups_of(&login, account).await {
                        // Who is gone is in no group.
                        Err(Error::NotFound { .. }) => {
                            self.answers().await?;
                            true
                        }
                        groups => !groups?.contains(&group.id),
                    }
                }
                Change::DeleteFromSite => {
                    let is_gone = !self.client.site_user_exists(&login, account).await?;
                    if is_gone {
                        self.answers().await?;
                    }
                    is_gone
                }
                Change::CreateIssue { issue } => {
                    return self.client.find_issue(&login, &issue.project, &issue.label).await;
                }
                _ => false,
            };
            Ok(made.then(String::new))
        })
    }

    fn groups_opening<'a>(&'a self, app: &'a str, groups: &'a [Group]) -> Answering<'a, Vec<String>> {
        Box::pin(async move {
            let roles = self.client.application_roles(&self.login()).await?;
            let named = roles.into_iter().filter(|role| role.key == app).flat_map(|role| role.groups);
            let named: Vec<_> = named.collect();
            Ok(groups
                .iter()
                .filter(|group| named.contains(&group.name))
                .map(|group| group.id.clone())
                .collect())
        })
    }

    fn projects(&self) -> Option<Answering<'_, Vec<(String, String)>>> {
        Some(Box::pin(async move {
            let projects = self.client.projects(&self.login()).await?;
            Ok(projects.into_iter().map(|project| (project.key, project.name)).collect())
        }))
    }

    fn issue_types<'a>(&'a self, project: &'a str) -> Option<Answering<'a, Vec<String>>> {
        Some(Box::pin(async move { self.client.issue_types(&self.login(), project).await }))
    }

    fn own_account(&self) -> Answering<'_, Option<String>> {
        Box::pin(async move { self.client.site_myself(&self.login()).await.map(Some) })
    }
}
