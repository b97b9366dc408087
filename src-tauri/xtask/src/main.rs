//! `cargo xtask`: the commands of this repository, as the README names them.

mod bench;
mod bundle;
mod demo;
mod peers;
mod system;
mod test;

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::system::Need;

const USAGE: &str = "\
cargo xtask COMMAND

  run      install what the system lacks, build the app and open it
  demo     the same with a simulated Atlassian behind it, to try everything without an account;
           without a display: a tour through the real window, with screenshots in target/demo
  test     every check there is
  bench    what must be fast or small, measured in one run with what it is compared with:
           actions, background, idle [MINUTES], users [--quick]
  bundle   packages for this system, in target/release/bundle";

fn main() -> Result<()> {
    let shell = Shell::new()?;
    shell.change_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    match std::env::args().nth(1).as_deref() {
        Some("run") => run(&shell),
        Some("demo") => demo::demo(&shell),
        Some("test") => test::test(&shell),
        Some("bench") => bench::bench(&shell, &std::env::args().skip(2).collect::<Vec<_>>()),
        Some("bundle") => bundle::bundle(&shell),
        _ => bail!("{USAGE}"),
    }
}

fn run(shell: &Shell) -> Result<()> {
    system::provide(shell, &[Need::App])?;
    if !system::has_display() {
        bail!(
            "there is no display here to open a window on; `cargo xtask demo` makes a tour in a virtual one"
        );
    }
    build(shell)?;
    Ok(cmd!(shell, "target/debug/external-sources").run()?)
}

/// The same build for every command, so that none builds again what another has built.
fn build(shell: &Shell) -> Result<()> {
    Ok(cmd!(shell, "cargo build --workspace").run()?)
}
