//! A keychain of the desktop's own.

use std::{io::Write, process::Stdio};

use secret_service::{EncryptionType, SecretService};
use zbus::connection;

use super::{bus::Bus, folders::Folders, process::Process};
use crate::wait::until;

/// GNOME Keyring, unlocked.
pub struct Keychain {
    /// One for as long as it runs: it may end itself when one caller leaves in the moment that another comes.
    service: SecretService<'static>,
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
        let service = until("the keychain", async || connect(bus.address()).await.ok()).await;
        let keychain = Self { service, _daemon: daemon };
        keychain.wait_for_keys(&[]).await;
        keychain
    }

    /// Waits until it holds these keys and no others; the app removes old ones after it has answered.
    pub async fn wait_for_keys(&self, keys: &[&str]) {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        let same = async || (self.keys().await == keys).then_some(());
        until(format_args!("{} keys in the keychain", keys.len()), same).await;
    }

    /// Every key that it holds, in alphabetical order.
    pub async fn keys(&self) -> Vec<String> {
        // A key may go while the others are read: then once more.
        let mut keys = until("the keychain's answer", async || self.read().await.ok()).await;
        keys.sort_unstable();
        keys
    }

    async fn read(&self) -> Result<Vec<String>, secret_service::Error> {
        let keyring = self.service.get_default_collection().await?;
        let mut keys = Vec::new();
        for item in keyring.get_all_items().await? {
            keys.push(String::from_utf8_lossy(&item.get_secret().await?).into_owned());
        }
        Ok(keys)
    }
}

async fn connect(bus: &str) -> Result<SecretService<'static>, secret_service::Error> {
    let connection = connection::Builder::address(bus)?.build().await?;
    SecretService::connect_with_existing(EncryptionType::Plain, connection).await
}
