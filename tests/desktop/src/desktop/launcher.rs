//! How the WebDriver starts the app.

use std::{
    env,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{folders::Folders, target};

/// Names another binary of the app than the debug build.
const BINARY: &str = "EXTERNAL_SOURCES_BIN";

/// The app that is tested.
pub fn app() -> PathBuf {
    env::var_os(BINARY).map_or_else(|| target().join("debug/external-sources"), PathBuf::from)
}

/// Writes a script that becomes the app: the WebDriver would throw away what the app prints. With
/// `connections`, every connection it makes is written there.
pub fn write(folders: &Folders, binary: &Path, connections: Option<&Path>) -> PathBuf {
    assert!(binary.exists(), "build the app first, with `cargo build`: there is no {}", binary.display());
    let trace = match connections {
        // With -D the app, not strace, is what the WebDriver has started and will end. -yy names the
        // protocol of each socket.
        Some(file) => {
            format!(
                "strace -D -f -q -yy -e trace=bind,connect,sendto,sendmsg,sendmmsg -o '{}'",
                file.display()
            )
        }
        None => String::new(),
    };
    let script = format!(
        "#!/bin/sh\nexec {trace} '{}' \"$@\" >>'{}' 2>&1\n",
        binary.display(),
        folders.app_log().display()
    );
    let path = folders.root().join("launcher");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    path
}
