//! axe finds nothing wrong with any state of the window, in light and dark.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{App, Colours, Desktop, Form};

#[tokio::test(flavor = "multi_thread")]
async fn light() {
    tour(Colours::Light, "light").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dark() {
    tour(Colours::Dark, "dark").await;
}

async fn tour(colours: Colours, name: &str) {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start(&format!("accessibility/{name}")).await;
    desktop.set_colours(colours);
    let app = desktop.open_app(&simulator.api()).await;
    let mut violations = Vec::new();
    let look = &mut violations;

    check(&app, "empty", look).await;
    app.create(&Form::site("Acme", &simulator, 0)).await;
    app.create(&Form::access("Beta", &simulator.credentials().organization, "")).await;
    check(&app, "list", look).await;

    app.click_button("+ External Source").await;
    check(&app, "dialog", look).await;
    app.click_button("Create").await;
    app.wait_for_text("need your attention").await;
    check(&app, "field errors", look).await;
    let mut wrong = Form::site("Wrong", &simulator, 0);
    wrong.fields[2].1 = simulator.credentials().jira_expired.token.clone();
    app.fill_in(&wrong).await;
    app.click_button("Create").await;
    app.wait_for_dialog("refused").await;
    app.unfold("Technical details").await;
    check(&app, "problem", look).await;
    app.click_button("Close").await;
    app.click_button("Cancel").await;
    app.wait_for_dialog("Discard").await;
    check(&app, "question", look).await;
    app.click_button("Discard").await;
    app.wait_for_no_dialog().await;

    app.hover("Acme", "Connected").await;
    app.wait_for_tooltip().await;
    check(&app, "tooltip", look).await;
    app.click_row_button("Acme", "Edit").await;
    check(&app, "edit", look).await;
    app.click_button("Cancel").await;
    app.click_row_button("Acme", "Delete").await;
    check(&app, "delete", look).await;
    app.click_button("Cancel").await;
    app.wait_for_no_dialog().await;

    app.click_link("Help").await;
    app.wait_for_text("Add to and remove from groups").await;
    check(&app, "help", look).await;
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// Adds what is wrong now, so that one run tells all there is to mend.
async fn check(app: &App<'_>, state: &str, violations: &mut Vec<String>) {
    app.screenshot(state).await;
    violations.extend(app.axe().await.into_iter().map(|violation| format!("{state}: {violation}")));
}
