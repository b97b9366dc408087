//! The app talks to Atlassian and to nobody else.

#![cfg(target_os = "linux")]

use std::fs;

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, Form};

/// The addresses outside this computer's own sockets that a trace of system calls names.
fn addresses(trace: &str) -> Vec<String> {
    let family = |line: &&str| line.contains("AF_INET") || line.contains("AF_INET6");
    let address = |line: &str| {
        let part = |from: &str, to: char| Some(line.split_once(from)?.1.split(to).next()?.to_owned());
        let port = part("sin_port=htons(", ')').or_else(|| part("sin6_port=htons(", ')'));
        let host = part("inet_addr(\"", '"').or_else(|| part("inet_pton(AF_INET6, \"", '"'));
        format!("{}:{}", host.unwrap_or_default(), port.unwrap_or_default())
    };
    trace.lines().filter(family).map(address).collect()
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

    let known = [simulator.api(), simulator.site(0), simulator.site(1)].map(|url| url.replace("http://", ""));
    let trace = fs::read_to_string(trace).unwrap();
    let called = addresses(&trace);
    for address in &known {
        assert!(called.contains(address), "the trace misses {address}");
    }
    let strangers: Vec<_> =
        trace.lines().filter(|line| addresses(line).iter().any(|address| !known.contains(address))).collect();
    assert!(strangers.is_empty(), "{}", strangers.join("\n"));
}
