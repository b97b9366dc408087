//! API keys, in the platform's keychain.
//!
//! A keychain call can hang for ever, behind an unlock prompt nobody answers. So one thread makes
//! them, one at a time, and callers wait only as long as [`Vault`] was told to.

#[cfg(target_os = "linux")]
mod default_keyring;
mod os;
mod store;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use secrecy::SecretString;
use tokio::{sync::oneshot, time::timeout};

pub use self::{
    os::OsKeychain,
    store::{KeyStore, KeyStoreError},
};
use crate::{problem::Problem, source::CredentialId};

/// Where a key is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    InKeychain,
    /// In memory, gone when the app ends.
    ForThisSession,
}

/// The keys of all sources. Nothing of them is kept anywhere but in the keychain or, where the user
/// chose so, in memory.
pub struct Vault {
    worker: mpsc::Sender<Job>,
    /// When the call that is under way began.
    begun: Arc<Mutex<Option<Instant>>>,
    patience: Duration,
    name: &'static str,
    session: Mutex<HashMap<CredentialId, SecretString>>,
}

/// Why the keychain did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It holds no such key.
    #[error("the keychain holds no such key")]
    NoKey,
    /// There is no usable keychain.
    #[error("no keychain: {0}")]
    NoKeychain(String),
    /// It did not answer in time; most likely a prompt waits for the user.
    #[error("the keychain did not answer within {} seconds", .0.as_secs())]
    NoAnswer(Duration),
    /// It said no.
    #[error("the keychain refused: {0}")]
    Refused(String),
}

type Job = Box<dyn FnOnce(&mut dyn KeyStore) + Send>;

impl Vault {
    /// Starts the worker over a key store. `patience` is how long callers wait for one call, an
    /// unlock prompt included.
    pub fn start(mut keys: impl KeyStore + 'static, patience: Duration) -> Self {
        let (worker, jobs) = mpsc::channel::<Job>();
        let name = keys.name();
        thread::Builder::new()
            .name("keychain".into())
            .spawn(move || jobs.into_iter().for_each(|job| job(&mut keys)))
            .expect("a thread can be started");
        Self { worker, begun: Arc::default(), patience, name, session: Mutex::default() }
    }

    /// What the platform calls its keychain.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether keys can be kept, without asking the user for anything.
    ///
    /// # Errors
    /// Why not, as a person is told it.
    pub async fn ready(&self) -> Result<(), Problem> {
        self.call(|keys| keys.ready(), |_, ()| ()).await.map_err(|error| self.explain(&error))
    }

    /// Keeps a key. `label` is what the platform's own tools show for it.
    ///
    /// # Errors
    /// As the keychain says. When it did not answer in time and keeps the key later on, the key is
    /// removed again.
    pub async fn keep(
        &self,
        id: CredentialId,
        label: String,
        key: SecretString,
        keep: Keep,
    ) -> Result<(), VaultError> {
        match keep {
            Keep::ForThisSession => {
                locked(&self.session).insert(id, key);
                Ok(())
            }
            Keep::InKeychain => {
                let undo = move |keys: &mut dyn KeyStore, ()| drop(keys.remove(id));
                self.call(move |keys| keys.set(id, &label, &key), undo).await
            }
        }
    }

    /// Reads a key.
    ///
    /// # Errors
    /// [`VaultError::NoKey`] when it is gone, or was kept for an earlier session.
    pub async fn read(&self, id: CredentialId) -> Result<SecretString, VaultError> {
        let kept = locked(&self.session).get(&id).cloned();
        match kept {
            Some(key) => Ok(key),
            None => self.call(move |keys| keys.get(id), |_, _| ()).await,
        }
    }

    /// Removes a key; one that is gone already counts as removed.
    ///
    /// # Errors
    /// As the keychain says.
    pub async fn remove(&self, id: CredentialId) -> Result<(), VaultError> {
        if locked(&self.session).remove(&id).is_some() {
            return Ok(());
        }
        match self.call(move |keys| keys.remove(id), |_, ()| ()).await {
            Err(VaultError::NoKey) => Ok(()),
            result => result,
        }
    }

    /// Tells a person what an error means.
    pub(crate) fn explain(&self, error: &VaultError) -> Problem {
        let name = self.name;
        let (message, hint) = match error {
            VaultError::NoKey => {
                (format!("{name} holds no key of this source."), "Choose Replace key and enter it.")
            }
            VaultError::NoKeychain(_) => (
                format!("No keychain is available: {name} cannot keep keys here."),
                "On Linux, install and unlock GNOME Keyring or KWallet, with a default keyring in it. Until then \
                 keys can be kept for this session only; they are never written to a file.",
            ),
            VaultError::NoAnswer(_) => (
                format!("{name} did not answer."),
                "If it asks for a password, perhaps behind another window, answer it and try again. If nothing \
                 asks, restart this app.",
            ),
            VaultError::Refused(_) => (
                format!("{name} refused to work with this app's keys."),
                "Unlock it, allow this app to use it, and try again.",
            ),
        };
        Problem::new(message, hint, error)
    }

    /// Runs one call on the worker. `undo` runs there as well when the caller stopped waiting before
    /// the call succeeded.
    async fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce(&mut dyn KeyStore) -> Result<T, KeyStoreError> + Send + 'static,
        undo: impl FnOnce(&mut dyn KeyStore, T) + Send + 'static,
    ) -> Result<T, VaultError> {
        if locked(&self.begun).is_some_and(|begun| begun.elapsed() >= self.patience) {
            return Err(VaultError::NoAnswer(self.patience));
        }
        let (reply, answer) = oneshot::channel();
        let begun = Arc::clone(&self.begun);
        let job: Job = Box::new(move |keys| {
            if reply.is_closed() {
                return;
            }
            *locked(&begun) = Some(Instant::now());
            let result = call(keys);
            *locked(&begun) = None;
            if let Err(Ok(done)) = reply.send(result) {
                undo(keys, done);
            }
        });
        let gone = || VaultError::NoKeychain("its thread has ended".into());
        self.worker.send(job).map_err(|_| gone())?;
        match timeout(self.patience, answer).await {
            Ok(Ok(result)) => result.map_err(VaultError::from),
            Ok(Err(_)) => Err(gone()),
            Err(_) => Err(VaultError::NoAnswer(self.patience)),
        }
    }
}

/// What a mutex guards, also after a panic: no value here is ever left half changed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<KeyStoreError> for VaultError {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::NoKey => Self::NoKey,
            KeyStoreError::Unavailable(why) => Self::NoKeychain(why),
            KeyStoreError::Refused(why) => Self::Refused(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Condvar;

    use secrecy::ExposeSecret;

    use super::*;

    /// A keychain whose prompt is answered when a test says so.
    #[derive(Default, Clone)]
    struct Prompting(Arc<(Mutex<State>, Condvar)>);

    #[derive(Default)]
    struct State {
        prompting: bool,
        calls: usize,
        keys: HashMap<CredentialId, SecretString>,
    }

    impl Prompting {
        fn state(&self) -> MutexGuard<'_, State> {
            self.0.0.lock().unwrap()
        }

        fn prompt(&self, prompting: bool) {
            self.state().prompting = prompting;
            self.0.1.notify_all();
        }

        fn answered(&self) -> MutexGuard<'_, State> {
            let mut state = self.0.1.wait_while(self.state(), |state| state.prompting).unwrap();
            state.calls += 1;
            self.0.1.notify_all();
            state
        }

        fn wait_for_calls(&self, calls: usize) {
            drop(self.0.1.wait_while(self.state(), |state| state.calls < calls).unwrap());
        }
    }

    impl KeyStore for Prompting {
        fn name(&self) -> &'static str {
            "Test keychain"
        }
        fn ready(&mut self) -> Result<(), KeyStoreError> {
            Ok(())
        }
        fn set(&mut self, id: CredentialId, _: &str, key: &SecretString) -> Result<(), KeyStoreError> {
            self.answered().keys.insert(id, key.clone());
            Ok(())
        }
        fn get(&mut self, id: CredentialId) -> Result<SecretString, KeyStoreError> {
            self.answered().keys.get(&id).cloned().ok_or(KeyStoreError::NoKey)
        }
        fn remove(&mut self, id: CredentialId) -> Result<(), KeyStoreError> {
            self.answered().keys.remove(&id).map(drop).ok_or(KeyStoreError::NoKey)
        }
    }

    #[tokio::test]
    async fn an_unanswered_prompt_blocks_nobody_and_leaves_no_key() {
        let keychain = Prompting::default();
        let vault = Vault::start(keychain.clone(), Duration::from_millis(50));
        let id = CredentialId::new();
        let keep = || vault.keep(id, "Acme".into(), "key".into(), Keep::InKeychain);

        keychain.prompt(true);
        assert!(matches!(keep().await, Err(VaultError::NoAnswer(_))));
        // The second caller does not even wait.
        assert!(matches!(vault.read(id).await, Err(VaultError::NoAnswer(_))));

        // The prompt is answered after all: the key nobody waits for is taken out again.
        keychain.prompt(false);
        keychain.wait_for_calls(2);
        assert!(keychain.state().keys.is_empty());

        keep().await.unwrap();
        assert_eq!(vault.read(id).await.unwrap().expose_secret(), "key");
        vault.remove(id).await.unwrap();
        vault.remove(id).await.unwrap();
        assert_eq!(vault.read(id).await.unwrap_err(), VaultError::NoKey);
    }

    #[tokio::test]
    async fn a_session_key_never_meets_the_keychain() {
        let keychain = Prompting::default();
        let vault = Vault::start(keychain.clone(), Duration::from_secs(1));
        let id = CredentialId::new();
        vault.keep(id, "Acme".into(), "key".into(), Keep::ForThisSession).await.unwrap();
        assert_eq!(vault.read(id).await.unwrap().expose_secret(), "key");
        vault.remove(id).await.unwrap();
        assert_eq!(keychain.state().calls, 0);
    }
}
