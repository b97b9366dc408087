//! `cargo xtask bundle`: packages for this system.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::system::{self, Need};

pub fn bundle(shell: &Shell) -> Result<()> {
    system::provide(shell, &[Need::App])?;
    if cmd!(shell, "cargo tauri --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        cmd!(shell, "cargo install tauri-cli --version ^2 --locked").run()?;
    }
    // An AppImage needs tools that the Tauri CLI downloads, so it is made in continuous integration.
    let bundles = match std::env::consts::OS {
        "linux" => "deb,rpm",
        "macos" => "app,dmg",
        _ => "nsis,msi",
    };
    Ok(cmd!(shell, "cargo tauri build --bundles {bundles}").run()?)
}
