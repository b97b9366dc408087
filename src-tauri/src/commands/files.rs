//! Files that the app writes for the user, and folders it shows.

use std::{fs, path::PathBuf};

use external_sources_core::{Clock, Error, Problem, SystemClock};
use tauri::{AppHandle, Manager, State, command};
use tauri_plugin_opener::OpenerExt;

use super::Answer;
use crate::state::AppState;

/// Where exports go: the user's Downloads, or the home folder where there is none.
pub fn downloads(app: &AppHandle) -> Result<PathBuf, Error> {
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    let made = folder
        .map_err(|error| error.to_string())
        .and_then(|folder| fs::create_dir_all(&folder).map(|()| folder).map_err(|error| error.to_string()));
    made.map_err(|cause| {
        Error::Failed(Problem::new(
            "There is no Downloads folder to write to.",
            "Make one in your home folder, and try again.",
            cause,
        ))
    })
}

/// A name for a file that is written now: `run-2026-07-01-093000.csv`.
pub fn named(what: &str, extension: &str) -> String {
    format!("{what}-{}.{extension}", SystemClock.now().format("%Y-%m-%d-%H%M%S"))
}

/// Shows a file that was written, in its folder. Only files below Downloads are shown.
#[command]
pub fn show_file(app: AppHandle, path: PathBuf) -> Answer<()> {
    let folder = downloads(&app)?;
    let shown = match path.starts_with(&folder) {
        true => app.opener().reveal_item_in_dir(&path).or_else(|_| open(&app, &folder)),
        false => open(&app, &folder),
    };
    shown.map_err(|error| cannot_open(&folder, error).into())
}

#[command]
pub fn open_data_dir(app: AppHandle, state: State<'_, AppState>) -> Answer<()> {
    open(&app, &state.data_dir).map_err(|error| cannot_open(&state.data_dir, error).into())
}

fn open(app: &AppHandle, folder: &std::path::Path) -> Result<(), tauri_plugin_opener::Error> {
    app.opener().open_path(folder.to_string_lossy(), None::<&str>)
}

fn cannot_open(folder: &std::path::Path, error: tauri_plugin_opener::Error) -> Error {
    Error::Failed(Problem::new(
        "The folder could not be opened.",
        format!("Open {} yourself.", folder.display()),
        error,
    ))
}
