//! The inventory of keys and tokens, over the simulator's pages.

use std::time::Duration;

use atlassian_client::{ApiKey, ApiToken, Client, Config, Error, Person, Unreachable};
use atlassian_simulator::{Authorization, Canned, Fault, FaultRule, Issued, Outcome, Simulator, cases};
use futures_util::{Stream, StreamExt, TryStreamExt};
use secrecy::SecretString;
use serde_json::json;

async fn simulator() -> Simulator {
    let config = atlassian_simulator::Config { users: 2_000, keys: 250, ..Default::default() };
    Simulator::start(config).await.unwrap()
}

fn client(simulator: &Simulator, patience: Duration) -> Client {
    let api = simulator.api().parse().unwrap();
    Client::new(Config { api, patience, ..Config::default() }).unwrap()
}

async fn start() -> (Simulator, Client) {
    let simulator = simulator().await;
    let client = client(&simulator, Config::default().patience);
    (simulator, client)
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

/// Reads a list that ends in an error: the entries before it, and the error.
async fn until_error<T>(pages: impl Stream<Item = Result<Vec<T>, Error>>) -> (usize, Error) {
    let mut pages = std::pin::pin!(pages);
    let mut entries = 0;
    let error = loop {
        match pages.next().await.expect("an error before the end") {
            Ok(page) => entries += page.len(),
            Err(error) => break error,
        }
    };
    assert!(pages.next().await.is_none(), "the error is the end");
    (entries, error)
}

fn owner(issued: &Issued) -> Option<Person> {
    let Issued { owner, owner_name, owner_email, .. } = issued.clone();
    Some(Person { id: owner, name: owner_name, email: owner_email })
}

fn as_key(issued: &Issued) -> ApiKey {
    ApiKey {
        id: issued.id.clone(),
        label: issued.label.clone(),
        created_by: owner(issued),
        created_at: Some(issued.created_at),
        expires_at: Some(issued.expires_at),
        last_active_at: issued.last_active_at,
        scopes: issued.scopes.iter().map(|&scope| scope.to_owned()).collect(),
    }
}

fn as_token(issued: &Issued) -> ApiToken {
    ApiToken {
        id: issued.id.clone(),
        label: issued.label.clone(),
        status: if issued.blocked { "BLOCKED" } else { "ALLOWED" }.into(),
        user: owner(issued),
        created_at: Some(issued.created_at),
        expires_at: Some(issued.expires_at),
        last_active_at: issued.last_active_at,
        scopes: Vec::new(),
    }
}

#[tokio::test]
async fn every_key_and_token_comes_once() {
    let (simulator, client) = start().await;
    let (id, key) = (simulator.organization_id(), secret(&simulator.credentials().organization.token));

    let pages: Vec<_> = client.api_keys(&id, &key).try_collect().await.unwrap();
    let issued: Vec<_> = simulator.api_keys().iter().map(as_key).collect();
    assert!(issued.len() > 200 && issued.iter().any(|key| key.last_active_at.is_none()));
    assert_eq!(pages.concat(), issued);
    assert!(pages.iter().rev().skip(1).all(|page| page.len() == 100), "all but the last are full");

    let pages: Vec<_> = client.api_tokens(&id, &key).try_collect().await.unwrap();
    let issued: Vec<_> = simulator.api_tokens().iter().map(as_token).collect();
    let hides = |token: &ApiToken| token.user.as_ref().is_some_and(|user| user.email.is_none());
    assert!(issued.len() > 500 && issued.iter().any(hides) && issued.iter().any(ApiToken::is_blocked));
    assert_eq!(pages.concat(), issued);
    assert!(pages.iter().rev().skip(1).all(|page| page.len() == 100), "all but the last are full");
}

#[tokio::test]
async fn a_bare_cursor_leads_on_as_well() {
    let (simulator, client) = start().await;
    let key = &simulator.credentials().organization.token;
    let whole = keys(&simulator, &client, key).await.unwrap();
    // `at:100`, as the simulator writes it.
    simulator.fault(FaultRule::on("/api-keys", Fault::NextPage("YXQ6MTAw".into())).times(1));
    assert_eq!(keys(&simulator, &client, key).await.unwrap(), whole);
}

#[tokio::test]
async fn trouble_in_the_middle_is_waited_out_or_told() {
    let (simulator, client) = start().await;
    let key = &simulator.credentials().organization.token;
    let whole = tokens(&simulator, &client, key).await.unwrap();
    let middle = |kind: Fault| FaultRule::on("/api-tokens?cursor", kind);

    let busy = Canned::json(503, &json!({}));
    simulator.fault(middle(busy.clone().into()).times(2));
    assert_eq!(tokens(&simulator, &client, key).await.unwrap(), whole);

    simulator.fault(middle(Fault::CutMidBody).times(1));
    simulator.fault(middle(Fault::Reset).times(1));
    assert_eq!(tokens(&simulator, &client, key).await.unwrap(), whole);

    // Longer than one call waits, but not longer than a list.
    let hasty = self::client(&simulator, Duration::from_millis(20));
    simulator.fault(middle(busy.with("Retry-After", "1").into()).times(2));
    assert_eq!(tokens(&simulator, &hasty, key).await.unwrap(), whole);

    for (kind, expected) in [
        (
            Fault::CutMidBody,
            (|error| matches!(error, Error::Unreachable { why: Unreachable::Cut, .. })) as fn(&Error) -> bool,
        ),
        (cases::bad_token_strict().into(), |error| matches!(error, Error::Refused { .. })),
        (cases::truncated_json().into(), |error| matches!(error, Error::Unexpected { .. })),
        (cases::login_page_200().into(), |error| matches!(error, Error::NotAnApi { .. })),
    ] {
        simulator.clear_faults();
        simulator.fault(middle(kind.clone()));
        let (entries, error) =
            until_error(client.api_tokens(&simulator.organization_id(), &secret(key))).await;
        assert_eq!(entries, 100, "{kind:?}");
        assert!(expected(&error), "{kind:?}: {error}");
    }
}

#[tokio::test]
async fn a_next_page_elsewhere_does_not_get_the_key() {
    let (simulator, client) = start().await;
    let elsewhere = self::simulator().await;
    let (id, key) = (simulator.organization_id(), secret(&simulator.credentials().organization.token));
    let next = format!("{}/admin/api-access/v1/orgs/{id}/api-tokens?cursor=YXQ6MTAw", elsewhere.api());
    simulator.fault(FaultRule::on("/api-tokens", Fault::NextPage(next)));

    let (entries, error) = until_error(client.api_tokens(&id, &key)).await;
    assert_eq!(entries, 100);
    let to = elsewhere.api();
    assert!(matches!(&error, Error::Redirected { to: named, .. } if *named == to), "{error:?}");
    assert!(elsewhere.log().is_empty());
    assert_eq!(simulator.log().len(), 1);
}

#[tokio::test]
async fn a_next_page_that_was_there_before_is_an_error() {
    let (simulator, client) = start().await;
    let (id, key) = (simulator.organization_id(), secret(&simulator.credentials().organization.token));
    let first = format!("{}/admin/api-access/v1/orgs/{id}/api-tokens", simulator.api());
    for (next, pages) in [(first.as_str(), 1), ("YXQ6MTAw", 2)] {
        simulator.clear_faults();
        simulator.clear_log();
        simulator.fault(FaultRule::on("/api-tokens", Fault::NextPage(next.to_owned())));
        let (_, error) = until_error(client.api_tokens(&id, &key)).await;
        assert!(matches!(error, Error::Unexpected { .. }), "{error:?}");
        assert_eq!(simulator.log().len(), pages, "{next}");
    }
}

#[tokio::test]
async fn what_is_not_told_is_none_and_what_is_unknown_is_left_out() {
    let (simulator, client) = start().await;
    let entries = json!({"data": [
        {"id": "1"},
        {
            "id": "2", "label": null, "createdAt": null, "expiresAt": null, "lastActiveAt": null,
            "scopes": null, "createdBy": null, "user": null, "targetResources": [], "orgId": "x",
        },
        {
            "id": "3", "createdBy": {"id": "a", "name": null, "email": null}, "user": {"id": "a", "orgId": "x"},
            "expiresAt": "2027-03-19T00:00:00.000+00:00",
        },
    ], "links": null});
    simulator.fault(FaultRule::on("/api-access/", Canned::json(200, &entries)));
    let key = &simulator.credentials().organization.token;
    let nameless = Person { id: "a".into(), name: String::new(), email: None };
    let expires_at = Some("2027-03-19T00:00:00Z".parse().unwrap());
    for entry in keys(&simulator, &client, key).await.unwrap() {
        let told = entry.id == "3";
        let bare = ApiKey {
            id: entry.id.clone(),
            label: String::new(),
            created_by: told.then(|| nameless.clone()),
            created_at: None,
            expires_at: expires_at.filter(|_| told),
            last_active_at: None,
            scopes: Vec::new(),
        };
        assert_eq!(entry, bare);
    }
    let users: Vec<_> = tokens(&simulator, &client, key).await.unwrap().into_iter().map(|t| t.user).collect();
    assert_eq!(users, [None, None, Some(nameless)]);
}

#[tokio::test]
async fn the_missing_right_is_named() {
    let (simulator, client) = start().await;
    let (id, known) = (simulator.organization_id(), simulator.credentials());
    assert!(keys(&simulator, &client, &known.organization_scoped.token).await.is_ok());
    for lacking in [&known.organization_not_admin, &known.organization_lacking_scopes] {
        let secret = secret(&lacking.token);
        for refused in [
            keys(&simulator, &client, &lacking.token).await.map(drop),
            tokens(&simulator, &client, &lacking.token).await.map(drop),
            client.revoke_api_key(&id, "any", &secret).await,
            client.revoke_api_token("anyone", "any", &secret).await,
        ] {
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{}: {refused:?}", lacking.name);
        }
    }
    let expired = keys(&simulator, &client, &known.organization_expired.token).await.unwrap_err();
    assert!(matches!(expired, Error::Refused { .. }), "{expired}");

    simulator.fault(FaultRule::on("", cases::scope_missing()));
    let (token, key) = (&known.organization_scoped.token, secret(&known.organization_scoped.token));
    for (refused, needed) in [
        (keys(&simulator, &client, token).await.map(drop), "read:tokens:admin"),
        (tokens(&simulator, &client, token).await.map(drop), "read:tokens:admin"),
        (client.revoke_api_key(&id, "any", &key).await, "delete:tokens:admin"),
        (client.revoke_api_token("anyone", "any", &key).await, "manage:org"),
    ] {
        let named = matches!(&refused, Err(Error::ScopeMissing { scope, .. }) if *scope == needed);
        assert!(named, "{needed}: {refused:?}");
    }
}

#[tokio::test]
async fn what_is_revoked_is_gone() {
    let (simulator, client) = start().await;
    let (id, known) = (simulator.organization_id(), simulator.credentials());
    let (token, key) = (&known.organization.token, secret(&known.organization.token));

    let before = keys(&simulator, &client, token).await.unwrap();
    let victim = before.iter().find(|key| key.label == "organization scoped").unwrap();
    client.revoke_api_key(&id, &victim.id, &key).await.unwrap();
    let left: Vec<_> = before.iter().filter(|key| *key != victim).cloned().collect();
    assert_eq!(keys(&simulator, &client, token).await.unwrap(), left);
    let refused = keys(&simulator, &client, &known.organization_scoped.token).await;
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    let again = client.revoke_api_key(&id, &victim.id, &key).await;
    assert!(matches!(again, Err(Error::NotFound { .. })), "{again:?}");

    let before = simulator.api_tokens();
    let victim = before.iter().find(|token| token.owner_managed).unwrap();
    client.revoke_api_token(&victim.owner, &victim.id, &key).await.unwrap();
    let left: Vec<_> = before.iter().filter(|token| *token != victim).map(as_token).collect();
    assert_eq!(tokens(&simulator, &client, token).await.unwrap(), left);
    let unmanaged = before.iter().find(|token| !token.owner_managed).unwrap();
    for token in [victim, unmanaged] {
        let refused = client.revoke_api_token(&token.owner, &token.id, &key).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn ids_keep_to_their_place_in_the_path() {
    let (simulator, client) = start().await;
    let (id, key) = (simulator.organization_id(), secret(&simulator.credentials().organization.token));
    let before = (simulator.api_keys(), simulator.api_tokens());
    for odd in ["..", ".", "", "../../../../users", "..%2F..", "a?b#c"] {
        for outcome in [
            client.connect_organization(Some(odd), &key).await.map(drop),
            client.revoke_api_key(&id, odd, &key).await,
            client.revoke_api_key(odd, &before.0[0].id, &key).await,
            client.revoke_api_token(&before.1[0].owner, odd, &key).await,
            client.revoke_api_token(odd, &before.1[0].id, &key).await,
        ] {
            assert!(matches!(outcome, Err(Error::NotFound { .. })), "{odd:?}: {outcome:?}");
        }
    }
    assert!(simulator.log().iter().all(|request| request.outcome == Outcome::Status(404)));
    assert_eq!((simulator.api_keys(), simulator.api_tokens()), before);
}

#[tokio::test]
async fn a_change_is_not_repeated_when_its_outcome_is_unclear() {
    let (simulator, client) = start().await;
    let (id, known) = (simulator.organization_id(), simulator.credentials());
    let (token, key) = (&known.organization.token, secret(&known.organization.token));
    for answer in [
        Fault::Reset,
        Fault::CutMidBody,
        Canned::json(503, &json!({})).into(),
        // The last, for it asks for a pause.
        cases::unavailable_503().into(),
    ] {
        let victim = simulator.api_keys().pop().unwrap();
        simulator.clear_log();
        simulator.fault(FaultRule::on("/revoke/", Fault::AfterEffect(Box::new(answer))).times(1));
        let error = client.revoke_api_key(&id, &victim.id, &key).await.unwrap_err();
        let unclear = matches!(error, Error::Busy { .. } | Error::Unreachable { why: Unreachable::Cut, .. });
        assert!(unclear, "{error}");
        assert_eq!(simulator.log().len(), 1, "{error}");
        assert!(!keys(&simulator, &client, token).await.unwrap().contains(&as_key(&victim)));
    }
    assert!(simulator.log().iter().all(|request| request.authorization == Authorization::Bearer));
}
