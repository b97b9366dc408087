//! What the users and the actions are measured beside: libraries in an environment of their own, in `target/bench`.

use anyhow::Result;
use xshell::{Shell, cmd};

const PYTHON: [&str; 5] =
    ["requests==2.34.2", "httpx==0.28.1", "duckdb==2.0.1", "polars==2.1.0", "pyarrow==26.0.1"];
const NODE: [&str; 1] = ["jira.js@5.4.0"];

/// Installs them the first time, and when a version here is another one.
pub fn install(shell: &Shell) -> Result<()> {
    let home = shell.current_dir().join("target/bench");
    let wanted = [&PYTHON[..], &NODE].concat().join("\n");
    let installed = home.join("installed");
    if shell.read_file(&installed).is_ok_and(|known| known == wanted) {
        return Ok(());
    }
    println!("Installing {}", wanted.replace('\n', ", "));
    let (python, node) = (home.join("venv"), home.join("node"));
    cmd!(shell, "python3 -m venv {python}").run()?;
    let pip = python.join("bin/pip");
    cmd!(shell, "{pip} install --quiet --disable-pip-version-check").args(PYTHON).run()?;
    shell.create_dir(&node)?;
    cmd!(shell, "npm install --silent --no-audit --no-fund --prefix {node}").args(NODE).run()?;
    Ok(shell.write_file(installed, wanted)?)
}
