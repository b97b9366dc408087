//! What only Linux needs.

use std::{path::Path, ptr};

use gtk::{
    glib::{self, gobject_ffi, subclass::SignalId, translate::IntoGlib},
    prelude::*,
};
use tauri::{Manager, WebviewWindow, WindowEvent};
use webkit2gtk::{UserContentManager, WebView, WebViewExt};

/// WebKitGTK shows an empty window with NVIDIA's driver unless it keeps off DMA-BUF. The setting
/// breaks screenshots by WebDriver, so it is made only there, and never over the user's own.
pub fn avoid_white_window() {
    const SETTING: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if Path::new("/proc/driver/nvidia/version").exists() && std::env::var_os(SETTING).is_none() {
        // SAFETY: the first thing the process does, before any other thread exists.
        unsafe { std::env::set_var(SETTING, "1") };
    }
}

/// Has the web view go with its window, to the last byte. wry 0.57 gives the view a handler of messages
/// that holds the view: else neither would ever be freed.
pub fn let_go_when_closed(window: &WebviewWindow) {
    let (app, label) = (window.app_handle().clone(), window.label().to_owned());
    window.on_window_event(move |event| {
        if let (WindowEvent::CloseRequested { .. }, Some(window)) = (event, app.get_webview_window(&label)) {
            let _ = window.with_webview(|view| let_go(&view.inner()));
        }
    });
}

fn let_go(view: &WebView) {
    // WebKitGTK 2.50 does not free the widget it translates keys with, a child that only it knows: 24 KiB.
    view.forall(|child| view.remove(child));
    let Some(manager) = view.user_content_manager() else { return };
    let Some(message) = SignalId::lookup("script-message-received", UserContentManager::static_type()) else {
        return;
    };
    let manager = manager.upcast_ref::<glib::Object>().as_ptr();
    let by_id = gobject_ffi::G_SIGNAL_MATCH_ID;
    // SAFETY: the manager lives, and what is disconnected is a handler it has.
    unsafe {
        let handler = gobject_ffi::g_signal_handler_find(
            manager,
            by_id,
            message.into_glib(),
            0,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
        );
        if handler != 0 {
            gobject_ffi::g_signal_handler_disconnect(manager, handler);
        }
    }
}
