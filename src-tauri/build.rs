//! Embeds `ui/` and declares the commands the window may call.

use tauri_build::{AppManifest, Attributes, try_build};

/// Commands of `src/commands/`. Each becomes a permission `allow-…` for `capabilities/main.json`.
const COMMANDS: &[&str] = &[
    "list_sources",
    "create_source",
    "update_source",
    "cancel_save",
    "delete_source",
    "check_source",
    "check_all_sources",
    "open_source",
    "list_keys",
    "inventory_states",
    "fetch_inventory",
    "cancel_inventory",
    "link_key",
    "set_key_reminders",
    "snooze",
    "revoke_key",
    "export_keys",
    "user_sources",
    "sync_users",
    "cancel_user_sync",
    "query_users",
    "user_facets",
    "find_groups",
    "select_users",
    "person",
    "user_insights",
    "read_user_file",
    "export_users",
    "cancel_export",
    "saved_filters",
    "save_filter",
    "delete_filter",
    "get_settings",
    "set_settings",
    "toggle_pause",
    "set_start_at_login",
    "test_notification",
    "export_sources",
    "import_sources",
    "export_calendar",
    "take_target",
    "show_file",
    "open_data_dir",
    "open_help",
    "keychain_status",
    "support_matrix",
    "app_info",
];

fn main() {
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(AppManifest::new().commands(COMMANDS));
    try_build(attributes).expect("tauri.conf.json and the capabilities are valid");
}
