//! The preview of a run: who changes, for whom there is nothing to do, and who is refused.

use std::{collections::HashSet, fmt, io, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{
    run::{Counts, Item, Origin, Outcome, RunRecord, Step},
    safety::Safety,
};
use crate::{
    source::SourceId,
    spreadsheet::{moment, no_formula},
    users::directory::Directory,
};

/// Names a plan for as long as the app runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanId(Uuid);

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is to be done, worked out for the users as they were known then.
pub(crate) struct Plan {
    pub id: PlanId,
    pub title: String,
    pub origin: Origin,
    pub items: Vec<Item>,
    /// The users it was worked out for.
    pub versions: Vec<Arc<Directory>>,
    /// What it was held against.
    pub safety: Safety,
}

/// A plan, as the window shows it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct PlanView {
    #[ts(type = "string")]
    pub id: PlanId,
    pub title: String,
    /// The names of the sources it changes something in.
    pub sources: Vec<String>,
    /// How many users change, and by how many calls.
    pub users: usize,
    pub changes: usize,
    pub already: usize,
    pub refused: usize,
    /// The number of users has to be typed to confirm it.
    pub destructive: bool,
    /// How many users one run may change, where this is more.
    pub over: Option<usize>,
    pub reason_required: bool,
}

/// Which rows of a plan or run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum Show {
    #[default]
    All,
    Planned,
    Done,
    Already,
    Failed,
    Refused,
    Cancelled,
}

/// A row of a plan or run.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct ItemRow {
    #[ts(type = "string")]
    pub source: SourceId,
    pub source_name: String,
    pub account_id: String,
    pub name: String,
    pub email: String,
    /// What is done, in words.
    pub change: String,
    pub outcome: Outcome,
}

/// A window of such rows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct ItemPage {
    pub rows: Vec<ItemRow>,
    pub total: usize,
}

/// Which rows are asked for.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct ItemQuery {
    pub show: Show,
    /// A part of a name, e-mail or account id.
    pub search: String,
    pub offset: usize,
    pub limit: usize,
}

const COLUMNS: [&str; 7] = ["Source", "Account ID", "Full Name", "Email", "Change", "Result", "Remark"];
/// What the table of a run has besides.
const RUN_COLUMNS: [&str; 5] = ["When", "Run", "By", "Reason", "Begun"];

impl Plan {
    pub fn new(title: String, origin: Origin, items: Vec<Item>, versions: Vec<Arc<Directory>>) -> Self {
        Self { id: PlanId(Uuid::new_v4()), title, origin, items, versions, safety: Safety::default() }
    }

    pub fn view(&self, most_users: usize, reason_required: bool) -> PlanView {
        let mut sources: Vec<_> = self.to_do().map(|step| step.source_name.clone()).collect();
        sources.sort();
        sources.dedup();
        let (users, counts) = (self.users(), self.counts());
        PlanView {
            id: self.id,
            title: self.title.clone(),
            sources,
            users,
            changes: counts.planned,
            already: counts.already,
            refused: counts.refused,
            destructive: self.is_destructive(),
            over: (most_users > 0 && users > most_users).then_some(most_users),
            reason_required,
        }
    }

    pub fn counts(&self) -> Counts {
        Counts::of(self.items.iter().map(|item| &item.outcome))
    }

    /// How many people change, whatever number of sources they are in.
    pub fn users(&self) -> usize {
        self.to_do().map(|step| &step.subject.account_id).collect::<HashSet<_>>().len()
    }

    pub fn is_destructive(&self) -> bool {
        self.to_do().any(|step| step.change.is_destructive())
    }

    fn to_do(&self) -> impl Iterator<Item = &Step> {
        self.items.iter().filter(|item| item.outcome == Outcome::Planned).map(|item| &item.step)
    }
}

/// The rows that a query asks for.
pub(crate) fn page(items: &[Item], query: &ItemQuery) -> ItemPage {
    let wanted = query.search.trim().to_lowercase();
    let matches = |item: &&Item| {
        let Step { name, email, subject, .. } = &item.step;
        query.show.shows(&item.outcome)
            && [name, email, &subject.account_id].iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let found: Vec<_> = items.iter().filter(matches).collect();
    let rows = found.iter().skip(query.offset).take(query.limit).map(|item| ItemRow::of(item)).collect();
    ItemPage { rows, total: found.len() }
}

/// Writes items as a table for spreadsheets: those of a run, or where there is none, of a plan.
pub(crate) fn write_csv(path: &Path, items: &[Item], run: Option<&RunRecord>) -> io::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record(COLUMNS.into_iter().chain(run.into_iter().flat_map(|_| RUN_COLUMNS)))?;
    for item in items {
        let Step { source_name, subject, name, email, change, .. } = &item.step;
        let result = match item.outcome {
            Outcome::Planned => "Would change",
            ref outcome => outcome.words(),
        };
        let cells =
            [source_name, &subject.account_id, name, email, &change.words(), result, &item.outcome.remark()];
        let of_run = run.map(|run| {
            let done_at = match item.outcome {
                Outcome::Done { at, .. } => Some(at),
                _ => None,
            };
            let begun = moment(Some(run.begun_at));
            [moment(done_at), run.title.clone(), run.by.clone(), run.reason.clone(), begun]
        });
        let of_run = of_run.iter().flatten().map(String::as_str);
        table.write_record(cells.into_iter().chain(of_run).map(no_formula))?;
    }
    table.flush()
}

impl Show {
    fn shows(self, outcome: &Outcome) -> bool {
        match self {
            Self::All => true,
            Self::Planned => outcome.is_open(),
            Self::Done => matches!(outcome, Outcome::Done { .. }),
            Self::Already => matches!(outcome, Outcome::Already),
            Self::Failed => matches!(outcome, Outcome::Failed { .. }),
            Self::Refused => matches!(outcome, Outcome::Refused { .. }),
            Self::Cancelled => matches!(outcome, Outcome::Cancelled),
        }
    }
}

impl ItemRow {
    fn of(item: &Item) -> Self {
        let Step { source, source_name, subject, name, email, change, .. } = &item.step;
        Self {
            source: *source,
            source_name: source_name.clone(),
            account_id: subject.account_id.clone(),
            name: name.clone(),
            email: email.clone(),
            change: change.words(),
            outcome: item.outcome.clone(),
        }
    }
}
