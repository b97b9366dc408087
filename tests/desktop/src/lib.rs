//! Drives the real app in a real window, on a desktop of its own: display, session bus, keychain
//! and folders belong to one test and end with it.
//!
//! ```no_run
//! # use atlassian_simulator::Simulator;
//! # use desktop_tests::{Desktop, Form};
//! # async fn example() -> std::io::Result<()> {
//! let simulator = Simulator::start(Default::default()).await?;
//! let desktop = Desktop::start("example").await;
//! let app = desktop.open_app(&simulator.api()).await;
//! app.create(&Form::site("Acme", &simulator, 0)).await;
//! app.wait_for_cell("Acme", "Status", "Connected").await;
//! # Ok(())
//! # }
//! ```
//!
//! Everything here panics with what was waited for and what the window showed instead: it is made
//! for tests. It works on Linux, where `WebKitWebDriver` can drive the app.

#![cfg(target_os = "linux")]

mod app;
mod desktop;
mod form;
mod plain_app;
mod wait;

pub use app::App;
pub use desktop::{Colours, Desktop, Keychain, Notification, Notifications, Tray};
pub use fantoccini::key::Key;
pub use form::Form;
pub use plain_app::PlainApp;
pub use wait::until;
