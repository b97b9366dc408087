//! Watching over the sources while nobody looks: reminders of keys that end, and background checks.
//!
//! Each word is noted as told before it is shown, and taken back where nothing showed it. So neither
//! a crash nor a restart repeats one, and a desktop that is not up yet loses none.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    actions::run::{Origin, RunRecord, RunState},
    error::Error,
    expiry::expiry_in_words,
    log::log,
    reminders::Told,
    source::{Checked, SourceId, SourceRecord, StatusState},
    sources::Sources,
    target::Target,
    tracked::Tracked,
};

/// A word to the user, outside the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub title: String,
    pub body: String,
    /// Where a click leads, if not just to the window.
    pub target: Option<Target>,
}

/// Shows notifications.
pub trait Notifier: Send + Sync + 'static {
    /// Tells whether the desktop took it.
    fn show(&self, notification: Notification) -> impl Future<Output = bool> + Send;
}

/// The watch over one data folder.
pub struct Watch<N> {
    sources: Arc<Sources>,
    notifier: N,
    /// What was found before is no longer trusted: the computer slept or was offline since.
    stale_before: DateTime<Utc>,
    /// Whether the computer had a way out when it was last looked at.
    had_network: bool,
    /// When inventories and users are looked at next.
    refresh_at: DateTime<Utc>,
    /// The day, and whether notifications were paused, when last looked at.
    shown: Option<(NaiveDate, bool)>,
}

/// How often the clock and the network are looked at.
const PERIOD: Duration = Duration::from_secs(20);
/// How long after a change to look again.
const SETTLED: Duration = Duration::from_secs(1);
/// A rest longer than this was a sleep.
const SLEPT: TimeDelta = TimeDelta::minutes(2);
/// How often inventories and users are looked at, and from which age on inventories are fetched again.
const REFRESH_EVERY: TimeDelta = TimeDelta::hours(1);
const INVENTORY_OLD: TimeDelta = TimeDelta::hours(24);
/// How many inventories are fetched at once.
const INVENTORIES_AT_ONCE: usize = 3;
/// How often a source must fail to answer before that is news.
const UNREACHED: u32 = 2;
/// The most lines of a notification.
const LINES: usize = 5;

impl<N: Notifier> Watch<N> {
    pub fn new(sources: Arc<Sources>, notifier: N) -> Self {
        Self {
            sources,
            notifier,
            stale_before: DateTime::UNIX_EPOCH,
            had_network: true,
            refresh_at: DateTime::UNIX_EPOCH,
            shown: None,
        }
    }

    /// Watches for as long as it is polled.
    pub async fn run(mut self) {
        let mut changes = self.sources.changes();
        // How far they are would wake it with each change they make.
        let mut ends = self.sources.runs.ends();
        if let Err(error) = self.sources.go_on_with_runs().await {
            log(error);
        }
        let mut tasks: Option<JoinHandle<()>> = None;
        loop {
            // Fetching users for them may take minutes, which nothing else waits for.
            if tasks.as_ref().is_none_or(JoinHandle::is_finished) {
                tasks = Some(tokio::spawn(run_tasks(Arc::clone(&self.sources))));
            }
            for done in [
                self.follow_clock().await,
                self.remind().await,
                self.check().await,
                self.tell_changes().await,
                self.refresh().await,
                self.tell_runs().await,
            ] {
                if let Err(error) = done {
                    log(error);
                }
            }
            changes.borrow_and_update();
            ends.borrow_and_update();
            self.rest(async {
                tokio::select! {
                    () = sleep(PERIOD) => {}
                    // A key that was just saved may end soon. Changes come in numbers.
                    _ = changes.changed() => sleep(SETTLED).await,
                    _ = ends.changed() => sleep(SETTLED).await,
                }
            })
            .await;
        }
    }

    /// Waits, and notes when that took so long that the computer must have slept. Only waiting tells:
    /// checks of many sources take long by themselves.
    pub async fn rest(&mut self, waiting: impl Future<Output = ()>) {
        let begun = self.now();
        waiting.await;
        if self.now() - begun > SLEPT {
            self.stale_before = self.now();
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.sources.env.clock.now().to_utc()
    }

    /// Says that the list has changed where only time has passed: at midnight each key has a day less,
    /// and a pause ends by itself.
    ///
    /// # Errors
    /// When the settings cannot be read.
    pub async fn follow_clock(&mut self) -> Result<(), Error> {
        let settings = self.sources.settings().await?;
        let now = (self.sources.env.clock.now().date_naive(), settings.paused_at(self.now()));
        if self.shown.replace(now).is_some_and(|before| before != now) {
            self.sources.changed.send_replace(());
        }
        Ok(())
    }

    /// Tells of every key that has reached a step.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub async fn remind(&self) -> Result<(), Error> {
        let (now, today) = (self.now(), self.sources.env.clock.now().date_naive());
        let (records, mut told, settings) =
            self.sources.stored(|store| Ok((store.sources()?, store.told()?, store.settings()?))).await?;
        if settings.paused_at(now) {
            return Ok(());
        }
        let keys: Vec<_> = records.iter().flat_map(SourceRecord::tracked).collect();
        let mut before = BTreeMap::new();
        let mut due = Vec::new();
        for key in keys.iter().filter(|key| key.reminders) {
            let known = key.told(told.remove(&key.name));
            if let Some(step) = known.due(today, &settings.reminders) {
                let mut after = known.clone();
                after.mark(step, today);
                before.insert(key.name.clone(), known);
                due.push((key, after, (key.expires_on - today).num_days()));
            }
        }
        // What is left was told of keys that are no more.
        let gone: Vec<_> =
            told.into_keys().filter(|name| !records.iter().any(|record| record.knows(name))).collect();
        if due.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let after: Vec<_> = due.iter().map(|(key, after, _)| (key.name.clone(), after.clone())).collect();
        self.put_told(after, gone).await?;
        if due.is_empty() {
            return Ok(());
        }
        due.sort_by_key(|(_, _, days_left)| *days_left);
        let keys: Vec<_> = due.iter().map(|(key, _, days_left)| (*key, *days_left)).collect();
        if !self.notifier.show(of_keys(&keys)).await {
            self.put_told(before.into_iter().collect(), Vec::new()).await?;
        }
        Ok(())
    }

    async fn put_told(&self, told: Vec<(String, Told)>, gone: Vec<String>) -> Result<(), Error> {
        self.sources
            .stored(move |store| {
                let told = told.iter().map(|(name, told)| (name.as_str(), told));
                store.put_told(told, gone.iter().map(String::as_str))
            })
            .await
    }

    /// Checks the sources whose time has come. Once the network is back, all of them have it; once it
    /// is gone, one of them tells whether the computer is offline.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub async fn check(&mut self) -> Result<(), Error> {
        let has_network = self.sources.env.network.is_online();
        let checked = match (self.had_network, has_network) {
            (false, true) => {
                self.stale_before = self.now();
                self.sources.check_due(self.stale_before).await
            }
            (true, false) => self.sources.check_any().await,
            // Where nothing else is checked, nothing else would tell that it is back.
            (true, true) if self.sources.checks.offline() => {
                let known = self.sources.check_any().await;
                known.and(self.sources.check_due(self.stale_before).await)
            }
            _ => self.sources.check_due(self.stale_before).await,
        };
        self.had_network = has_network;
        match checked {
            Err(Error::Unreachable(_)) => Ok(()),
            done => done,
        }
    }

    /// Tells of every source that stopped connecting, or connects again.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub async fn tell_changes(&self) -> Result<(), Error> {
        let now = self.now();
        let (records, checks, settings) =
            self.sources.stored(|store| Ok((store.sources()?, store.checks()?, store.settings()?))).await?;
        if settings.paused_at(now) {
            return Ok(());
        }
        for state in [StatusState::Error, StatusState::Connected] {
            let news: Vec<_> = records
                .iter()
                .filter_map(|record| Some((record, checks.get(&record.id)?)))
                .filter(|(_, checked)| is_news(checked, state))
                .collect();
            if news.is_empty() {
                continue;
            }
            let ids: Vec<_> = news.iter().map(|(record, checked)| (record.id, checked.told)).collect();
            let told = ids.iter().map(|(id, _)| (*id, Some(state))).collect();
            self.put_told_states(told).await?;
            // The first thing known of a source is no change.
            let changed: Vec<_> = news.into_iter().filter(|(_, checked)| checked.told.is_some()).collect();
            if !changed.is_empty() && !self.notifier.show(of_states(&changed, state)).await {
                self.put_told_states(ids).await?;
            }
        }
        Ok(())
    }

    /// Tells of every run that has ended, once.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn tell_runs(&self) -> Result<(), Error> {
        let now = self.now();
        let (runs, settings) = self.sources.stored(|store| Ok((store.runs()?, store.settings()?))).await?;
        let ended = runs.into_iter().filter(|run| !run.told && run.state != RunState::Running);
        for run in ended.filter(|_| !settings.paused_at(now)) {
            let told = RunRecord { told: true, ..run.clone() };
            self.sources.stored(move |store| store.put_run(&told)).await?;
            let ended_by_itself = !matches!(run.state, RunState::Paused | RunState::Cancelled);
            if ended_by_itself && !self.notifier.show(of_run(&run)).await {
                self.sources.stored(move |store| store.put_run(&run)).await?;
            }
        }
        Ok(())
    }

    /// Fetches again, in the background, the inventories and users that were fetched before and have
    /// grown old. What goes wrong stands on their pages.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn refresh(&mut self) -> Result<(), Error> {
        let now = self.now();
        // Noted while the clock was ahead, it is no reason to wait.
        let waits = now < self.refresh_at && self.refresh_at - now <= REFRESH_EVERY;
        if waits || self.sources.checks.offline() {
            return Ok(());
        }
        self.refresh_at = now + REFRESH_EVERY;
        let mut states = self.sources.inventory_states().await?;
        states.retain(|state| state.fetched_at.is_some_and(|at| now - at >= INVENTORY_OLD));
        let sources = Arc::clone(&self.sources);
        let fetch = move |id| {
            let sources = Arc::clone(&sources);
            async move { drop(sources.fetch_inventory(id).await) }
        };
        let old = stream::iter(states.into_iter().map(|state| state.source));
        tokio::spawn(old.for_each_concurrent(INVENTORIES_AT_ONCE, fetch));
        let (sources, due) = (Arc::clone(&self.sources), self.sources.users_due().await?);
        tokio::spawn(async move { sources.sync_each(due).await });
        Ok(())
    }

    async fn put_told_states(&self, told: Vec<(SourceId, Option<StatusState>)>) -> Result<(), Error> {
        self.sources
            .stored(move |store| {
                for (id, told) in told {
                    if let Some(checked) = store.check(id)? {
                        store.put_check(id, &Checked { told, ..checked })?;
                    }
                }
                Ok(())
            })
            .await
    }
}

async fn run_tasks(sources: Arc<Sources>) {
    if let Err(error) = sources.run_due_tasks().await {
        log(error);
    }
}

fn is_news(checked: &Checked, state: StatusState) -> bool {
    let certain = checked.unreached == 0 || checked.unreached >= UNREACHED;
    checked.at.is_some() && certain && checked.state() == state && checked.told != Some(state)
}

fn of_keys(keys: &[(&Tracked, i64)]) -> Notification {
    let (first, days_left) = keys[0];
    let (title, body) = match keys {
        [_] => (
            format!("{} {}", first.subject, expiry_in_words(days_left)),
            format!("Its last day is {}. Click to replace it.", first.expires_on),
        ),
        _ => (
            format!("{} keys need attention", keys.len()),
            lines(
                keys.iter().map(|(key, days_left)| format!("{} {}", key.label, expiry_in_words(*days_left))),
            ),
        ),
    };
    let target =
        if first.entry.is_none() { Target::Key(first.source) } else { Target::Inventory(first.source) };
    Notification { title, body, target: Some(target) }
}

fn of_states(changed: &[(&SourceRecord, &Checked)], state: StatusState) -> Notification {
    let (first, checked) = changed[0];
    let state = match state {
        StatusState::Connected => "connected again",
        StatusState::Error => "not connected any more",
    };
    let (title, body) = match changed {
        [_] => (
            format!("“{}” is {state}", first.name),
            checked.problem.as_ref().map(|problem| problem.message.clone()).unwrap_or_default(),
        ),
        _ => (
            format!("{} sources are {state}", changed.len()),
            lines(changed.iter().map(|(record, _)| record.name.clone())),
        ),
    };
    Notification { title, body, target: Some(Target::Source(first.id)) }
}

fn of_run(run: &RunRecord) -> Notification {
    let RunRecord { counts, .. } = run;
    let title = match &run.origin {
        Origin::Task(name) => name,
        _ => &run.title,
    };
    let changes = |many| if many == 1 { "1 change".to_owned() } else { format!("{many} changes") };
    let (title, body) = match &run.state {
        RunState::Stopped { problem } => (format!("“{title}” has stopped"), problem.message.clone()),
        _ if run.test => {
            (format!("“{title}” was tested"), format!("It would make {}.", changes(counts.planned)))
        }
        _ => (
            format!("“{title}” has ended"),
            match counts.failed + counts.begun {
                0 => format!("Made: {}.", changes(counts.done)),
                failed => format!("Made: {}. Failed: {failed}.", changes(counts.done)),
            },
        ),
    };
    Notification { title, body, target: Some(Target::Run(run.id)) }
}

fn lines(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(LINES);
    let mut lines: Vec<_> = all.take(LINES).collect();
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}
