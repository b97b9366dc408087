//! A private desktop.

mod bus;
mod display;
mod driver;
mod folders;
mod keychain;
mod launcher;
mod notifications;
mod process;
mod tray;

use std::path::{Path, PathBuf};

use self::{bus::Bus, display::Display, folders::Folders};
pub use self::{
    driver::Colours,
    keychain::Keychain,
    notifications::{Notification, Notifications},
    tray::Tray,
};
pub(crate) use self::{
    driver::Driver,
    process::{Process, Strays},
};
use crate::{App, PlainApp};

/// A desktop for one test: display, session bus, keychain and folders. All of it ends when this is
/// dropped. Open apps must be dropped first; the borrow checker sees to it.
pub struct Desktop {
    test: String,
    colours: Colours,
    connections: Option<PathBuf>,
    keychain: Option<Keychain>,
    notifications: Option<Notifications>,
    tray: Option<Tray>,
    bus: Bus,
    display: Display,
    folders: Folders,
}

impl Desktop {
    /// A desktop with an unlocked keychain. Pictures go to `target/desktop-tests/<test>`.
    pub async fn start(test: &str) -> Self {
        let mut desktop = Self::without_keychain(test);
        desktop.keychain = Some(Keychain::start(&desktop.folders, &desktop.bus).await);
        desktop
    }

    /// A desktop on which no keychain runs.
    pub fn without_keychain(test: &str) -> Self {
        let folders = Folders::new();
        Self {
            test: test.to_owned(),
            colours: Colours::Light,
            connections: None,
            keychain: None,
            notifications: None,
            tray: None,
            bus: Bus::start(&folders),
            display: Display::start(&folders),
            folders,
        }
    }

    /// Has the desktop take notifications from now on, and remember them.
    pub async fn take_notifications(&mut self) {
        self.notifications = Some(Notifications::start(self.bus.address()).await);
    }

    /// Gives the desktop a tray.
    pub async fn add_tray(&mut self) {
        self.tray = Some(Tray::start(self.bus.address()).await);
    }

    /// The tray of this desktop.
    ///
    /// # Panics
    /// When there is none.
    pub fn tray(&self) -> &Tray {
        self.tray.as_ref().expect("this desktop has a tray")
    }

    /// The notifications of this desktop.
    ///
    /// # Panics
    /// When it takes none.
    pub fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("this desktop takes notifications")
    }

    /// Sets the colour scheme of apps that are opened from now on.
    pub fn set_colours(&mut self, colours: Colours) {
        self.colours = colours;
    }

    /// Has every connection of apps that are opened from now on written to the returned file.
    pub fn trace_connections(&mut self) -> &Path {
        self.connections.insert(self.folders.logs().join("connections"))
    }

    /// Opens the app's window, with `api` in the place of `https://api.atlassian.com`.
    pub async fn open_app(&self, api: &str) -> App<'_> {
        self.open(&launcher::app(), api).await
    }

    /// The same for another app, whose page has what the list of sources is known by.
    pub async fn open(&self, app: &Path, api: &str) -> App<'_> {
        let launcher = launcher::write(&self.folders, app, self.connections.as_deref());
        let driver = Driver::start(&self.folders, &self.variables(api)).await;
        App::open(self, driver, &launcher).await
    }

    /// Starts the app as a user does, with no WebDriver on its window.
    pub fn start_app(&self, api: &str, arguments: &[&str]) -> PlainApp {
        let launcher = launcher::write(&self.folders, &launcher::app(), None);
        let mut command = self.folders.command(&launcher.to_string_lossy());
        command
            .args(arguments)
            .envs(self.variables(api))
            .env("EXTERNAL_SOURCES_DATA_DIR", self.folders.data());
        PlainApp::new(Process::start(&mut command), self.folders.data_variable())
    }

    pub(crate) async fn wait_for_no_app(&self) {
        self.bus.wait_for_no_app().await;
    }

    /// Closes the app's window as a user does, with its close button.
    pub fn close_window(&self) {
        self.display.close_windows();
    }

    /// What the app is told of this desktop.
    fn variables<'a>(&'a self, api: &'a str) -> [(&'a str, &'a str); 6] {
        [
            ("DISPLAY", self.display.name()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.address()),
            ("GTK_THEME", self.colours.gtk_theme()),
            ("GDK_BACKEND", "x11"),
            ("NO_AT_BRIDGE", "1"),
            ("EXTERNAL_SOURCES_ATLASSIAN_API", api),
        ]
    }

    /// The keychain of this desktop.
    ///
    /// # Panics
    /// When there is none.
    pub fn keychain(&self) -> &Keychain {
        self.keychain.as_ref().expect("this desktop has a keychain")
    }

    /// The address of this desktop's session bus, for programs without a window.
    pub fn bus(&self) -> &str {
        self.bus.address()
    }

    /// Where the app keeps its data.
    pub fn data_dir(&self) -> PathBuf {
        self.folders.data()
    }

    /// Everything that the app could have written: home, data, run-time folder and logs.
    pub fn folder(&self) -> &Path {
        self.folders.root()
    }

    /// What the app has written to its standard output and error.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folders.app_log()).unwrap_or_default()
    }

    /// Where this test's pictures go.
    pub fn pictures(&self) -> PathBuf {
        match Path::new(&self.test) {
            folder if folder.is_absolute() => folder.to_owned(),
            test => target().join("desktop-tests").join(test),
        }
    }
}

/// Where Cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => dir.into(),
        None => repository().join("target"),
    }
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
