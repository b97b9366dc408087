//! What a keychain must be able to do.

use secrecy::SecretString;

use crate::source::CredentialId;

/// A keychain. Its calls may block for as long as a person needs to answer a prompt.
pub trait KeyStore: Send {
    /// What the platform calls it.
    fn name(&self) -> &'static str;

    /// Whether it can keep keys, without asking the user for anything.
    ///
    /// # Errors
    /// Why not.
    fn ready(&mut self) -> Result<(), KeyStoreError>;

    /// Keeps a key under a new id.
    ///
    /// # Errors
    /// When it is not kept.
    fn set(&mut self, id: CredentialId, label: &str, key: &SecretString) -> Result<(), KeyStoreError>;

    /// Reads a key.
    ///
    /// # Errors
    /// [`KeyStoreError::NoKey`] when there is none.
    fn get(&mut self, id: CredentialId) -> Result<SecretString, KeyStoreError>;

    /// Removes a key.
    ///
    /// # Errors
    /// [`KeyStoreError::NoKey`] when there is none.
    fn remove(&mut self, id: CredentialId) -> Result<(), KeyStoreError>;
}

/// Why a keychain did not do what it was asked. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStoreError {
    NoKey,
    /// No keychain is there, or none that can be used.
    Unavailable(String),
    Refused(String),
}
