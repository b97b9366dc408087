//! The Keys page.

use external_sources_core::{
    SourceId,
    inventory::{InventoryState, KeyPage, KeyQuery},
};
use tauri::{AppHandle, State, async_runtime::spawn, command};

use super::{Answer, files};
use crate::state::AppState;

#[command]
pub async fn list_keys(state: State<'_, AppState>, query: KeyQuery) -> Answer<KeyPage> {
    Ok(state.sources()?.list_keys(query).await?)
}

#[command]
pub async fn inventory_states(state: State<'_, AppState>) -> Answer<Vec<InventoryState>> {
    Ok(state.sources()?.inventory_states().await?)
}

/// Answers at the end of the fetch; `inventory-changed` tells how it goes on.
#[command]
pub async fn fetch_inventory(state: State<'_, AppState>, source: SourceId) -> Answer<()> {
    Ok(state.sources()?.fetch_inventory(source).await?)
}

#[command]
pub async fn cancel_inventory(state: State<'_, AppState>, source: SourceId) -> Answer<()> {
    state.sources()?.cancel_inventory(source);
    Ok(())
}

#[command]
pub async fn link_key(state: State<'_, AppState>, source: SourceId, entry: Option<String>) -> Answer<()> {
    Ok(state.sources()?.link_key(source, entry).await?)
}

#[command]
pub async fn set_key_reminders(
    state: State<'_, AppState>,
    source: SourceId,
    entry: Option<String>,
    on: bool,
) -> Answer<()> {
    Ok(state.sources()?.set_key_reminders(source, entry, on).await?)
}

#[command]
pub async fn snooze(
    state: State<'_, AppState>,
    source: SourceId,
    entry: Option<String>,
    days: u16,
) -> Answer<()> {
    Ok(state.sources()?.snooze(source, entry, days).await?)
}

#[command]
pub async fn revoke_key(state: State<'_, AppState>, source: SourceId, entry: String) -> Answer<()> {
    let sources = state.sources()?;
    sources.revoke_key(source, entry).await?;
    // Should it have been the source's own, its status says so.
    let sources = sources.clone();
    spawn(async move { sources.check(source).await });
    Ok(())
}

#[command]
pub async fn export_keys(app: AppHandle, state: State<'_, AppState>, query: KeyQuery) -> Answer<String> {
    let path = state.sources()?.export_keys(query, files::downloads(&app)?).await?;
    Ok(path.display().to_string())
}
