//! Answers have the documented shapes, for every credential, and changes can be seen.

mod http;

use atlassian_simulator::{Config, Credential, Simulator};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use http::client;

async fn start() -> Simulator {
    Simulator::start(Config::default()).await.unwrap()
}

fn as_user(request: RequestBuilder, login: &Credential) -> RequestBuilder {
    request.basic_auth(&login.email, Some(&login.token))
}

async fn get(url: String, login: &Credential) -> Response {
    let request = client().get(url);
    let request = match login.email.is_empty() {
        true => request.bearer_auth(&login.token),
        false => as_user(request, login),
    };
    request.send().await.unwrap()
}

async fn json_of(response: Response) -> Value {
    assert!(response.status().is_success(), "{response:?}");
    response.json().await.unwrap()
}

fn login_failed(response: &Response) -> bool {
    response.headers().get("x-seraph-loginreason").is_some_and(|why| why == "AUTHENTICATED_FAILED")
}

#[tokio::test]
async fn jira_tells_its_users_apart() {
    let simulator = start().await;
    let logins = simulator.credentials();
    let site = |path: &str| format!("{}{path}", simulator.site(0));

    let myself = json_of(get(site("/rest/api/3/myself"), &logins.jira_admin).await).await;
    assert_eq!(myself["emailAddress"], logins.jira_admin.email.as_str());
    assert_eq!(myself["accountType"], "atlassian");
    let roles = json_of(get(site("/rest/api/3/applicationrole"), &logins.jira_admin).await).await;
    assert_eq!(roles[0]["key"], "jira-software");
    assert_eq!(roles[0]["groups"], json!(["jira-software-users"]));
    let permissions = site("/rest/api/3/mypermissions");
    let asked = format!("{permissions}?permissions=ADMINISTER");
    let of_admin = json_of(get(asked.clone(), &logins.jira_admin).await).await;
    assert_eq!(of_admin["permissions"]["ADMINISTER"]["havePermission"], true);
    assert_eq!(get(permissions, &logins.jira_admin).await.status(), 400);

    let refused = get(site("/rest/api/3/applicationrole"), &logins.jira_member).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.json::<Value>().await.unwrap(), json!({"errorMessages": [], "errors": {}}));

    for dead in [&logins.jira_expired, &logins.jira_scoped] {
        let strict = get(site("/rest/api/3/myself"), dead).await;
        assert_eq!(strict.status(), 401);
        assert!(login_failed(&strict));
        let open = get(asked.clone(), dead).await;
        assert!(login_failed(&open));
        let open = json_of(open).await;
        assert_eq!(open["permissions"]["ADMINISTER"]["havePermission"], false);
    }

    let password = get(site("/rest/api/3/myself"), &logins.jira_password).await;
    assert_eq!(password.status(), 401);
    assert!(password.text().await.unwrap().contains("passwords is deprecated"));
    let locked = get(site("/rest/api/3/myself"), &logins.jira_locked).await;
    let reason = locked.headers()["x-authentication-denied-reason"].to_str().unwrap();
    assert!(reason.starts_with("CAPTCHA_CHALLENGE"));
}

#[tokio::test]
async fn tokens_with_scopes_go_through_the_gateway() {
    let simulator = start().await;
    let logins = simulator.credentials();
    let info = client().get(format!("{}/_edge/tenant_info", simulator.site(1))).send();
    let info = json_of(info.await.unwrap()).await;
    let cloud_id = info["cloudId"].as_str().unwrap();
    let gateway = |path: &str| format!("{}/ex/jira/{cloud_id}{path}", simulator.api());

    let server = json_of(get(gateway("/rest/api/3/serverInfo"), &logins.jira_scoped).await).await;
    assert_eq!(server["serverTitle"], "Acme Support");
    let roles = get(gateway("/rest/api/3/applicationrole"), &logins.jira_scoped).await;
    assert_eq!(roles.status(), 200);
    let lacking = get(gateway("/rest/api/3/applicationrole"), &logins.jira_lacking_scope).await;
    assert_eq!(lacking.status(), 401);
    let lacking: Value = lacking.json().await.unwrap();
    assert_eq!(lacking["message"], "Unauthorized; scope does not match");
}

#[tokio::test]
async fn the_organization_tells_its_keys_apart() {
    let simulator = start().await;
    let keys = simulator.credentials();
    let orgs = format!("{}/admin/v1/orgs", simulator.api());
    let org = format!("{orgs}/{}", simulator.organization_id());

    let listed = json_of(get(orgs.clone(), &keys.organization).await).await;
    assert_eq!(listed["data"][0]["id"], simulator.organization_id());
    assert_eq!(listed["data"][0]["attributes"]["name"], "Acme Inc.");
    let empty = json_of(get(orgs.clone(), &keys.organization_scoped).await).await;
    assert_eq!(empty["data"], json!([]));
    let by_id = json_of(get(org.clone(), &keys.organization_scoped).await).await;
    assert_eq!(by_id["data"]["type"], "orgs");

    for (login, status) in [
        (&keys.organization_lacking_scopes, StatusCode::FORBIDDEN),
        (&keys.organization_not_admin, StatusCode::FORBIDDEN),
        (&keys.organization_expired, StatusCode::UNAUTHORIZED),
        (&keys.jira_admin, StatusCode::UNAUTHORIZED),
    ] {
        let answer = get(org.clone(), login).await;
        assert_eq!(answer.status(), status, "{}", login.name);
        let body: Value = answer.json().await.unwrap();
        let code = if status == 401 { &body["code"] } else { &body["status"] };
        assert_eq!(*code, status.as_u16());
    }
    let elsewhere = get(format!("{orgs}/another"), &keys.organization).await;
    assert_eq!(elsewhere.status(), 404);
    let elsewhere: Value = elsewhere.json().await.unwrap();
    assert_eq!(elsewhere["errors"][0]["code"], "ADMIN-404-2");
}

#[tokio::test]
async fn pages_lead_to_every_user_once() {
    let simulator = start().await;
    let keys = simulator.credentials();
    let admin = format!("{}/admin", simulator.api());
    let org = simulator.organization_id();

    let mut managed = Vec::new();
    let mut next = Some(format!("{admin}/v1/orgs/{org}/users"));
    let mut total = 0;
    while let Some(url) = next {
        let page = json_of(get(url, &keys.organization).await).await;
        total = page["meta"]["total"].as_u64().unwrap();
        managed.extend(page["data"].as_array().unwrap().iter().map(|user| user["account_id"].clone()));
        next = page["links"]["next"].as_str().map(str::to_owned);
    }
    managed.sort_by_key(Value::to_string);
    managed.dedup();
    assert_eq!(managed.len() as u64, total);

    let search = format!("{admin}/v2/orgs/{org}/directories/-/users/search");
    let mut found = 0;
    let mut body = json!({"limit": 100});
    loop {
        let request = client().post(&search).bearer_auth(&keys.organization.token).json(&body);
        let page = json_of(request.send().await.unwrap()).await;
        found += page["data"].as_array().unwrap().len();
        match page["links"].get("next") {
            Some(cursor) => body["cursor"] = cursor.clone(),
            None => break,
        }
    }
    assert_eq!(found, Config::default().users);

    let bad = get(format!("{admin}/v1/orgs/{org}/users?cursor=nonsense"), &keys.organization).await;
    assert_eq!(bad.status(), 400);
}

#[tokio::test]
async fn a_change_is_seen_by_the_next_call_everywhere() {
    let simulator = start().await;
    let logins = simulator.credentials();
    let myself = format!("{}/rest/api/3/myself", simulator.site(0));
    let member = json_of(get(myself.clone(), &logins.jira_member).await).await;
    let member = member["accountId"].as_str().unwrap();
    let org = format!("{}/admin/v2/orgs/{}", simulator.api(), simulator.organization_id());
    let send = async |request: RequestBuilder| {
        request.bearer_auth(&logins.organization.token).send().await.unwrap().status()
    };

    let groups = format!("{}/rest/api/3/user/groups?accountId={member}", simulator.site(0));
    let before = json_of(get(groups.clone(), &logins.jira_admin).await).await;
    let directory = format!("{org}/directories/{}", simulator.directories()[0].0);
    let group = format!("{directory}/groups/{}/memberships", before[0]["groupId"].as_str().unwrap());
    let client = client();
    let join = || client.post(&group).json(&json!({"accountId": member}));
    assert_eq!(send(join()).await, 409);
    assert_eq!(send(client.delete(format!("{group}/{member}"))).await, 204);
    let after = json_of(get(groups.clone(), &logins.jira_admin).await).await;
    assert_eq!(after.as_array().unwrap().len() + 1, before.as_array().unwrap().len());
    assert_eq!(send(join()).await, 204);
    assert_eq!(json_of(get(groups, &logins.jira_admin).await).await, before);

    let everywhere = format!("{org}/directories/-/users/{member}/suspend");
    assert_eq!(send(client.post(everywhere).json(&json!({}))).await, 404, "a change names its directory");
    let user = format!("{directory}/users/{member}");
    assert_eq!(send(client.post(format!("{user}/suspend"))).await, 415);
    assert_eq!(send(client.post(format!("{user}/suspend")).json(&json!({}))).await, 204);
    assert_eq!(get(myself.clone(), &logins.jira_member).await.status(), 401);
    assert_eq!(send(client.post(format!("{user}/restore")).json(&json!({}))).await, 204);
    assert_eq!(get(myself, &logins.jira_member).await.status(), 200);
    assert_eq!(send(client.delete(&user)).await, 204);
    assert_eq!(send(client.delete(&user)).await, 404);
}

#[tokio::test]
async fn only_keys_without_scopes_change_accounts() {
    let simulator = start().await;
    let logins = simulator.credentials();
    let myself = format!("{}/rest/api/3/myself", simulator.site(0));
    let member = json_of(get(myself.clone(), &logins.jira_member).await).await;
    let manage = format!("{}/users/{}/manage", simulator.api(), member["accountId"].as_str().unwrap());

    let scoped = get(manage.clone(), &logins.organization_scoped).await;
    assert_eq!(scoped.status(), 403);
    assert!(scoped.text().await.unwrap().contains("manage:org"));
    let rules = json_of(get(manage.clone(), &logins.organization).await).await;
    assert_eq!(rules["lifecycle.enablement"], json!({"allowed": true}));
    let disable = client().post(format!("{manage}/lifecycle/disable"));
    let disable = disable.bearer_auth(&logins.organization.token).send().await.unwrap();
    assert_eq!(disable.status(), 204);
    assert_eq!(get(myself, &logins.jira_member).await.status(), 401);
}

#[tokio::test]
async fn a_revoked_key_is_refused_and_gone() {
    let simulator = start().await;
    let keys = simulator.credentials();
    let inventory =
        format!("{}/admin/api-access/v1/orgs/{}/api-keys", simulator.api(), simulator.organization_id(),);
    let listed = async || {
        let page = json_of(get(inventory.clone(), &keys.organization).await).await;
        page["data"].as_array().unwrap().clone()
    };
    let before = listed().await;
    let scoped = before.iter().find(|key| key["label"] == "organization scoped").unwrap();
    assert!(scoped["expiresAt"].is_string());
    let revoke = format!("{inventory}/revoke/{}", scoped["id"].as_str().unwrap());
    let revoke = client().patch(revoke).bearer_auth(&keys.organization.token).json(&json!({}));
    assert_eq!(revoke.send().await.unwrap().status(), 204);
    assert_eq!(get(inventory.clone(), &keys.organization_scoped).await.status(), 401);
    assert_eq!(listed().await.len() + 1, before.len());
}

#[tokio::test]
async fn the_same_seed_makes_the_same_world() {
    let users = async |seed| {
        let simulator = Simulator::start(Config { seed, ..Config::default() }).await.unwrap();
        let url = format!("{}/rest/api/3/users/search?maxResults=1000", simulator.site(0));
        let users = json_of(get(url, &simulator.credentials().jira_admin).await).await;
        let secrets: Vec<_> = simulator.credentials().all_secrets().into_iter().map(str::to_owned).collect();
        // The address of the site is all that differs.
        (users.to_string().replace(&simulator.site(0), ""), secrets)
    };
    let (first, again, other) = (users(7).await, users(7).await, users(8).await);
    assert!(first == again);
    assert_ne!(first.0, other.0);
    assert_ne!(first.1, other.1);
}

#[tokio::test]
async fn a_million_users_are_there_at_once() {
    let began = std::time::Instant::now();
    let simulator = Simulator::start(Config { users: 1_000_000, ..Config::default() }).await.unwrap();
    let admin = &simulator.credentials().jira_admin;
    let api = format!("{}/rest/api/3", simulator.site(0));
    let last = get(format!("{api}/users/search?startAt=999000&maxResults=1000"), admin).await;
    assert!(json_of(last).await.as_array().unwrap().len() > 500);
    let roles = json_of(get(format!("{api}/applicationrole"), admin).await).await;
    assert!(roles[0]["userCount"].as_u64().unwrap() > 500_000);
    assert!(began.elapsed().as_secs() < 5);
}
