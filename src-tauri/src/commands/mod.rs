//! What the window can ask for. Each command decodes, calls the core and encodes, nothing more.

mod actions;
mod files;
mod help;
mod keys;
mod settings;
mod sources;
mod users;

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
        keys::list_keys,
        keys::inventory_states,
        keys::fetch_inventory,
        keys::cancel_inventory,
        keys::link_key,
        keys::set_key_reminders,
        keys::snooze,
        keys::revoke_key,
        keys::export_keys,
        users::user_sources,
        users::sync_users,
        users::cancel_user_sync,
        users::query_users,
        users::user_facets,
        users::find_groups,
        users::select_users,
        users::person,
        users::user_insights,
        users::read_user_file,
        users::export_users,
        users::cancel_export,
        users::saved_filters,
        users::save_filter,
        users::delete_filter,
        actions::plan_action,
        actions::cancel_plan,
        actions::plan_items,
        actions::export_plan,
        actions::begin_run,
        actions::run_of,
        actions::run_items,
        actions::pause_run,
        actions::resume_run,
        actions::cancel_run,
        actions::export_run,
        actions::activity,
        actions::export_activity,
        actions::tasks,
        actions::put_task,
        actions::delete_task,
        actions::run_task,
        actions::endings,
        actions::issue_projects,
        actions::issue_types,
        settings::get_settings,
        settings::set_settings,
        settings::toggle_pause,
        settings::set_start_at_login,
        settings::test_notification,
        settings::export_sources,
        settings::import_sources,
        settings::export_calendar,
        settings::take_target,
        files::show_file,
        files::open_data_dir,
        help::open_help,
        help::keychain_status,
        help::support_matrix,
        help::app_info,
    ]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use external_sources_core::{
        ImportReport, SaveOptions, SourceDraft, SourceList, Target,
        actions::{
            activity::{ActivityPage, ActivityQuery, RunTable},
            offboarding::Ending,
            plan::{ItemPage, ItemQuery, PlanView},
            planning::Confirmation,
            request::PlanRequest,
            task::Task,
        },
        inventory::{InventoryState, KeyPage, KeyQuery},
        source_types::SupportMatrix,
        users::{
            export::UserTable,
            insights::UserInsights,
            named::UserFile,
            page::{FoundGroup, UserFacets, UserPage, UserQuery, UserSource},
            people::PersonView,
            saved_filter::SavedFilter,
            selection::SelectionChange,
        },
    };
    use ts_rs::{Config, ExportError, TS};

    use super::{
        IpcError,
        actions::PlanProgress,
        help::{AppInfo, HelpLink, KeychainView},
        settings::SettingsView,
        users::ExportProgress,
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
        KeyQuery::export_all(&config)?;
        KeyPage::export_all(&config)?;
        InventoryState::export_all(&config)?;
        SettingsView::export_all(&config)?;
        ImportReport::export_all(&config)?;
        Target::export_all(&config)?;
        UserSource::export_all(&config)?;
        UserQuery::export_all(&config)?;
        UserPage::export_all(&config)?;
        UserFacets::export_all(&config)?;
        FoundGroup::export_all(&config)?;
        SelectionChange::export_all(&config)?;
        PersonView::export_all(&config)?;
        UserInsights::export_all(&config)?;
        UserFile::export_all(&config)?;
        UserTable::export_all(&config)?;
        ExportProgress::export_all(&config)?;
        SavedFilter::export_all(&config)?;
        PlanRequest::export_all(&config)?;
        PlanView::export_all(&config)?;
        PlanProgress::export_all(&config)?;
        ItemQuery::export_all(&config)?;
        ItemPage::export_all(&config)?;
        Confirmation::export_all(&config)?;
        RunTable::export_all(&config)?;
        ActivityQuery::export_all(&config)?;
        ActivityPage::export_all(&config)?;
        Task::export_all(&config)?;
        Ending::export_all(&config)?;
        let made = fs::read_to_string(format!("{TYPES}/ipc.d.ts"))?;
        assert!(known == made, "ui/types/ipc.d.ts was out of date; it is made anew now, commit it");
        Ok(())
    }
}
