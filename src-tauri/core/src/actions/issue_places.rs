//! Where issues about users can be created.

use std::sync::Arc;

use super::{
    actor::Answering,
    actors::{Actors, Closed, Open},
};
use crate::{
    error::Error,
    source::{SourceId, SourceRecord},
    sources::Sources,
};

impl Sources {
    /// The keys and names of the projects that issues can be created in through a source.
    ///
    /// # Errors
    /// When the source cannot be asked; the same for what follows.
    pub async fn issue_projects(self: &Arc<Self>, source: SourceId) -> Result<Vec<(String, String)>, Error> {
        let (actor, record) = self.opened(source).await?;
        answered(&record, actor.projects()).await
    }

    /// The names of the types that an issue of a project can have.
    pub async fn issue_types(
        self: &Arc<Self>,
        source: SourceId,
        project: &str,
    ) -> Result<Vec<String>, Error> {
        let (actor, record) = self.opened(source).await?;
        answered(&record, actor.issue_types(project)).await
    }

    async fn opened(self: &Arc<Self>, source: SourceId) -> Result<Open, Error> {
        Actors::new(self).get(source).await.map_err(|closed| Error::Failed(closed.problem))
    }
}

/// What a source answers; nothing where its kind has no answer.
async fn answered<T: Default>(record: &SourceRecord, answer: Option<Answering<'_, T>>) -> Result<T, Error> {
    match answer {
        Some(answer) => answer.await.map_err(|error| Error::Failed(Closed::asked(record, error).problem)),
        None => Ok(T::default()),
    }
}
