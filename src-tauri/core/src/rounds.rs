//! Checking sources that are kept: one, all, or those whose time has come; a few at once.

use std::{sync::Arc, time::Duration};

use atlassian_client::Unreachable;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::{task::JoinSet, time::interval};

use crate::{
    check::{Failure, check_kept},
    error::Error,
    problem::Problem,
    source::{Checked, SourceId},
    sources::Sources,
    store::Store,
    view::SourceView,
};

/// The least time between the starts of two background checks.
const APART: Duration = Duration::from_millis(200);
/// How soon a source that gave no answer is asked again in the background, each time a little later.
const RETRY: TimeDelta = TimeDelta::minutes(1);
const RETRIES: u32 = 5;

impl Sources {
    /// Checks one source now. While a check of it is under way already, that one serves.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when this computer is offline, [`Error::NoKeychain`] when the keychain
    /// does not give the key, as while it is locked: then nothing is learnt of the source.
    /// When the source is gone or what was found cannot be stored. A failed check is no error, it
    /// is what the status then says.
    pub async fn check(self: &Arc<Self>, id: SourceId) -> Result<SourceView, Error> {
        self.check_one(id, Asked::ByUser).await?;
        self.view(id).await
    }

    /// Checks all sources, a few at a time.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub async fn check_all(self: &Arc<Self>) -> Result<(), Error> {
        let ids =
            self.stored(|store| Ok(store.sources()?.into_iter().map(|source| source.id).collect())).await?;
        self.round(ids, Asked::ByUser).await
    }

    /// Checks the sources whose time has come: those of `stale_before` or earlier, and those whose
    /// last check is as old as the settings say. Their starts are spread out. One whose key the
    /// keychain does not give is left for later.
    ///
    /// # Errors
    /// [`Error::Unreachable`] as [`check`](Self::check); what the disk says.
    pub(crate) async fn check_due(self: &Arc<Self>, stale_before: DateTime<Utc>) -> Result<(), Error> {
        let now = self.env.clock.now().to_utc();
        let sources = Arc::clone(self);
        let due = self
            .stored(move |store| {
                let every = TimeDelta::minutes(store.settings()?.check_every_mins.into());
                if every.is_zero() {
                    return Ok(Vec::new());
                }
                let checks = store.checks()?;
                let due = |id: &SourceId| {
                    !sources.checks.is_locked(*id, now)
                        && checks.get(id).is_none_or(|last| is_due(*id, last, now, every, stale_before))
                };
                Ok(store.sources()?.into_iter().map(|source| source.id).filter(due).collect())
            })
            .await?;
        self.round(due, Asked::ByTime).await
    }

    /// Checks any one source, for what it tells of this computer.
    ///
    /// # Errors
    /// As [`check_due`](Self::check_due).
    pub(crate) async fn check_any(self: &Arc<Self>) -> Result<(), Error> {
        let (records, now) = (self.stored(Store::sources).await?, self.env.clock.now().to_utc());
        let any = records.iter().map(|source| source.id).find(|id| !self.checks.is_locked(*id, now));
        self.round(any.into_iter().collect(), Asked::ByTime).await
    }

    async fn round(self: &Arc<Self>, ids: Vec<SourceId>, asked: Asked) -> Result<(), Error> {
        let mut checks = JoinSet::new();
        let done = self.run(&mut checks, ids, asked).await;
        // What an error left under way ends here, so that nothing changes after the round.
        checks.shutdown().await;
        done
    }

    async fn run(
        self: &Arc<Self>,
        checks: &mut JoinSet<Result<(), Error>>,
        ids: Vec<SourceId>,
        asked: Asked,
    ) -> Result<(), Error> {
        let mut starts = interval(APART);
        let mut locked = None;
        for id in ids {
            if asked == Asked::ByTime {
                starts.tick().await;
            }
            let sources = Arc::clone(self);
            checks.spawn(async move { sources.check_one(id, asked).await });
            // Whoever is offline need not try every source to know.
            while let Some(done) = checks.try_join_next() {
                locked = outcome(done)?.or(locked);
            }
        }
        while let Some(done) = checks.join_next().await {
            locked = outcome(done)?.or(locked);
        }
        // Only who asked is told; in the background it is tried again.
        match locked {
            Some(problem) if asked == Asked::ByUser => Err(Error::NoKeychain(problem)),
            _ => Ok(()),
        }
    }

    async fn check_one(self: &Arc<Self>, id: SourceId, asked: Asked) -> Result<(), Error> {
        let Some(_mark) = Checking::begin(self, id) else { return Ok(()) };
        let _turn = self.checks.turn().await;
        let record = self.record(id).await?;
        let found = check_kept(&self.env.client, &self.env.vault, &record).await;
        let (credential, now) = (record.credential, self.env.clock.now().to_utc());
        if let Err(Failure { problem, locked: true, .. }) = found {
            self.checks.lock(id, now);
            return Err(Error::NoKeychain(problem));
        }
        self.checks.unlock(id);
        self.note_whether_offline(&found)?;
        self.stored(move |store| {
            // What was checked may have been edited or deleted meanwhile.
            if store.source(id)?.is_some_and(|current| current.credential == credential) {
                let mut checked = Checked::found(found, now, store.check(id)?);
                if asked == Asked::ByUser {
                    checked.told = Some(checked.state());
                }
                store.put_check(id, &checked)?;
            }
            Ok(())
        })
        .await
    }

    /// Tells a source that does not answer from a computer that has no network.
    fn note_whether_offline<T>(&self, found: &Result<T, Failure>) -> Result<(), Error> {
        use Unreachable::{Cut, Dns, Network, Timeout};
        let silence = |failure: &Failure| matches!(failure.unreachable, Some(Cut | Dns | Network | Timeout));
        let failure =
            found.as_ref().err().filter(|failure| silence(failure) && !self.env.network.is_online());
        let offline = failure.is_some();
        if self.checks.set_offline(offline) {
            self.changed.send_replace(());
        }
        match failure {
            None => Ok(()),
            Some(failure) => Err(Error::Unreachable(Problem::new(
                "This computer is offline.",
                "Connect it to a network. What is shown is what was last known.",
                &failure.problem.detail,
            ))),
        }
    }
}

/// Who asked for a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// And so sees what comes of it.
    ByUser,
    ByTime,
}

/// A source deleted before its turn is nothing to tell. Without its key nothing is learnt of one
/// source, but of the others: that problem does not end the round.
fn outcome(done: Result<Result<(), Error>, tokio::task::JoinError>) -> Result<Option<Problem>, Error> {
    match done {
        Ok(Err(Error::Failed(_))) | Err(_) => Ok(None),
        Ok(Err(Error::NoKeychain(problem))) => Ok(Some(problem)),
        Ok(result) => result.map(|()| None),
    }
}

fn is_due(
    id: SourceId,
    last: &Checked,
    now: DateTime<Utc>,
    every: TimeDelta,
    stale_before: DateTime<Utc>,
) -> bool {
    // Never checked, or checked while the clock was ahead.
    let Some(at) = last.at.filter(|at| *at <= now) else { return true };
    let wait = match last.unreached.min(RETRIES).cast_signed() {
        0 => every - every / 10 * id.spread() / 10,
        times => every.min(RETRY * times),
    };
    at < stale_before || now - at >= wait
}

/// Marks a source as being checked for as long as it lives.
struct Checking {
    sources: Arc<Sources>,
    id: SourceId,
}

impl Checking {
    /// `None` when the source is being checked already.
    fn begin(sources: &Arc<Sources>, id: SourceId) -> Option<Self> {
        let begun = sources.checks.begin(id);
        sources.changed.send_replace(());
        begun.then(|| Self { sources: Arc::clone(sources), id })
    }
}

impl Drop for Checking {
    fn drop(&mut self) {
        self.sources.checks.end(self.id);
        self.sources.changed.send_replace(());
    }
}
