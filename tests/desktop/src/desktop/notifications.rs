//! A notification service that shows nothing and remembers everything.
//!
//! <https://specifications.freedesktop.org/notification-spec/>

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use zbus::{Connection, interface, object_server::SignalEmitter, zvariant::OwnedValue};

use super::bus::serve;
use crate::wait::until;

const PATH: &str = "/org/freedesktop/Notifications";

/// A notification, as an app sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub title: String,
    pub body: String,
    pub actions: Vec<String>,
}

/// The notifications of one desktop.
pub struct Notifications {
    taken: Arc<Mutex<Vec<Notification>>>,
    connection: Connection,
}

struct Service {
    taken: Arc<Mutex<Vec<Notification>>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "persistence"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("recorder", "tests", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut taken = self.taken.lock().unwrap();
        let id = u32::try_from(taken.len()).unwrap() + 1;
        taken.push(Notification { id, title, body, actions });
        id
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

impl Notifications {
    pub(super) async fn start(bus: &str) -> Self {
        let taken = Arc::<Mutex<Vec<Notification>>>::default();
        let service = Service { taken: Arc::clone(&taken) };
        let connection = serve(bus, "org.freedesktop.Notifications", PATH, service).await;
        Self { taken, connection }
    }

    /// All of them, in the order they came.
    pub fn all(&self) -> Vec<Notification> {
        self.taken.lock().unwrap().clone()
    }

    /// Waits until there are as many, and returns all.
    pub async fn wait_for(&self, count: usize) -> Vec<Notification> {
        let look = async || Some(self.all()).filter(|all| all.len() >= count);
        until(format_args!("{count} notifications, not {:?}", self.all()), look).await
    }

    /// Does what a click on a notification does, until what it leads to is seen: an app listens only some
    /// moments after its notification is there, sooner than a hand but not sooner than a test.
    pub async fn click(&self, id: u32, mut seen: impl AsyncFnMut() -> bool) {
        let emitter = SignalEmitter::new(&self.connection, PATH).unwrap();
        let click = async || {
            Service::action_invoked(&emitter, id, "default").await.unwrap();
            seen().await.then_some(())
        };
        until("what a click on a notification leads to", click).await;
        Service::notification_closed(&emitter, id, 2).await.unwrap();
    }
}
