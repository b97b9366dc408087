//! `cargo xtask bench`: the app as users get it, measured.

use std::{env, path::PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{
    peers,
    system::{self, Need},
};

pub fn bench(shell: &Shell, what: &[String]) -> Result<()> {
    system::provide(shell, &[Need::App, Need::VirtualDesktop])?;
    let subject = what.first().map(String::as_str);
    if matches!(subject, Some("actions" | "users")) {
        system::provide(shell, &[Need::Python, Need::Node])?;
        peers::install(shell)?;
    }
    let packages = ["--package", "external-sources", "--package", "desktop-tests"];
    cmd!(shell, "cargo build --release {packages...}").run()?;
    if matches!(subject, Some("background" | "users")) {
        cmd!(shell, "cargo build --release {packages...} --example empty_window").run()?;
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let built = shell.current_dir().join(target).join("release");
    let (bench, app) = (built.join("bench"), built.join("external-sources"));
    Ok(cmd!(shell, "{bench} {what...}").env("EXTERNAL_SOURCES_BIN", app).run()?)
}
