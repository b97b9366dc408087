//! A session bus.

use std::fs;

use zbus::{Connection, connection, fdo::DBusProxy, names::OwnedBusName};

use super::{folders::Folders, process::Process};
use crate::wait::until;

/// A D-Bus session bus that starts no services by itself, so that a desktop has a keychain only
/// when it was given one.
pub struct Bus {
    address: String,
    _daemon: Process,
}

impl Bus {
    pub fn start(folders: &Folders) -> Self {
        let settings = folders.root().join("bus.conf");
        fs::write(&settings, settings_in(folders)).unwrap();
        let mut daemon = folders.command("dbus-daemon");
        daemon.arg("--config-file").arg(settings).args(["--nofork", "--print-address"]);
        let (daemon, address) = Process::with_first_line(&mut daemon);
        Self { address, _daemon: daemon }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until no app is known on it. It learns of one that was killed a little later, and until then
    /// the next one takes itself for the second.
    pub async fn wait_for_no_app(&self) {
        let connection = connection::Builder::address(self.address()).unwrap().build().await.unwrap();
        let bus = DBusProxy::new(&connection).await.unwrap();
        let known = |names: &Vec<OwnedBusName>| names.iter().any(|name| name.ends_with(".SingleInstance"));
        let look = async || bus.list_names().await.ok().filter(|names| !known(names)).map(drop);
        until("the bus to forget the app", look).await;
    }
}

/// Offers a service on a bus, under a name of its own, for as long as the connection lives.
pub async fn serve(
    bus: &str,
    name: &'static str,
    path: &'static str,
    service: impl zbus::object_server::Interface,
) -> Connection {
    let offered = connection::Builder::address(bus)
        .and_then(|builder| builder.name(name))
        .and_then(|builder| builder.serve_at(path, service));
    offered.unwrap().build().await.unwrap()
}

fn settings_in(folders: &Folders) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        folders.runtime().join("bus").display()
    )
}
