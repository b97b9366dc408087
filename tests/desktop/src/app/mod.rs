//! The app's window, in the words of its user.

mod accessibility;
mod controls;
mod dialogs;
mod fields;
mod keyboard;
mod list;
mod look;
mod secrets;
mod users;

use std::{fmt::Display, path::Path, time::Duration};

use fantoccini::{Client, ClientBuilder, error::CmdError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    Desktop,
    desktop::Driver,
    wait::{try_until, until},
};

/// How long the app may take to open on a busy machine.
const OPENS_WITHIN: Duration = Duration::from_secs(60);
/// How many times as long as usual something may take that is waited for patiently.
const PATIENT: usize = 10;

/// A running app and its window. Dropped, it ends at once.
pub struct App<'desktop> {
    desktop: &'desktop Desktop,
    window: Client,
    driver: Driver,
    usable_after: Duration,
}

impl<'desktop> App<'desktop> {
    pub(crate) async fn open(desktop: &'desktop Desktop, driver: Driver, binary: &Path) -> Self {
        let Value::Object(capabilities) = json!({"webkitgtk:browserOptions": {"binary": binary, "args": []}})
        else {
            unreachable!()
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = driver.address();
        let connected = builder.capabilities(capabilities).connect(&address);
        let window = timeout(OPENS_WITHIN, connected)
            .await
            .unwrap_or_else(|_| panic!("the app did not open in time\n{}", desktop.log()))
            .unwrap_or_else(|error| panic!("the app did not open: {error}\n{}", desktop.log()));
        let mut app = Self { desktop, window, driver, usable_after: Duration::ZERO };
        let ready = include_str!("../scripts/ready.js");
        app.until("the list of sources", async || app.run(ready, []).await.as_bool()?.then_some(())).await;
        app.usable_after = app.driver.app().age();
        app
    }

    /// How long after its start the list of sources was there.
    pub fn usable_after(&self) -> Duration {
        self.usable_after
    }

    /// The memory it takes now, in KiB, its web view's included.
    pub fn memory(&self) -> u64 {
        self.driver.app().memory()
    }

    /// Closes the window and waits for the app to end.
    pub async fn close(self) {
        done(self.window.close_window().await);
        self.wait_for_end().await;
    }

    /// Ends the app as a crash would.
    pub async fn kill(self) {
        self.driver.app().kill();
        self.wait_for_end().await;
    }

    async fn wait_for_end(&self) {
        until("the end of the app", async || self.driver.app().is_empty().then_some(())).await;
        self.desktop.wait_for_no_app().await;
    }

    /// Waits for a text in the window.
    pub async fn wait_for_text(&self, text: &str) {
        let seen = async || self.text().await.contains(text).then_some(());
        self.until(format_args!("the text “{text}”"), seen).await;
    }

    /// The same, for what takes minutes on a busy machine.
    pub async fn wait_patiently_for_text(&self, text: &str) {
        let seen = async || self.text().await.contains(text).then_some(());
        for _ in 0..PATIENT {
            if try_until(seen).await.is_some() {
                return;
            }
        }
        self.wait_for_text(text).await;
    }

    /// Every text that can be seen in the window.
    pub async fn text(&self) -> String {
        text(self.run(include_str!("../scripts/visible_text.js"), []).await)
    }

    /// Looks until there is something to see; else fails with what the window shows, and a picture.
    pub async fn until<T>(&self, what: impl Display, look: impl AsyncFnMut() -> Option<T>) -> T {
        match try_until(look).await {
            Some(seen) => seen,
            None => {
                let picture = self.screenshot("failed").await;
                panic!("waited in vain for {what}; see {}\n{}", picture.display(), self.text().await)
            }
        }
    }

    /// Runs a script in the page until it calls its last argument, and returns what it gives it.
    pub async fn run_async(&self, script: &str, arguments: impl IntoIterator<Item = Value>) -> Value {
        done(self.window.execute_async(script, arguments.into_iter().collect()).await)
    }

    /// Runs a script in the page.
    async fn run(&self, script: &str, arguments: impl IntoIterator<Item = Value>) -> Value {
        done(self.window.execute(script, arguments.into_iter().collect()).await)
    }
}

fn done<T>(result: Result<T, CmdError>) -> T {
    result.unwrap_or_else(|error| panic!("the WebDriver refused: {error}"))
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => panic!("{other} is not a text"),
    }
}
