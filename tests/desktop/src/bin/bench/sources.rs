//! Many sources, as an administrator had connected them some days ago.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use atlassian_simulator::Simulator;
use desktop_tests::Desktop;

/// The name under which a release build keeps its keys.
const KEYCHAIN_SERVICE: &str = "dev.externalsources.desktop";

/// Connects sources without the app's window, with a clock that is so many days late.
pub fn connect(desktop: &Desktop, simulator: &Simulator, count: usize, days_ago: u32) {
    let windowless = std::env::current_exe().unwrap().with_file_name("windowless");
    let mut process = Command::new(windowless)
        .arg(desktop.data_dir())
        .args([&simulator.api(), KEYCHAIN_SERVICE, &days_ago.to_string()])
        .env("DBUS_SESSION_BUS_ADDRESS", desktop.bus())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = process.stdin.take().unwrap();
    let mut answers = BufReader::new(process.stdout.take().unwrap()).lines();
    let admin = &simulator.credentials().jira_admin;
    let expires_on = chrono::Local::now().date_naive() + chrono::Days::new(200);
    for number in 1..=count {
        let site = simulator.site(number % 2);
        writeln!(input, "create Site-{number:03} {site} {} {} {expires_on}", admin.email, admin.token)
            .unwrap();
        assert_eq!(answers.next().unwrap().unwrap(), "\"done\"");
    }
    drop(input);
    process.wait().unwrap();
}
