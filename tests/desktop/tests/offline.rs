//! A computer whose network comes and goes.

#![cfg(target_os = "linux")]

use std::{env, net::Ipv4Addr, process::Command};

use atlassian_simulator::{Config, Simulator};
use desktop_tests::{Desktop, Form};

/// Set for a test that runs in a network of its own.
const OWN_NETWORK: &str = "OWN_NETWORK";
/// Where Atlassian is, in that network. The WebDriver is on another address.
const ATLASSIAN: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Runs a test of this file again, in a network that only it can see and change.
fn in_a_network_of_its_own(test: &str) {
    let root = rustix::process::geteuid().is_root();
    let mut again = Command::new(if root { "unshare" } else { "sudo" });
    if !root {
        again.args(["--preserve-env", "unshare"]);
    }
    again.args(["--net", "--"]).arg(env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]);
    assert!(again.env(OWN_NETWORK, "").status().unwrap().success());
}

fn ip(arguments: &str) {
    let done = Command::new("ip").args(arguments.split(' ')).status().unwrap();
    assert!(done.success(), "ip {arguments}");
}

/// Gives the computer a way out, and with it a way to Atlassian.
fn plug_in() {
    ip("route add default dev lo");
    ip(&format!("route del unreachable {ATLASSIAN} table local"));
}

fn pull_the_plug() {
    ip("route del default");
    ip(&format!("route add unreachable {ATLASSIAN} table local"));
}

#[test]
fn everything_is_there_offline_and_the_app_recovers_by_itself() {
    if env::var_os(OWN_NETWORK).is_none() {
        return in_a_network_of_its_own("everything_is_there_offline_and_the_app_recovers_by_itself");
    }
    ip("link set lo up");
    ip("route add default dev lo");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let simulator = Simulator::start(Config { address: ATLASSIAN, ..Config::default() }).await.unwrap();
        let mut desktop = Desktop::start("offline").await;
        desktop.take_notifications().await;
        let app = desktop.open_app(&simulator.api()).await;
        app.create(&Form::site("Acme", &simulator, 0)).await;
        app.wait_for_cell("Acme", "Status", "Connected").await;
        app.close().await;

        pull_the_plug();
        let app = desktop.open_app(&simulator.api()).await;
        app.wait_for_text("You are offline").await;
        app.wait_for_cell("Acme", "Status", "Connected").await;
        app.screenshot("offline").await;
        // What was asked for by hand is answered, and says nothing of the source.
        app.click_row_button("Acme", "Check now").await;
        app.wait_for_dialog("This computer is offline").await;
        app.click_button("Close").await;
        app.wait_for_cell("Acme", "Status", "Connected").await;

        simulator.clear_log();
        plug_in();
        app.until("the network's return", async || {
            (!app.text().await.contains("You are offline")).then_some(())
        })
        .await;
        simulator.wait_for(1, |request| request.path_and_query.ends_with("/myself")).await;
        app.wait_for_cell("Acme", "Status", "checked just now").await;
        app.wait_for_cell("Acme", "Status", "Connected").await;
        assert_eq!(desktop.notifications().all(), [], "none of this is news of a source");
    });
}
