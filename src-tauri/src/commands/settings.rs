//! The Settings page.

use external_sources_core::{Error, ImportReport, Notification, Problem, Settings, Target};
use serde::Serialize;
use tauri::{AppHandle, State, async_runtime::spawn_blocking, command};
use ts_rs::TS;

use super::{Answer, files};
use crate::{
    autostart, notify,
    state::AppState,
    tray,
    window::{self, Window},
};

/// What was chosen, and what this computer can do of it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SettingsView {
    settings: Settings,
    /// `null` where it cannot be told.
    start_at_login: Option<bool>,
    tray_shown: bool,
    data_dir: String,
}

#[command]
pub async fn get_settings(app: AppHandle, state: State<'_, AppState>) -> Answer<SettingsView> {
    Ok(SettingsView {
        settings: state.sources()?.settings().await?,
        start_at_login: autostart::is_on(&app).ok(),
        tray_shown: tray::shown(&app),
        data_dir: state.data_dir.display().to_string(),
    })
}

#[command]
pub async fn set_settings(
    app: AppHandle,
    state: State<'_, AppState>,
    settings: Settings,
) -> Answer<Settings> {
    let settings = state.sources()?.set_settings(settings).await?;
    window::set_theme(&app, &settings);
    Ok(settings)
}

#[command]
pub async fn toggle_pause(state: State<'_, AppState>) -> Answer<Settings> {
    Ok(state.sources()?.toggle_pause().await?)
}

#[command]
pub fn set_start_at_login(app: AppHandle, on: bool) -> Answer<()> {
    autostart::set(&app, on).map_err(|error| {
        Error::Failed(Problem::new(
            "The start at login could not be changed.",
            "Change it in the settings of this computer.",
            error,
        ))
        .into()
    })
}

#[command]
pub async fn test_notification(app: AppHandle) -> Answer<()> {
    let notification = Notification {
        title: "External Sources".into(),
        body: "This is how you are told before a key expires.".into(),
        target: None,
    };
    let shown = spawn_blocking(move || notify::show(&app, &notification).map_err(|error| error.to_string()));
    shown.await.unwrap_or_else(|panic| Err(panic.to_string())).map_err(|cause| {
        Error::Failed(Problem::new(
            "This desktop took no notification.",
            "Warnings stand in the window all the same. On Linux, a notification service must run; on other \
             systems, this app must be allowed to notify.",
            cause,
        ))
        .into()
    })
}

#[command]
pub async fn export_sources(app: AppHandle, state: State<'_, AppState>) -> Answer<String> {
    let path = state.sources()?.export_sources(files::downloads(&app)?).await?;
    Ok(path.display().to_string())
}

#[command]
pub async fn import_sources(state: State<'_, AppState>, text: String) -> Answer<ImportReport> {
    Ok(state.sources()?.import_sources(&text).await?)
}

#[command]
pub async fn export_calendar(app: AppHandle, state: State<'_, AppState>) -> Answer<String> {
    let path = state.sources()?.export_calendar(files::downloads(&app)?).await?;
    Ok(path.display().to_string())
}

/// Where the window is to go: a click on a notification or in the tray's menu.
#[command]
pub fn take_target(window: State<'_, Window>) -> Option<Target> {
    window.take_target()
}
