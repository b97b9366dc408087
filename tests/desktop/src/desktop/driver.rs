//! WebKit's WebDriver, which starts the app and works its window.

use std::net::{Ipv4Addr, TcpListener, TcpStream};

use super::{
    folders::Folders,
    process::{Process, Strays},
};
use crate::wait::until;

/// What the desktop asks apps to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    Light,
    Dark,
}

impl Colours {
    pub(super) fn gtk_theme(self) -> &'static str {
        match self {
            Self::Light => "Adwaita",
            Self::Dark => "Adwaita:dark",
        }
    }
}

/// A WebDriver for one start of the app. Dropped, it takes the app with it.
pub struct Driver {
    port: u16,
    process: Process,
    app: String,
}

impl Driver {
    /// The app inherits the driver's environment, so each start of the app has a driver of its own.
    pub async fn start(folders: &Folders, variables: &[(&str, &str)]) -> Self {
        let app = folders.data_variable();
        loop {
            let port = free_port();
            let mut command = folders.command("WebKitWebDriver");
            command
                .args([format!("--port={port}"), "--host=127.0.0.1".into()])
                .env("EXTERNAL_SOURCES_DATA_DIR", folders.data())
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .envs(variables.iter().copied());
            let mut process = Process::start(&mut command);
            let listens = async || {
                let connected = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
                (connected || process.has_ended()).then_some(connected)
            };
            // Another process may have taken the port: then with another one.
            if until("the WebDriver", listens).await {
                return Self { port, process, app };
            }
        }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The app and its web view.
    pub fn app(&self) -> Strays {
        Strays::carrying(&self.app).except(self.process.id())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.app().kill();
    }
}

fn free_port() -> u16 {
    let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    probe.local_addr().unwrap().port()
}
