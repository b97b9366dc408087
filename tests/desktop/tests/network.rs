//! The app talks to Atlassian and to nobody else.

#![cfg(target_os = "linux")]

use std::fs;

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Form};

/// The address of this computer's network, or of another's, that a traced system call names.
fn address(call: &str) -> Option<String> {
    let between = |from: &str, to: char| Some(call.split_once(from)?.1.split(to).next()?.to_owned());
    if !call.contains("AF_INET") {
        return None;
    }
    let host = between("inet_addr(\"", '"').or_else(|| between("inet_pton(AF_INET6, \"", '"'));
    let port = between("_port=htons(", ')');
    Some(format!("{}:{}", host.unwrap_or_default(), port.unwrap_or_default()))
}

/// Whether the call only asks the system for a way out: a datagram socket that is given an address reserved for
/// documentation, by which nothing is sent.
fn asks_for_a_route(call: &str) -> bool {
    let unreachable = ["192.0.2.1:9", "2001:db8::1:9"];
    call.contains(" connect(")
        && call.contains("<UDP")
        && address(call).is_some_and(|host| unreachable.contains(&&*host))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_connected_to_but_atlassian() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("network").await;
    let trace = desktop.trace_connections().to_owned();
    let app = desktop.open_app(&simulator.api()).await;
    app.create(&Form::site("Acme", &simulator, 0)).await;
    app.create(&Form::jira_cloud("Scoped", &simulator.site(1), &simulator.credentials().jira_scoped)).await;
    app.create(&Form::access("Beta", &simulator.credentials().organization, "")).await;
    app.click_button("Check all").await;
    app.wait_for_text("3 sources, all connected").await;
    app.click_link("Help").await;
    app.wait_for_text("What each type supports").await;
    app.close().await;

    let atlassian =
        [simulator.api(), simulator.site(0), simulator.site(1)].map(|url| url.replace("http://", ""));
    let trace = fs::read_to_string(trace).unwrap();
    let (bound, called): (Vec<_>, Vec<_>) =
        trace.lines().filter(|call| address(call).is_some()).partition(|call| call.contains(" bind("));
    for host in &atlassian {
        assert!(called.iter().any(|call| address(call).as_ref() == Some(host)), "the trace misses {host}");
    }
    // The web view's automation listens, for these tests only, and its parts call each other there.
    let own: Vec<_> = bound.into_iter().filter_map(address).collect();
    let known =
        |call: &&str| address(call).is_some_and(|host| atlassian.contains(&host) || own.contains(&host));
    let strangers: Vec<_> =
        called.into_iter().filter(|call| !known(call) && !asks_for_a_route(call)).collect();
    assert!(strangers.is_empty(), "{}", strangers.join("\n"));
}
