//! Logins to the organization: Bearer, with an organization API key.

use std::{convert::Infallible, sync::Arc};

use axum::{RequestPartsExt, extract::FromRequestParts, http::request::Parts};
use chrono::Utc;

use super::presented;
use crate::{
    canned::Canned,
    cases,
    credentials::{Grant, Scopes},
    desk::Desk,
    effects::{Asked, Change},
    log::Authorization,
    routes::errors,
    world::ADMIN,
};

/// A request to the organization API, with the key it came with.
pub(crate) struct OrganizationCall {
    pub desk: Arc<Desk>,
    pub path: String,
    /// `None` without a key that works.
    key: Option<Key>,
    asked: Asked,
}

struct Key {
    owner: usize,
    scopes: Scopes,
}

impl FromRequestParts<Arc<Desk>> for OrganizationCall {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Infallible> {
        let key = match presented(&parts.headers, &desk.credentials) {
            (Authorization::Bearer, Some(credential)) => match &credential.grant {
                Grant::Key { id, owner, scopes } if is_alive(desk, id) => {
                    Some(Key { owner: *owner, scopes: *scopes })
                }
                Grant::Key { .. } | Grant::Token { .. } | Grant::Nothing(_) => None,
            },
            _ => None,
        };
        let asked = parts.extract().await?;
        Ok(Self { desk: Arc::clone(desk), path: parts.uri.path().to_owned(), key, asked })
    }
}

/// Whether a key is still in the inventory and has not expired.
fn is_alive(desk: &Desk, id: &str) -> bool {
    let now = Utc::now();
    desk.world().api_keys.iter().any(|key| key.id == id && key.expires_at > now)
}

impl OrganizationCall {
    /// Lets only keys of organization admins pass; the scopes of the key, if it has any.
    pub fn admin(&self) -> Result<Scopes, Canned> {
        let key = self.key.as_ref().ok_or_else(cases::proxy_unauthorized)?;
        if key.owner == ADMIN { Ok(key.scopes) } else { Err(cases::org_no_rights(&self.path)) }
    }

    /// Lets only keys pass that reach this organization. `scope` is the one a key with scopes
    /// needs, where the documentation names one.
    pub fn organization(&self, id: &str, scope: Option<&str>) -> Result<(), Canned> {
        let scopes = self.admin()?;
        if scope.is_some_and(|scope| scopes.is_some_and(|scopes| !scopes.contains(&scope))) {
            return Err(cases::org_no_rights(&self.path));
        }
        if self.desk.world().organization.id != id {
            return Err(errors::not_found("Organization not found"));
        }
        Ok(())
    }

    /// Notes a change, as long as the world is held.
    pub fn changed(&self, account: Option<&str>, change: Change) {
        self.desk.effects.add(&self.asked, account, change);
    }

    /// Lets only keys without scopes pass: the scope these calls name can't be selected.
    pub fn without_scopes(&self) -> Result<(), Canned> {
        match self.admin()? {
            None => Ok(()),
            Some(_) => Err(cases::rights(&self.path, "The key does not have the scope manage:org.")),
        }
    }
}
