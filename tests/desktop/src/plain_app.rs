//! The app as a user starts it, with no WebDriver on its window.

use std::time::Duration;

use crate::{
    desktop::{Process, Strays},
    wait::until,
};

/// A running app, with or without a window. Dropped, it ends at once.
pub struct PlainApp {
    process: Process,
    /// What it and its web view carry in their environment.
    variable: String,
}

impl PlainApp {
    pub(crate) fn new(process: Process, variable: String) -> Self {
        Self { process, variable }
    }

    /// Waits for a window; each has a web view.
    pub async fn wait_for_window(&self) {
        until("a window", async || self.has_window().then_some(())).await;
    }

    /// Waits until the window is gone, and its web view with it.
    pub async fn wait_for_no_window(&self) {
        until("the window's end", async || (!self.has_window()).then_some(())).await;
    }

    /// Whether a window is there.
    pub fn has_window(&self) -> bool {
        Strays::carrying(&self.variable).any_named("WebKitWebProces")
    }

    /// How many web views it holds, also when their windows are closed: each has a memory it shares.
    pub fn web_views(&self) -> usize {
        Strays::carrying(&self.variable).open_files("memfd:WebKitSharedMemory")
    }

    /// The processor time it has taken so far, its web view's included.
    pub fn processor_time(&self) -> Duration {
        Strays::carrying(&self.variable).processor_time()
    }

    /// The memory it takes now, in KiB, its web view's included.
    pub fn memory(&self) -> u64 {
        Strays::carrying(&self.variable).memory()
    }

    /// The part of it that is of no file, in KiB.
    pub fn own_memory(&self) -> u64 {
        Strays::carrying(&self.variable).own_memory()
    }

    /// Waits until the app has ended by itself.
    pub async fn wait_for_end(&mut self) {
        until("the end of the app", async || self.process.has_ended().then_some(())).await;
    }
}

/// Ends what it has started, too. A second start that has ended leaves the first alone.
impl Drop for PlainApp {
    fn drop(&mut self) {
        if !self.process.has_ended() {
            Strays::carrying(&self.variable).kill();
        }
    }
}
