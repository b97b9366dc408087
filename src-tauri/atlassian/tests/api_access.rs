//! The inventory of keys and tokens, over the simulator's pages.

use std::{collections::BTreeSet, time::Duration};

use atlassian_client::{ApiKey, ApiToken, Client, Config, Error};
use atlassian_simulator::{Authorization, Canned, FaultRule, Simulator, cases};
use futures_util::TryStreamExt;
use secrecy::SecretString;
use serde_json::json;

async fn start() -> (Simulator, Client) {
    let config = atlassian_simulator::Config { users: 2_000, ..Default::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let api = simulator.api().parse().unwrap();
    let client = Client::new(Config { api, patience: Duration::from_millis(20), ..Config::default() });
    (simulator, client.unwrap())
}

fn secret(token: &str) -> SecretString {
    token.to_owned().into()
}

async fn keys(simulator: &Simulator, client: &Client, key: &str) -> Result<Vec<ApiKey>, Error> {
    client.api_keys(&simulator.organization_id(), &secret(key)).try_concat().await
}

async fn tokens(simulator: &Simulator, client: &Client, key: &str) -> Result<Vec<ApiToken>, Error> {
    client.api_tokens(&simulator.organization_id(), &secret(key)).try_concat().await
}

#[tokio::test]
async fn every_key_and_token_comes_once() {
    let (simulator, client) = start().await;
    let key = &simulator.credentials().organization.token;
    let keys = keys(&simulator, &client, key).await.unwrap();
    assert!(keys.iter().any(|key| key.label == "Integration 1" && key.expires_at.is_some()));

    let tokens = tokens(&simulator, &client, key).await.unwrap();
    assert!(tokens.len() > 500, "{} tokens", tokens.len());
    let ids: BTreeSet<_> = tokens.iter().map(|token| &token.id).collect();
    assert_eq!(ids.len(), tokens.len(), "each once");
    assert!(tokens.iter().all(|token| token.user.as_ref().is_some_and(|user| !user.name.is_empty())));
    assert!(tokens.iter().any(|token| token.user.as_ref().is_some_and(|user| user.email.is_none())));
    let pages = simulator.log().iter().filter(|r| r.path_and_query.contains("/api-tokens")).count();
    assert!(pages >= tokens.len().div_ceil(100), "{pages} pages");
}

#[tokio::test]
async fn trouble_in_the_middle_is_waited_out_or_told() {
    let (simulator, client) = start().await;
    let key = &simulator.credentials().organization.token;
    let whole = tokens(&simulator, &client, key).await.unwrap();

    let busy = Canned::json(503, &json!({})).with("Retry-After", "1");
    simulator.fault(FaultRule::on("/api-tokens?cursor", busy).times(2));
    assert_eq!(tokens(&simulator, &client, key).await.unwrap(), whole);

    simulator.fault(FaultRule::on("/api-tokens?cursor", cases::bad_token_strict()));
    assert!(matches!(tokens(&simulator, &client, key).await, Err(Error::Refused { .. })));
}

#[tokio::test]
async fn a_next_page_elsewhere_does_not_get_the_key() {
    let (simulator, client) = start().await;
    let elsewhere = Simulator::start(Default::default()).await.unwrap();
    let key = &simulator.credentials().organization.token;
    let next = format!("{}/admin/api-access/v1/orgs/x/api-tokens?cursor=y", elsewhere.api());
    for (next, is_refusal) in [
        (next.as_str(), |error: &Error| matches!(error, Error::Redirected { .. })),
        ("again", |error: &Error| matches!(error, Error::Unexpected { .. })),
    ] as [(&str, fn(&Error) -> bool); 2]
    {
        let page = json!({"data": [], "links": {"next": next}});
        simulator.clear_faults();
        simulator.fault(FaultRule::on("/api-tokens", Canned::json(200, &page)));
        let error = tokens(&simulator, &client, key).await.unwrap_err();
        assert!(is_refusal(&error), "{next}: {error}");
    }
    assert!(elsewhere.log().is_empty());
    assert!(simulator.log().iter().all(|request| request.authorization == Authorization::Bearer));
}

#[tokio::test]
async fn the_missing_right_is_named() {
    let (simulator, client) = start().await;
    let known = simulator.credentials();
    let refused = keys(&simulator, &client, &known.organization_not_admin.token).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden { .. }), "{refused}");
    let expired = keys(&simulator, &client, &known.organization_expired.token).await.unwrap_err();
    assert!(matches!(expired, Error::Refused { .. }), "{expired}");
}

#[tokio::test]
async fn what_is_revoked_is_gone() {
    let (simulator, client) = start().await;
    let (id, token) = (simulator.organization_id(), &simulator.credentials().organization.token);
    let key = secret(token);
    let victim = keys(&simulator, &client, token).await.unwrap().pop().unwrap();
    client.revoke_api_key(&id, &victim.id, &key).await.unwrap();
    assert!(!keys(&simulator, &client, token).await.unwrap().contains(&victim));
    let again = client.revoke_api_key(&id, &victim.id, &key).await.unwrap_err();
    assert!(matches!(again, Error::NotFound { .. }), "{again}");
    let escaping = client.revoke_api_key(&id, "../../../../users", &key).await.unwrap_err();
    assert!(matches!(escaping, Error::NotFound { .. }), "{escaping}");

    let all = tokens(&simulator, &client, token).await.unwrap();
    // Of someone whose account is managed.
    let mut revoked = None;
    for candidate in &all {
        let owner = &candidate.user.as_ref().unwrap().id;
        match client.revoke_api_token(owner, &candidate.id, &key).await {
            Ok(()) => {
                revoked = Some(candidate);
                break;
            }
            Err(error) => assert!(matches!(error, Error::NotFound { .. }), "{error}"),
        }
    }
    let left = tokens(&simulator, &client, token).await.unwrap();
    assert!(!left.contains(revoked.unwrap()));
    assert_eq!(left.len() + 1, all.len());
}
