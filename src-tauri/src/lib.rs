//! The desktop shell: a window over `external-sources-core`.
//!
//! Here is Tauri and nothing else. `commands` decodes what the window asks for, calls the core and
//! encodes its answer; `environment` gives the core what it needs of this computer.

mod commands;
mod environment;
mod ipc_error;
#[cfg(target_os = "linux")]
mod linux;
mod state;
mod window;

use tauri::{Manager, RunEvent};

use crate::{environment::Surroundings, state::AppState};

/// Runs the app until its window is closed.
///
/// # Panics
/// When the system has no usable web view.
pub fn run() {
    #[cfg(target_os = "linux")]
    linux::avoid_white_window();

    let mut context = tauri::generate_context!();
    let surroundings = Surroundings::of_this_process(context.config());
    // Instances find each other by identifier: one for each data folder.
    context.config_mut().identifier = surroundings.instance.clone();

    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let state = AppState::start(app.handle(), surroundings)?;
            app.manage(state);
            window::show(app.handle());
            Ok(())
        })
        .build(context)
        .expect("the system has a web view")
        .run(|app, event| {
            // Tauri ends the process itself, so nothing is dropped: what is to be kept is written here.
            if let RunEvent::Exit = event {
                app.state::<AppState>().flush();
            }
        });
}
