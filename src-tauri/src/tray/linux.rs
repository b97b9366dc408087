//! The tray by the StatusNotifierItem protocol, which tells whether there is a tray at all.
//!
//! <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/>

use external_sources_core::log;
use ksni::{
    Handle, Icon, MenuItem, OfflineReason, ToolTip, TrayMethods,
    menu::{CheckmarkItem, StandardItem},
};
use tauri::AppHandle;
use tokio::sync::watch;

use super::{Choice, Content, Line, choose};
use crate::window;

/// The app's place in the tray, for as long as the app runs.
pub struct Tray {
    item: Handle<Item>,
    shown: watch::Receiver<bool>,
}

struct Item {
    app: AppHandle,
    content: Content,
    shown: watch::Sender<bool>,
}

impl Tray {
    /// `None` on a desktop with no session bus. Where no tray runs yet, one that comes is joined.
    pub async fn start(app: &AppHandle, content: Content) -> Option<Self> {
        let (sender, shown) = watch::channel(true);
        let item = Item { app: app.clone(), content, shown: sender };
        let item = item.assume_sni_available(true).spawn().await;
        let item = item.inspect_err(|error| log(format_args!("no tray: {error}"))).ok()?;
        Some(Self { item, shown })
    }

    /// Whether a tray shows it now.
    pub fn shown(&self) -> watch::Receiver<bool> {
        self.shown.clone()
    }

    pub async fn show(&self, _: &AppHandle, content: Content) {
        self.item.update(|item| item.content = content).await;
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "external-sources".into()
    }

    fn title(&self) -> String {
        "External Sources".into()
    }

    fn activate(&mut self, _: i32, _: i32) {
        window::show(&self.app);
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        let icon = self.content.icon();
        let mut data = icon.rgba().to_vec();
        // From RGBA to ARGB, in network byte order.
        data.chunks_exact_mut(4).for_each(|pixel| pixel.rotate_right(1));
        vec![Icon { width: icon.width().cast_signed(), height: icon.height().cast_signed(), data }]
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: "External Sources".into(),
            description: self.content.tooltip().into(),
            ..ToolTip::default()
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        self.content.menu().into_iter().map(item).collect()
    }

    fn watcher_online(&self) {
        self.shown.send_replace(true);
    }

    fn watcher_offline(&self, _: OfflineReason) -> bool {
        self.shown.send_replace(false);
        true
    }
}

fn item(line: Line) -> MenuItem<Item> {
    match line {
        Line::Item(choice, label) => {
            StandardItem { label: literal(&label), activate: on(choice), ..StandardItem::default() }.into()
        }
        Line::Switch(choice, label, checked) => {
            CheckmarkItem { label: label.into(), checked, activate: on(choice), ..CheckmarkItem::default() }
                .into()
        }
        Line::Note(label) => {
            StandardItem { label: literal(&label), enabled: false, ..StandardItem::default() }.into()
        }
        Line::Separator => MenuItem::Separator,
    }
}

fn on(choice: Choice) -> Box<dyn Fn(&mut Item) + Send> {
    Box::new(move |item| choose(&item.app, choice))
}

/// A single underscore would mark an access key.
fn literal(label: &str) -> String {
    label.replace('_', "__")
}
