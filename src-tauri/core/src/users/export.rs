//! Users as tables: for spreadsheets, and for tools that read Arrow.

use std::{
    fs::File,
    io::{self, BufWriter},
    ops::ControlFlow,
    path::Path,
    sync::Arc,
};

use arrow_array::{
    ArrayRef, BooleanArray, RecordBatch, StringArray, TimestampMillisecondArray,
    builder::{ListBuilder, StringBuilder},
};
use arrow_ipc::writer::FileWriter;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use ts_rs::TS;

use super::{page::UserRow, query::Everyone};
use crate::{
    clock::Clock,
    spreadsheet::{moment, no_formula},
};

/// What a table of users is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum UserTable {
    /// CSV with the columns that such exports always had.
    Csv,
    /// CSV with every column.
    FullCsv,
    /// An Arrow IPC file, which pandas, polars and others read.
    Arrow,
}

const COLUMNS: [&str; 6] = ["Username", "Email", "Full Name", "Status", "User Directory", "Last Login Date"];
const ALL_COLUMNS: [&str; 13] = [
    "Source",
    "Account ID",
    "Email",
    "Full Name",
    "Account Type",
    "Status",
    "Managed",
    "Synced",
    "User Directory",
    "Groups",
    "Applications",
    "Last Active",
    "Added",
];

/// How many users are written between two words on the progress.
const CHUNK: usize = 10_000;

impl UserTable {
    /// What the file is called: `users-2026-07-01-0930.csv`.
    pub fn file_name(self, clock: &dyn Clock) -> String {
        let extension = match self {
            Self::Csv | Self::FullCsv => "csv",
            Self::Arrow => "arrow",
        };
        format!("users-{}.{extension}", clock.now().format("%Y-%m-%d-%H%M"))
    }
}

impl Everyone {
    /// Writes rows to a new file, whole or not at all, telling each time how many are written. Tells
    /// whether it was written: where that breaks, nothing stays.
    ///
    /// # Errors
    /// What the disk says.
    pub fn export(
        &self,
        rows: &[u32],
        table: UserTable,
        path: &Path,
        clock: &dyn Clock,
        mut told: impl FnMut(usize) -> ControlFlow<()>,
    ) -> io::Result<bool> {
        let file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        let mut writer = Writer::new(table, BufWriter::new(file.as_file().try_clone()?))?;
        let mut written = 0;
        for chunk in rows.chunks(CHUNK) {
            let users: Vec<_> = chunk.iter().map(|row| self.row(*row, false)).collect();
            writer.write(&users, clock)?;
            written += chunk.len();
            if told(written).is_break() {
                return Ok(false);
            }
        }
        writer.finish()?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(true)
    }
}

enum Writer {
    Csv(csv::Writer<BufWriter<File>>),
    FullCsv(csv::Writer<BufWriter<File>>),
    Arrow(FileWriter<BufWriter<File>>),
}

impl Writer {
    fn new(table: UserTable, file: BufWriter<File>) -> io::Result<Self> {
        let csv = |file, columns: &[&str]| {
            let mut csv = csv::Writer::from_writer(file);
            csv.write_record(columns).map(|()| csv)
        };
        Ok(match table {
            UserTable::Csv => Self::Csv(csv(file, &COLUMNS)?),
            UserTable::FullCsv => Self::FullCsv(csv(file, &ALL_COLUMNS)?),
            UserTable::Arrow => {
                Self::Arrow(FileWriter::try_new(file, batch(&[]).schema_ref()).map_err(io::Error::other)?)
            }
        })
    }

    fn write(&mut self, users: &[UserRow], clock: &dyn Clock) -> io::Result<()> {
        match self {
            Self::Csv(csv) => users.iter().try_for_each(|user| Ok(csv.write_record(cells(user, clock))?)),
            Self::FullCsv(csv) => users.iter().try_for_each(|user| Ok(csv.write_record(all_cells(user))?)),
            Self::Arrow(arrow) => arrow.write(&batch(users)).map_err(io::Error::other),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Csv(mut csv) | Self::FullCsv(mut csv) => csv.flush(),
            Self::Arrow(mut arrow) => arrow.finish().map_err(io::Error::other),
        }
    }
}

fn cells(user: &UserRow, clock: &dyn Clock) -> [String; 6] {
    let last_login = match user.last_active {
        Some(at) => clock.day_of(at).to_string(),
        None if user.tells_activity => "never".into(),
        None => String::new(),
    };
    [&user.account_id, &user.email, &user.name, user.status.words(), &user.directory, &last_login]
        .map(no_formula)
}

fn all_cells(user: &UserRow) -> [String; 13] {
    let known = |flag: Option<bool>| flag.map_or("", |yes| if yes { "yes" } else { "no" });
    let last_active = match user.last_active {
        None if user.tells_activity => "never".into(),
        at => moment(at),
    };
    [
        user.source_name.as_str(),
        &user.account_id,
        &user.email,
        &user.name,
        user.account_type.words(),
        user.status.words(),
        known(user.managed),
        known(user.synced),
        &user.directory,
        &user.groups.join("; "),
        &user.apps.join("; "),
        &last_active,
        &moment(user.added),
    ]
    .map(no_formula)
}

fn batch(users: &[UserRow]) -> RecordBatch {
    let text =
        |of: fn(&UserRow) -> &str| Arc::new(StringArray::from_iter_values(users.iter().map(of))) as ArrayRef;
    let flag = |of: fn(&UserRow) -> Option<bool>| {
        Arc::new(users.iter().map(of).collect::<BooleanArray>()) as ArrayRef
    };
    let moment = |of: fn(&UserRow) -> Option<DateTime<Utc>>| {
        let millis = users.iter().map(|user| of(user).map(|at| at.timestamp_millis()));
        Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC")) as ArrayRef
    };
    let texts = |of: fn(&UserRow) -> &[String]| {
        let mut lists = ListBuilder::new(StringBuilder::new());
        users.iter().for_each(|user| lists.append_value(of(user).iter().map(Some)));
        Arc::new(lists.finish()) as ArrayRef
    };
    RecordBatch::try_from_iter_with_nullable([
        ("source", text(|user| &user.source_name), false),
        ("account_id", text(|user| &user.account_id), false),
        ("email", text(|user| &user.email), false),
        ("name", text(|user| &user.name), false),
        ("account_type", text(|user| user.account_type.words()), false),
        ("status", text(|user| user.status.words()), false),
        ("managed", flag(|user| user.managed), true),
        ("synced", flag(|user| user.synced), true),
        ("directory", text(|user| &user.directory), false),
        ("groups", texts(|user| &user.groups), false),
        ("apps", texts(|user| &user.apps), false),
        ("last_active", moment(|user| user.last_active), true),
        ("added", moment(|user| user.added), true),
    ])
    .expect("the columns are of one length")
}
