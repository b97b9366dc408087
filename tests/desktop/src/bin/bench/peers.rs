//! Scripts that do the same with what others would take for it.

use std::{ffi::OsStr, path::Path, process::Stdio};

use serde::de::DeserializeOwned;
use tokio::process::Command;

/// Runs a script and reads what it tells.
///
/// # Panics
/// When it fails: then there is nothing to compare with.
pub async fn run<T: DeserializeOwned>(
    script: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> T {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = home.join("src/bin/bench/peers").join(script);
    let installed = home.join("../../target/bench");
    let mut command;
    if script.extension().is_some_and(|extension| extension == "mjs") {
        command = Command::new("node");
        command.arg(&script).arg(installed.join("node"));
    } else {
        command = Command::new(installed.join("venv/bin/python"));
        command.arg(&script);
    }
    // No bytecode among the sources.
    command.args(arguments).env("PYTHONDONTWRITEBYTECODE", "1").stdout(Stdio::piped());
    let running = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let output = running.wait_with_output().await.unwrap();
    assert!(output.status.success(), "{} failed", script.display());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{}: {error}", script.display()))
}
