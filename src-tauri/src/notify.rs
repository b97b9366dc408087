//! Notifications, through the platform.

#[cfg(not(target_os = "linux"))]
use std::sync::OnceLock;
use std::{sync::mpsc, thread, time::Duration};

use external_sources_core::{Notification, Notifier, Target, log};
use notify_rust::NotificationResponse;
use tauri::{AppHandle, async_runtime::spawn_blocking};

use crate::window;

/// How long macOS may take to refuse a notification: it does so at once.
const REFUSAL: Duration = Duration::from_secs(1);

/// The app as Windows knows it from its shortcut: one for all data folders.
#[cfg(windows)]
static APP_ID: OnceLock<String> = OnceLock::new();
/// Why macOS does not take this app for the one that notifies, if so.
#[cfg(target_os = "macos")]
static REFUSED: OnceLock<String> = OnceLock::new();

/// Has notifications come from the installed app: Windows shows none of an app it does not know.
#[cfg(windows)]
pub fn come_from(identifier: String) {
    let _ = APP_ID.set(identifier);
}

/// Has notifications come from this app: else macOS shows them as the Finder's.
#[cfg(target_os = "macos")]
pub fn come_from(identifier: String) {
    if let Err(error) = notify_rust::set_application(&identifier) {
        log(format_args!("notifications cannot come from {identifier}: {error}"));
        let _ = REFUSED.set(error.to_string());
    }
}

/// The desktop's notifications. A click leads into the window.
pub struct Desktop(pub AppHandle);

impl Notifier for Desktop {
    async fn show(&self, notification: Notification) -> bool {
        let app = self.0.clone();
        match spawn_blocking(move || show(&app, &notification)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                log(format_args!("a notification was not shown: {error}"));
                false
            }
            Err(_) => false,
        }
    }
}

/// Shows a notification and waits, in the background, for what the user does with it.
///
/// # Errors
/// When the desktop did not take it. That it took it does not mean that it shows it.
pub fn show(app: &AppHandle, notification: &Notification) -> Result<(), notify_rust::error::Error> {
    // It would come in the name of another app, if at all.
    #[cfg(target_os = "macos")]
    if let Some(error) = REFUSED.get() {
        return Err(error.as_str().into());
    }
    let mut shown = notify_rust::Notification::new();
    shown.appname("External Sources").summary(&notification.title).body(&body(&notification.body));
    #[cfg(target_os = "linux")]
    shown
        .icon("external-sources")
        .action("default", "Open")
        .hint(notify_rust::Hint::DesktopEntry("external-sources".into()));
    #[cfg(windows)]
    if let Some(app_id) = APP_ID.get() {
        shown.app_id(app_id);
    }
    let shown = shown.show()?;
    let (app, target) = (app.clone(), notification.target);
    let (refuse, refused) = mpsc::channel();
    thread::spawn(move || {
        let clicked = move |response: &NotificationResponse| {
            if matches!(response, NotificationResponse::Default | NotificationResponse::Action(_)) {
                go_to(&app, target);
            }
        };
        if let Err(error) = shown.wait_for_response(clicked) {
            let _ = refuse.send(error);
        }
    });
    // On macOS it is sent by that thread only, which then waits for the user.
    match cfg!(target_os = "macos").then(|| refused.recv_timeout(REFUSAL)) {
        Some(Ok(error)) => Err(error),
        _ => Ok(()),
    }
}

fn go_to(app: &AppHandle, target: Option<Target>) {
    match target {
        Some(target) => window::go_to(app, target),
        None => window::show(app),
    }
}

/// The text as it is: desktops of the freedesktop.org kind read a little HTML in it.
fn body(text: &str) -> String {
    match cfg!(target_os = "linux") {
        true => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        false => text.to_owned(),
    }
}
