//! When each endpoint may be asked again, as its answers tell.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::sync::OwnedMutexGuard;
use url::Url;

use crate::{error::Error, site_url::authority};

/// The endpoints that asked for a pause. Atlassian counts per endpoint, so a pause holds for all
/// calls to it: <https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<HashMap<String, Pause>>);

#[derive(Debug, Default)]
struct Pause {
    until: DateTime<Utc>,
    line: Arc<tokio::sync::Mutex<()>>,
}

impl Pace {
    /// Waits until an endpoint may be asked.
    ///
    /// # Errors
    /// [`Error::Busy`] when that takes longer than `patience`.
    pub async fn wait(&self, url: &Url, patience: Duration) -> Result<(), Error> {
        let until = self.pauses().get(&endpoint(url)).map(|pause| pause.until);
        let Some(until) = until else { return Ok(()) };
        let pause = (until - Utc::now()).to_std().unwrap_or_default();
        if pause > patience {
            let cause = "it asked for a pause before".into();
            return Err(Error::Busy { host: authority(url), status: 429, retry_at: Some(until), cause });
        }
        tokio::time::sleep(pause).await;
        Ok(())
    }

    /// Notes the pause that an answer asks for, if it does.
    pub fn note(&self, url: &Url, error: &Error) {
        if let Error::Busy { retry_at: Some(at), .. } = error {
            self.pauses().entry(endpoint(url)).or_default().until = *at;
        }
    }

    /// Waits in line with the others that an endpoint turned away: all at once, they would be turned
    /// away again.
    pub async fn turn(&self, url: &Url) -> OwnedMutexGuard<()> {
        let line = Arc::clone(&self.pauses().entry(endpoint(url)).or_default().line);
        line.lock_owned().await
    }

    fn pauses(&self) -> MutexGuard<'_, HashMap<String, Pause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address without what differs from one page to the next.
fn endpoint(url: &Url) -> String {
    format!("{}{}", authority(url), url.path())
}
