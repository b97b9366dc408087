//! A tray that shows nothing, and in which items can be read and chosen from.
//!
//! <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/>

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use zbus::{
    Connection, interface,
    message::Header,
    zvariant::{OwnedValue, Structure, Value},
};

use super::bus::serve;
use crate::wait::until;

const ITEM: &str = "/StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// The tray of one desktop, with at most one item.
pub struct Tray {
    /// The bus name of what was registered last.
    item: Arc<Mutex<Option<String>>>,
    connection: Connection,
}

struct Watcher {
    item: Arc<Mutex<Option<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        // Items name their bus name, or the path below the name they call from.
        let name = match service.starts_with('/') {
            true => header.sender().map(ToString::to_string),
            false => Some(service.to_owned()),
        };
        *self.item.lock().unwrap() = name;
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.item.lock().unwrap().clone().into_iter().collect()
    }
}

impl Tray {
    pub(super) async fn start(bus: &str) -> Self {
        let item = Arc::<Mutex<Option<String>>>::default();
        let watcher = Watcher { item: Arc::clone(&item) };
        let connection = serve(bus, "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", watcher).await;
        Self { item, connection }
    }

    /// Waits until the item says this when it is pointed at.
    pub async fn wait_for_tooltip(&self, words: &str) {
        let look = async || self.tooltip().await.filter(|tooltip| tooltip.contains(words)).map(drop);
        until(format_args!("a tray icon that says “{words}”"), look).await;
    }

    /// What the item says when it is pointed at.
    async fn tooltip(&self) -> Option<String> {
        let arguments = ("org.kde.StatusNotifierItem", "ToolTip");
        let value: OwnedValue = self.call(ITEM, "org.freedesktop.DBus.Properties", "Get", &arguments).await?;
        let tooltip = Structure::try_from(Value::from(value)).ok()?;
        tooltip.fields().get(3)?.downcast_ref::<String>().ok()
    }

    /// Waits until the item's icon has this colour in it, as red, green and blue.
    pub async fn wait_for_icon_with(&self, colour: [u8; 3]) {
        let look = async || self.icon().await?.chunks_exact(4).any(|argb| argb[1..] == colour).then_some(());
        until(format_args!("a tray icon with the colour {colour:?}"), look).await;
    }

    /// The item's icon, a pixel in four bytes: opacity, red, green and blue.
    async fn icon(&self) -> Option<Vec<u8>> {
        let arguments = ("org.kde.StatusNotifierItem", "IconPixmap");
        let value: OwnedValue = self.call(ITEM, "org.freedesktop.DBus.Properties", "Get", &arguments).await?;
        let sizes: Vec<(i32, i32, Vec<u8>)> = value.try_into().ok()?;
        sizes.into_iter().next().map(|(_, _, pixels)| pixels)
    }

    /// The lines of the item's menu.
    pub async fn menu(&self) -> Vec<String> {
        self.lines().await.unwrap_or_default().into_iter().map(|(_, label)| label).collect()
    }

    /// Chooses a line of the menu.
    pub async fn choose(&self, label: &str) {
        let look = async || {
            let (id, _) = self.lines().await?.into_iter().find(|(_, line)| line == label)?;
            // Whoever quits may not answer any more.
            let _ = self.call::<()>("/MenuBar", MENU, "Event", &(id, "clicked", Value::from(0), 0_u32)).await;
            Some(())
        };
        until(format_args!("“{label}” in the tray's menu"), look).await;
    }

    async fn lines(&self) -> Option<Vec<(i32, String)>> {
        type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let arguments = (0_i32, -1_i32, Vec::<String>::new());
        let (_, (_, _, children)): (u32, Node) = self.call("/MenuBar", MENU, "GetLayout", &arguments).await?;
        let lines = children.into_iter().filter_map(|child| {
            let (id, properties, _): Node = child.try_into().ok()?;
            let label = properties.get("label")?.downcast_ref::<String>().ok()?;
            // Two underscores are one that is meant.
            Some((id, label.replace("__", "_")))
        });
        Some(lines.collect())
    }

    async fn call<T: serde::de::DeserializeOwned + zbus::zvariant::Type>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        arguments: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> Option<T> {
        let item = self.item.lock().unwrap().clone()?;
        let answer =
            self.connection.call_method(Some(item.as_str()), path, Some(interface), method, arguments).await;
        answer.ok()?.body().deserialize().ok()
    }
}
