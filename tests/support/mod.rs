//! The app without a window: real sled files, a simulated Atlassian, a keychain in memory.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use atlassian_client::{Client, Config};
use atlassian_simulator::{Credential, Simulator};
use chrono::{DateTime, FixedOffset, TimeDelta};
use external_sources_core::{
    Clock, CredentialId, Environment, Network, Problem, SaveOptions, SourceDraft, Sources, Store,
    SystemClock, SystemNetwork, Vault,
    source_types::ConnectionType,
    vault::{KeyStore, KeyStoreError},
};
use secrecy::{ExposeSecret, SecretString};

/// A keychain that tests can look into, and lock.
#[derive(Clone, Default)]
pub struct MemoryKeychain(Arc<Mutex<HashMap<CredentialId, SecretString>>>, Arc<AtomicBool>);

impl MemoryKeychain {
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().unwrap().values().map(|key| key.expose_secret().to_owned()).collect()
    }

    /// As if another program had removed them.
    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    pub fn lock(&self, locked: bool) {
        self.1.store(locked, Ordering::Relaxed);
    }
}

impl KeyStore for MemoryKeychain {
    fn name(&self) -> &'static str {
        "Test keychain"
    }
    fn ready(&mut self) -> Result<(), KeyStoreError> {
        Ok(())
    }
    fn set(&mut self, id: CredentialId, _: &str, key: &SecretString) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().insert(id, key.clone());
        Ok(())
    }
    fn get(&mut self, id: CredentialId) -> Result<SecretString, KeyStoreError> {
        if self.1.load(Ordering::Relaxed) {
            return Err(KeyStoreError::Refused("it is locked".into()));
        }
        self.0.lock().unwrap().get(&id).cloned().ok_or(KeyStoreError::NoKey)
    }
    fn remove(&mut self, id: CredentialId) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().remove(&id).map(drop).ok_or(KeyStoreError::NoKey)
    }
}

/// A computer without a keychain.
pub struct NoKeychain;

impl KeyStore for NoKeychain {
    fn name(&self) -> &'static str {
        "Test keychain"
    }
    fn ready(&mut self) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Unavailable("none".into()))
    }
    fn set(&mut self, _: CredentialId, _: &str, _: &SecretString) -> Result<(), KeyStoreError> {
        self.ready()
    }
    fn get(&mut self, _: CredentialId) -> Result<SecretString, KeyStoreError> {
        self.ready().and(Err(KeyStoreError::NoKey))
    }
    fn remove(&mut self, _: CredentialId) -> Result<(), KeyStoreError> {
        self.ready()
    }
}

/// A clock that tests push forward.
#[derive(Clone, Default)]
pub struct Later(pub Arc<AtomicI64>);

impl Clock for Later {
    fn now(&self) -> DateTime<FixedOffset> {
        SystemClock.now() + TimeDelta::hours(self.0.load(Ordering::Relaxed))
    }
}

/// A client that gives up soon, so that faults do not make tests slow.
pub fn client(simulator: &Simulator) -> Client {
    Client::new(Config {
        api: simulator.api().parse().unwrap(),
        connect_timeout: Duration::from_secs(2),
        timeout: Duration::from_secs(2),
        patience: Duration::from_millis(20),
    })
    .unwrap()
}

/// The app over a data folder.
pub fn open(dir: &Path, keys: impl KeyStore + 'static, client: Client) -> Arc<Sources> {
    open_at(dir, keys, client, SystemClock)
}

pub fn open_at(
    dir: &Path,
    keys: impl KeyStore + 'static,
    client: Client,
    clock: impl Clock + 'static,
) -> Arc<Sources> {
    open_on(dir, keys, client, clock, SystemNetwork)
}

pub fn open_on(
    dir: &Path,
    keys: impl KeyStore + 'static,
    client: Client,
    clock: impl Clock + 'static,
    network: impl Network + 'static,
) -> Arc<Sources> {
    let (environment, notices) = environment(dir, keys, client, clock, network);
    Sources::new(environment, notices)
}

pub fn environment(
    dir: &Path,
    keys: impl KeyStore + 'static,
    client: Client,
    clock: impl Clock + 'static,
    network: impl Network + 'static,
) -> (Environment, Vec<Problem>) {
    let (store, notice) = Store::open(dir).unwrap();
    let environment = Environment {
        store,
        vault: Vault::start(keys, Duration::from_secs(10)),
        client,
        clock: Box::new(clock),
        network: Box::new(network),
        account: "Ada".into(),
    };
    (environment, notice.into_iter().collect())
}

/// What an administrator types to connect a site.
pub fn site(name: &str, url: &str, credential: &Credential) -> SourceDraft {
    SourceDraft {
        name: name.into(),
        connection_type: ConnectionType::JiraCloud,
        jira_url: url.into(),
        user_email: credential.email.clone(),
        api_key: credential.token.clone().into(),
        expires_on: String::new(),
        organization_id: String::new(),
    }
}

/// What an administrator types to connect an organization.
pub fn organization(name: &str, id: &str, credential: &Credential) -> SourceDraft {
    SourceDraft {
        name: name.into(),
        connection_type: ConnectionType::Access,
        jira_url: String::new(),
        user_email: String::new(),
        api_key: credential.token.clone().into(),
        expires_on: days_ahead(90),
        organization_id: id.into(),
    }
}

pub fn days_ahead(days: i64) -> String {
    (SystemClock.now().date_naive() + chrono::TimeDelta::days(days)).to_string()
}

/// Nobody presses Cancel.
pub fn uncancelled() -> std::future::Pending<()> {
    std::future::pending()
}

pub const CHECKED: SaveOptions = SaveOptions { without_check: false, session_only: false };
