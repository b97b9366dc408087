//! What is there after the app has ended, one way or another.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{App, Desktop, Form};

/// Everything that was saved is shown, as it was.
async fn expect_all(app: &App<'_>) {
    assert_eq!(app.sources().await, ["Acme", "Beta"]);
    for source in ["Acme", "Beta"] {
        assert!(app.cell(source, "Status").await.contains("Connected"));
        assert!(app.cell(source, "Expires").await.contains("in 90 days"));
        assert_ne!(app.cell(source, "Last Updated By").await, "");
    }
}

async fn check_now(app: &App<'_>, simulator: &Simulator) {
    simulator.clear_log();
    for (source, account) in [("Acme", "jira_admin"), ("Beta", "organization")] {
        app.click_row_button(source, "Check now").await;
        simulator.wait_for(1, |request| request.account == Some(account)).await;
        app.wait_for_cell(source, "Status", "checked just now").await;
        app.wait_for_cell(source, "Status", "Connected").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_after_a_restart_a_crash_and_without_a_network() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let api = simulator.api();
    let desktop = Desktop::start("restart").await;
    let app = desktop.open_app(&api).await;
    app.create(&Form::site("Acme", &simulator, 0)).await;
    app.create(&Form::access("Beta", &simulator.credentials().organization, "")).await;
    app.close().await;

    let app = desktop.open_app(&api).await;
    expect_all(&app).await;
    check_now(&app, &simulator).await;
    app.kill().await;

    let app = desktop.open_app(&api).await;
    expect_all(&app).await;
    check_now(&app, &simulator).await;
    app.close().await;

    drop(simulator);
    let app = desktop.open_app(&api).await;
    expect_all(&app).await;
    app.screenshot("offline").await;
    app.click_row_button("Acme", "Check now").await;
    app.wait_for_cell("Acme", "Status", "Error").await;
    app.hover("Acme", "Error").await;
    assert!(app.wait_for_tooltip().await.contains("could not be reached"));
    app.screenshot("offline and checked").await;
    app.close().await;

    // What was found out stays known, offline as well.
    let app = desktop.open_app(&api).await;
    app.wait_for_cell("Acme", "Status", "Error").await;
    app.wait_for_cell("Beta", "Status", "Connected").await;
}
