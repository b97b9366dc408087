//! When each endpoint may be asked, as its answers tell: reads as soon as the pause is over that it
//! asked for, changes as fast as its limit lets them.

mod counted;
mod endpoint;
mod guessed;
mod limit;
#[cfg(test)]
mod simulation;
mod told;
mod trips;
mod turns;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use reqwest::Method;
use tokio::sync::OwnedMutexGuard;
use url::Url;

pub(crate) use self::told::{Told, retry_at};
use self::turns::Turns;
use crate::{error::Error, site_url::authority};

/// What is known of the endpoints. Atlassian counts per tenant, endpoint and method:
/// <https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// The pauses that reads were asked to make.
    pauses: Mutex<HashMap<String, Pause>>,
    /// The lines in which changes wait.
    turns: Mutex<HashMap<String, Arc<Turns>>>,
}

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
            return Err(asked_before(url, until));
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

    /// The line of those that are to change something at an endpoint.
    pub fn turns(&self, method: &Method, url: &Url) -> Arc<Turns> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(endpoint::name(method, url)).or_default())
    }

    fn pauses(&self) -> MutexGuard<'_, HashMap<String, Pause>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said for an endpoint that is not asked now.
pub(crate) fn asked_before(url: &Url, until: DateTime<Utc>) -> Error {
    let cause = "it asked for a pause before".into();
    Error::Busy { host: authority(url), status: 429, retry_at: Some(until), cause }
}

/// The address without what differs from one page to the next.
fn endpoint(url: &Url) -> String {
    format!("{}{}", authority(url), url.path())
}
