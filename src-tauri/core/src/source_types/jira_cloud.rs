//! Jira Cloud: one site, by the API token of one of its administrators.

use std::{collections::HashMap, pin::pin};

use atlassian_client::{self as client, Client, Error, SiteLogin, SiteUrl, SiteUser};
use futures_util::TryStreamExt;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    jira_cloud_actions::Site,
    source_type::{Checking, Fields, SourceType, Telling},
    support::{ACCOUNT_ONLY, Action, DIRECTORY_ONLY, Filter, NO_CALL, Support, UserKind, no, yes},
};
use crate::{
    actions::{
        actor::{Actor, Answering, Opening},
        change::Change,
    },
    connected_to::{ConnectedTo, Route},
    field::{Faults, FieldName, valid_email, valid_site},
    problem::{Problem, explain_common},
    users::{
        piece::{Asking, Members, Piece, Stage},
        user::{AccountType, App, Group, User, UserStatus},
    },
};

/// A site's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JiraCloud {
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    site: SiteUrl,
    email: String,
}

const WHERE_TO_GET: &str = "id.atlassian.com > Security > API tokens";

impl SourceType for JiraCloud {
    fn from_fields(fields: &Fields, faults: &mut Faults) -> Option<Self> {
        let site = faults.check(FieldName::JiraUrl, valid_site(&fields.jira_url));
        let email = faults.check(FieldName::UserEmail, valid_email(&fields.user_email));
        Some(Self { site: site?, email: email? })
    }

    fn expiry_required() -> bool {
        // Tokens expire too, but the dialog asks for the date gently.
        false
    }

    fn wrong_key(key: &str) -> Option<&'static str> {
        // Organizations' API keys begin with `ATCTT3`, as secret scanners know them.
        key.starts_with("ATCTT3").then_some(
            "This is an organization's API key. A Jira Cloud source takes a user's API token, \
         from id.atlassian.com > Security > API tokens.",
        )
    }

    fn user_kinds() -> &'static [UserKind] {
        &[UserKind { label: "Jira Cloud", filter, action }]
    }

    fn check<'a>(&'a self, client: &'a Client, key: &'a SecretString) -> Checking<'a> {
        Box::pin(async move {
            let found = client.connect_site(&self.site, &self.email, key).await?;
            Ok(ConnectedTo {
                name: found.title,
                url: self.site.to_string(),
                account: found.user,
                route: match found.route {
                    client::Route::Site => Route::Site,
                    client::Route::Gateway { .. } => Route::Gateway,
                },
            })
        })
    }

    fn users<'a>(&'a self, asking: Asking<'a>) -> Telling<'a> {
        Box::pin(async move {
            let login = self.login(&asking).await?;
            tell_users(&login, &asking).await?;
            let groups = tell_groups(&login, &asking).await?;
            let opens = self.tell_apps(&login, &asking, &groups).await?;
            tell_members(&login, &asking, &groups, &opens).await?;
            Ok(None)
        })
    }

    fn tells_activity(&self) -> bool {
        // No call of Jira has a field for it.
        false
    }

    fn supports(&self, _: &User, change: &Change) -> Support {
        match change {
            Change::RemoveFromDirectory => no("Jira Cloud has no user directories"),
            Change::DeleteAccount => ACCOUNT_ONLY,
            change => action(change.action()),
        }
    }

    fn open<'a>(&'a self, opening: Opening<'a>) -> Answering<'a, Box<dyn Actor>> {
        Box::pin(async move {
            let Opening { client, key, route } = opening;
            let route = self.route(client, route, &key).await?;
            let (client, site, email) = (client.clone(), self.site.clone(), self.email.clone());
            Ok(Box::new(Site { client, site, route, email, token: key }) as Box<dyn Actor>)
        })
    }

    fn explain(&self, error: &Error) -> (Problem, Option<FieldName>) {
        use FieldName::{ApiKey, JiraUrl, UserEmail};
        let (site, email) = (self.site.host(), &self.email);
        let (message, hint, field) = match error {
            Error::Refused { .. } => (
                format!("{site} refused the API token of {email}."),
                format!(
                    "It may have expired, been revoked or mistyped, or belong to another user. \
                     Check the e-mail address, or create a new token at {WHERE_TO_GET}."
                ),
                ApiKey,
            ),
            Error::PasswordUsed { .. } => (
                format!("{site} was given a password where it takes API tokens only."),
                format!("Create an API token as {email} at {WHERE_TO_GET}, and enter that."),
                ApiKey,
            ),
            Error::Captcha { .. } => (
                format!("{site} wants {email} to solve a CAPTCHA first."),
                format!("Sign in to {} once in the browser as this user, then try again.", self.site),
                UserEmail,
            ),
            Error::ScopeMissing { scope, .. } => (
                format!("This API token has scopes and lacks {scope}."),
                format!(
                    "Create a token with the scopes read:jira-user and manage:jira-configuration, \
                     or one without scopes, at {WHERE_TO_GET}."
                ),
                ApiKey,
            ),
            Error::Forbidden { .. } => (
                format!("{email} is not an administrator of {site}."),
                "Use the token of a user who has the permission Administer Jira, or have it \
                 granted to this one."
                    .to_owned(),
                UserEmail,
            ),
            Error::NotFound { .. } => (
                format!("There is no Jira site at {site}, or it is suspended."),
                "Check the Jira URL, and that the site opens in the browser.".to_owned(),
                JiraUrl,
            ),
            Error::NotAnApi { .. } => (
                format!("{site} answered with a web page, so it is no Jira address, or a proxy answers."),
                "Check the Jira URL: one looks like https://acme.atlassian.net. If it is right, sign \
                 in to the network, or ask those who run its proxy."
                    .to_owned(),
                JiraUrl,
            ),
            Error::Redirected { to, .. } => (
                format!("{site} sends calls on to {to}, so it is no Jira address, or a proxy answers."),
                format!(
                    "The token was not sent to {to}. If that is the site's real address, enter it \
                     as the Jira URL."
                ),
                JiraUrl,
            ),
            other => return (explain_common(other), None),
        };
        (Problem::new(message, hint, error), Some(field))
    }

    fn fields(&self) -> Fields {
        Fields { jira_url: self.site.to_string(), user_email: self.email.clone(), ..Fields::default() }
    }

    fn home_page(&self) -> String {
        self.site.to_string()
    }
}

const USERS: &str = "users";
const GROUPS: &str = "groups";

/// The list of a group's members.
fn members(group: &str) -> String {
    format!("members/{group}")
}

impl JiraCloud {
    async fn login<'a>(&'a self, asking: &Asking<'a>) -> Result<SiteLogin<'a>, Error> {
        let route = self.route(asking.client, asking.route, asking.key).await?;
        Ok(SiteLogin { site: &self.site, route, email: &self.email, token: asking.key })
    }

    /// Tokens do not change their kind: the way that worked before works again, and most need no
    /// question for it.
    async fn route(
        &self,
        client: &Client,
        before: Option<Route>,
        token: &SecretString,
    ) -> Result<client::Route, Error> {
        match before {
            Some(Route::Site) => Ok(client::Route::Site),
            _ => client.site_route(&self.site, &self.email, token).await,
        }
    }

    /// Tells of the applications, and returns those that each group opens, by the group's id.
    async fn tell_apps(
        &self,
        login: &SiteLogin<'_>,
        asking: &Asking<'_>,
        groups: &[Group],
    ) -> Result<HashMap<String, Vec<String>>, Error> {
        let ids: HashMap<_, _> = groups.iter().map(|group| (&group.name, &group.id)).collect();
        let (mut apps, mut opens) = (Vec::new(), HashMap::<_, Vec<_>>::new());
        for role in asking.client.application_roles(login).await? {
            for group in role.groups.iter().filter_map(|name| ids.get(name)) {
                opens.entry((*group).clone()).or_default().push(role.key.clone());
            }
            apps.push(App {
                id: role.key,
                name: format!("{} ({})", role.name, self.site.host()),
                seats: role.number_of_seats.and_then(|seats| seats.try_into().ok()),
            });
        }
        asking.tell(Piece { apps, stage: Stage::Members, ..Piece::of("apps", None) }).await;
        Ok(opens)
    }
}

async fn tell_users(login: &SiteLogin<'_>, asking: &Asking<'_>) -> Result<(), Error> {
    if asking.marks.ended(USERS) {
        return Ok(());
    }
    let mut pages = pin!(asking.client.site_users(login.clone(), asking.marks.number(USERS)));
    while let Some(page) = pages.try_next().await? {
        let users = page.items.into_iter().map(of_user).collect();
        let next = page.next.map(|next| next.to_string());
        asking.tell(Piece { users, ..Piece::of(USERS, next) }).await;
    }
    asking.tell(Piece::of(USERS, None)).await;
    Ok(())
}

/// Tells of all groups, also when they were told of before: there are few, and all are needed.
async fn tell_groups(login: &SiteLogin<'_>, asking: &Asking<'_>) -> Result<Vec<Group>, Error> {
    let pages = asking.client.site_groups(login.clone(), 0).map_ok(|page| page.items);
    let groups = pages.try_concat().await?.into_iter();
    let groups: Vec<_> =
        groups.map(|group| Group { id: group.group_id, name: group.name, synced: false }).collect();
    let told = Piece { groups: groups.clone(), stage: Stage::Members, ..Piece::of(GROUPS, None) };
    asking.tell(told).await;
    Ok(groups)
}

async fn tell_members(
    login: &SiteLogin<'_>,
    asking: &Asking<'_>,
    groups: &[Group],
    opens: &HashMap<String, Vec<String>>,
) -> Result<(), Error> {
    let to_read = groups.iter().map(|group| (&group.id, members(&group.id)));
    let to_read = to_read.filter(|(_, list)| !asking.marks.ended(list));
    let to_read = to_read.map(|(id, list)| (id.clone(), asking.marks.number(&list))).collect();
    let mut pages = pin!(asking.client.group_members(login.clone(), to_read));
    while let Some(page) = pages.try_next().await? {
        let next = page.accounts.next.map(|next| next.to_string());
        let apps = opens.get(&page.group).cloned().unwrap_or_default();
        asking
            .tell(Piece {
                stage: Stage::Members,
                total: Some(groups.len()),
                members: vec![Members { apps, accounts: page.accounts.items, group: page.group.clone() }],
                ..Piece::of(members(&page.group), next)
            })
            .await;
    }
    Ok(())
}

fn of_user(user: SiteUser) -> User {
    User {
        account_id: user.account_id,
        name: user.display_name,
        email: user.email_address,
        account_type: AccountType::from_api(&user.account_type),
        status: if user.active { UserStatus::Active } else { UserStatus::Inactive },
        managed: None,
        synced: None,
        directory: None,
        groups: Vec::new(),
        apps: Vec::new(),
        last_active: None,
        added: None,
    }
}

fn filter(filter: Filter) -> Support {
    use Filter::{
        AccountTypes, Apps, Directories, Domains, EmailAndName, Groups, InFile, LastLogin, LoginHistory,
        Managed, Statuses, Synced,
    };
    match filter {
        EmailAndName | Domains => yes("where users do not hide their e-mail"),
        Statuses => yes("active, inactive"),
        Groups | Apps | AccountTypes | InFile => yes(""),
        LastLogin | LoginHistory => no("Jira Cloud does not tell when users last logged in"),
        Directories => no("Jira Cloud has no user directories"),
        Managed => no("Jira Cloud does not tell who manages an account"),
        Synced => no("Jira Cloud does not tell of identity providers"),
    }
}

fn action(action: Action) -> Support {
    use Action::{
        CancelDeletion, ChangeDirectory, ChangeGroups, CreateIssue, Deactivate, Delete, InvalidatePassword,
        Suspend,
    };
    match action {
        ChangeGroups | CreateIssue => yes(""),
        Delete => yes("from the site only"),
        CancelDeletion => no("removal from a site is final"),
        Deactivate => ACCOUNT_ONLY,
        Suspend => DIRECTORY_ONLY,
        ChangeDirectory | InvalidatePassword => NO_CALL,
    }
}

fn as_text<S: Serializer>(site: &SiteUrl, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(site)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SiteUrl, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}
