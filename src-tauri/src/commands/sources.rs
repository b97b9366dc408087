//! The External Sources page.

use external_sources_core::{SaveOptions, SourceDraft, SourceId, SourceList, SourceView};
use tauri::{AppHandle, State, command};

use super::{Answer, help::open_in_browser};
use crate::state::AppState;

#[command]
pub async fn list_sources(state: State<'_, AppState>) -> Answer<SourceList> {
    Ok(state.sources()?.list().await?)
}

#[command]
pub async fn create_source(
    state: State<'_, AppState>,
    draft: SourceDraft,
    options: SaveOptions,
) -> Answer<SourceView> {
    Ok(state.sources()?.create(draft, options, state.cancellation()).await?)
}

#[command]
pub async fn update_source(
    state: State<'_, AppState>,
    id: SourceId,
    draft: SourceDraft,
    options: SaveOptions,
) -> Answer<SourceView> {
    Ok(state.sources()?.update(id, draft, options, state.cancellation()).await?)
}

#[command]
pub fn cancel_save(state: State<'_, AppState>) {
    state.cancel();
}

#[command]
pub async fn delete_source(state: State<'_, AppState>, id: SourceId) -> Answer<()> {
    Ok(state.sources()?.delete(id).await?)
}

#[command]
pub async fn check_source(state: State<'_, AppState>, id: SourceId) -> Answer<SourceView> {
    Ok(state.sources()?.check(id).await?)
}

#[command]
pub async fn check_all_sources(state: State<'_, AppState>) -> Answer<()> {
    Ok(state.sources()?.check_all().await?)
}

#[command]
pub async fn open_source(app: AppHandle, state: State<'_, AppState>, id: SourceId) -> Answer<()> {
    open_in_browser(&app, &state.sources()?.home_page(id).await?)
}
