//! What Atlassian counts together.

use reqwest::Method;
use url::Url;

use crate::site_url::authority;

/// The name of an endpoint: host, method and path, without the accounts and groups that differ from
/// one call to the next. The tenant stays, since each has limits of its own.
pub(super) fn name(method: &Method, url: &Url) -> String {
    let mut name = format!("{method} {}", authority(url));
    let mut is_tenant = false;
    for part in url.path_segments().into_iter().flatten() {
        // Every id has a digit, and of the names only those of the versions have.
        let is_id = !is_tenant && part.bytes().any(|byte| byte.is_ascii_digit());
        is_tenant = matches!(part, "orgs" | "jira");
        name.push('/');
        name.push_str(if is_id { "*" } else { part });
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_groups_do_not_make_an_endpoint_and_tenants_do() {
        for (one, other, same) in [
            (
                "https://a.example/rest/api/3/group/user?groupId=1",
                "https://a.example/rest/api/3/group/user",
                true,
            ),
            ("https://a.example/rest/api/3/user", "https://b.example/rest/api/3/user", false),
            ("https://a.example/rest/api/3/user", "https://a.example/rest/api/3/issue", false),
            ("https://a.example/users/5b10a:8f-0e/manage", "https://a.example/users/712020:77/manage", true),
            ("https://a.example/v2/orgs/1a/groups/2b", "https://a.example/v2/orgs/1a/groups/3c", true),
            ("https://a.example/v2/orgs/1a/groups/2b", "https://a.example/v2/orgs/4d/groups/2b", false),
            (
                "https://a.example/ex/jira/1a/rest/api/3/user",
                "https://a.example/ex/jira/4d/rest/api/3/user",
                false,
            ),
        ] {
            let [first, second] = [one, other].map(|url| name(&Method::POST, &url.parse().unwrap()));
            assert_eq!(first == second, same, "{one} {other}");
            assert_ne!(first, name(&Method::DELETE, &one.parse().unwrap()));
        }
    }
}
