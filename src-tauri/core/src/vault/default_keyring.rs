//! Whether the Secret Service can keep keys at all.

use std::{thread, time::Duration};

use secret_service::{EncryptionType, Error, blocking::SecretService};

use super::store::KeyStoreError;

/// The waits before the Secret Service is asked again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// A Secret Service without a default keyring answers 'no such key' to every read and fails every
/// write, so the keyring itself is asked for first.
///
/// The connection is kept: GNOME Keyring 42 may end itself when one caller leaves in the moment that another
/// comes.
#[derive(Default)]
pub(super) struct DefaultKeyring(Option<SecretService<'static>>);

impl DefaultKeyring {
    /// # Errors
    /// [`KeyStoreError::Unavailable`] where there is none, or no Secret Service.
    pub fn find(&mut self) -> Result<(), KeyStoreError> {
        // One that is starting, or still busy with an app that died, may fail to answer at first.
        for pause in PAUSES {
            if self.try_find().is_ok() {
                return Ok(());
            }
            thread::sleep(pause);
        }
        self.try_find().map_err(|error| {
            KeyStoreError::Unavailable(match error {
                Error::NoResult => "there is no default keyring".into(),
                error => error.to_string(),
            })
        })
    }

    fn try_find(&mut self) -> Result<(), Error> {
        let service = match self.0.take() {
            Some(service) => service,
            None => SecretService::connect(EncryptionType::Plain)?,
        };
        service.get_default_collection()?;
        // After a failure, the connection may be to a service that has since restarted.
        self.0 = Some(service);
        Ok(())
    }
}
