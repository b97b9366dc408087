//! The tray icon: its state, its words and its menu. How it gets onto the desktop is each platform's
//! own file.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod platform;
#[cfg(not(target_os = "linux"))]
#[path = "native.rs"]
mod platform;

use std::sync::Arc;

use chrono::Utc;
use external_sources_core::{Attention, AttentionLevel, Error, Sources, Target};
use tauri::{AppHandle, Manager, async_runtime::spawn, image::Image};

pub use self::platform::Tray;
use crate::{state::AppState, window};

/// How many things the menu names.
const NAMED: usize = 10;

/// What the tray shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    level: AttentionLevel,
    /// The state in words.
    tooltip: String,
    /// What needs attention: where that leads, and why.
    named: Vec<(Target, String)>,
    /// How many more there are.
    more: usize,
    paused: bool,
}

/// What can be chosen in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    GoTo(Target),
    Open,
    CheckAll,
    Pause,
    Quit,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    Item(Choice, String),
    Switch(Choice, &'static str, bool),
    Note(String),
    Separator,
}

impl Content {
    /// What there is to show now.
    pub async fn of(sources: &Arc<Sources>) -> Result<Self, Error> {
        let list = sources.list().await?;
        let paused = sources.settings().await?.paused_at(Utc::now());
        Ok(Self::new(&list.attention, list.sources.len(), list.offline, paused))
    }

    fn new(attention: &Attention, sources: usize, offline: bool, paused: bool) -> Self {
        let state = match sources {
            0 => "No sources yet".to_owned(),
            _ => attention.summary(),
        };
        let notes = [offline.then_some("offline"), paused.then_some("notifications paused")];
        let tooltip =
            [Some(state.as_str())].into_iter().chain(notes).flatten().collect::<Vec<_>>().join(", ");
        let named = attention
            .items
            .iter()
            .take(NAMED)
            .map(|item| (item.target(), format!("{} {}", item.label, item.state)));
        Self {
            level: attention.level,
            tooltip,
            named: named.collect(),
            more: attention.items.len().saturating_sub(NAMED),
            paused,
        }
    }

    /// The menu, from top to bottom.
    pub fn menu(&self) -> Vec<Line> {
        let mut lines: Vec<_> =
            self.named.iter().map(|(target, text)| Line::Item(Choice::GoTo(*target), text.clone())).collect();
        if lines.is_empty() {
            lines.push(Line::Note(self.tooltip.clone()));
        }
        if self.more > 0 {
            lines.push(Line::Note(format!("and {} more", self.more)));
        }
        lines.extend([
            Line::Separator,
            Line::Item(Choice::Open, "Open External Sources".into()),
            Line::Item(Choice::CheckAll, "Check all now".into()),
            Line::Switch(Choice::Pause, "Pause notifications", self.paused),
            Line::Separator,
            Line::Item(Choice::Quit, "Quit".into()),
        ]);
        lines
    }

    /// The icon: green, amber or red.
    pub fn icon(&self) -> Image<'static> {
        let bytes: &[u8] = match self.level {
            AttentionLevel::Fine => include_bytes!("../../../icons/tray/fine.png"),
            AttentionLevel::Soon => include_bytes!("../../../icons/tray/soon.png"),
            AttentionLevel::Error | AttentionLevel::Expired => {
                include_bytes!("../../../icons/tray/error.png")
            }
        };
        Image::from_bytes(bytes).expect("the icons are PNG")
    }

    pub fn tooltip(&self) -> &str {
        &self.tooltip
    }
}

/// Whether a tray shows the app now.
pub fn shown(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some_and(|tray| *tray.shown().borrow())
}

/// Puts the app into the tray, where there is one, and keeps it true for as long as the app runs.
pub async fn start(app: &AppHandle, sources: &Arc<Sources>) {
    let Ok(content) = Content::of(sources).await else { return };
    let Some(tray) = Tray::start(app, content).await else { return };
    app.manage(tray);
    let (app, sources) = (app.clone(), Arc::clone(sources));
    spawn(async move {
        let mut changes = sources.changes();
        let mut shown = None;
        loop {
            if let Ok(content) = Content::of(&sources).await
                && shown.as_ref() != Some(&content)
            {
                app.state::<Tray>().show(&app, content.clone()).await;
                shown = Some(content);
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    });
}

/// Does what was chosen in the menu.
fn choose(app: &AppHandle, choice: Choice) {
    match choice {
        Choice::GoTo(target) => window::go_to(app, target),
        Choice::Open => window::show(app),
        Choice::Quit => app.exit(0),
        Choice::CheckAll | Choice::Pause => {
            let app = app.clone();
            spawn(async move {
                let state = app.state::<AppState>();
                let Ok(sources) = state.sources() else { return window::show(&app) };
                let done = match choice {
                    Choice::Pause => sources.toggle_pause().await.map(drop),
                    _ => sources.check_all().await,
                };
                // What a check finds is shown by the icon; what else goes wrong, by the window.
                if done.is_err() {
                    window::show(&app);
                }
            });
        }
    }
}
