//! The Users page, its insights, and a person's page.

use std::time::Duration;

use external_sources_core::{
    SourceId,
    users::{
        export::UserTable,
        filter::{InSource, UserFilter},
        insights::UserInsights,
        named::UserFile,
        page::{FoundGroup, UserFacets, UserPage, UserQuery, UserSource},
        people::PersonView,
        saved_filter::SavedFilter,
        selection::SelectionChange,
    },
};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager, State, command};
use tokio::time::Instant;
use ts_rs::TS;

use super::{Answer, files};
use crate::state::AppState;

/// How far an export is.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct ExportProgress {
    done: usize,
    total: usize,
}

/// How often an export tells how far it is.
const TELL_EVERY: Duration = Duration::from_millis(100);

#[command]
pub async fn user_sources(state: State<'_, AppState>) -> Answer<Vec<UserSource>> {
    Ok(state.sources()?.user_sources().await?)
}

/// Answers at the end of the sync; `users-changed` tells how it goes on.
#[command]
pub async fn sync_users(state: State<'_, AppState>, source: Option<SourceId>) -> Answer<()> {
    let sources = state.sources()?;
    match source {
        Some(source) => sources.sync_users(source).await?,
        None => sources.sync_all_users().await?,
    }
    Ok(())
}

#[command]
pub async fn cancel_user_sync(state: State<'_, AppState>, source: Option<SourceId>) -> Answer<()> {
    let sources = state.sources()?;
    match source {
        Some(source) => sources.cancel_sync(source),
        None => sources.cancel_all_syncs(),
    }
    Ok(())
}

#[command]
pub async fn query_users(state: State<'_, AppState>, query: UserQuery) -> Answer<UserPage> {
    Ok(state.sources()?.query_users(query).await?)
}

#[command]
pub async fn user_facets(state: State<'_, AppState>, filter: UserFilter) -> Answer<UserFacets> {
    Ok(state.sources()?.user_facets(filter).await?)
}

#[command]
pub async fn find_groups(
    state: State<'_, AppState>,
    text: String,
    sources: Vec<SourceId>,
) -> Answer<Vec<FoundGroup>> {
    Ok(state.sources()?.find_groups(text, sources).await?)
}

#[command]
pub async fn select_users(state: State<'_, AppState>, change: SelectionChange) -> Answer<usize> {
    Ok(state.sources()?.select_users(change).await?)
}

#[command]
pub async fn person(state: State<'_, AppState>, user: InSource) -> Answer<PersonView> {
    Ok(state.sources()?.person(user).await?)
}

#[command]
pub async fn user_insights(state: State<'_, AppState>, sources: Vec<SourceId>) -> Answer<UserInsights> {
    Ok(state.sources()?.user_insights(sources).await?)
}

#[command]
pub async fn read_user_file(state: State<'_, AppState>, text: String) -> Answer<UserFile> {
    Ok(state.sources()?.read_user_file(text).await?)
}

#[command]
pub async fn export_users(
    app: AppHandle,
    state: State<'_, AppState>,
    filter: UserFilter,
    table: UserTable,
) -> Answer<String> {
    let folder = files::downloads(&app)?;
    state.export.begin();
    let mut told_at = None::<Instant>;
    let told = move |done, total| {
        if told_at.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            told_at = Some(Instant::now());
            let _ = app.emit("export-progress", ExportProgress { done, total });
        }
        app.state::<AppState>().export.flow()
    };
    let path = state.sources()?.export_users(filter, table, folder, told).await?;
    Ok(path.display().to_string())
}

#[command]
pub fn cancel_export(state: State<'_, AppState>) {
    state.export.call_off();
}

#[command]
pub async fn saved_filters(state: State<'_, AppState>) -> Answer<Vec<SavedFilter>> {
    Ok(state.sources()?.saved_filters().await?)
}

#[command]
pub async fn save_filter(state: State<'_, AppState>, name: String, filter: UserFilter) -> Answer<()> {
    Ok(state.sources()?.save_filter(name, filter).await?)
}

#[command]
pub async fn delete_filter(state: State<'_, AppState>, name: String) -> Answer<()> {
    Ok(state.sources()?.delete_filter(name).await?)
}
