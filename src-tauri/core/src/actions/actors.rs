//! The sources that are open for changes, each opened once.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::Mutex;

use super::actor::{Actor, Opening};
use crate::{
    check::kept_key,
    error::Error,
    problem::Problem,
    source::{SourceId, SourceRecord},
    sources::Sources,
};

/// A source that is open, and what is kept of it.
pub(super) type Open = (Arc<dyn Actor>, SourceRecord);

/// Sources that are open for changes, for one plan or run.
pub(super) struct Actors {
    sources: Arc<Sources>,
    open: Mutex<HashMap<SourceId, Open>>,
}

impl Actors {
    pub fn new(sources: &Arc<Sources>) -> Self {
        Self { sources: Arc::clone(sources), open: Mutex::default() }
    }

    /// The source, opened with the key that is kept for it now.
    ///
    /// # Errors
    /// Why it cannot be opened, and whether trying again may help.
    pub async fn get(&self, id: SourceId) -> Result<Open, Closed> {
        let mut open = self.open.lock().await;
        let record = self.sources.record(id).await.map_err(Closed::of)?;
        if let Some((actor, _)) = open.get(&id).filter(|(_, opened)| opened.credential == record.credential) {
            return Ok((Arc::clone(actor), record));
        }
        let env = &self.sources.env;
        let key = kept_key(&env.vault, &record).await.map_err(Closed::for_now)?;
        let checked = self.sources.stored(move |store| store.check(id)).await.map_err(Closed::of)?;
        let route = checked.and_then(|checked| checked.connected_to).map(|found| found.route);
        let opening = Opening { client: &env.client, key, route };
        let opened = record.connection.source_type().open(opening).await;
        let actor: Arc<dyn Actor> = opened.map_err(|error| Closed::asked(&record, error))?.into();
        open.insert(id, (Arc::clone(&actor), record.clone()));
        Ok((actor, record))
    }
}

/// Why a source could not be opened, or asked.
pub(super) struct Closed {
    pub problem: Problem,
    /// Set when the source was asked.
    pub cause: Option<atlassian_client::Error>,
}

impl Closed {
    pub fn asked(record: &SourceRecord, error: atlassian_client::Error) -> Self {
        Self { problem: explain(record, &error), cause: Some(error) }
    }

    fn for_now(problem: Problem) -> Self {
        Self { problem, cause: None }
    }

    fn of(error: Error) -> Self {
        match error {
            Error::Failed(problem) => Self::for_now(problem),
            other => Self::for_now(Problem::new("The source could not be read.", "Try again.", other)),
        }
    }
}

/// What an error means, with the source it came from.
pub(super) fn explain(record: &SourceRecord, error: &atlassian_client::Error) -> Problem {
    let explained = record.connection.source_type().explain(error).0;
    Problem { message: format!("“{}”: {}", record.name, explained.message), ..explained }
}
