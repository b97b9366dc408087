//! The platform's keychain: Secret Service, macOS Keychain, Windows Credential Manager.

use std::{collections::HashMap, sync::Arc};

use keyring_core::{Entry, Error, api::CredentialStoreApi};
use secrecy::{ExposeSecret, SecretString};

use super::store::{KeyStore, KeyStoreError};
use crate::source::CredentialId;

#[cfg(target_os = "linux")]
use super::default_keyring::DefaultKeyring;
#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;
#[cfg(target_os = "linux")]
use zbus_secret_service_keyring_store::Store;

#[cfg(target_os = "linux")]
const NAME: &str = "Secret Service";
#[cfg(target_os = "macos")]
const NAME: &str = "macOS Keychain";
#[cfg(windows)]
const NAME: &str = "Windows Credential Manager";

/// The platform's keychain. It is connected to on first use, and again after a failure, since a
/// keychain may start, stop and restart while the app runs.
pub struct OsKeychain {
    /// Under which the platform files this app's keys.
    service: String,
    store: Option<Arc<Store>>,
    #[cfg(target_os = "linux")]
    default_keyring: DefaultKeyring,
}

impl OsKeychain {
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            store: None,
            #[cfg(target_os = "linux")]
            default_keyring: DefaultKeyring::default(),
        }
    }

    fn with_entry<T>(
        &mut self,
        id: CredentialId,
        label: Option<&str>,
        call: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, KeyStoreError> {
        self.ready()?;
        let result = self.try_with_entry(id, label, &call);
        match result {
            // The connection may be to a keychain that has since restarted: once more, with a new one.
            Err(Error::PlatformFailure(_) | Error::NoStorageAccess(_)) => {
                self.store = None;
                self.try_with_entry(id, label, &call)
            }
            other => other,
        }
        .map_err(|error| describe(&error))
    }

    fn try_with_entry<T>(
        &mut self,
        id: CredentialId,
        label: Option<&str>,
        call: &impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> keyring_core::Result<T> {
        let store = match &self.store {
            Some(store) => store,
            None => self.store.insert(Store::new()?),
        };
        // Only the Secret Service has labels of its own; elsewhere the service's name stands there.
        let label =
            label.filter(|_| cfg!(target_os = "linux")).map(|label| HashMap::from([("label", label)]));
        call(&store.build(&self.service, &id.to_string(), label.as_ref())?)
    }
}

impl KeyStore for OsKeychain {
    fn name(&self) -> &'static str {
        NAME
    }

    fn ready(&mut self) -> Result<(), KeyStoreError> {
        #[cfg(target_os = "linux")]
        self.default_keyring.find()?;
        Ok(())
    }

    fn set(&mut self, id: CredentialId, label: &str, key: &SecretString) -> Result<(), KeyStoreError> {
        self.with_entry(id, Some(label), |entry| entry.set_password(key.expose_secret()))
    }

    fn get(&mut self, id: CredentialId) -> Result<SecretString, KeyStoreError> {
        self.with_entry(id, None, |entry| entry.get_password().map(SecretString::from))
    }

    fn remove(&mut self, id: CredentialId) -> Result<(), KeyStoreError> {
        self.with_entry(id, None, Entry::delete_credential)
    }
}

/// Puts a keychain's error into words. Some variants carry the secret, so none is formatted whole.
fn describe(error: &Error) -> KeyStoreError {
    match error {
        Error::NoEntry => KeyStoreError::NoKey,
        Error::PlatformFailure(cause) => KeyStoreError::Refused(cause.to_string()),
        Error::NoStorageAccess(cause) => KeyStoreError::Refused(cause.to_string()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            KeyStoreError::Refused("what it holds is not a key".into())
        }
        Error::TooLong(what, limit) => {
            KeyStoreError::Refused(format!("{what} is longer than its limit of {limit} characters"))
        }
        Error::Ambiguous(_) => KeyStoreError::Refused("it holds more than one key under this name".into()),
        _ => KeyStoreError::Refused("it does not support this".into()),
    }
}
