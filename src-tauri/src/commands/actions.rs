//! Bulk actions: previews, runs, what was done, and scheduled tasks.

use external_sources_core::{
    SourceId,
    actions::{
        activity::{ActivityPage, ActivityQuery, RunTable, RunView},
        offboarding::Ending,
        plan::{ItemPage, ItemQuery, PlanId, PlanView},
        planning::Confirmation,
        request::PlanRequest,
        run::RunId,
        task::{Task, TaskId},
    },
    users::filter::InSource,
};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager, State, command};
use ts_rs::TS;

use super::{Answer, files};
use crate::state::AppState;

/// How many users a plan has asked the sources about.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct PlanProgress {
    done: usize,
    total: usize,
}

/// How many answers there are between two words on the progress.
const TELL_EVERY: usize = 10;

#[command]
pub async fn plan_action(
    app: AppHandle,
    state: State<'_, AppState>,
    request: PlanRequest,
) -> Answer<PlanView> {
    state.plan.begin();
    let told = move |done: usize, total| {
        if done.is_multiple_of(TELL_EVERY) {
            let _ = app.emit("plan-progress", PlanProgress { done, total });
        }
        app.state::<AppState>().plan.flow()
    };
    Ok(state.sources()?.plan(request, told).await?)
}

#[command]
pub fn cancel_plan(state: State<'_, AppState>) {
    state.plan.call_off();
}

#[command]
pub async fn plan_items(state: State<'_, AppState>, plan: PlanId, query: ItemQuery) -> Answer<ItemPage> {
    Ok(state.sources()?.plan_items(plan, &query)?)
}

#[command]
pub async fn export_plan(app: AppHandle, state: State<'_, AppState>, plan: PlanId) -> Answer<String> {
    let path = files::downloads(&app)?.join(files::named("preview", "csv"));
    let written = path.display().to_string();
    state.sources()?.export_plan(plan, path).await?;
    Ok(written)
}

#[command]
pub async fn begin_run(
    state: State<'_, AppState>,
    plan: PlanId,
    confirmation: Confirmation,
) -> Answer<RunId> {
    Ok(state.sources()?.begin_run(plan, confirmation).await?)
}

#[command]
pub async fn run_of(state: State<'_, AppState>, run: RunId) -> Answer<RunView> {
    Ok(state.sources()?.run_of(run).await?)
}

#[command]
pub async fn run_items(state: State<'_, AppState>, run: RunId, query: ItemQuery) -> Answer<ItemPage> {
    Ok(state.sources()?.run_items(run, query).await?)
}

#[command]
pub async fn pause_run(state: State<'_, AppState>, run: RunId) -> Answer<()> {
    state.sources()?.pause_run(run).await;
    Ok(())
}

#[command]
pub async fn resume_run(state: State<'_, AppState>, run: RunId) -> Answer<()> {
    Ok(state.sources()?.resume_run(run).await?)
}

#[command]
pub async fn cancel_run(state: State<'_, AppState>, run: RunId) -> Answer<()> {
    Ok(state.sources()?.cancel_run(run).await?)
}

#[command]
pub async fn export_run(
    app: AppHandle,
    state: State<'_, AppState>,
    run: RunId,
    table: RunTable,
) -> Answer<String> {
    let path = files::downloads(&app)?.join(files::named("run", table.extension()));
    let written = path.display().to_string();
    state.sources()?.export_run(run, table, path).await?;
    Ok(written)
}

#[command]
pub async fn activity(state: State<'_, AppState>, query: ActivityQuery) -> Answer<ActivityPage> {
    Ok(state.sources()?.activity(query).await?)
}

#[command]
pub async fn export_activity(
    app: AppHandle,
    state: State<'_, AppState>,
    query: ActivityQuery,
    table: RunTable,
) -> Answer<String> {
    let path = files::downloads(&app)?.join(files::named("activity", table.extension()));
    let written = path.display().to_string();
    state.sources()?.export_activity(query, table, path).await?;
    Ok(written)
}

#[command]
pub async fn tasks(state: State<'_, AppState>) -> Answer<Vec<Task>> {
    Ok(state.sources()?.tasks().await?)
}

#[command]
pub async fn put_task(state: State<'_, AppState>, task: Task) -> Answer<()> {
    Ok(state.sources()?.put_task(task).await?)
}

#[command]
pub async fn delete_task(state: State<'_, AppState>, task: TaskId) -> Answer<()> {
    Ok(state.sources()?.delete_task(task).await?)
}

#[command]
pub async fn run_task(state: State<'_, AppState>, task: TaskId) -> Answer<RunId> {
    Ok(state.sources()?.run_task(task).await?)
}

#[command]
pub async fn endings(state: State<'_, AppState>, person: InSource) -> Answer<Vec<Ending>> {
    Ok(state.sources()?.endings(person).await?)
}

#[command]
pub async fn issue_projects(state: State<'_, AppState>, source: SourceId) -> Answer<Vec<(String, String)>> {
    Ok(state.sources()?.issue_projects(source).await?)
}

#[command]
pub async fn issue_types(
    state: State<'_, AppState>,
    source: SourceId,
    project: String,
) -> Answer<Vec<String>> {
    Ok(state.sources()?.issue_types(source, &project).await?)
}
