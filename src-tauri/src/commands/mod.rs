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
