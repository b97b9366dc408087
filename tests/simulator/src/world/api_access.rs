//! The inventory of organization keys and of the users' API tokens.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    credentials::{Credentials, Grant},
    draw::Draw,
};

use super::population::{ADMIN, Population};

/// An organization API key; the secret is not in the inventory.
#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    pub id: String,
    pub label: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// `None` when it was never used.
    pub last_active_at: Option<DateTime<Utc>>,
    pub created_by: usize,
    pub scopes: Vec<&'static str>,
}

/// A user's API token.
#[derive(Debug, Clone)]
pub(crate) struct ApiToken {
    pub id: String,
    pub label: &'static str,
    /// The organization keeps it from being used.
    pub blocked: bool,
    pub owner: usize,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub last_active_at: Option<DateTime<Utc>>,
}

/// Tokens a user has at most.
const TOKENS: usize = 2;
const LABELS: [&str; 5] = ["CI", "backup script", "Excel", "notebook", "自動化"];

/// The keys of the organization: those of the credentials, and so many others that are about to
/// expire or did.
pub(super) fn keys(
    draw: Draw,
    credentials: &Credentials,
    others: usize,
    people: &Population,
    today: DateTime<Utc>,
) -> Vec<ApiKey> {
    let known = credentials.all().into_iter().filter_map(|credential| match &credential.grant {
        Grant::Key { id, owner, scopes } => Some(ApiKey {
            id: id.clone(),
            label: credential.name.replace('_', " "),
            created_at: today - TimeDelta::days(30),
            expires_at: today + TimeDelta::days(335),
            last_active_at: None,
            created_by: *owner,
            scopes: scopes.unwrap_or_default().to_vec(),
        }),
        Grant::Token { .. } | Grant::Nothing(_) => None,
    });
    let days_left = [-40, -1, 0, 1, 3, 7, 14, 30, 90, 180];
    let others = days_left.into_iter().cycle().take(others).enumerate().map(|(number, days)| ApiKey {
        id: draw.uuid("other key", number),
        label: format!("Integration {}", number + 1),
        created_at: today + TimeDelta::days(days - 365),
        expires_at: today + TimeDelta::days(days),
        last_active_at: (number % 3 != 0).then(|| people.ago("key used", number, 20)),
        created_by: ADMIN,
        scopes: Vec::new(),
    });
    known.chain(others).collect()
}

/// The tokens of all users, from a position on, each with its position.
pub(super) fn tokens(draw: Draw, people: Population, from: usize) -> impl Iterator<Item = (usize, ApiToken)> {
    (from..people.len() * TOKENS).filter(move |position| draw.chance("has token", *position, 200)).map(
        move |position| {
            let created_at = people.ago("token made", position, 360);
            let lifetime = draw.pick("token lifetime", position, &[30, 90, 365]);
            let token = ApiToken {
                id: draw.uuid("token", position),
                label: LABELS[draw.below("token label", position, LABELS.len())],
                blocked: draw.chance("token blocked", position, 30),
                owner: position / TOKENS,
                created_at,
                expires_at: created_at + TimeDelta::days(*lifetime),
                last_active_at: draw
                    .chance("token used", position, 700)
                    .then(|| people.ago("token activity", position, 30)),
            };
            (position, token)
        },
    )
}
