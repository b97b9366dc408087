//! Sources as a file, to take them to another computer. Keys stay behind: they are entered there.

use std::{collections::HashSet, path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    draft::{name_key, valid_name},
    error::Error,
    problem::Problem,
    source::{Checked, CredentialId, KeyId, SourceId, SourceRecord},
    source_types::Connection,
    sources::Sources,
    store::Store,
};

/// What the file is, so that another is not taken for one.
const FORMAT: &str = "external-sources/1";

#[derive(Serialize, Deserialize)]
struct File<T> {
    format: String,
    sources: Vec<T>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transferred {
    name: String,
    connection: Connection,
    expires_on: Option<NaiveDate>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct ImportReport {
    /// The names of the sources that were added.
    pub added: Vec<String>,
    pub skipped: Vec<Skipped>,
}

/// A source that was not added.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Skipped {
    pub name: String,
    pub reason: String,
}

impl Sources {
    /// Writes all sources, without their keys, as JSON into a folder.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn export_sources(self: &Arc<Self>, folder: PathBuf) -> Result<PathBuf, Error> {
        let path =
            folder.join(self.env.clock.now().format("external-sources-%Y-%m-%d-%H%M.json").to_string());
        self.stored(move |store| {
            let sources = store.sources()?.into_iter().map(|source| Transferred {
                name: source.name,
                connection: source.connection,
                expires_on: source.expires_on,
            });
            let file = File { format: FORMAT.into(), sources: sources.collect() };
            std::fs::write(&path, serde_json::to_vec_pretty(&file)?)?;
            Ok(path)
        })
        .await
    }

    /// Adds the sources of such a file, each without a key. What is there already stays as it is.
    ///
    /// # Errors
    /// When this is no such file; what the disk says.
    pub async fn import_sources(self: &Arc<Self>, text: &str) -> Result<ImportReport, Error> {
        let file: File<Value> = serde_json::from_str(text).map_err(not_ours)?;
        if file.format != FORMAT {
            return Err(not_ours(format!("its format is {}", file.format)));
        }
        let _saving = self.saving.lock().await;
        let known = self.stored(Store::sources).await?;
        let mut taken: HashSet<_> = known.iter().map(|source| name_key(&source.name)).collect();
        let mut report = ImportReport::default();
        for source in file.sources {
            let name = source["name"].as_str().unwrap_or("(no name)").to_owned();
            match imported(source, &taken) {
                Ok(source) => {
                    taken.insert(name_key(&source.name));
                    report.added.push(source.name.clone());
                    self.add_without_key(source).await?;
                }
                Err(reason) => report.skipped.push(Skipped { name, reason }),
            }
        }
        self.changed.send_replace(());
        Ok(report)
    }

    async fn add_without_key(self: &Arc<Self>, source: Transferred) -> Result<(), Error> {
        let checked = Checked::never(Problem::new(
            format!("“{}” was imported. Its key has not been entered on this computer.", source.name),
            "Choose Replace key and enter it.",
            "",
        ));
        let record = SourceRecord {
            id: SourceId::new(),
            name: source.name,
            connection: source.connection,
            expires_on: source.expires_on,
            credential: CredentialId::new(),
            key: KeyId::new(),
            reminders: true,
            own_entry: None,
            watched: Vec::new(),
            session_only: false,
            updated_by: self.env.account.clone(),
            updated_at: self.env.clock.now().to_utc(),
        };
        self.stored(move |store| store.put_source(&record, &checked)).await
    }
}

fn imported(source: Value, taken: &HashSet<String>) -> Result<Transferred, String> {
    let source: Transferred =
        serde_json::from_value(source).map_err(|error| format!("It cannot be read: {error}."))?;
    let name = valid_name(&source.name, taken)?;
    Ok(Transferred { name, ..source })
}

fn not_ours(cause: impl ToString) -> Error {
    Error::Failed(Problem::new(
        "This file holds no exported sources.",
        "Choose a file that Export sources has written.",
        cause,
    ))
}
