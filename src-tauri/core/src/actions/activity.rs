//! What was done: every run, and every change of a source.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use ts_rs::TS;

use super::{
    plan::{ItemPage, ItemQuery, page, write_csv},
    run::{Item, Origin, Outcome, RunId, RunRecord, RunState, Step},
    runs::RunProgress,
    source_event::SourceEvent,
};
use crate::{
    error::Error,
    problem::Problem,
    sources::Sources,
    store::{Store, StoreError},
};

/// One line of the activity.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", content = "of")]
#[ts(export_to = "ipc.d.ts")]
pub enum Activity {
    Run(Box<RunView>),
    Source(SourceEvent),
}

/// A run, as the window shows it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct RunView {
    #[serde(flatten)]
    #[ts(flatten)]
    pub run: RunRecord,
    /// While it is under way.
    pub progress: Option<RunProgress>,
}

/// Which lines of the activity.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct ActivityQuery {
    /// A part of what was done, to whom, where, by whom, or why.
    pub search: String,
    pub show: ActivityShow,
    pub offset: usize,
    pub limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum ActivityShow {
    All,
    Runs,
    /// Runs that are under way, stopped, or have failed changes.
    NeedAttention,
    Sources,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct ActivityPage {
    pub lines: Vec<Activity>,
    pub total: usize,
}

/// What a run or the activity is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum RunTable {
    Csv,
    Json,
}

/// How many characters are worth looking for in every change of every run.
const WORTH_READING: usize = 3;

impl Sources {
    /// What was done, the latest first.
    ///
    /// # Errors
    /// When the records cannot be read; the same for all that follows.
    pub async fn activity(self: &Arc<Self>, query: ActivityQuery) -> Result<ActivityPage, Error> {
        let sources = Arc::clone(self);
        self.stored(move |store| {
            let (runs, events) = match query.show {
                ActivityShow::All => (store.runs()?, store.events()?),
                ActivityShow::Runs | ActivityShow::NeedAttention => (store.runs()?, Vec::new()),
                ActivityShow::Sources => (Vec::new(), store.events()?),
            };
            let runs = runs.into_iter().map(|run| Activity::Run(Box::new(sources.run_view(run))));
            let mut lines = Vec::new();
            for line in runs.chain(events.into_iter().map(Activity::Source)) {
                if query.lets_through(&line, store)? {
                    lines.push(line);
                }
            }
            lines.sort_by_key(|line| std::cmp::Reverse(line.at()));
            let total = lines.len();
            let lines = lines.into_iter().skip(query.offset).take(query.limit).collect();
            Ok(ActivityPage { lines, total })
        })
        .await
    }

    /// Tells each time a run, a task or the activity is no longer what it was.
    pub fn run_changes(&self) -> watch::Receiver<()> {
        self.runs.changes()
    }

    /// One run.
    pub async fn run_of(self: &Arc<Self>, id: RunId) -> Result<RunView, Error> {
        Ok(self.run_view(self.run_record(id).await?))
    }

    /// Some items of a run.
    pub async fn run_items(self: &Arc<Self>, id: RunId, query: ItemQuery) -> Result<ItemPage, Error> {
        self.stored(move |store| Ok(page(&store.items(id)?, &query))).await
    }

    /// Writes a run and its items into a file.
    ///
    /// # Errors
    /// Also what the disk says.
    pub async fn export_run(
        self: &Arc<Self>,
        id: RunId,
        table: RunTable,
        path: PathBuf,
    ) -> Result<(), Error> {
        let run = self.run_record(id).await?;
        let write = move |items: Vec<Item>| match table {
            RunTable::Csv => write_csv(&path, &items, Some(&run)),
            RunTable::Json => write_json(&path, &run, &items),
        };
        self.stored(move |store| Ok(write(store.items(id)?))).await?.map_err(not_written)
    }

    pub(super) async fn run_record(self: &Arc<Self>, id: RunId) -> Result<RunRecord, Error> {
        self.stored(move |store| store.run(id)).await?.ok_or_else(|| {
            Error::Failed(Problem::new("This run is not in the journal.", "Look at the activity.", id))
        })
    }

    fn run_view(&self, run: RunRecord) -> RunView {
        let progress = self.runs.progress(run.id);
        let can_undo = run.can_undo && progress.is_none() && run.counts.done > 0;
        // Not under way, and not noted as ended: the journal could not be written.
        let broken =
            self.runs.broken(run.id).filter(|_| progress.is_none() && run.state == RunState::Running);
        let state = broken.map_or_else(|| run.state.clone(), |problem| RunState::Stopped { problem });
        let counts = progress.as_ref().map_or(run.counts, |progress| progress.counts);
        RunView { run: RunRecord { counts, state, can_undo, ..run }, progress }
    }
}

/// Why a file was not written.
pub(super) fn not_written(error: io::Error) -> Error {
    Error::Failed(Problem::new(
        "The file could not be written.",
        "Check that the disk has space left and the folder can be written to, then try again.",
        error,
    ))
}

impl Activity {
    fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Run(view) => view.run.begun_at,
            Self::Source(event) => event.at,
        }
    }
}

impl RunTable {
    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

impl ActivityQuery {
    /// Reads the changes of a run only where nothing else that is said of it matches.
    fn lets_through(&self, line: &Activity, store: &Store) -> Result<bool, StoreError> {
        let wanted = self.search.trim().to_lowercase();
        let matches = |text: &String| text.to_lowercase().contains(&wanted);
        let run = match line {
            Activity::Run(view) => &view.run,
            Activity::Source(SourceEvent { name, by, details, .. }) => {
                return Ok([name, by].into_iter().chain(details).any(matches));
            }
        };
        if self.show == ActivityShow::NeedAttention && !run.needs_attention() {
            return Ok(false);
        }
        let task = match &run.origin {
            Origin::Task(name) => Some(name),
            _ => None,
        };
        if [&run.title, &run.by, &run.reason].into_iter().chain(task).any(matches) {
            return Ok(true);
        }
        if wanted.chars().count() < WORTH_READING {
            return Ok(false);
        }
        store.has_item(run.id, |Item { step: Step { source_name, name, email, subject, .. }, .. }| {
            [source_name, name, email, &subject.account_id].into_iter().any(matches)
        })
    }
}

/// Writes something to a new file, for people to read as well.
pub(super) fn write_pretty(path: &Path, what: &impl Serialize) -> io::Result<()> {
    let mut file = io::BufWriter::new(std::fs::File::create(path)?);
    serde_json::to_writer_pretty(&mut file, what)?;
    file.flush()
}

fn write_json(path: &Path, run: &RunRecord, items: &[Item]) -> io::Result<()> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Written<'a> {
        run: &'a RunRecord,
        items: Vec<WrittenItem<'a>>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct WrittenItem<'a> {
        source: &'a str,
        account_id: &'a str,
        name: &'a str,
        email: &'a str,
        change: String,
        outcome: &'a Outcome,
        run: &'a str,
        by: &'a str,
        reason: &'a str,
        begun: DateTime<Utc>,
    }
    let items = items.iter().map(|Item { step, outcome }| WrittenItem {
        source: &step.source_name,
        account_id: &step.subject.account_id,
        name: &step.name,
        email: &step.email,
        change: step.change.words(),
        outcome,
        run: &run.title,
        by: &run.by,
        reason: &run.reason,
        begun: run.begun_at,
    });
    write_pretty(path, &Written { run, items: items.collect() })
}
