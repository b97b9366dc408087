//! The tour itself.

use std::path::Path;

use atlassian_simulator::{FaultRule, Simulator, cases};
use desktop_tests::{App, Colours, Desktop, Form};

pub async fn make(folder: &Path) {
    let simulator = Simulator::start(Default::default()).await.expect("a free port");
    let mut desktop = Desktop::start(&folder.to_string_lossy()).await;
    println!("Started a simulated Atlassian, and a desktop with a keychain of its own.");

    let app = desktop.open_app(&simulator.api()).await;
    app.resize(1100, 720).await;
    connect(&app, &simulator).await;
    misconfigure(&app, &simulator).await;
    look_around(&app, &simulator).await;
    watch(&app, &simulator).await;
    users(&app).await;
    act(&app).await;
    app.close().await;

    desktop.set_colours(Colours::Dark);
    let app = desktop.open_app(&simulator.api()).await;
    app.resize(1100, 720).await;
    app.wait_for_source("Acme organization").await;
    picture(&app, "20-dark", "Closed the app and opened it again, in dark colours: everything is there.")
        .await;
    app.close().await;
    println!("The pictures are in {}", folder.display());
}

async fn connect(app: &App<'_>, simulator: &Simulator) {
    let known = simulator.credentials();
    picture(app, "01-empty", "Opened the app for the first time.").await;
    app.click_button("+ External Source").await;
    app.fill_in(&Form::access("Acme organization", &known.organization, "")).await;
    picture(app, "02-form", "Filled in an organization with its API key.").await;
    app.click_button("Create").await;
    app.wait_for_source("Acme organization").await;
    app.create(&Form::site("Acme Jira", simulator, 0)).await;
    app.create(&Form::jira_cloud("Acme support desk", &simulator.site(1), &known.jira_scoped)).await;
    picture(app, "03-sources", "Connected it, a site, and a site by a token with scopes.").await;
}

async fn misconfigure(app: &App<'_>, simulator: &Simulator) {
    app.click_button("+ External Source").await;
    app.choose("Connection Type", "Jira Cloud").await;
    app.fill("Jira URL", "http://acme.atlassian.net").await;
    app.click_button("Create").await;
    app.wait_for_text("fields need your attention").await;
    picture(app, "04-fields", "Pressed Create too early: every wrong field says how to mend it.").await;
    app.fill_in(&Form::jira_cloud("Wrong", &simulator.site(0), &simulator.credentials().jira_member)).await;
    app.click_button("Create").await;
    app.wait_for_dialog("not an administrator").await;
    picture(app, "05-problem", "Tried the token of a user who is no administrator.").await;
    app.click_button("Close").await;
    app.discard().await;
}

async fn look_around(app: &App<'_>, simulator: &Simulator) {
    simulator.fault(FaultRule::on("/myself", cases::bad_token_strict()));
    app.click_row_button("Acme Jira", "Check now").await;
    app.wait_for_cell("Acme Jira", "Status", "Error").await;
    app.hover("Acme Jira", "Error").await;
    app.wait_for_tooltip().await;
    picture(app, "06-tooltip", "Checked a site whose token was revoked, and pointed at its status.").await;
    simulator.clear_faults();
    app.click_row_button("Acme Jira", "Check now").await;
    app.wait_for_cell("Acme Jira", "Status", "Connected").await;
    app.click_row_button("Acme Jira", "Edit").await;
    app.wait_for_dialog("never shown").await;
    picture(app, "07-edit", "Opened Edit: the key is not shown, and must be entered again.").await;
    app.click_button("Cancel").await;
    app.click_row_button("Acme Jira", "Delete").await;
    app.wait_for_dialog("Delete “Acme Jira”?").await;
    picture(app, "08-delete", "Was asked before a source and its key are removed, and kept them.").await;
    app.click_button("Cancel").await;
    app.click_link("Help").await;
    app.wait_for_text("What each type supports").await;
    picture(app, "09-help", "Read the Help page.").await;
}

async fn watch(app: &App<'_>, simulator: &Simulator) {
    app.click_link("External Sources").await;
    app.click_button("+ External Source").await;
    app.fill_in(&Form::site("Acme archive", simulator, 0)).await;
    let soon = chrono::Local::now().date_naive() + chrono::Days::new(3);
    app.fill("Expires on", &soon.to_string()).await;
    app.click_button("Create").await;
    app.wait_for_text("The key of “Acme archive” expires in 3 days.").await;
    picture(app, "10-warning", "Connected a site with a token that ends soon.").await;
    app.click_link("Keys").await;
    app.click_button("Refresh").await;
    app.wait_for_text("as of just now").await;
    picture(app, "11-keys", "Listed every key of the organization and of its users, on the coming year.")
        .await;
    app.click_link("Settings").await;
    app.wait_for_text("Background checks").await;
    picture(app, "12-settings", "Looked at the settings.").await;
}

async fn users(app: &App<'_>) {
    app.click_link("Users").await;
    app.click_button("Sync").await;
    app.wait_for_text("as of just now").await;
    app.until("the end of the sync", async || app.has_button("Sync").await.then_some(())).await;
    app.click_button("Filters").await;
    app.unfold("User Status").await;
    picture(app, "13-users", "Fetched the users of all sources.").await;
    app.fill("Search", "zoe").await;
    app.wait_for_text(" of ").await;
    picture(app, "14-search", "Found everyone called Zoë.").await;
    app.click_link("Insights").await;
    app.wait_for_text("Activity by application").await;
    picture(app, "15-insights", "Looked at who uses what.").await;
}

async fn act(app: &App<'_>) {
    app.click_link("Users").await;
    app.wait_for_text(" of ").await;
    app.select_all().await;
    app.click_button("Actions").await;
    picture(app, "16-actions", "Selected them, and looked at what can be done.").await;
    app.click_button("Suspend access").await;
    app.wait_patiently_for_text("Nothing has been changed yet").await;
    picture(app, "17-preview", "Saw who would be suspended, and who is refused and why.").await;
    let users = app.told("Will change").await;
    app.click_button(&format!("Suspend {users} users")).await;
    app.wait_patiently_for_text("Finished").await;
    picture(app, "18-run", "Suspended them.").await;
    app.click_link("Activity").await;
    app.wait_for_text("Suspend").await;
    picture(app, "19-activity", "Read in the activity what was done, and could take it back.").await;
}

async fn picture(app: &App<'_>, name: &str, what: &str) {
    let path = app.screenshot(name).await;
    println!("{what}\n    {}", path.display());
}
