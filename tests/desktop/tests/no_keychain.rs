//! A computer without a keychain.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Form};

const SESSION_ONLY: &str = "Keep for this session only";

#[tokio::test(flavor = "multi_thread")]
async fn keys_can_be_kept_for_the_session_only() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::without_keychain("no_keychain");
    let app = desktop.open_app(&simulator.api()).await;
    app.wait_for_text("No keychain is available").await;
    app.screenshot("notice").await;

    app.click_button("+ External Source").await;
    app.fill_in(&Form::site("Acme", &simulator, 0)).await;
    app.click_button("Create").await;
    let said = app.wait_for_dialog("No keychain is available").await;
    assert!(said.contains("never written to a file"), "{said}");
    app.screenshot("offer").await;
    app.click_button(SESSION_ONLY).await;
    app.wait_for_source("Acme").await;
    app.wait_for_cell("Acme", "Status", "Connected").await;
    app.wait_for_cell("Acme", "Name", "Key for this session only").await;
    app.click_row_button("Acme", "Check now").await;
    app.wait_for_cell("Acme", "Status", "checked just now").await;
    app.wait_for_cell("Acme", "Status", "Connected").await;
    app.close().await;

    // The session has ended, and with it the key.
    let app = desktop.open_app(&simulator.api()).await;
    app.wait_for_source("Acme").await;
    app.click_row_button("Acme", "Check now").await;
    app.wait_for_cell("Acme", "Status", "Error").await;
    app.hover("Acme", "Error").await;
    let said = app.wait_for_tooltip().await;
    assert!(said.contains("kept for one session only"), "{said}");
    app.screenshot("next session").await;
}
