//! Groups.

use crate::draw::Draw;

use super::population::{ADMIN, LOCKED, MEMBER, Population};

#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub id: String,
    pub name: String,
    pub description: &'static str,
    pub directory: usize,
    /// Kept by an identity provider, and not to be changed here.
    pub synced: bool,
    pub purpose: Purpose,
    founders: Founders,
}

/// What members of a group may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    AdministerSites,
    AdministerJira,
    /// Use the Jira application of this site.
    Use(usize),
    Team,
}

/// Who was in a group before anyone changed it.
#[derive(Debug, Clone, Copy)]
enum Founders {
    Admin,
    /// The owners of the credentials and this many of a thousand others.
    Permille(usize),
    /// Those who drew this squad.
    Squad(usize),
}

/// How many groups there are besides squads; only they are for more than being in them.
pub(super) const NAMED: usize = 11;

impl Group {
    /// Whether a user was a member before anyone changed the group.
    pub fn began_with(&self, index: usize, people: &Population) -> bool {
        match self.founders {
            Founders::Admin => index == ADMIN,
            Founders::Permille(_) if [ADMIN, MEMBER, LOCKED].contains(&index) => {
                matches!(self.purpose, Purpose::Use(_)) && self.directory == 0
            }
            Founders::Permille(permille) => {
                people.directory(index) == self.directory && people.chance(&self.name, index, permille)
            }
            Founders::Squad(squad) => people.squads(index).contains(&Some(squad)),
        }
    }
}

/// The groups of the organization, which its sites share.
pub(super) fn groups(draw: Draw, squads: usize) -> Vec<Group> {
    use Founders::{Admin, Permille};
    use Purpose::{AdministerJira, AdministerSites, Team, Use};
    let kinds: [_; NAMED] = [
        ("site-admins", "Site administration", 0, false, AdministerSites, Admin),
        ("jira-administrators", "Administer Jira", 0, false, AdministerJira, Admin),
        ("jira-software-users", "Grants access to Jira Software", 0, false, Use(0), Permille(750)),
        ("jira-servicemanagement-users", "Grants access to the help desk", 0, false, Use(1), Permille(120)),
        ("support-partners", "Partners on the help desk", 1, false, Use(1), Permille(600)),
        ("engineering", "", 0, false, Team, Permille(400)),
        ("Design & Brand", "With a space and an ampersand", 0, false, Team, Permille(40)),
        ("Продажи", "Sales", 0, false, Team, Permille(90)),
        ("東京オフィス", "Everyone in Tokyo", 0, false, Team, Permille(60)),
        ("idp-everyone", "Synced from the identity provider", 0, true, Team, Permille(950)),
        ("empty", "Nobody yet", 0, false, Team, Permille(0)),
    ];
    let build = |(number, (name, description, directory, synced, purpose, founders))| Group {
        id: draw.uuid("group", number),
        name: String::from(name),
        description,
        directory,
        synced,
        purpose,
        founders,
    };
    let squad = |squad| Group {
        id: draw.uuid("squad", squad),
        name: format!("squad-{squad}"),
        description: "",
        directory: 0,
        synced: false,
        purpose: Team,
        founders: Founders::Squad(squad),
    };
    kinds.into_iter().enumerate().map(build).chain((0..squads).map(squad)).collect()
}
