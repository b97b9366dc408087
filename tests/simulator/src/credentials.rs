//! The keys and tokens of the simulated world. None of them opens anything elsewhere: they are
//! made up from the seed when the simulator starts.

use serde::Serialize;

use crate::{
    draw::Draw,
    world::{ADMIN, LOCKED, MEMBER, Population},
};

/// A key, or a token with its user's e-mail.
#[derive(Debug, Clone, Serialize)]
pub struct Credential {
    /// Its name here, in the log and in the demo.
    pub name: &'static str,
    /// The e-mail to sign in with; empty for an organization key, which needs none.
    pub email: String,
    #[serde(rename = "secret")]
    pub token: String,
    /// What it is good for, in a few words.
    pub what: &'static str,
    #[serde(skip)]
    pub(crate) grant: Grant,
}

/// What a credential opens.
#[derive(Debug, Clone)]
pub(crate) enum Grant {
    /// Jira, as this user.
    Token {
        owner: usize,
        scopes: Scopes,
    },
    /// The organization, as long as the key is in its inventory.
    Key {
        id: String,
        owner: usize,
        scopes: Scopes,
    },
    Nothing(Refusal),
}

/// The scopes of a key or token; `None` for one that was made without.
pub(crate) type Scopes = Option<&'static [&'static str]>;

/// Why a credential opens nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refusal {
    Expired,
    Password,
    Captcha,
}

/// One credential for each case a client has to tell from the others.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// An organization key without scopes.
    pub organization: Credential,
    /// An organization key with all the scopes that can be selected.
    pub organization_scoped: Credential,
    /// An organization key whose scopes do not let it read the organization.
    pub organization_lacking_scopes: Credential,
    /// An organization key of a user who is no organization admin any more.
    pub organization_not_admin: Credential,
    /// An organization key that expired.
    pub organization_expired: Credential,
    /// A token of a user who administers the sites and the organization.
    pub jira_admin: Credential,
    /// A token of a user who does not.
    pub jira_member: Credential,
    /// The administrator's token with scopes: it works through the gateway only.
    pub jira_scoped: Credential,
    /// The same without `manage:jira-configuration`.
    pub jira_lacking_scope: Credential,
    /// An expired token of the administrator.
    pub jira_expired: Credential,
    /// The administrator's password.
    pub jira_password: Credential,
    /// A token of a user who has to solve a CAPTCHA first.
    pub jira_locked: Credential,
}

const ALL_KEY_SCOPES: &[&str] = &[
    "read:orgs:admin",
    "read:accounts:admin",
    "read:directories:admin",
    "read:groups:admin",
    "read:tokens:admin",
    "delete:tokens:admin",
];
const SOME_KEY_SCOPES: &[&str] = &["read:domains:admin"];
const ALL_TOKEN_SCOPES: &[&str] =
    &["read:jira-user", "read:jira-work", "write:jira-work", "manage:jira-configuration"];
const SOME_TOKEN_SCOPES: &[&str] = &["read:jira-user", "read:jira-work"];

impl Credentials {
    pub(crate) fn new(draw: Draw, people: &Population) -> Self {
        let key = |name, what, owner, scopes| Credential {
            name,
            email: String::new(),
            token: format!("ATCTT3x{}", draw.letters(name, 96)),
            what,
            grant: Grant::Key { id: draw.uuid(name, 0), owner, scopes },
        };
        let token = |name, what, owner, scopes| Credential {
            name,
            email: people.user(owner).email,
            token: format!("ATATT3x{}", draw.letters(name, 96)),
            what,
            grant: Grant::Token { owner, scopes },
        };
        let dead = |credential, why| Credential { grant: Grant::Nothing(why), ..credential };
        let password = token("jira_password", "a password, not a token: refused", ADMIN, None);
        Self {
            organization: key("organization", "organization key without scopes: everything", ADMIN, None),
            organization_scoped: key(
                "organization_scoped",
                "organization key with scopes: needs the Organization ID, no lifecycle calls",
                ADMIN,
                Some(ALL_KEY_SCOPES),
            ),
            organization_lacking_scopes: key(
                "organization_lacking_scopes",
                "organization key without read:orgs:admin: 403",
                ADMIN,
                Some(SOME_KEY_SCOPES),
            ),
            organization_not_admin: key(
                "organization_not_admin",
                "organization key of a user who is no admin: 403",
                MEMBER,
                None,
            ),
            organization_expired: dead(
                key("organization_expired", "expired organization key: 401", ADMIN, None),
                Refusal::Expired,
            ),
            jira_admin: token("jira_admin", "API token of an administrator: everything", ADMIN, None),
            jira_member: token("jira_member", "API token of a user who is no admin: 403", MEMBER, None),
            jira_scoped: token(
                "jira_scoped",
                "API token with scopes: 401 at the site, works through the gateway",
                ADMIN,
                Some(ALL_TOKEN_SCOPES),
            ),
            jira_lacking_scope: token(
                "jira_lacking_scope",
                "API token without manage:jira-configuration: 401 through the gateway",
                ADMIN,
                Some(SOME_TOKEN_SCOPES),
            ),
            jira_expired: dead(
                token("jira_expired", "expired API token: 401", ADMIN, None),
                Refusal::Expired,
            ),
            jira_password: Credential {
                token: draw.letters("password", 20),
                ..dead(password, Refusal::Password)
            },
            jira_locked: dead(
                token("jira_locked", "API token of a user locked by a CAPTCHA", LOCKED, None),
                Refusal::Captcha,
            ),
        }
    }

    /// All of them.
    pub fn all(&self) -> [&Credential; 12] {
        [
            &self.organization,
            &self.organization_scoped,
            &self.organization_lacking_scopes,
            &self.organization_not_admin,
            &self.organization_expired,
            &self.jira_admin,
            &self.jira_member,
            &self.jira_scoped,
            &self.jira_lacking_scope,
            &self.jira_expired,
            &self.jira_password,
            &self.jira_locked,
        ]
    }

    /// Every secret, to search for leaks.
    pub fn all_secrets(&self) -> Vec<&str> {
        self.all().map(|credential| credential.token.as_str()).to_vec()
    }
}
