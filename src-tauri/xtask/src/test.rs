//! `cargo xtask test`: every check there is, the real window included.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{
    build,
    system::{self, Need},
};

pub fn test(shell: &Shell) -> Result<()> {
    system::provide(shell, &[Need::App, Need::VirtualDesktop, Need::Node, Need::Trace])?;
    cmd!(shell, "cargo fmt --all --check").run()?;
    window_scripts(shell)?;
    cmd!(shell, "cargo clippy --workspace --all-targets -- --deny warnings").run()?;
    build(shell)?;
    cmd!(shell, "cargo test --workspace --no-fail-fast").run()?;
    println!("All checks passed. Screenshots of the window are in target/desktop-tests.");
    Ok(())
}

fn window_scripts(shell: &Shell) -> Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    cmd!(shell, "{npm} ci --prefix tests/ui {quiet...}").run()?;
    Ok(cmd!(shell, "{npm} run --prefix tests/ui check").run()?)
}
