//! The users of a Jira site, its groups, and what they may use.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/>
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-groups/>

use std::sync::Arc;

use futures_util::{Stream, StreamExt, TryStreamExt, future, stream};
use secrecy::SecretString;
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Semaphore;
use url::Url;

use crate::{
    error::Error,
    http::{Ask, Auth, Client, below},
    jira_cloud::Route,
    json::or_default,
    page::{AT_ONCE, several},
    site_url::SiteUrl,
};

/// A site, the way to it, and whose token opens it.
#[derive(Clone)]
pub struct SiteLogin<'a> {
    pub site: &'a SiteUrl,
    pub route: Route,
    pub email: &'a str,
    pub token: &'a SecretString,
}

/// A user of a site.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteUser {
    pub account_id: String,
    /// `atlassian`, `app`, `customer` or `unknown`.
    #[serde(default, deserialize_with = "or_default")]
    pub account_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub display_name: String,
    /// `None` where the user hides it.
    pub email_address: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub active: bool,
}

/// A group of a site.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteGroup {
    pub group_id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

/// An application of a site, and the names of the groups that may use it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationRole {
    pub key: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub groups: Vec<String>,
    /// Negative when it is not limited.
    pub number_of_seats: Option<i64>,
}

/// A part of a list that is numbered through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch<T> {
    pub items: Vec<T>,
    /// The number the list goes on at; `None` at the end, where that is known.
    pub next: Option<usize>,
    /// How many there are in the whole list, where that is told.
    pub total: Option<usize>,
}

/// Some members of a group, by account id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    pub group: String,
    pub accounts: Stretch<String>,
}

/// A page as Jira writes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<T> {
    total: usize,
    max_results: usize,
    values: Vec<T>,
}

/// What is read of a member.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    account_id: String,
}

/// The most users a page may have, and the fewest worth asking for.
const MOST: usize = 1000;
const FEWEST: usize = 50;
/// How many pages may be here or on their way that come after one that is late.
const AHEAD: usize = 2 * AT_ONCE;
/// The most groups, members and projects a page is asked for.
const GROUPS: usize = 50;
/// What scoped tokens need.
const READ_USERS: &str = "read:jira-user";
const READ_GROUPS: &str = "read:jira-user";
const READ_MEMBERS: &str = "manage:jira-configuration";

impl Client {
    /// The users of a site from a number on, several pages at a time, in order. One that is late keeps
    /// its place, but does not keep the next from being asked for.
    ///
    /// Users are filtered after a page is cut: a short page is not the last one, and an empty one is
    /// only where many follow each other.
    pub fn site_users<'a>(
        &'a self,
        login: SiteLogin<'a>,
        from: usize,
    ) -> impl Stream<Item = Result<Stretch<SiteUser>, Error>> + Send + use<'a> {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        let pages = stream::iter((from..).step_by(MOST)).map(move |start| {
            let (login, turns) = (login.clone(), Arc::clone(&turns));
            async move {
                let _turn = turns.acquire().await.expect("it is never closed");
                let items = self.users_between(&login, start, start + MOST).await?;
                Ok(Stretch { items, next: Some(start + MOST), total: None })
            }
        });
        let mut empty = 0;
        pages.buffered(AHEAD).try_take_while(move |page| {
            empty = if page.items.is_empty() { empty + 1 } else { 0 };
            future::ready(Ok(empty < AT_ONCE))
        })
    }

    /// One stretch of users, in smaller pages where the site answers 409: then a page took it more than
    /// ten seconds.
    async fn users_between(
        &self,
        login: &SiteLogin<'_>,
        mut from: usize,
        to: usize,
    ) -> Result<Vec<SiteUser>, Error> {
        let (mut users, mut most) = (Vec::new(), MOST);
        while from < to {
            let count = most.min(to - from);
            let page = self.jira(&["users", "search"], &[], from, count, login, READ_USERS).await;
            match page {
                Ok(page) => {
                    users.extend::<Vec<_>>(page);
                    from += count;
                }
                Err(Error::Unexpected { status: 409, .. }) if most > FEWEST => most = (most / 2).max(FEWEST),
                Err(error) => return Err(error),
            }
        }
        Ok(users)
    }

    /// The groups of a site from a number on.
    pub fn site_groups<'a>(
        &'a self,
        login: SiteLogin<'a>,
        from: usize,
    ) -> impl Stream<Item = Result<Stretch<SiteGroup>, Error>> + Send + use<'a> {
        self.numbered(&["group", "bulk"], &[], login, from, READ_GROUPS)
    }

    /// The members of groups, each from a number on, inactive ones too. A group that was deleted
    /// meanwhile has none.
    pub fn group_members<'a>(
        &'a self,
        login: SiteLogin<'a>,
        groups: Vec<(String, usize)>,
    ) -> impl Stream<Item = Result<Members, Error>> + Send + use<'a> {
        let first = groups.into_iter().map(|(group, start)| (group, start, true));
        several(first, move |(group, start, leads)| {
            let login = login.clone();
            async move {
                let wanted = [("groupId", group.as_str()), ("includeInactiveUsers", "true")];
                let page =
                    match self.jira(&["group", "member"], &wanted, start, GROUPS, &login, READ_MEMBERS).await
                    {
                        Err(Error::NotFound { .. }) => {
                            Written { total: 0, max_results: GROUPS, values: Vec::new() }
                        }
                        page => page?,
                    };
                let (page, further) = stretch::<Member>(page, start, leads);
                let further = further.into_iter().map(|start| (group.clone(), start, false)).collect();
                let accounts = Stretch {
                    items: page.items.into_iter().map(|member| member.account_id).collect(),
                    next: page.next,
                    total: page.total,
                };
                Ok((Members { group, accounts }, further))
            }
        })
    }

    /// The applications of a site.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the user does not administer Jira, and every other case as it came.
    pub async fn application_roles(&self, login: &SiteLogin<'_>) -> Result<Vec<ApplicationRole>, Error> {
        let url = self.jira_at(login, &["applicationrole"]);
        self.ask_patiently(&Ask::Read, url, &login.auth(), "manage:jira-configuration").await
    }

    /// The pages of a numbered list from a number on, several at a time.
    pub(crate) fn numbered<'a, T: DeserializeOwned + Send + 'a>(
        &'a self,
        list: &'static [&'static str],
        wanted: &'static [(&'static str, &'static str)],
        login: SiteLogin<'a>,
        from: usize,
        scope: &'static str,
    ) -> impl Stream<Item = Result<Stretch<T>, Error>> + Send + use<'a, T> {
        several([(from, true)], move |(start, leads)| {
            let login = login.clone();
            async move {
                let page = self.jira(list, wanted, start, GROUPS, &login, scope).await?;
                let (page, further) = stretch(page, start, leads);
                Ok((page, further.into_iter().map(|start| (start, false)).collect()))
            }
        })
    }

    /// A page of a numbered list.
    pub(crate) async fn jira<T: DeserializeOwned>(
        &self,
        list: &[&str],
        wanted: &[(&str, &str)],
        start: usize,
        most: usize,
        login: &SiteLogin<'_>,
        scope: &'static str,
    ) -> Result<T, Error> {
        let mut url = self.jira_at(login, list);
        url.query_pairs_mut()
            .extend_pairs(wanted)
            .append_pair("startAt", &start.to_string())
            .append_pair("maxResults", &most.to_string());
        self.ask_patiently(&Ask::Read, url, &login.auth(), scope).await
    }

    /// An address of a site's API, of a path in segments, some of which are ids.
    pub(crate) fn jira_at(&self, login: &SiteLogin<'_>, path: &[&str]) -> Url {
        below(self.jira_url(&login.route, login.site, "/rest/api/3"), path)
    }
}

impl<'a> SiteLogin<'a> {
    pub(crate) fn auth(&self) -> Auth<'a> {
        Auth::Basic(self.email, self.token)
    }
}

/// What a page holds and, where it leads the others, where they start. Jira may cut pages shorter than
/// was asked for, and tells.
fn stretch<T>(page: Written<T>, start: usize, leads: bool) -> (Stretch<T>, Vec<usize>) {
    let next = start + page.max_results.max(1);
    let further = if leads { (next..page.total).step_by(next - start).collect() } else { Vec::new() };
    let next = (next < page.total).then_some(next);
    (Stretch { items: page.values, next, total: Some(page.total) }, further)
}
