//! The app killed again and again, over the real keychain.

#![cfg(target_os = "linux")]

mod disk_full;
mod runs;
mod sources;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread::{JoinHandle, sleep, spawn},
    time::Duration,
};

use atlassian_simulator::Simulator;
use desktop_tests::Desktop;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The app without its window, about to be killed.
struct App {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl App {
    fn start(desktop: &Desktop, simulator: &Simulator) -> Self {
        Self::start_with(desktop, simulator, Stdio::inherit())
    }

    fn start_with(desktop: &Desktop, simulator: &Simulator, errors: Stdio) -> Self {
        // A file that grows too large is an error to it, and no signal that ends it.
        let mut process = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_windowless")])
            .env("DBUS_SESSION_BUS_ADDRESS", desktop.bus())
            .arg(desktop.data_dir())
            .arg(simulator.api())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { process, input, output: BufReader::new(output) }
    }

    /// `None` when the app was killed before it answered.
    fn tell(&mut self, words: &str) -> Option<Value> {
        writeln!(self.input, "{words}").ok()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer).ok()?;
        serde_json::from_str(&answer).ok()
    }
}

impl App {
    /// Another one, once this one is gone.
    fn restart(self, desktop: &Desktop, simulator: &Simulator) -> Self {
        drop(self);
        Self::start(desktop, simulator)
    }

    /// Kills it in a while.
    fn kill_in(&self, moment: Duration) -> JoinHandle<()> {
        let id = Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        spawn(move || {
            sleep(moment);
            kill_process(id, Signal::KILL).unwrap();
        })
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // It fails where the process was killed already, which is as well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
