//! Everything can be done with the keyboard alone.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Key};

#[tokio::test(flavor = "multi_thread")]
async fn create_edit_and_delete() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let admin = &simulator.credentials().jira_admin;
    let desktop = Desktop::start("keyboard").await;
    let app = desktop.open_app(&simulator.api()).await;

    app.tab_to("+ External Source").await;
    app.press(Key::Enter).await;
    app.wait_for_focus("Source Name").await;
    app.type_text("Acme").await;
    app.tab_to("Connection Type").await;
    // As in every list, a letter goes to the option that begins with it.
    app.type_text("J").await;
    app.tab_to("Jira URL").await;
    app.type_text(&simulator.site(0)).await;
    app.tab_to("User Email").await;
    app.type_text(&admin.email).await;
    app.tab_to("API Key").await;
    app.type_text(&admin.token).await;
    app.tab_to("In 90 days").await;
    app.press(Key::Space).await;
    app.wait_for_focus("Expires on").await;
    app.press(Key::Enter).await;
    app.wait_for_source("Acme").await;
    app.wait_for_focus("Edit").await;

    app.press(Key::Enter).await;
    app.wait_for_focus("Source Name").await;
    app.press_with(Key::Control, 'a').await;
    app.type_text("Beta").await;
    // Escape asks before it throws away what was typed.
    app.press(Key::Escape).await;
    app.wait_for_focus("Keep editing").await;
    app.press(Key::Enter).await;
    app.wait_for_focus("Source Name").await;
    app.tab_to("API Key").await;
    app.type_text(&admin.token).await;
    app.tab_to("Save").await;
    app.press(Key::Enter).await;
    app.wait_for_source("Beta").await;

    app.wait_for_focus("Edit").await;
    app.tab_to("Delete").await;
    app.press(Key::Enter).await;
    app.wait_for_focus("Cancel").await;
    app.tab_to("Delete").await;
    app.press(Key::Space).await;
    app.wait_for_text("Connect your first source").await;
    desktop.keychain().wait_for_keys(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shortcuts_and_the_tooltip() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("keyboard").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.create(&desktop_tests::Form::site("Acme", &simulator, 0)).await;

    app.press_with(Key::Control, 'n').await;
    app.wait_for_focus("Source Name").await;
    app.press(Key::Escape).await;
    app.wait_for_no_dialog().await;

    simulator.clear_log();
    app.press(Key::F5).await;
    simulator.wait_for(1, |request| request.path_and_query.contains("/myself")).await;
    app.wait_for_cell("Acme", "Status", "checked just now").await;

    app.tab_to("Connected").await;
    assert!(app.wait_for_tooltip().await.contains("The connection works."));
    app.press(Key::Escape).await;
    app.wait_for_no_tooltip().await;
}
