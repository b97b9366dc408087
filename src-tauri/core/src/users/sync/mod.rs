//! Fetching the users of a source: in the background, with progress, from where the last sync stopped.

mod draft;
mod gathered;
mod spool;
mod under_way;

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use tokio::sync::{mpsc, oneshot, watch};

use self::draft::Draft;
pub(crate) use self::under_way::Syncs;
use super::{
    page::UserSource,
    piece::{Asking, Piece},
};
use crate::{
    check::kept_key,
    error::Error,
    problem::Problem,
    source::{SourceId, SourceRecord},
    sources::Sources,
    store::StoreError,
};

/// How many sources are synced at once, when all are.
const AT_ONCE: usize = 3;
/// How old users may be that something is done to without anybody looking.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How many pieces may wait to be taken in.
const AHEAD: usize = 16;

impl Sources {
    /// Fetches the users of a source anew, or goes on where a sync was stopped. While that is under way
    /// already, or when the user calls it off, those known before stay. What goes wrong is told by
    /// [`UserSource::problem`].
    ///
    /// # Errors
    /// When the source is gone or what was fetched cannot be stored.
    pub async fn sync_users(self: &Arc<Self>, id: SourceId) -> Result<(), Error> {
        let Some((sync, cancelled)) = self.syncs.begin(id) else { return Ok(()) };
        let record = self.record(id).await?;
        match self.fetch_users(&record, cancelled).await? {
            Outcome::Kept(problem) => sync.end(problem),
            Outcome::Failed(problem) => sync.end(Some(problem)),
            Outcome::Cancelled => {}
        }
        Ok(())
    }

    /// Fetches the users of all sources, a few at a time.
    ///
    /// # Errors
    /// When the records cannot be read. What happens to one source is told by
    /// [`UserSource::problem`].
    pub async fn sync_all_users(self: &Arc<Self>) -> Result<(), Error> {
        let ids = self.stored(|store| Ok(store.sources()?.into_iter().map(|source| source.id).collect()));
        self.sync_each(ids.await?).await;
        Ok(())
    }

    /// Calls off a sync that is under way. What came so far is kept for the next one.
    pub fn cancel_sync(&self, id: SourceId) {
        self.syncs.cancel(id);
    }

    /// Calls off every sync that is under way.
    pub fn cancel_all_syncs(&self) {
        self.syncs.cancel_all();
    }

    /// What is known of the users of each source.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn user_sources(self: &Arc<Self>) -> Result<Vec<UserSource>, Error> {
        let sources = Arc::clone(self);
        let state = move |record: SourceRecord| {
            let (sync, problem) = sources.syncs.state(record.id);
            let damage = sources.shown.damage(record.id).map(|damage| thrown_away(&record, &damage));
            UserSource {
                source: record.id,
                connection_type: record.connection.connection_type(),
                source_name: record.name,
                fetched_at: sources.shown.fetched_at(record.id),
                users: sources.shown.count(record.id),
                sync,
                problem: problem.or(damage),
            }
        };
        let states = self.stored(|store| Ok(store.sources()?.into_iter().map(state).collect()));
        let mut states: Vec<UserSource> = states.await?;
        states.sort_by_cached_key(|state| state.source_name.to_lowercase());
        Ok(states)
    }

    /// Tells each time the users of a source, or the progress of a sync, are no longer what they were.
    pub fn user_changes(&self) -> watch::Receiver<()> {
        self.syncs.changes()
    }

    /// The sources whose users were fetched before and are as old as the settings say.
    pub(crate) async fn users_due(self: &Arc<Self>) -> Result<Vec<SourceId>, Error> {
        let hours = self.settings().await?.sync_users_every_hours;
        let (now, every) = (self.env.clock.now().to_utc(), TimeDelta::hours(hours.into()));
        let old = |state: &UserSource| hours > 0 && state.fetched_at.is_some_and(|at| now - at >= every);
        Ok(self.user_sources().await?.into_iter().filter(old).map(|state| state.source).collect())
    }

    pub(crate) async fn sync_each(self: &Arc<Self>, ids: Vec<SourceId>) {
        let called_off = self.syncs.called_off();
        let sync = |id| async move {
            if self.syncs.called_off() == called_off
                && let Err(Error::Failed(problem)) = self.sync_users(id).await
            {
                self.syncs.fail(id, problem);
            }
        };
        stream::iter(ids).for_each_concurrent(AT_ONCE, sync).await;
    }

    /// Fetches the users of some sources anew, unless they were fetched of late; of all sources that
    /// have any, where none is named. A sync that is under way is waited for.
    ///
    /// # Errors
    /// When the users of one of them are old nevertheless, or it is no longer there.
    pub(crate) async fn refresh_users(self: &Arc<Self>, named: &[SourceId]) -> Result<(), Error> {
        let since = self.env.clock.now().to_utc() - FRESH;
        let is_old = |state: &UserSource| {
            let is_known = state.fetched_at.is_some() || state.users > 0;
            let is_meant = named.contains(&state.source) || named.is_empty() && is_known;
            // A clock that was ahead makes nothing fresh.
            is_meant && state.fetched_at.is_none_or(|at| at < since || at - since > FRESH * 3)
        };
        let old = async || -> Result<Vec<UserSource>, Error> {
            Ok(self.user_sources().await?.into_iter().filter(is_old).collect())
        };
        let sync = async |states: &[UserSource]| {
            self.sync_each(states.iter().map(|state| state.source).collect()).await;
            for state in states {
                self.syncs.ended(state.source).await;
            }
        };
        let known = self.user_sources().await?;
        if !named.iter().all(|id| known.iter().any(|state| state.source == *id)) {
            return Err(Error::Failed(Problem::new(
                "Nothing was done: a source that the filter names is no longer there.",
                "Edit the task and choose its filter anew.",
                "",
            )));
        }
        let before: Vec<_> = known.into_iter().filter(is_old).collect();
        sync(&before).await;
        // A sync that went on where another had stopped brings users as old as that one.
        let mut resumed = old().await?;
        resumed.retain(|state| {
            before.iter().any(|old| old.source == state.source && old.fetched_at != state.fetched_at)
        });
        sync(&resumed).await;
        match old().await?.into_iter().next() {
            None => Ok(()),
            Some(state) => Err(Error::Failed(still_old(&state))),
        }
    }

    /// Removes what is kept of a source that is gone, or leads elsewhere.
    pub(crate) async fn forget_users(self: &Arc<Self>, id: SourceId) {
        self.syncs.forget(id).await;
        let sources = Arc::clone(self);
        let forgotten = self.stored(move |store| {
            spool::remove(store.dir(), id);
            sources.shown.forget(id);
            Ok(())
        });
        let _ = forgotten.await;
        self.syncs.tell();
    }

    async fn fetch_users(
        self: &Arc<Self>,
        record: &SourceRecord,
        cancelled: oneshot::Receiver<()>,
    ) -> Result<Outcome, Error> {
        let key = match kept_key(&self.env.vault, record).await {
            Ok(key) => key,
            Err(problem) => return Ok(Outcome::Failed(problem)),
        };
        let (opened, now) = (record.clone(), self.env.clock.now().to_utc());
        let (draft, checked) = self
            .stored(move |store| Ok((Draft::open(store.dir(), &opened, now)?, store.check(opened.id)?)))
            .await?;
        let (tell, told) = mpsc::channel(AHEAD);
        let asking = Asking {
            client: &self.env.client,
            key: &key,
            route: checked.and_then(|checked| checked.connected_to).map(|found| found.route),
            marks: draft.marks(),
            tell,
        };
        let source_type = record.connection.source_type();
        // Called off, it is dropped, and with it the sender: what came by then is still taken in.
        let asked = async {
            tokio::select! {
                asked = source_type.users(asking) => Ok(Some(asked)),
                _ = cancelled => Ok(None),
            }
        };
        let (asked, draft) = tokio::try_join!(asked, self.take_in(record.id, draft, told))?;
        match asked {
            None => Ok(Outcome::Cancelled),
            Some(Err(error)) => {
                if matches!(error, atlassian_client::Error::Unexpected { status: 400..500, .. }) {
                    // A cursor that is refused is so the next time, too.
                    spool::remove(self.env.store.dir(), record.id);
                }
                Ok(Outcome::Failed(cannot(record, &error)))
            }
            Some(Ok(withheld)) => {
                self.keep_users(record, draft).await?;
                Ok(Outcome::Kept(withheld))
            }
        }
    }

    /// Takes in what a source tells, on a thread of its own: meanwhile the source is asked for more.
    async fn take_in(
        self: &Arc<Self>,
        id: SourceId,
        mut draft: Draft,
        mut told: mpsc::Receiver<Piece>,
    ) -> Result<Draft, Error> {
        let sources = Arc::clone(self);
        self.stored(move |_| {
            let first = sources.shown.fetched_at(id).is_none();
            while let Some(piece) = told.blocking_recv() {
                let (stage, total) = (piece.stage, piece.total);
                draft.add(piece)?;
                sources.syncs.note(id, stage, draft.done(stage), total);
                if first {
                    draft.show(|so_far| {
                        sources.shown.show(id, so_far);
                        sources.syncs.tell();
                    });
                }
            }
            Ok(draft)
        })
        .await
    }

    /// Replaces the users of a source, unless it was deleted or led elsewhere meanwhile.
    async fn keep_users(self: &Arc<Self>, record: &SourceRecord, draft: Draft) -> Result<(), Error> {
        let (sources, id, connection) = (Arc::clone(self), record.id, record.connection.clone());
        let kept = self.stored(move |store| {
            let roster = draft.into_roster();
            let fetched_at = roster.fetched_at;
            if store.source(id)?.is_some_and(|current| current.connection == connection) {
                sources.shown.keep(id, roster)?;
            }
            spool::remove(store.dir(), id);
            Ok::<_, StoreError>(fetched_at)
        });
        // What was fetched before a run changed it is behind.
        self.follow_runs_since(kept.await?).await
    }
}

/// How a sync ended.
enum Outcome {
    /// With new users, and what the source withheld.
    Kept(Option<Problem>),
    Failed(Problem),
    Cancelled,
}

fn still_old(state: &UserSource) -> Problem {
    match &state.problem {
        Some(problem) => {
            let message =
                format!("Nothing was done to users of “{}”. {}", state.source_name, problem.message);
            Problem { message, ..problem.clone() }
        }
        None => Problem::new(
            format!("Nothing was done: the users of “{}” were not fetched anew.", state.source_name),
            "Run the task again, and let the sync come to its end.",
            "the sync was called off",
        ),
    }
}

fn thrown_away(record: &SourceRecord, damage: &str) -> Problem {
    Problem::new(
        format!("What was kept of the users of “{}” was damaged and has been thrown away.", record.name),
        "Choose Sync to fetch them again.",
        damage,
    )
}

fn cannot(record: &SourceRecord, error: &atlassian_client::Error) -> Problem {
    let explained = record.connection.source_type().explain(error).0;
    Problem {
        message: format!("The users of “{}” could not be read. {}", record.name, explained.message),
        ..explained
    }
}
