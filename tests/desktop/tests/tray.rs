//! The app in the tray, with its window closed.

#![cfg(target_os = "linux")]

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Form};

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
    assert!(!app.has_window(), "it started into the tray");
    assert_eq!(
        desktop.tray().menu().await,
        ["Acme_1 expires in 3 days", "Open External Sources", "Check all now", "Pause notifications", "Quit"]
    );

    simulator.clear_log();
    desktop.tray().choose("Check all now").await;
    simulator.wait_for(1, |request| request.path_and_query.ends_with("/myself")).await;
    desktop.tray().choose("Pause notifications").await;
    desktop.tray().wait_for_tooltip("notifications paused").await;

    desktop.tray().choose("Open External Sources").await;
    app.wait_for_window().await;
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
