//! The desktop shell: a window over `external-sources-core`.
//!
//! Here is Tauri and nothing else. `commands` decodes what the window asks for, calls the core and
//! encodes its answer; `environment` gives the core what it needs of this computer.

// It panics where standard error goes to a full disk: `log` does not.
#![warn(clippy::print_stderr)]

mod autostart;
mod commands;
mod environment;
mod ipc_error;
#[cfg(target_os = "linux")]
mod linux;
mod notify;
mod state;
mod tray;
mod window;

use std::{env, sync::Arc, time::Duration};

use external_sources_core::{Sources, Watch};
use tauri::{
    AppHandle, Manager, RunEvent,
    async_runtime::{block_on, spawn},
};
use tokio::time::timeout;

use crate::{environment::Surroundings, state::AppState, window::Window};

/// Has the app start into the tray, as at login.
const HIDDEN: &str = "--hidden";
/// How long a tray may take to come up at login.
const TRAY_PATIENCE: Duration = Duration::from_secs(30);

/// Runs the app until it is quit; where no tray shows it, until its window is closed.
///
/// # Panics
/// When the system has no usable web view.
pub fn run() {
    #[cfg(target_os = "linux")]
    linux::avoid_white_window();

    let mut context = tauri::generate_context!();
    let surroundings = Surroundings::of_this_process(context.config());
    #[cfg(not(target_os = "linux"))]
    let identifier = context.config().identifier.clone();
    // Instances find each other by identifier: one for each data folder.
    context.config_mut().identifier = surroundings.instance.clone();

    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            #[cfg(not(target_os = "linux"))]
            notify::come_from(identifier);
            let state = AppState::start(app.handle(), surroundings)?;
            app.manage(Window::new(state.data_dir.join("webview")));
            app.manage(state);
            let (app, state) = (app.handle(), app.state::<AppState>());
            window::set_theme(app, &state.settings());
            let is_hidden = env::args().any(|argument| argument == HIDDEN);
            // The web view starts while the tray comes up.
            if !is_hidden {
                window::show(app);
            }
            // Without records there is nothing to watch.
            if let Ok(sources) = state.sources() {
                watch(app, sources);
            }
            if is_hidden {
                show_without_tray(app.clone());
            }
            Ok(())
        })
        .build(context)
        .expect("the system has a web view")
        .run(|app, event| match event {
            // The last window was closed. Without a code nobody asked to quit.
            RunEvent::ExitRequested { code: None, api, .. } => {
                let state = app.state::<AppState>();
                if tray::shown(app) && state.settings().close_to_tray {
                    api.prevent_exit();
                }
            }
            // A click in the Dock, or a start from the Finder, while the app runs without its window.
            #[cfg(target_os = "macos")]
            RunEvent::Reopen { .. } => window::show(app),
            // Tauri ends the process itself, so nothing is dropped: what is to be kept is written here.
            RunEvent::Exit => app.state::<AppState>().flush(),
            _ => {}
        });
}

/// Puts the app into the tray, and begins to watch.
fn watch(app: &AppHandle, sources: &Arc<Sources>) {
    block_on(tray::start(app, sources));
    spawn(Watch::new(Arc::clone(sources), notify::Desktop(app.clone())).run());
}

/// Shows the window where no tray comes up: else nobody could reach the app.
fn show_without_tray(app: AppHandle) {
    spawn(async move {
        let shown = app.try_state::<tray::Tray>().map(|tray| tray.shown());
        let comes_up = async {
            match shown {
                Some(mut shown) => shown.wait_for(|shown| *shown).await.is_ok(),
                None => false,
            }
        };
        if !timeout(TRAY_PATIENCE, comes_up).await.unwrap_or(false) {
            window::show(&app);
        }
    });
}
