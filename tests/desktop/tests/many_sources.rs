//! A list that is long and wide.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{App, Colours, Desktop};
use serde_json::json;

const MANY: usize = 300;

/// A name of 80 characters that sorts by its number.
fn name(number: usize) -> String {
    format!("{number:03} Customer support and internal services of the northern region of the company")
}

/// Connects many sources by the command that the dialog uses.
async fn connect_many(app: &App<'_>, simulator: &Simulator) {
    let admin = &simulator.credentials().jira_admin;
    for number in 1..=MANY {
        let draft = json!({
            "name": name(number),
            "connectionType": "jiraCloud",
            "jiraUrl": simulator.site(number % 2),
            "userEmail": admin.email,
            "apiKey": admin.token,
            "expiresOn": "",
            "organizationId": "",
        });
        let options = json!({"withoutCheck": false, "sessionOnly": false});
        app.invoke("create_source", json!({"draft": draft, "options": options})).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fit_into_small_and_large_windows() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("many_sources").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.resize(800, 600).await;
    connect_many(&app, &simulator).await;
    app.close().await;

    for (colours, shade) in [(Colours::Light, "light"), (Colours::Dark, "dark")] {
        desktop.set_colours(colours);
        let app = desktop.open_app(&simulator.api()).await;
        app.wait_for_text("300 sources").await;
        app.until("every row", async || (app.sources().await.len() == MANY).then_some(())).await;
        for (width, height) in [(800, 600), (1600, 1000)] {
            app.resize(width, height).await;
            assert!(!app.overflows_sideways().await, "{width} × {height}");
            app.screenshot(&format!("{shade} {width}x{height}")).await;
            // A click scrolls to its target, and fails where something else covers it.
            app.click_row_button(&name(MANY), "Edit").await;
            app.wait_for_dialog(&name(MANY)).await;
            app.screenshot(&format!("{shade} {width}x{height} edit")).await;
            assert!(!app.overflows_sideways().await, "{width} × {height}, dialog");
            app.click_button("Cancel").await;
            app.wait_for_no_dialog().await;
            app.screenshot(&format!("{shade} {width}x{height} end")).await;
        }
        app.fill("Search", "123 customer").await;
        app.until("one row", async || (app.sources().await == [name(123)]).then_some(())).await;
        app.close().await;
    }
}
