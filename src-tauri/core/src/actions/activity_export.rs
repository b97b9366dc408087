//! The activity as a file.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    activity::{Activity, ActivityQuery, RunTable, RunView, not_written, write_pretty},
    run::{Counts, Origin, RunRecord, RunState},
    runs::Wish,
};
use crate::{
    error::Error,
    sources::Sources,
    spreadsheet::{moment, no_formula},
};

const COLUMNS: [&str; 13] = [
    "When",
    "What",
    "Details",
    "By",
    "Reason",
    "State",
    "Done",
    "Nothing to do",
    "Failed",
    "Refused",
    "Cancelled",
    "Not done",
    "Run",
];

impl Sources {
    /// Writes all lines of the activity that a query asks for into a file.
    ///
    /// # Errors
    /// Also what the disk says.
    pub async fn export_activity(
        self: &Arc<Self>,
        query: ActivityQuery,
        table: RunTable,
        path: PathBuf,
    ) -> Result<(), Error> {
        let all = ActivityQuery { offset: 0, limit: usize::MAX, ..query };
        let lines = self.activity(all).await?.lines;
        let write = move || match table {
            RunTable::Csv => write_csv(&path, &lines),
            RunTable::Json => write_pretty(&path, &lines),
        };
        self.stored(move |_| Ok(write())).await?.map_err(not_written)
    }
}

fn write_csv(path: &Path, lines: &[Activity]) -> io::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record(COLUMNS)?;
    for line in lines {
        let (words, counts, id) = match line {
            Activity::Run(view) => {
                let run = &view.run;
                let words = [
                    moment(Some(run.begun_at)),
                    run.title.clone(),
                    origin_words(run),
                    run.by.clone(),
                    run.reason.clone(),
                    state_words(view).to_owned(),
                ];
                (words, Some(run.counts), run.id.to_string())
            }
            Activity::Source(event) => {
                let (what, details) = event.words();
                let (by, reason) = (event.by.clone(), String::new());
                let words = [moment(Some(event.at)), what, details, by, reason, "Source".to_owned()];
                (words, None, String::new())
            }
        };
        let counts = counts.map(|Counts { planned, begun, done, already, failed, refused, cancelled }| {
            // What was begun may be done: nobody knows yet.
            [done, already, failed, refused, cancelled, planned + begun].map(|count| count.to_string())
        });
        let cells = words.into_iter().chain(counts.unwrap_or_default()).chain([id]);
        table.write_record(cells.map(|cell| no_formula(&cell)))?;
    }
    table.flush()
}

/// What a run came from, as the window says it; "" where the user chose it.
fn origin_words(RunRecord { origin, state, test, .. }: &RunRecord) -> String {
    let was_tested = *test && !matches!(state, RunState::Stopped { .. });
    match origin {
        Origin::User => String::new(),
        Origin::Undo(_) => "Undo of an earlier run".into(),
        Origin::Again(_) => "Repeats what an earlier run did not do".into(),
        Origin::Task(name) if was_tested => format!("Test of the scheduled task “{name}”"),
        Origin::Task(name) => format!("Scheduled task “{name}”"),
    }
}

/// The state of a run, as the window says it.
fn state_words(RunView { run, progress }: &RunView) -> &'static str {
    if let Some(progress) = progress {
        return match progress.wish {
            Wish::Pause => "Pausing",
            Wish::Cancel => "Cancelling",
            Wish::GoOn if progress.waiting.is_some() => "Waiting",
            Wish::GoOn => "Running",
        };
    }
    match run.state {
        RunState::Stopped { .. } if run.test => "Not run",
        _ if run.test => "Test: nothing was sent",
        RunState::Running => "Starting",
        RunState::Paused => "Paused",
        RunState::Stopped { .. } => "Stopped",
        RunState::Cancelled => "Cancelled",
        RunState::Finished => "Finished",
    }
}
