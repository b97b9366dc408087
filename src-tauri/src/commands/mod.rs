//! What the window can ask for. Each command decodes, calls the core and encodes, nothing more.

mod help;
mod sources;

use tauri::{Wry, ipc::Invoke};

use crate::ipc_error::IpcError;

type Answer<T> = Result<T, IpcError>;

/// All commands; `build.rs` names them for the permissions.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        sources::list_sources,
        sources::create_source,
        sources::update_source,
        sources::cancel_save,
        sources::delete_source,
        sources::check_source,
        sources::check_all_sources,
        sources::open_source,
        help::open_help,
        help::keychain_status,
        help::support_matrix,
        help::app_info,
    ]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use external_sources_core::{SaveOptions, SourceDraft, SourceList, source_types::SupportMatrix};
    use ts_rs::{Config, ExportError, TS};

    use super::{
        IpcError,
        help::{AppInfo, HelpLink, KeychainView},
    };

    /// What commands take and give, as the window's type check knows it.
    const TYPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/types");

    #[test]
    fn the_windows_types_are_those_of_the_commands() -> Result<(), ExportError> {
        let known = fs::read_to_string(format!("{TYPES}/ipc.d.ts"))?;
        let config = Config::new().with_out_dir(TYPES);
        SourceList::export_all(&config)?;
        SourceDraft::export_all(&config)?;
        SaveOptions::export_all(&config)?;
        SupportMatrix::export_all(&config)?;
        IpcError::export_all(&config)?;
        AppInfo::export_all(&config)?;
        HelpLink::export_all(&config)?;
        KeychainView::export_all(&config)?;
        let made = fs::read_to_string(format!("{TYPES}/ipc.d.ts"))?;
        assert!(known == made, "ui/types/ipc.d.ts was out of date; it is made anew now, commit it");
        Ok(())
    }
}
