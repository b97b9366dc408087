//! Places in the window, which what is told outside it leads to.

use serde::Serialize;
use ts_rs::TS;

use crate::{actions::run::RunId, source::SourceId};

/// A place in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", content = "id")]
#[ts(export_to = "ipc.d.ts")]
pub enum Target {
    /// The source, with its key offered to be replaced.
    Key(#[ts(type = "string")] SourceId),
    /// The source.
    Source(#[ts(type = "string")] SourceId),
    /// The keys of this source's inventory.
    Inventory(#[ts(type = "string")] SourceId),
    Run(#[ts(type = "string")] RunId),
}
