//! Keys that end soon: told by a notification, in the window, and dealt with from either.

#![cfg(target_os = "linux")]

use atlassian_simulator::{Config, Simulator};
use desktop_tests::{App, Desktop, Form};

fn day(ahead: u64) -> String {
    (chrono::Local::now().date_naive() + chrono::Days::new(ahead)).to_string()
}

async fn connect(app: &App<'_>, form: Form, ahead: u64) {
    app.click_button("+ External Source").await;
    app.fill_in(&form).await;
    app.fill("Expires on", &day(ahead)).await;
    app.click_button("Create").await;
    app.wait_for_no_dialog().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_ends_soon_is_told_of_once_and_replaced_from_the_notification() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("reminders").await;
    desktop.take_notifications().await;
    let app = desktop.open_app(&simulator.api()).await;
    connect(&app, Form::site("Acme", &simulator, 0), 3).await;

    let told = desktop.notifications().wait_for(1).await;
    assert_eq!(told[0].title, "The key of “Acme” expires in 3 days");
    app.wait_for_text("The key of “Acme” expires in 3 days.").await;
    app.screenshot("banner").await;
    let dialog = async || app.text().await.contains("Replace the key of “Acme”");
    desktop.notifications().click(told[0].id, dialog).await;
    app.wait_for_dialog("Replace the key of “Acme”").await;
    app.screenshot("replace").await;

    // The new key is checked, and only then does it take the old one's place.
    let known = simulator.credentials();
    app.fill("API Key", &known.jira_expired.token).await;
    app.fill("Expires on", &day(300)).await;
    app.click_button("Replace").await;
    app.wait_for_dialog("refused the API token").await;
    app.click_button("Close").await;
    desktop.keychain().wait_for_keys(&[&known.jira_admin.token]).await;
    app.fill("API Key", &known.jira_admin.token).await;
    app.click_button("Replace").await;
    app.wait_for_no_dialog().await;
    app.wait_for_cell("Acme", "Expires", "in 300 days").await;
    app.close().await;

    let app = desktop.open_app(&simulator.api()).await;
    connect(&app, Form::access("Beta", &known.organization, ""), 0).await;
    let told = desktop.notifications().wait_for(2).await;
    assert_eq!(told.len(), 2, "nothing was repeated: {told:?}");
    assert_eq!(told[1].title, "The key of “Beta” expires today");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_keys_of_an_organization_are_listed_and_settings_are_kept() {
    let simulator = Simulator::start(Config { users: 1_500, ..Config::default() }).await.unwrap();
    let mut desktop = Desktop::start("keys").await;
    desktop.take_notifications().await;
    let app = desktop.open_app(&simulator.api()).await;
    connect(&app, Form::access("Acme", &simulator.credentials().organization, ""), 200).await;
    app.click_link("Keys").await;
    app.wait_for_text("1 key").await;
    app.click_button("Refresh").await;
    app.wait_for_text("as of just now").await;
    app.screenshot("keys").await;
    // The last mark of the time line leads to its key, which is beyond the rows that are there at first.
    let script = "
        const row = document.activeElement.closest('#keys-table tbody tr');
        const marks = [...document.querySelectorAll('#time-line .mark')];
        if (!row) marks.at(-1).dispatchEvent(new MouseEvent('click'));
        arguments[arguments.length - 1](row?.rowIndex ?? 0);";
    let led_to = async || app.run_async(script, []).await.as_u64().filter(|row| *row > 0);
    assert!(app.until("the key of the last mark", led_to).await > 200);
    app.fill("Search", "Integration 6").await;
    app.wait_for_text("1 of").await;
    app.click_button("More").await;
    app.click_button("This is the key of “Acme”").await;
    app.wait_for_text("Key of this source").await;
    app.click_link("External Sources").await;
    app.wait_for_cell("Acme", "Expires", "in 7 days").await;
    assert_eq!(desktop.notifications().wait_for(1).await[0].title, "The key of “Acme” expires in 7 days");

    app.click_link("Settings").await;
    app.click_button("Send a test notification").await;
    desktop.notifications().wait_for(2).await;
    app.click_button("Pause for a day").await;
    app.wait_for_text("Paused until").await;
    app.screenshot("settings").await;
    app.click_link("External Sources").await;
    connect(&app, Form::site("Beta", &simulator, 0), 1).await;
    connect(&app, Form::site("Gamma", &simulator, 1), 14).await;
    app.close().await;

    // What fell together while notifications were paused is told in one, the most urgent first.
    let app = desktop.open_app(&simulator.api()).await;
    app.wait_for_text("3 keys need attention").await;
    app.screenshot("banner of several").await;
    app.click_link("Settings").await;
    app.wait_for_text("Paused until").await;
    assert_eq!(desktop.notifications().all().len(), 2);
    app.click_button("Resume now").await;
    let told = desktop.notifications().wait_for(3).await;
    assert_eq!(told[2].title, "2 keys need attention");
    assert_eq!(told[2].body, "Beta expires tomorrow\nGamma expires in 14 days");
    let dialog = async || app.text().await.contains("Replace the key of “Beta”");
    desktop.notifications().click(told[2].id, dialog).await;
    app.wait_for_dialog("Replace the key of “Beta”").await;
    app.click_button("Cancel").await;

    app.click_link("Settings").await;
    app.tick("Start at login, in the tray").await;
    let entry = desktop.folder().join("home/.config/autostart/External Sources.desktop");
    let started = async || std::fs::read_to_string(&entry).ok().filter(|entry| entry.contains("Exec="));
    let entry = app.until("an entry for the login", started).await;
    assert!(
        entry
            .lines()
            .any(|line| line.starts_with("Exec=\"/") && line.ends_with("external-sources\" --hidden"))
    );
    assert_eq!(desktop.notifications().all().len(), 3, "nothing was repeated");
}
