//! Which hosts get to see a credential.

use atlassian_client::{Client, Config, Error, Route};
use atlassian_simulator::{Authorization, Canned, FaultRule, Host, Simulator, cases};
use serde_json::json;

async fn simulator() -> Simulator {
    Simulator::start(Default::default()).await.unwrap()
}

fn client(simulator: &Simulator) -> Client {
    Client::new(Config { api: simulator.api().parse().unwrap(), ..Config::default() }).unwrap()
}

#[tokio::test]
async fn no_redirect_takes_a_credential_elsewhere() {
    let (acme, elsewhere) = (simulator().await, simulator().await);
    let known = acme.credentials();
    acme.fault(FaultRule::on("", cases::redirect_to(&format!("{}/admin/v1/orgs", elsewhere.api()))));

    let site = acme.site(0).parse().unwrap();
    let token = known.jira_admin.token.clone().into();
    let by_site = client(&acme).connect_site(&site, &known.jira_admin.email, &token).await;
    let key = known.organization.token.clone().into();
    let by_organization = client(&acme).connect_organization(None, &key).await;

    let to = elsewhere.api().replace("http://", "");
    for error in [by_site.unwrap_err(), by_organization.unwrap_err()] {
        assert!(matches!(&error, Error::Redirected { to: named, .. } if *named == to), "{error:?}");
    }
    assert!(elsewhere.log().is_empty());
}

#[tokio::test]
async fn the_site_tells_its_id_without_a_credential() {
    let acme = simulator().await;
    let scoped = &acme.credentials().jira_scoped;
    let site = acme.site(0).parse().unwrap();
    let found = client(&acme).connect_site(&site, &scoped.email, &scoped.token.clone().into()).await.unwrap();
    assert!(matches!(found.route, Route::Gateway { .. }), "{found:?}");
    for request in acme.log() {
        let anonymous = request.path_and_query == "/_edge/tenant_info";
        assert_eq!(request.authorization == Authorization::None, anonymous, "{request:?}");
    }
}

#[tokio::test]
async fn an_id_that_is_none_builds_no_path() {
    let acme = simulator().await;
    let answer = Canned::json(200, &json!({ "cloudId": "../../admin/v1/orgs" }));
    acme.fault(FaultRule::on("/_edge/tenant_info", answer));
    let scoped = &acme.credentials().jira_scoped;
    let site = acme.site(0).parse().unwrap();
    let error =
        client(&acme).connect_site(&site, &scoped.email, &scoped.token.clone().into()).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    assert!(acme.log().iter().all(|request| request.host != Host::Api), "{:?}", acme.log());
}

#[tokio::test]
async fn errors_hold_no_credential() {
    let acme = simulator().await;
    let client = client(&acme);
    for credential in acme.credentials().all() {
        let secret = credential.token.clone().into();
        let site = acme.site(0).parse().unwrap();
        let by_site = client.connect_site(&site, &credential.email, &secret).await.map(drop);
        let by_organization = client.connect_organization(None, &secret).await.map(drop);
        for error in [by_site, by_organization].into_iter().filter_map(Result::err) {
            let told = format!("{error} {error:?}");
            assert!(!told.contains(&credential.token), "{}", credential.name);
        }
    }
}
