//! Users as the world has them, to compare lists with. Nothing here goes through the API.

use chrono::{DateTime, Utc};

use crate::world::{AccountStatus, AccountType, Membership, SITES, Status, User, World};

/// A user, with all that any API tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub account_id: String,
    pub account_type: &'static str,
    pub name: String,
    /// `None` when the user hides it.
    pub email: Option<String>,
    /// The account, wherever it is used.
    pub account_status: &'static str,
    /// Account and directory together, as the console shows it.
    pub status: &'static str,
    /// The place in the directory: `active`, `suspended` or `no_membership`.
    pub membership: &'static str,
    pub for_deletion: bool,
    pub active: bool,
    pub managed: bool,
    pub synced: bool,
    /// By a role of the organization.
    pub organization_admin: bool,
    /// Its name; `None` when the user was removed from it.
    pub directory: Option<&'static str>,
    pub added: DateTime<Utc>,
    /// Their ids, in order.
    pub groups: Vec<String>,
    pub sites: [Presence; SITES],
}

/// A user on a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// The site lists the user.
    pub listed: bool,
    /// The site deleted the user.
    pub left: bool,
    /// The user may use the site's application.
    pub access: bool,
    /// `None` when the user never came.
    pub last_active: Option<DateTime<Utc>>,
}

impl Known {
    pub(crate) fn of(user: User, world: &World) -> Self {
        let mut groups: Vec<_> = world.groups_of(user.index).map(|group| group.id.clone()).collect();
        groups.sort_unstable();
        Self {
            account_type: match user.account_type {
                AccountType::Atlassian => "atlassian",
                AccountType::App => "app",
                AccountType::Customer => "customer",
            },
            email: user.visible_email().map(str::to_owned),
            account_status: match user.account_status {
                AccountStatus::Active => "active",
                AccountStatus::Inactive => "inactive",
                AccountStatus::Closed => "closed",
            },
            status: match user.status() {
                Status::Active => "active",
                Status::Suspended => "suspended",
                Status::NotInvited => "not_invited",
                Status::Deactivated => "deactivated",
                Status::ForDeletion => "for_deletion",
            },
            membership: match user.membership {
                Membership::Active => "active",
                Membership::Suspended => "suspended",
                Membership::None => "no_membership",
            },
            for_deletion: user.for_deletion,
            active: user.is_active(),
            managed: user.managed,
            synced: user.synced,
            organization_admin: world.is_organization_admin(user.index),
            directory: (!user.removed).then(|| world.directories[user.directory].name),
            added: user.added,
            groups,
            sites: std::array::from_fn(|site| Presence {
                listed: world.is_known_at(&user, site),
                left: user.left[site],
                access: world.has_access(user.index, site),
                last_active: user.last_active[site],
            }),
            account_id: user.account_id,
            name: user.name,
        }
    }

    /// When the user was last on any site.
    pub fn last_active(&self) -> Option<DateTime<Utc>> {
        self.sites.iter().filter_map(|site| site.last_active).max()
    }
}
