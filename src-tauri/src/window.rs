//! The app's one window. Closed, it is gone, web view and all: a hidden one would keep growing.

use external_sources_core::{Settings, Target, Theme};
use tauri::{AppHandle, Emitter, Manager, WebviewUrl, WebviewWindowBuilder};

use crate::state::AppState;

const LABEL: &str = "main";

/// Brings the window to the front, making it first when there is none.
pub fn show(app: &AppHandle) {
    // The event loop's thread alone may make windows.
    let handle = app.clone();
    let shown = app.run_on_main_thread(move || {
        let Some(window) = handle.get_webview_window(LABEL) else { return open(&handle) };
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    });
    if let Err(error) = shown {
        eprintln!("external-sources: the window could not be shown: {error}");
    }
}

/// Shows the window at a place in it.
pub fn go_to(app: &AppHandle, target: Target) {
    app.state::<AppState>().set_target(target);
    show(app);
    // A window that is only being made asks for its target itself.
    let _ = app.emit("go-to", ());
}

/// Colours of the window, and of the dialogs of the system.
pub fn set_theme(app: &AppHandle, settings: &Settings) {
    app.set_theme(match settings.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    });
}

fn open(app: &AppHandle) {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("External Sources")
        .inner_size(1100.0, 720.0)
        .min_inner_size(640.0, 480.0)
        .zoom_hotkeys_enabled(true)
        .data_directory(app.state::<AppState>().data_dir.join("webview"))
        // No form is remembered.
        .general_autofill_enabled(false)
        // Nothing but the app's own pages is ever shown; links go to the browser, through a command.
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
        .build();
    if let Err(error) = window {
        eprintln!("external-sources: the window could not be opened: {error}");
        app.exit(1);
    }
}
