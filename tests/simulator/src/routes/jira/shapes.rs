//! How Jira writes users and groups.

use serde_json::{Value, json};

use crate::world::{Group, User};

pub(super) fn user(site_url: &str, user: &User) -> Value {
    let mut shape = json!({
        "self": format!("{site_url}/rest/api/3/user?accountId={}", user.account_id),
        "accountId": user.account_id,
        "accountType": user.account_type,
        "avatarUrls": {},
        "displayName": user.name,
        "active": user.is_active(),
        "timeZone": "Etc/UTC",
    });
    if let Some(email) = user.visible_email() {
        shape["emailAddress"] = email.into();
    }
    shape
}

pub(super) fn group(site_url: &str, group: &Group) -> Value {
    json!({
        "name": group.name,
        "groupId": group.id,
        "self": format!("{site_url}/rest/api/3/group?groupId={}", group.id),
    })
}
