//! What the window says for everything that can be wrong, and what it offers.

#![cfg(target_os = "linux")]

use std::net::TcpListener;

use atlassian_simulator::{
    Fault, FaultRule, Host, Simulator,
    cases::{self, BusyHeader},
};
use desktop_tests::{App, Desktop, Form};

const WITHOUT_CHECK: &str = "Save without check";

/// Presses Create and expects these words in the dialog that says what is wrong.
async fn expect(app: &App<'_>, form: &Form, case: &str, words: &[&str], unreachable: bool) {
    app.fill_in(form).await;
    app.click_button("Create").await;
    let said = app.wait_for_dialog("was not saved").await;
    let lines: Vec<_> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    println!("{case} → {} {}", lines[1], lines[2]);
    for word in words {
        assert!(said.contains(word), "{case}: {said}");
    }
    assert_eq!(app.has_button(WITHOUT_CHECK).await, unreachable, "{case}: {said}");
    assert_eq!(app.focused().await, "Close", "{case}");
    app.unfold("Technical details").await;
    app.click_button("Close").await;
    app.wait_for_dialog("New external source").await;
    assert_eq!(app.value("Source Name").await, form.name, "{case}");
    for (label, value) in &form.fields {
        assert_eq!(&app.value(label).await, value, "{case}: nothing typed is lost");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_credential_of_each_kind() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("misconfigured").await;
    let app = desktop.open_app(&simulator.api()).await;
    let known = simulator.credentials();
    let site = |credential| Form::jira_cloud("Acme", &simulator.site(0), credential);
    let organization = |credential, id| Form::access("Acme", credential, id);
    let id = simulator.organization_id();
    let mut mistyped = known.jira_admin.clone();
    mistyped.token.pop();

    app.click_button("+ External Source").await;
    for (case, form, words) in [
        ("mistyped token", site(&mistyped), ["refused the API token", "mistyped"]),
        ("expired token", site(&known.jira_expired), ["refused the API token", "expired"]),
        ("password", site(&known.jira_password), ["password", "Create an API token"]),
        ("CAPTCHA", site(&known.jira_locked), ["CAPTCHA", "in the browser"]),
        ("scope missing", site(&known.jira_lacking_scope), ["lacks manage:jira-configuration", "scopes"]),
        ("no administrator", site(&known.jira_member), ["not an administrator", "Administer Jira"]),
        (
            "expired organization key",
            organization(&known.organization_expired, ""),
            ["refused this organization API key", "If it is an API token"],
        ),
        (
            "scoped organization key, no ID",
            organization(&known.organization_scoped, ""),
            ["lists no organization", "Enter the Organization ID"],
        ),
        (
            "organization key without rights",
            organization(&known.organization_not_admin, &id),
            ["may not read its organization", "no longer an organization admin"],
        ),
        (
            "organization key without the scope",
            organization(&known.organization_lacking_scopes, &id),
            ["may not read its organization", "read:orgs:admin"],
        ),
        (
            "unknown organization",
            organization(&known.organization, "00000000-0000-0000-0000-000000000000"),
            ["no organization with the ID", "Check the Organization ID"],
        ),
    ] {
        expect(&app, &form, case, &words, false).await;
    }
    app.screenshot("credential").await;

    // A key of the other type is told from its first letters, before anything is sent.
    simulator.clear_log();
    app.fill_in(&organization(&known.jira_admin, "")).await;
    app.click_button("Create").await;
    app.wait_for_text("This is a user's API token").await;
    app.fill_in(&site(&known.organization)).await;
    app.click_button("Create").await;
    app.wait_for_text("This is an organization's API key").await;
    assert!(simulator.log().is_empty());
    app.discard().await;
    desktop.keychain().wait_for_keys(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_each_kind() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("misconfigured").await;
    let app = desktop.open_app(&simulator.api()).await;
    let form = Form::site("Acme", &simulator, 0);
    let elsewhere = cases::redirect_to("https://elsewhere.example/login");
    app.click_button("+ External Source").await;
    for (case, answer, words) in [
        ("401", cases::bad_token_strict(), ["refused the API token", "expired"]),
        ("200, anonymous", cases::bad_token_anonymous(), ["refused the API token", "expired"]),
        ("unknown site", cases::site_unknown_json(), ["no Jira site", "Check the Jira URL"]),
        ("suspended site", cases::site_unavailable_html(), ["no Jira site", "Check the Jira URL"]),
        ("login page", cases::login_page_200(), ["web page", "proxy"]),
        ("login page, redirected", cases::login_page_302(), ["web page", "proxy"]),
        ("another host", elsewhere, ["elsewhere.example", "not sent to elsewhere.example"]),
        ("half an answer", cases::truncated_json(), ["does not document", "status.atlassian.com"]),
    ] {
        simulator.clear_faults();
        simulator.fault(FaultRule::on("/myself", answer));
        expect(&app, &form, case, &words, false).await;
    }
    // A site that asks for a pause is sent nothing more until it is over.
    for (site, case, answer) in [
        (0, "429", cases::busy_429(&BusyHeader::RetryAfterSeconds(30))),
        (1, "503", cases::unavailable_503()),
    ] {
        simulator.clear_faults();
        simulator.fault(FaultRule::on("/myself", answer));
        let form = Form::site("Acme", &simulator, site);
        expect(&app, &form, case, &["is busy", "Try again after"], false).await;
    }
    app.screenshot("answer").await;
    assert!(app.field_error("Jira URL").await.is_none(), "nothing in the form is to blame");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_of_each_kind() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("misconfigured").await;
    let app = desktop.open_app(&simulator.api()).await;
    let admin = &simulator.credentials().jira_admin;
    let form = Form::site("Acme", &simulator, 0);
    app.click_button("+ External Source").await;
    for (case, fault, word) in [("reset", Fault::Reset, "lost"), ("cut", Fault::CutMidBody, "lost")] {
        simulator.clear_faults();
        simulator.fault(FaultRule::on("/myself", fault).at(Host::Site(0)));
        expect(&app, &form, case, &[word], true).await;
    }
    // Nothing listens at an address that has just been given back.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let plain = simulator.site(0).replace("http:", "https:");
    for (case, url, word) in [
        ("refused", format!("http://{gone}"), "refused"),
        ("DNS", "https://no-such-site.invalid".to_owned(), "DNS"),
        ("TLS", plain, "TLS"),
    ] {
        expect(&app, &Form::jira_cloud("Acme", &url, admin), case, &[word], true).await;
    }
    app.screenshot("no answer").await;

    // What could not be checked can be saved all the same, and says so.
    app.click_button("Create").await;
    app.wait_for_dialog("TLS").await;
    app.click_button(WITHOUT_CHECK).await;
    app.wait_for_source("Acme").await;
    app.wait_for_cell("Acme", "Status", "Error").await;
    app.wait_for_cell("Acme", "Status", "checked never").await;
    desktop.keychain().wait_for_keys(&[&admin.token]).await;
}
