//! Jira Cloud's REST API v3, for one site.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/>

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::{
    error::Error,
    http::{Auth, Client},
    site_url::SiteUrl,
};

/// What a user's API token connects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The title its administrators gave the site.
    pub title: String,
    /// The display name of the token's user.
    pub user: String,
    /// The way on which the token works.
    pub route: Route,
}

/// The way calls to a site take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Straight to the site.
    Site,
    /// Through the API gateway, the only way for tokens with scopes.
    Gateway { cloud_id: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Myself {
    display_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServerInfo {
    server_title: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TenantInfo {
    cloud_id: String,
}

impl Client {
    /// Finds out whether this token works on this site and belongs to one of its administrators.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the user does not administer Jira, and every other case as it came.
    pub async fn connect_site(
        &self,
        site: &SiteUrl,
        email: &str,
        token: &SecretString,
    ) -> Result<Site, Error> {
        let auth = Auth::Basic(email, token);
        let (route, user) = self.find_route(site, &auth).await?;
        // Answers 403 to everyone who does not hold 'Administer Jira'.
        let roles = self.jira_url(&route, site, "/rest/api/3/applicationrole");
        self.get::<Vec<serde_json::Value>>(roles, &auth, "manage:jira-configuration").await?;
        // Only the title is missing now, and a site without one is still connected.
        let info = self.jira_url(&route, site, "/rest/api/3/serverInfo");
        let title = self
            .get::<ServerInfo>(info, &auth, "none")
            .await
            .map_or_else(|_| site.host(), |info| info.server_title);
        Ok(Site { title, user: user.display_name, route })
    }

    /// The way on which a token works.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn site_route(
        &self,
        site: &SiteUrl,
        email: &str,
        token: &SecretString,
    ) -> Result<Route, Error> {
        Ok(self.find_route(site, &Auth::Basic(email, token)).await?.0)
    }

    /// The site is asked first. A token with scopes gets 401 there and works through the gateway;
    /// nothing in the token tells its kind.
    async fn find_route(&self, site: &SiteUrl, auth: &Auth<'_>) -> Result<(Route, Myself), Error> {
        let refused = match self.myself(&Route::Site, site, auth).await {
            Err(refused @ Error::Refused { .. }) => refused,
            answer => return Ok((Route::Site, answer?)),
        };
        let Ok(cloud_id) = self.cloud_id(site).await else { return Err(refused) };
        let route = Route::Gateway { cloud_id };
        match self.myself(&route, site, auth).await {
            // The site's own no says more than the gateway's.
            Err(Error::Refused { .. } | Error::NotFound { .. }) => Err(refused),
            answer => Ok((route, answer?)),
        }
    }

    async fn myself(&self, route: &Route, site: &SiteUrl, auth: &Auth<'_>) -> Result<Myself, Error> {
        self.get(self.jira_url(route, site, "/rest/api/3/myself"), auth, "read:jira-user").await
    }

    /// The site's id at the gateway, which every site tells without a login.
    ///
    /// # Errors
    /// Every case as it came.
    pub async fn cloud_id(&self, site: &SiteUrl) -> Result<String, Error> {
        let url = site.join("/_edge/tenant_info");
        let TenantInfo { cloud_id } = self.get(url, &Auth::Anonymous, "none").await?;
        // It becomes part of a path on another host, so it is held to the form ids have.
        match !cloud_id.is_empty() && cloud_id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            true => Ok(cloud_id),
            false => {
                Err(Error::Unexpected { host: site.host(), status: 200, cause: "an odd cloudId".into() })
            }
        }
    }

    pub(crate) fn jira_url(&self, route: &Route, site: &SiteUrl, path: &str) -> Url {
        match route {
            Route::Site => site.join(path),
            Route::Gateway { cloud_id } => self.api(&format!("/ex/jira/{cloud_id}{path}")),
        }
    }
}
