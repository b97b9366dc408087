//! The app's one window.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

use crate::state::AppState;

const LABEL: &str = "main";

/// Brings the window to the front, making it first when there is none.
pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return open(app) };
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
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
