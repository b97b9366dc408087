//! A keychain of the desktop's own.

use std::{io::Write, process::Stdio};

use secret_service::{EncryptionType, SecretService};
use zbus::connection;

use super::{bus::Bus, folders::Folders, process::Process};
use crate::wait::until;

/// GNOME Keyring, unlocked.
pub struct Keychain {
    bus: String,
    _daemon: Process,
}

impl Keychain {
    pub(super) async fn start(folders: &Folders, bus: &Bus) -> Self {
        let mut daemon = folders.command("gnome-keyring-daemon");
        daemon
            // As a daemon of its own it would outlive the test.
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", bus.address())
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut daemon = Process::start(&mut daemon);
        daemon.stdin().write_all(b"a password").unwrap();
        let keychain = Self { bus: bus.address().to_owned(), _daemon: daemon };
        until("the keychain", async || keychain.read().await.ok()).await;
        keychain
    }

    /// Every key that it holds.
    pub async fn keys(&self) -> Vec<String> {
        self.read().await.unwrap()
    }

    async fn read(&self) -> Result<Vec<String>, secret_service::Error> {
        let connection = connection::Builder::address(self.bus.as_str())?.build().await?;
        let service = SecretService::connect_with_existing(EncryptionType::Plain, connection).await?;
        let keyring = service.get_default_collection().await?;
        let mut keys = Vec::new();
        for item in keyring.get_all_items().await? {
            keys.push(String::from_utf8_lossy(&item.get_secret().await?).into_owned());
        }
        Ok(keys)
    }
}
