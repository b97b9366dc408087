//! Notifications, through the platform.

use std::thread;

use external_sources_core::{Notification, Notifier, Target, log};
use notify_rust::NotificationResponse;
use tauri::{AppHandle, async_runtime::spawn_blocking};

use crate::window;

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
    let mut shown = notify_rust::Notification::new();
    shown.appname("External Sources").summary(&notification.title).body(&body(&notification.body));
    #[cfg(target_os = "linux")]
    shown
        .icon("external-sources")
        .action("default", "Open")
        .hint(notify_rust::Hint::DesktopEntry("external-sources".into()));
    #[cfg(windows)]
    shown.app_id(&app.config().identifier);
    let shown = shown.show()?;
    let (app, target) = (app.clone(), notification.target);
    thread::spawn(move || {
        let clicked = move |response: &NotificationResponse| {
            if matches!(response, NotificationResponse::Default | NotificationResponse::Action(_)) {
                go_to(&app, target);
            }
        };
        let _ = shown.wait_for_response(clicked);
    });
    Ok(())
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
