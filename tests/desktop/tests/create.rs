//! Connecting sources through the dialog.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Form};

#[tokio::test(flavor = "multi_thread")]
async fn each_type_and_each_kind_of_key() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let credentials = simulator.credentials();
    let desktop = Desktop::start("create").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.wait_for_text("Connect your first source").await;
    app.screenshot("empty").await;

    let site = simulator.site(0);
    let organization = simulator.organization_id();
    let forms = [
        Form::jira_cloud("Acme Jira", &site, &credentials.jira_admin),
        Form::jira_cloud("Acme Jira with scopes", &site, &credentials.jira_scoped),
        Form::access("Acme", &credentials.organization, ""),
        Form::access("Acme with scopes", &credentials.organization_scoped, &organization),
    ];
    for form in &forms {
        app.create(form).await;
        assert_eq!(app.cell(&form.name, "Type").await, form.connection_type);
        assert!(app.cell(&form.name, "Status").await.contains("Connected"), "{}", form.name);
        assert!(app.cell(&form.name, "Expires").await.contains("in 90 days"), "{}", form.name);
    }
    app.screenshot("list").await;
    let kept = [
        &credentials.jira_admin.token,
        &credentials.jira_scoped.token,
        &credentials.organization.token,
        &credentials.organization_scoped.token,
    ];
    desktop.keychain().wait_for_keys(&kept.map(String::as_str)).await;

    let gateway = |path: &str| path.starts_with("/ex/jira/");
    assert!(
        simulator.log().iter().any(|request| gateway(&request.path_and_query)),
        "scopes lead to the gateway"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_wrong_fields_are_told_at_once_and_nothing_typed_is_lost() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("create").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.click_button("+ External Source").await;
    app.choose("Connection Type", "Jira Cloud").await;
    let wrong = [
        ("Source Name", " "),
        ("Jira URL", "ftp://acme"),
        ("User Email", "ada"),
        ("API Key", "two words"),
        ("Expires on", "31/12/2026"),
    ];
    for (label, value) in wrong {
        app.fill(label, value).await;
    }
    app.click_button("Create").await;
    app.wait_for_text("5 fields need your attention.").await;
    app.screenshot("field errors").await;
    for (label, value) in wrong {
        assert!(app.field_error(label).await.is_some(), "{label} is right");
        assert_eq!(app.value(label).await, value);
    }
    assert_eq!(app.focused().await, "Source Name");
    assert!(simulator.log().is_empty(), "nothing is sent");

    // Another type asks for other fields, and gives those of the first back.
    app.choose("Connection Type", "Access").await;
    app.choose("Connection Type", "Jira Cloud").await;
    for (label, value) in wrong {
        assert_eq!(app.value(label).await, value);
    }
    app.fill_in(&Form::site("Acme", &simulator, 0)).await;
    app.click_button("Create").await;
    app.wait_for_source("Acme").await;
}
