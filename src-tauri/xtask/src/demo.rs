//! `cargo xtask demo`: the app with a simulated Atlassian behind it.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::{
    build,
    system::{self, Need},
};

pub fn demo(shell: &Shell) -> Result<()> {
    if system::has_display() { with_display(shell) } else { tour(shell) }
}

fn with_display(shell: &Shell) -> Result<()> {
    system::provide(shell, &[Need::App])?;
    build(shell)?;
    let mut simulator = Simulator::start(shell)?;
    let data = shell.current_dir().join("target/demo/data");
    println!("\nThe demo's data is in {}", data.display());
    let app = cmd!(shell, "target/debug/external-sources")
        .env("EXTERNAL_SOURCES_DATA_DIR", data)
        .env("EXTERNAL_SOURCES_ATLASSIAN_API", &simulator.api)
        .run();
    simulator.stop()?;
    Ok(app?)
}

/// Without a display: the same in a virtual one, driven through the real window.
fn tour(shell: &Shell) -> Result<()> {
    system::provide(shell, &[Need::App, Need::VirtualDesktop])?;
    build(shell)?;
    Ok(cmd!(shell, "target/debug/demo-tour target/demo").run()?)
}

/// A simulator that ends when its input does, so that none outlives the demo.
struct Simulator {
    process: Child,
    api: String,
}

impl Simulator {
    fn start(shell: &Shell) -> Result<Self> {
        let mut process = Command::new(shell.current_dir().join("target/debug/atlassian-simulator"))
            .args(["--users", "500", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the simulator did not start")?;
        let mut line = String::new();
        let output = process.stdout.take().context("the simulator has an output")?;
        BufReader::new(output).read_line(&mut line)?;
        let world: serde_json::Value = serde_json::from_str(&line)?;
        print(&world)?;
        let api = world["api"].as_str().context("the simulator names its address")?.to_owned();
        Ok(Self { process, api })
    }

    fn stop(&mut self) -> Result<()> {
        drop(self.process.stdin.take());
        self.process.wait()?;
        Ok(())
    }
}

/// What to type into the dialog.
fn print(world: &serde_json::Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nTry these in the dialog of + External Source (they work in this demo only):")?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    for site in world["sites"].as_array().into_iter().flatten() {
        writeln!(out, "  Jira URL         {}", text(&site["url"]))?;
    }
    writeln!(out, "  Organization ID  {}", text(&world["organizationId"]))?;
    for credential in world["credentials"].as_array().into_iter().flatten() {
        writeln!(out, "\n  {}", text(&credential["what"]))?;
        if let Some(email) = credential["email"].as_str().filter(|email| !email.is_empty()) {
            writeln!(out, "    User Email  {email}")?;
        }
        writeln!(out, "    API Key     {}", text(&credential["secret"]))?;
    }
    Ok(())
}
