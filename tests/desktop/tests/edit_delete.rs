//! Editing and deleting a source.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Form};

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_needs_the_key_and_a_failed_one_changes_nothing() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let known = simulator.credentials();
    let desktop = Desktop::start("edit_delete").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.create(&Form::site("Acme", &simulator, 0)).await;

    app.click_row_button("Acme", "Edit").await;
    app.wait_for_dialog("never shown").await;
    app.screenshot("edit").await;
    assert_eq!(app.value("API Key").await, "");
    assert_eq!(app.value("Source Name").await, "Acme");
    assert_eq!(app.value("User Email").await, known.jira_admin.email);
    app.click_button("Save").await;
    app.wait_for_text("Paste the key here.").await;

    // Atlassian refuses the new token: record and key stay as they were.
    app.fill("Source Name", "Renamed").await;
    app.fill("API Key", &known.jira_expired.token).await;
    app.click_button("Save").await;
    app.wait_for_dialog("refused the API token").await;
    app.click_button("Close").await;
    assert_eq!(app.value("API Key").await, known.jira_expired.token, "nothing typed is lost");
    app.discard().await;
    assert_eq!(app.sources().await, ["Acme"]);
    desktop.keychain().wait_for_keys(&[&known.jira_admin.token]).await;
    simulator.clear_log();
    app.click_row_button("Acme", "Check now").await;
    simulator.wait_for(1, |request| request.account == Some("jira_admin")).await;
    app.wait_for_cell("Acme", "Status", "checked just now").await;
    app.wait_for_cell("Acme", "Status", "Connected").await;

    // The right token: the new key takes the place of the old one.
    app.click_row_button("Acme", "Edit").await;
    app.fill("Source Name", "Renamed").await;
    app.fill("API Key", &known.jira_scoped.token).await;
    app.click_button("Save").await;
    app.wait_for_source("Renamed").await;
    assert_eq!(app.sources().await, ["Renamed"]);
    desktop.keychain().wait_for_keys(&[&known.jira_scoped.token]).await;
    assert!(!app.cell("Renamed", "Expires").await.contains("reminders off"));

    app.click_row_button("Renamed", "Edit").await;
    app.tick("Remind me before this key expires").await;
    app.fill("API Key", &known.jira_scoped.token).await;
    app.click_button("Save").await;
    app.wait_for_cell("Renamed", "Expires", "reminders off").await;

    app.click_row_button("Renamed", "Edit").await;
    assert_eq!(app.value("API Key").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_asks_and_then_takes_record_and_key_away() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("edit_delete").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.create(&Form::site("Acme", &simulator, 0)).await;
    app.create(&Form::access("Beta", &simulator.credentials().organization, "")).await;

    app.click_row_button("Acme", "Delete").await;
    app.wait_for_dialog("Delete “Acme”?").await;
    app.screenshot("delete").await;
    assert_eq!(app.focused().await, "Cancel", "the harmless answer has the focus");
    app.click_button("Cancel").await;
    app.wait_for_no_dialog().await;
    assert_eq!(app.sources().await, ["Acme", "Beta"]);

    app.click_row_button("Acme", "Delete").await;
    app.click_button("Delete").await;
    app.until("the row to go", async || (app.sources().await == ["Beta"]).then_some(())).await;
    desktop.keychain().wait_for_keys(&[&simulator.credentials().organization.token]).await;
    app.close().await;

    let app = desktop.open_app(&simulator.api()).await;
    assert_eq!(app.sources().await, ["Beta"]);
}
