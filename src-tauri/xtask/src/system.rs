//! What the system must have, and how it gets it.

use std::{env, path::Path};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

/// What a command needs beyond Rust.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To build and open the app.
    App,
    /// To open it on a display of its own, with a keychain of its own, and drive it.
    VirtualDesktop,
    /// To check the window's scripts.
    Node,
    /// To run what the app is measured beside.
    Python,
    /// To see every connection the app makes.
    Trace,
}

impl Need {
    /// Debian's packages, Ubuntu's too.
    fn debian(self) -> &'static [&'static str] {
        match self {
            Self::App => &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "ca-certificates"],
            Self::VirtualDesktop => &[
                "xvfb",
                "dbus",
                "iproute2",
                "gnome-keyring",
                "webkit2gtk-driver",
                "fonts-dejavu-core",
                "fonts-noto-core",
            ],
            Self::Node => &["nodejs", "npm"],
            Self::Python => &["python3-venv"],
            Self::Trace => &["strace"],
        }
    }

    /// Whether it is there already, however it came.
    fn is_met_without_packages(self) -> bool {
        match self {
            Self::Node => on_path("node") && on_path("npm"),
            Self::Python => can_make_environments(),
            _ => false,
        }
    }
}

/// The same for the systems that are told, not served.
const FEDORA: &str = "dnf install gcc pkgconf-pkg-config webkit2gtk4.1-devel \
    xorg-x11-server-Xvfb dbus-daemon iproute gnome-keyring webkit2gtk4.1 dejavu-sans-fonts nodejs npm strace";
const ARCH: &str = "pacman -S --needed base-devel webkit2gtk-4.1 \
    xorg-server-xvfb dbus iproute2 gnome-keyring webkitgtk-6.0 ttf-dejavu nodejs npm strace";

/// Installs what is missing (Debian, Ubuntu) or says what is (everywhere else).
pub fn provide(shell: &Shell, needs: &[Need]) -> Result<()> {
    match env::consts::OS {
        "linux" if on_path("apt-get") => provide_with_apt(shell, needs),
        "linux" => {
            if pkg_config_knows(shell, "webkit2gtk-4.1") {
                return Ok(());
            }
            bail!(
                "WebKitGTK 4.1 is missing. Install it as root:\n  Fedora: {FEDORA}\n  Arch:   {ARCH}\n\
                 Elsewhere: the development files of webkit2gtk-4.1, under your system's name for them"
            )
        }
        "macos" => {
            let tools = cmd!(shell, "xcode-select -p").quiet().ignore_stdout().ignore_stderr().run();
            tools.context("the command line tools are missing; install them with: xcode-select --install")
        }
        "windows" => {
            let runtime = r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
            let found = cmd!(shell, "reg query {runtime}").quiet().ignore_stdout().ignore_stderr().run();
            found.context("the WebView2 runtime is missing; it comes with Edge, or from Microsoft's site")
        }
        other => bail!("{other} is not a system this app runs on"),
    }
}

fn provide_with_apt(shell: &Shell, needs: &[Need]) -> Result<()> {
    let missing: Vec<_> = needs
        .iter()
        .filter(|need| !need.is_met_without_packages())
        .flat_map(|need| need.debian())
        .filter(|package| !is_installed(shell, package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {}", missing.iter().map(|p| **p).collect::<Vec<_>>().join(" "));
    let root = if is_root(shell) { "env" } else { "sudo" };
    let quiet = ["-qq", "-o=Dpkg::Use-Pty=0"];
    cmd!(shell, "{root} apt-get {quiet...} update").run()?;
    cmd!(shell, "{root} DEBIAN_FRONTEND=noninteractive apt-get {quiet...} install --yes --no-install-recommends {missing...}")
        .ignore_stdout()
        .run()
        .context("packages could not be installed")
}

fn is_installed(shell: &Shell, package: &str) -> bool {
    let format = "--showformat=${db:Status-Status}";
    let status = cmd!(shell, "dpkg-query --show {format} {package}");
    status.quiet().ignore_stderr().read().is_ok_and(|status| status == "installed")
}

fn is_root(shell: &Shell) -> bool {
    cmd!(shell, "id -u").quiet().read().is_ok_and(|id| id == "0")
}

fn pkg_config_knows(shell: &Shell, library: &str) -> bool {
    cmd!(shell, "pkg-config --exists {library}").quiet().ignore_stderr().run().is_ok()
}

fn can_make_environments() -> bool {
    let made = std::process::Command::new("python3").args(["-c", "import ensurepip, sqlite3"]).status();
    made.is_ok_and(|made| made.success())
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|dir| Path::new(&dir).join(program).is_file()))
}

/// Whether a window can be opened for somebody to see.
pub fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
