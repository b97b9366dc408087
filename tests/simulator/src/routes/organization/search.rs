//! The filters of a search for users.

use serde::Deserialize;

use super::directories::Scope;
use crate::{
    canned::Canned,
    routes::errors,
    world::{AccountStatus, Membership, Status, User, World},
};

/// What a search asks for. A filter that is empty lets everyone through; one that the simulator
/// does not know is refused, as a misspelt one would be.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Search {
    pub cursor: Option<String>,
    pub limit: Option<usize>,
    pub expand: Vec<Expansion>,
    account_ids: Vec<String>,
    directory_ids: Vec<String>,
    group_ids: Vec<String>,
    mfa_enabled: Option<bool>,
    claim_status: Option<ClaimStatus>,
    status: Vec<Status>,
    account_status: Vec<AccountStatus>,
    membership_status: Vec<Membership>,
    role_ids: Vec<Role>,
    email_domains: Vec<String>,
    search_term: Option<String>,
    emails: Vec<String>,
}

/// What a search adds to every user.
#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(super) enum Expansion {
    ProductAccess,
    Groups,
}

/// The one role that the simulator knows.
#[derive(Deserialize)]
enum Role {
    #[serde(rename = "atlassian/org-admin")]
    OrganizationAdmin,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum ClaimStatus {
    Managed,
    Unmanaged,
}

impl Search {
    /// The users found, from an index on.
    pub fn run(
        &self,
        world: &World,
        scope: Scope,
        start: usize,
    ) -> Result<impl Iterator<Item = User>, Canned> {
        if self.search_term.is_some() && !self.emails.is_empty() {
            return Err(errors::bad_request("searchTerm and emails are mutually exclusive."));
        }
        let groups: Vec<_> = self.group_ids.iter().map(|id| world.find_group(id)).collect();
        let in_a_group = move |user: &usize| {
            groups.is_empty() || groups.iter().flatten().any(|&group| world.is_member(group, *user))
        };
        let term = self.search_term.as_ref().map(|term| term.to_lowercase());
        Ok(self.candidates(world, start).filter(in_a_group).map(|index| world.user(index)).filter(
            move |user| {
                scope.holds(user)
                    && self.matches(world, user)
                    && term.as_deref().is_none_or(|term| contains(user, term))
            },
        ))
    }

    /// Whom to look at: everyone, unless accounts are named.
    fn candidates(&self, world: &World, start: usize) -> Box<dyn Iterator<Item = usize>> {
        if self.account_ids.is_empty() {
            return Box::new(start..world.user_count());
        }
        let named = self.account_ids.iter().filter_map(|id| world.find_user(id));
        let mut named: Vec<_> = named.map(|user| user.index).filter(|&index| index >= start).collect();
        named.sort_unstable();
        named.dedup();
        Box::new(named.into_iter())
    }

    fn matches(&self, world: &World, user: &User) -> bool {
        let claim = if user.managed { ClaimStatus::Managed } else { ClaimStatus::Unmanaged };
        let email = user.visible_email().unwrap_or_default();
        let domain = email.rsplit('@').next().unwrap_or_default();
        let any = |wanted: &[String], had: &str| {
            wanted.is_empty() || wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(had))
        };
        any(&self.directory_ids, &world.directories[user.directory].id)
            && any(&self.emails, email)
            && any(&self.email_domains, domain)
            && self.mfa_enabled.is_none_or(|wanted| wanted == user.mfa)
            && (self.role_ids.is_empty() || world.is_organization_admin(user.index))
            && self.claim_status.is_none_or(|wanted| wanted == claim)
            && (self.status.is_empty() || self.status.contains(&user.status()))
            && (self.account_status.is_empty() || self.account_status.contains(&user.account_status))
            && (self.membership_status.is_empty() || self.membership_status.contains(&user.membership))
    }
}

/// Whether a search term, in lower case, is part of the user's name or e-mail.
fn contains(user: &User, term: &str) -> bool {
    user.name.to_lowercase().contains(term)
        || user.visible_email().is_some_and(|email| email.to_lowercase().contains(term))
}
