//! The tray of Windows and macOS.

use std::sync::{Arc, Mutex, PoisonError};

use external_sources_core::log;
use tauri::{
    AppHandle, Wry,
    menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};
use tokio::sync::watch;

use super::{Content, Line, choose};
use crate::window;

/// The app's place in the tray, for as long as the app runs.
pub struct Tray {
    icon: TrayIcon,
    /// The menu that is shown; its lines' numbers are the ids of its items.
    lines: Arc<Mutex<Vec<Line>>>,
    shown: watch::Receiver<bool>,
}

impl Tray {
    /// `None` where the system refuses an icon.
    pub async fn start(app: &AppHandle, content: Content) -> Option<Self> {
        let lines = Arc::<Mutex<Vec<Line>>>::default();
        let shown_lines = Arc::clone(&lines);
        let icon = TrayIconBuilder::with_id("main")
            .on_menu_event(move |app, event| {
                let lines = shown_lines.lock().unwrap_or_else(PoisonError::into_inner);
                let chosen = event.id().as_ref().parse().ok().and_then(|number: usize| lines.get(number));
                if let Some(Line::Item(choice, _) | Line::Switch(choice, ..)) = chosen {
                    choose(app, *choice);
                }
            })
            .show_menu_on_left_click(cfg!(target_os = "macos"))
            .on_tray_icon_event(|icon, event| {
                if let TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                } = event
                    && !cfg!(target_os = "macos")
                {
                    window::show(icon.app_handle());
                }
            })
            .build(app);
        let icon = icon.inspect_err(|error| log(format_args!("no tray: {error}"))).ok()?;
        // These systems always have a tray.
        let tray = Self { icon, lines, shown: watch::channel(true).1 };
        tray.show(app, content).await;
        Some(tray)
    }

    /// Whether a tray shows it now.
    pub fn shown(&self) -> watch::Receiver<bool> {
        self.shown.clone()
    }

    pub async fn show(&self, app: &AppHandle, content: Content) {
        if let Err(error) = self.set(app, &content) {
            log(format_args!("the tray icon could not be changed: {error}"));
        }
    }

    fn set(&self, app: &AppHandle, content: &Content) -> tauri::Result<()> {
        self.icon.set_icon(Some(content.icon()))?;
        self.icon.set_tooltip(Some(format!("External Sources: {}", content.tooltip())))?;
        let lines = content.menu();
        let mut items: Vec<Box<dyn IsMenuItem<Wry>>> = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let id = number.to_string();
            items.push(match line {
                Line::Item(_, label) => {
                    Box::new(MenuItem::with_id(app, id, literal(label), true, None::<&str>)?)
                }
                Line::Note(label) => {
                    Box::new(MenuItem::with_id(app, id, literal(label), false, None::<&str>)?)
                }
                Line::Switch(_, label, checked) => {
                    Box::new(CheckMenuItem::with_id(app, id, label, true, *checked, None::<&str>)?)
                }
                Line::Separator => Box::new(PredefinedMenuItem::separator(app)?),
            });
        }
        let items: Vec<_> = items.iter().map(AsRef::as_ref).collect();
        self.icon.set_menu(Some(Menu::with_items(app, &items)?))?;
        *self.lines.lock().unwrap_or_else(PoisonError::into_inner) = lines;
        Ok(())
    }
}

/// A single ampersand would mark an access key.
fn literal(label: &str) -> String {
    label.replace('&', "&&")
}
