//! The app's one window. Closed, it is gone, web view and all: a hidden one would keep growing.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use external_sources_core::{Settings, Target, Theme, log};
use tauri::{AppHandle, Emitter, Manager, WebviewUrl, WebviewWindowBuilder};

#[cfg(target_os = "linux")]
use crate::linux::let_go_when_closed;

const LABEL: &str = "main";

/// What windows are made with, and where the window is to go when it asks next.
pub struct Window {
    web_view_dir: PathBuf,
    target: Mutex<Option<Target>>,
}

impl Window {
    /// Web views keep their data in this folder.
    pub fn new(web_view_dir: PathBuf) -> Self {
        Self { web_view_dir, target: Mutex::default() }
    }

    /// Where the window is to go now; it is told once.
    pub fn take_target(&self) -> Option<Target> {
        self.target.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

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
        log(format_args!("the window could not be shown: {error}"));
    }
}

/// Shows the window at a place in it.
pub fn go_to(app: &AppHandle, target: Target) {
    *app.state::<Window>().target.lock().unwrap_or_else(PoisonError::into_inner) = Some(target);
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
        .data_directory(app.state::<Window>().web_view_dir.clone())
        // No form is remembered.
        .general_autofill_enabled(false)
        // Nothing but the app's own pages is ever shown; links go to the browser, through a command.
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
        .build();
    match window {
        Ok(window) => let_go_when_closed(&window),
        Err(error) => {
            log(format_args!("the window could not be opened: {error}"));
            app.exit(1);
        }
    }
}

/// Elsewhere a web view goes with its window.
#[cfg(not(target_os = "linux"))]
fn let_go_when_closed(_: &tauri::WebviewWindow) {}
