//! A virtual display.

use super::{folders::Folders, process::Process};

/// An X server that draws into memory.
pub struct Display {
    name: String,
    _server: Process,
}

impl Display {
    pub fn start(folders: &Folders) -> Self {
        let mut server = folders.command("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"]);
        let (server, number) = Process::with_first_line(&mut server);
        Self { name: format!(":{number}"), _server: server }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}
