//! Keys and tokens as the world has them, to compare lists with.

use chrono::{DateTime, Utc};

use crate::world::{ApiKey, ApiToken, World};

/// An organization key or a user's API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub id: String,
    pub label: String,
    /// The organization keeps it from being used; keys never are.
    pub blocked: bool,
    /// The account id of whose it is.
    pub owner: String,
    pub owner_name: String,
    /// `None` when the owner hides it.
    pub owner_email: Option<String>,
    /// Whether the organization manages the owner's account.
    pub owner_managed: bool,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// `None` when it was never used.
    pub last_active_at: Option<DateTime<Utc>>,
    pub scopes: Vec<&'static str>,
}

impl Issued {
    pub(crate) fn key(key: &ApiKey, world: &World) -> Self {
        let owner = world.user(key.created_by);
        Self {
            id: key.id.clone(),
            label: key.label.clone(),
            blocked: false,
            owner_email: owner.visible_email().map(str::to_owned),
            owner: owner.account_id,
            owner_name: owner.name,
            owner_managed: owner.managed,
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_active_at: key.last_active_at,
            scopes: key.scopes.clone(),
        }
    }

    pub(crate) fn token(token: ApiToken, world: &World) -> Self {
        let owner = world.user(token.owner);
        Self {
            id: token.id,
            label: token.label.to_owned(),
            blocked: token.blocked,
            owner_email: owner.visible_email().map(str::to_owned),
            owner: owner.account_id,
            owner_name: owner.name,
            owner_managed: owner.managed,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_active_at: token.last_active_at,
            scopes: Vec::new(),
        }
    }
}
