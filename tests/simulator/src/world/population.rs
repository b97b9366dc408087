//! Everyone the organization knows, as a function of the seed: a user is computed when asked for,
//! so that a million of them cost nothing to have.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    SITES,
    names::SCRIPTS,
    user::{AccountStatus, AccountType, Membership, User},
};
use crate::draw::Draw;

/// The user who administers everything.
pub(crate) const ADMIN: usize = 0;
/// An ordinary user of both sites.
pub(crate) const MEMBER: usize = 1;
/// A user who has to solve a CAPTCHA before the next login.
pub(crate) const LOCKED: usize = 2;
/// The first users are the people the credentials belong to.
const OWNERS: usize = 3;

/// The users as they were before anyone changed them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Population {
    draw: Draw,
    count: usize,
    squads: usize,
    /// The first moment of the day the simulator started on.
    today: DateTime<Utc>,
}

impl Population {
    /// At least the owners of the credentials are there.
    pub fn new(draw: Draw, count: usize, squads: usize, today: DateTime<Utc>) -> Self {
        Self { draw, count: count.max(OWNERS), squads, today }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    /// The directory a user lives in: one in ten is a partner.
    pub fn directory(&self, index: usize) -> usize {
        usize::from(index >= OWNERS && self.draw.chance("partner", index, 100))
    }

    pub fn squad_count(&self) -> usize {
        self.squads
    }

    /// The squads a user is in: everyone of the first directory in two at most.
    pub fn squads(&self, index: usize) -> [Option<usize>; 2] {
        let any = self.squads > 0 && self.directory(index) == 0;
        ["squad", "other squad"].map(|purpose| any.then(|| self.draw.below(purpose, index, self.squads)))
    }

    /// Whether a user's account is managed, that is, on one of the organization's domains.
    pub fn is_managed(&self, index: usize) -> bool {
        index < OWNERS || (self.directory(index) == 0 && self.draw.chance("managed", index, 900))
    }

    /// The state of a user's account and of its place in the directory; much cheaper to have than
    /// the whole user.
    pub fn standing(&self, index: usize) -> (AccountStatus, Membership) {
        if index < OWNERS {
            return (AccountStatus::Active, Membership::Active);
        }
        let account = match self.draw.below("account status", index, 100) {
            0..7 => AccountStatus::Inactive,
            7 => AccountStatus::Closed,
            _ => AccountStatus::Active,
        };
        let membership = match self.draw.below("membership", index, 100) {
            0..5 => Membership::Suspended,
            5 => Membership::None,
            _ => Membership::Active,
        };
        (account, membership)
    }

    pub fn user(&self, index: usize) -> User {
        let draw = self.draw;
        let is_owner = index < OWNERS;
        let script = if is_owner { &SCRIPTS[0] } else { draw.pick("script", index, SCRIPTS) };
        let (given, given_ascii) = draw.pick("given name", index, &script.given);
        let (family, family_ascii) = draw.pick("family name", index, &script.family);
        let managed = self.is_managed(index);
        let (account_status, membership) = self.standing(index);
        let account_type = match draw.below("account type", index, 1000) {
            _ if is_owner => AccountType::Atlassian,
            0..5 => AccountType::App,
            5..15 => AccountType::Customer,
            _ => AccountType::Atlassian,
        };
        let domain = match managed {
            true => "acme.example",
            false => draw.pick("domain", index, &["partner.example", "mail.example", "bücher.example"]),
        };
        User {
            index,
            account_id: self.account_id(index),
            account_type,
            name: script.order.full_name(given, family),
            email: format!("{given_ascii}.{family_ascii}.{index}@{domain}"),
            email_hidden: !is_owner && draw.chance("hidden e-mail", index, 150),
            account_status,
            membership,
            directory: self.directory(index),
            managed,
            synced: !is_owner && managed && draw.chance("synced", index, 300),
            mfa: draw.chance("second factor", index, 600),
            added: self.ago("added", index, 3000),
            last_active: std::array::from_fn(|site| self.last_active(index, site)),
            deactivated_on: (account_status == AccountStatus::Inactive)
                .then(|| self.ago("deactivated", index, 300)),
            for_deletion: false,
            removed: false,
            left: [false; SITES],
        }
    }

    /// When a user was last seen on a site; one in eight never was.
    fn last_active(&self, index: usize, site: usize) -> Option<DateTime<Utc>> {
        let visit = index * SITES + site;
        (!self.draw.chance("never active", visit, 125)).then(|| self.ago("active", visit, 700))
    }

    /// A moment within so many days before today.
    pub fn ago(&self, purpose: &str, index: usize, days: i64) -> DateTime<Utc> {
        let minutes = self.draw.below(purpose, index, days as usize * 24 * 60);
        self.today - TimeDelta::minutes(minutes as i64)
    }

    /// Whether something that happens `permille` times in a thousand happens to a user.
    pub fn chance(&self, purpose: &str, index: usize, permille: usize) -> bool {
        self.draw.chance(purpose, index, permille)
    }

    /// The index is hidden in the last part of the id, so that ids can be found again.
    fn account_id(&self, index: usize) -> String {
        let mut id = self.draw.uuid("account", index);
        id.truncate(id.len() - 12);
        format!("712020:{id}{:012x}", index as u64 ^ self.account_mask())
    }

    pub fn index_of(&self, account_id: &str) -> Option<usize> {
        let hidden = u64::from_str_radix(account_id.rsplit('-').next()?, 16).ok()?;
        let index = usize::try_from(hidden ^ self.account_mask()).ok()?;
        (index < self.count && self.account_id(index) == account_id).then_some(index)
    }

    fn account_mask(&self) -> u64 {
        self.draw.number("account mask", 0) & 0xffff_ffff_ffff
    }
}
