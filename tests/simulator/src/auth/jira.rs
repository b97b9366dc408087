//! Logins to Jira: Basic, with a user's API token, at the site or through the gateway.

use std::{convert::Infallible, sync::Arc};

use axum::{Extension, RequestPartsExt, extract::FromRequestParts, http::request::Parts};

use super::presented;
use crate::{
    canned::Canned,
    cases,
    credentials::{Grant, Refusal, Scopes},
    desk::Desk,
    effects::{Asked, Change},
    log::Authorization,
    world::{Purpose, User, World},
};

/// Where a request came in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entrance {
    pub site: usize,
    pub via: Via,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    Site,
    Gateway,
}

/// A request to Jira, with what its login came to.
pub(crate) struct JiraCall {
    pub desk: Arc<Desk>,
    pub site: usize,
    via: Via,
    login: Login,
    asked: Asked,
}

enum Login {
    Absent,
    Failed(Option<Refusal>),
    User(usize, Scopes),
}

/// Who calls an endpoint that is open to everyone.
pub(crate) struct Visitor {
    /// `None` for an anonymous visitor.
    pub user: Option<User>,
    /// A login was tried and failed: the answer is the anonymous one, with a header.
    pub login_failed: bool,
}

impl FromRequestParts<Arc<Desk>> for JiraCall {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Infallible> {
        let Extension(Entrance { site, via }) =
            parts.extract().await.expect("every way to Jira says which it is");
        let login = match presented(&parts.headers, &desk.credentials) {
            (Authorization::None, _) => Login::Absent,
            (Authorization::Basic, Some(credential)) => match credential.grant {
                // Tokens with scopes do not work at the site.
                Grant::Token { scopes: Some(_), .. } if via == Via::Site => Login::Failed(None),
                Grant::Token { owner, scopes } if may_log_in(&desk.world(), owner, site) => {
                    Login::User(owner, scopes)
                }
                Grant::Nothing(why) => Login::Failed(Some(why)),
                Grant::Token { .. } | Grant::Key { .. } => Login::Failed(None),
            },
            (Authorization::Basic | Authorization::Bearer, _) => Login::Failed(None),
        };
        let asked = parts.extract().await?;
        Ok(Self { desk: Arc::clone(desk), site, via, login, asked })
    }
}

fn may_log_in(world: &World, user: usize, site: usize) -> bool {
    let user = world.user(user);
    user.is_active() && world.is_known_at(&user, site)
}

impl JiraCall {
    /// The user who is logged in. `scope` is the one a token with scopes needs for the call.
    pub fn user(&self, scope: &str) -> Result<User, Canned> {
        match (&self.login, self.via) {
            (Login::User(_, Some(scopes)), _) if !scopes.contains(&scope) => Err(cases::scope_missing()),
            (Login::User(index, _), _) => Ok(self.desk.world().user(*index)),
            (_, Via::Gateway) => Err(cases::proxy_unauthorized()),
            (Login::Absent, Via::Site) => Err(cases::login_required()),
            (Login::Failed(Some(Refusal::Password)), Via::Site) => Err(cases::password()),
            (Login::Failed(Some(Refusal::Captcha)), Via::Site) => Err(cases::captcha()),
            (Login::Failed(Some(Refusal::Expired) | None), Via::Site) => Err(cases::bad_token_strict()),
        }
    }

    /// Whoever it is, at an endpoint that is open to everyone. A token with scopes needs `scope`
    /// even there, where one is named.
    pub fn visitor(&self, scope: Option<&str>) -> Result<Visitor, Canned> {
        match (&self.login, scope) {
            (Login::User(_, Some(scopes)), Some(scope)) if !scopes.contains(&scope) => {
                Err(cases::scope_missing())
            }
            (Login::User(index, _), _) => {
                let user = Some(self.desk.world().user(*index));
                Ok(Visitor { user, login_failed: false })
            }
            _ if self.via == Via::Gateway => Err(cases::proxy_unauthorized()),
            (login, _) => Ok(Visitor { user: None, login_failed: matches!(login, Login::Failed(_)) }),
        }
    }

    /// A user who holds 'Administer Jira'.
    pub fn administrator(&self, scope: &str) -> Result<User, Canned> {
        self.user_who(scope, administers_jira)
    }

    /// A user who may manage the site's users and groups.
    pub fn site_administrator(&self, scope: &str) -> Result<User, Canned> {
        self.user_who(scope, |world, user| world.may(user.index, Purpose::AdministerSites))
    }

    fn user_who(&self, scope: &str, may: impl Fn(&World, &User) -> bool) -> Result<User, Canned> {
        let user = self.user(scope)?;
        if may(&self.desk.world(), &user) { Ok(user) } else { Err(cases::not_admin()) }
    }

    /// Notes a change, as long as the world is held.
    pub fn changed(&self, account: Option<&str>, change: Change) {
        self.desk.effects.add(&self.asked, account, change);
    }

    /// The site's address.
    pub fn site_url(&self) -> &str {
        &self.desk.sites[self.site]
    }
}

/// Whether a user holds the global permission 'Administer Jira'.
pub(crate) fn administers_jira(world: &World, user: &User) -> bool {
    world.may(user.index, Purpose::AdministerJira) || world.may(user.index, Purpose::AdministerSites)
}
