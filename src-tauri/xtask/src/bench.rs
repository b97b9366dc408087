//! `cargo xtask bench`: the app as users get it, measured.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::system::{self, Need};

pub fn bench(shell: &Shell, what: &[String]) -> Result<()> {
    system::provide(shell, &[Need::App, Need::VirtualDesktop])?;
    cmd!(shell, "cargo build --release --package external-sources --package desktop-tests").run()?;
    let app = shell.current_dir().join("target/release/external-sources");
    Ok(cmd!(shell, "target/release/bench {what...}").env("EXTERNAL_SOURCES_BIN", app).run()?)
}
