//! A virtual display.

use x11rb::{
    connection::Connection,
    protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask},
};

use super::{folders::Folders, process::Process};

/// An X server that draws into memory.
pub struct Display {
    name: String,
    _server: Process,
}

impl Display {
    pub fn start(folders: &Folders) -> Self {
        let mut server = folders.command("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"]);
        let (server, number) = Process::with_first_line(&mut server);
        Self { name: format!(":{number}"), _server: server }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks every window to close, as a window's close button does (ICCCM 4.2.8.1).
    pub fn close_windows(&self) {
        let (x, screen) = x11rb::connect(Some(&self.name)).unwrap();
        let atom = |name| x.intern_atom(false, name).unwrap().reply().unwrap().atom;
        let (protocols, delete) = (atom(b"WM_PROTOCOLS"), atom(b"WM_DELETE_WINDOW"));
        let root = x.setup().roots[screen].root;
        for window in x.query_tree(root).unwrap().reply().unwrap().children {
            let close =
                ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            x.send_event(false, window, EventMask::NO_EVENT, close).unwrap().check().unwrap();
        }
    }
}
