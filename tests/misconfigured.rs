//! What the dialog says for everything that can be wrong (the cases of Atlassian's answers).

mod support;

use std::time::Duration;

use atlassian_simulator::{
    Credential, Fault, FaultRule, Host, Simulator,
    cases::{self, BusyHeader},
};
use external_sources_core::{Error, FieldName, Problem, SourceDraft};
use support::{CHECKED, MemoryKeychain, client, open, organization, site, uncancelled};

/// What came of one attempt to connect.
enum Said {
    No(Problem, Option<FieldName>),
    Nothing(Problem),
}

async fn attempt(simulator: &Simulator, draft: SourceDraft) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::default();
    let sources = open(dir.path(), keychain.clone(), client(simulator));
    let error = sources.create(draft, CHECKED, uncancelled()).await.unwrap_err();
    assert!(sources.list().await.unwrap().sources.is_empty(), "nothing is saved");
    assert!(keychain.keys().is_empty(), "no key is kept");
    match error {
        Error::Misconfigured { problem, field, .. } => Said::No(problem, field),
        Error::Unreachable(problem) => Said::Nothing(problem),
        other => panic!("{other:?}"),
    }
}

/// Expects Atlassian's no, put into these words, blamed on this field.
async fn expect_no(
    simulator: &Simulator,
    draft: SourceDraft,
    case: &str,
    words: [&str; 2],
    field: impl Into<Option<FieldName>>,
) {
    let Said::No(problem, blamed) = attempt(simulator, draft).await else { panic!("{case}: not heard") };
    println!("{case} → {} {}", problem.message, problem.hint);
    assert!(problem.message.contains(words[0]), "{case}: {problem:?}");
    assert!(problem.hint.contains(words[1]), "{case}: {problem:?}");
    assert!(!problem.detail.is_empty(), "{case}: {problem:?}");
    assert_eq!(blamed, field.into(), "{case}");
}

async fn expect_silence(simulator: &Simulator, draft: SourceDraft, case: &str, word: &str) {
    let Said::Nothing(problem) = attempt(simulator, draft).await else { panic!("{case}: heard") };
    println!("{case} → {} {}", problem.message, problem.hint);
    assert!(problem.message.contains(word), "{case}: {problem:?}");
}

#[tokio::test]
async fn a_credential_of_each_kind() {
    use FieldName::{ApiKey, OrganizationId, UserEmail};
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let known = simulator.credentials();
    let at_site = |credential: &Credential| site("Acme", &simulator.site(0), credential);
    let in_org = |credential: &Credential| organization("Acme", "", credential);
    let org = simulator.organization_id();

    let mut mistyped = known.jira_admin.clone();
    mistyped.token.pop();
    expect_no(
        &simulator,
        at_site(&mistyped),
        "mistyped token",
        ["refused the API token", "mistyped"],
        ApiKey,
    )
    .await;
    expect_no(&simulator, at_site(&known.jira_expired), "expired token", ["refused", "expired"], ApiKey)
        .await;
    expect_no(
        &simulator,
        at_site(&known.jira_password),
        "password",
        ["password", "Create an API token"],
        ApiKey,
    )
    .await;
    expect_no(&simulator, at_site(&known.jira_locked), "CAPTCHA", ["CAPTCHA", "in the browser"], UserEmail)
        .await;
    expect_no(
        &simulator,
        at_site(&known.jira_lacking_scope),
        "scope missing at the gateway",
        ["lacks manage:jira-configuration", "scopes"],
        ApiKey,
    )
    .await;
    expect_no(
        &simulator,
        at_site(&known.jira_member),
        "no administrator",
        ["not an administrator", "Administer Jira"],
        UserEmail,
    )
    .await;

    let refused = ["refused this organization API key", "If it is an API token"];
    expect_no(&simulator, in_org(&known.organization_expired), "expired organization key", refused, ApiKey)
        .await;
    expect_no(
        &simulator,
        in_org(&known.organization_scoped),
        "scoped organization key without its ID",
        ["lists no organization", "Organization ID"],
        OrganizationId,
    )
    .await;
    let no_rights = ["may not read its organization", "no longer an organization admin"];
    for credential in [&known.organization_not_admin, &known.organization_lacking_scopes] {
        expect_no(&simulator, organization("Acme", &org, credential), credential.what, no_rights, ApiKey)
            .await;
    }
    expect_no(
        &simulator,
        organization("Acme", "00000000-0000-0000-0000-000000000000", &known.organization),
        "unknown organization",
        ["no organization with the ID", "Check the Organization ID"],
        OrganizationId,
    )
    .await;
}

#[tokio::test]
async fn an_answer_of_each_kind() {
    use FieldName::{ApiKey, JiraUrl, UserEmail};
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let draft = || site("Acme", &simulator.site(0), &simulator.credentials().jira_admin);
    let elsewhere = cases::redirect_to("https://evil.example/rest/api/3/myself");
    for (case, answer, words, field) in [
        (
            "strict endpoint, dead token",
            cases::bad_token_strict(),
            ["refused the API token", "expired"],
            Some(ApiKey),
        ),
        (
            "anonymous endpoint, dead token",
            cases::bad_token_anonymous(),
            ["refused the API token", "expired"],
            Some(ApiKey),
        ),
        ("password", cases::password(), ["password", "API token"], Some(ApiKey)),
        ("CAPTCHA", cases::captcha(), ["CAPTCHA", "browser"], Some(UserEmail)),
        (
            "not an administrator",
            cases::not_admin(),
            ["not an administrator", "Administer Jira"],
            Some(UserEmail),
        ),
        ("unknown site", cases::site_unknown_json(), ["no Jira site", "Check the Jira URL"], Some(JiraUrl)),
        (
            "suspended site",
            cases::site_unavailable_html(),
            ["no Jira site", "Check the Jira URL"],
            Some(JiraUrl),
        ),
        ("login page", cases::login_page_200(), ["web page", "proxy"], Some(JiraUrl)),
        ("login page by redirect", cases::login_page_302(), ["web page", "proxy"], Some(JiraUrl)),
        ("redirect to another host", elsewhere, ["evil.example", "not sent to evil.example"], Some(JiraUrl)),
        (
            "429, Retry-After",
            cases::busy_429(&BusyHeader::RetryAfterSeconds(30)),
            ["is busy and asks", "Try again after"],
            None,
        ),
        ("503", cases::unavailable_503(), ["busy", "ry again"], None),
        ("truncated JSON", cases::truncated_json(), ["does not document", "status.atlassian.com"], None),
    ] {
        simulator.clear_faults();
        simulator.fault(FaultRule::on("/myself", answer));
        expect_no(&simulator, draft(), case, words, field).await;
    }
    simulator.clear_faults();
    simulator.fault(FaultRule::on("/myself", Fault::HugeBody(64 << 20)));
    expect_no(&simulator, draft(), "a huge answer", ["far more data", "proxy"], None).await;
}

#[tokio::test]
async fn no_answer_of_each_kind() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let admin = &simulator.credentials().jira_admin;
    let draft = || site("Acme", &simulator.site(0), admin);
    for (case, fault, word) in [
        ("no answer in time", Fault::Hang, "did not answer in time"),
        ("reset", Fault::Reset, "lost"),
        ("cut", Fault::CutMidBody, "lost"),
    ] {
        simulator.clear_faults();
        simulator.fault(FaultRule::on("/myself", fault).at(Host::Site(0)));
        expect_silence(&simulator, draft(), case, word).await;
    }
    // Nothing listens on the port of a listener that is gone.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    expect_silence(&simulator, site("Acme", &format!("http://{gone}"), admin), "refused", "refused").await;
    expect_silence(&simulator, site("Acme", "https://no-such-site.invalid", admin), "DNS", "DNS").await;
    let plain = simulator.site(0).replace("http:", "https:");
    expect_silence(&simulator, site("Acme", &plain, admin), "TLS", "TLS").await;
}

#[tokio::test]
async fn a_short_trouble_is_waited_out() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let sources = open(
        dir.path(),
        MemoryKeychain::default(),
        atlassian_client::Client::new(atlassian_client::Config {
            api: simulator.api().parse().unwrap(),
            timeout: Duration::from_secs(5),
            ..Default::default()
        })
        .unwrap(),
    );
    simulator.fault(FaultRule::on("/myself", cases::busy_429(&BusyHeader::RetryAfterSeconds(1))).times(1));
    simulator.fault(FaultRule::on("/applicationrole", Fault::Reset).times(1));
    let draft = site("Acme", &simulator.site(0), &simulator.credentials().jira_admin);
    sources.create(draft, CHECKED, uncancelled()).await.unwrap();
    let asked: Vec<_> =
        simulator.log().into_iter().filter(|r| r.path_and_query.contains("/myself")).collect();
    assert_eq!(asked.len(), 2);
    assert!(
        asked[1].at - asked[0].at >= chrono::TimeDelta::seconds(1),
        "nothing is sent while a Retry-After runs"
    );
}
