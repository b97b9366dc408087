//! The app in the tray, with its window closed.

#![cfg(target_os = "linux")]

use atlassian_simulator::{FaultRule, Simulator, cases};
use desktop_tests::{Desktop, Form};

/// The colours by which the icon tells a key that ends soon from something that is wrong.
const SOON: [u8; 3] = [0xff, 0xb9, 0x38];
const WRONG: [u8; 3] = [0xd9, 0x2d, 0x20];

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_tells_the_state_and_leads_back_to_the_window() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("tray").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.click_button("+ External Source").await;
    let soon = chrono::Local::now().date_naive() + chrono::Days::new(3);
    app.fill_in(&Form::site("Acme_1", &simulator, 0)).await;
    app.fill("Expires on", &soon.to_string()).await;
    app.click_button("Create").await;
    app.wait_for_source("Acme_1").await;
    // Without a tray, closing the window ends the app.
    app.close().await;

    desktop.add_tray().await;
    let mut app = desktop.start_app(&simulator.api(), &["--hidden"]);
    desktop.tray().wait_for_tooltip("Acme_1 expires in 3 days").await;
    desktop.tray().wait_for_icon_with(SOON).await;
    assert!(!app.has_window(), "it started into the tray");
    assert_eq!(
        desktop.tray().menu().await,
        ["Acme_1 expires in 3 days", "Open External Sources", "Check all now", "Pause notifications", "Quit"]
    );

    simulator.fault(FaultRule::on("/myself", cases::bad_token_strict()));
    desktop.tray().choose("Check all now").await;
    desktop.tray().wait_for_icon_with(WRONG).await;
    desktop.tray().wait_for_tooltip("2 things need attention").await;
    assert_eq!(desktop.tray().menu().await[..2], ["Acme_1 is not connected", "Acme_1 expires in 3 days"]);
    simulator.clear_faults();
    desktop.tray().choose("Check all now").await;
    desktop.tray().wait_for_tooltip("Acme_1 expires in 3 days").await;
    desktop.tray().wait_for_icon_with(SOON).await;
    desktop.tray().choose("Pause notifications").await;
    desktop.tray().wait_for_tooltip("notifications paused").await;

    desktop.tray().choose("Open External Sources").await;
    app.wait_for_window().await;
    desktop.tray().choose("Quit").await;
    app.wait_for_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_leaves_the_app_watching_and_each_way_back_makes_a_new_one() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("closed").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.wait_for_text("This desktop shows no tray icon").await;
    app.create(&Form::site("Acme", &simulator, 0)).await;
    app.close().await;
    let app = desktop.open_app(&simulator.api()).await;
    app.wait_for_source("Acme").await;
    assert!(!app.text().await.contains("no tray icon"), "it was told once");
    app.close().await;

    desktop.add_tray().await;
    desktop.take_notifications().await;
    let mut app = desktop.start_app(&simulator.api(), &[]);
    app.wait_for_window().await;
    desktop.tray().wait_for_tooltip("All sources are fine").await;
    desktop.close_window();
    app.wait_for_no_window().await;

    desktop.tray().choose("Open External Sources").await;
    app.wait_for_window().await;
    desktop.close_window();
    app.wait_for_no_window().await;
    desktop.start_app(&simulator.api(), &[]).wait_for_end().await;
    app.wait_for_window().await;
    desktop.close_window();
    app.wait_for_no_window().await;

    desktop_tests::until("no web view to be left", async || (app.web_views() == 0).then_some(())).await;

    // Nobody looks, and it watches all the same.
    assert_eq!(desktop.notifications().all(), []);
    simulator.fault(FaultRule::on("/myself", cases::bad_token_strict()));
    desktop.tray().choose("Check all now").await;
    desktop.tray().wait_for_icon_with(WRONG).await;
    desktop.tray().choose("Quit").await;
    app.wait_for_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_shows_the_window_of_the_first() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("second").await;
    desktop.add_tray().await;
    let first = desktop.start_app(&simulator.api(), &["--hidden"]);
    desktop.tray().wait_for_tooltip("No sources yet").await;
    assert!(!first.has_window());
    desktop.start_app(&simulator.api(), &[]).wait_for_end().await;
    first.wait_for_window().await;
}
